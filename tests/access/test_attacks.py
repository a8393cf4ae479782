# ruff: noqa: E501  (SQL reads better whole)
"""Raw SQL over a real connection of the server's role, as an attacker would send it.

Every table and every function comes from the catalogue, so that a new one is attacked too.
"""

import hmac
import random
import secrets
import time
from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg.rows import TupleRow
from tests import catalogue
from tests.access.attacked import Connection, World, be, role
from tests.samples import sample

from overstap.access.actor import sign

FORGERIES = sample(2_000, 10_000)
STRANGERS = (
    "counsellor", "centre_lead", "vdab_counsellor", "vdab_lead", "org_admin", "platform_admin",
    "researcher", "steering", "young_person", "guardian", "nobody_special",
)  # fmt: skip

# Terms and periods; and, in the demo only, whom a visitor may sign in as: invented people.
KNOWN_TO_ALL = {"access_setting", "home_persona"}


def guarded(connection: Connection) -> list[catalogue.Table]:
    """Tables with row-level security that `app` may read."""
    return [
        t
        for t in catalogue.tables(connection)
        if t.name not in catalogue.OPEN_TABLES and catalogue.may(connection, t.name, "SELECT")
    ]


def visible(connection: Connection, tables: list[catalogue.Table]) -> dict[str, int]:
    """Rows that the connection sees, of the tables where it sees any."""
    parts = [f"select '{t.name}', (select count(*) from public.{t.name})" for t in tables]
    rows = connection.execute(" union all ".join(parts)).fetchall()
    return {name: count for name, count in rows if count}


def about(connection: Connection, tables: list[catalogue.Table], person: object) -> dict[str, int]:
    """Rows about one person that the connection sees."""
    parts = [
        f"select '{t.name}', (select count(*) from public.{t.name} where "
        + " or ".join(f"{column} = '{person}'" for column in t.about)
        + ")"
        for t in tables
        if t.is_about_people
    ]
    rows = connection.execute(" union all ".join(parts)).fetchall()
    return {name: count for name, count in rows if count}


def test_every_table_about_people_knows_the_victim(filled: World) -> None:
    """Without this, 'no rows' would prove nothing."""
    assert filled.refused == []
    with filled.test() as connection:
        role(connection, "owner")
        tables = [t for t in catalogue.tables(connection) if t.is_about_people]
        connection.execute("set local row_security = on")
        names = {t.name for t in tables} - {"audit_record"}
        assert names - set(about(connection, tables, filled.victim)) == set()
        role(connection, "definer")
        assert connection.execute("select count(*) from audit_record").fetchone() == (1,)


def test_without_the_key_nobody_sees_a_row(filled: World) -> None:
    with filled.app() as connection:
        assert set(visible(connection, guarded(connection))) <= KNOWN_TO_ALL


def forged(rnd: random.Random, real: str, target: str) -> str:
    """One of many ways to claim to be `target` without the key."""
    _, expiry, digest = real.split(".")
    later = int(time.time()) + rnd.randrange(1, 10**6)
    message = f"{target}.{later}"
    keys = [
        b"",
        b"\0" * 32,
        settings.SECRET_KEY.encode(),
        settings.LOOKUP_KEY,
        secrets.token_bytes(32),
    ]
    flipped = list(digest)
    flipped[rnd.randrange(64)] = rnd.choice("0123456789abcdef")
    choices = [
        f"{message}.{secrets.token_hex(32)}",
        f"{message}.{digest}",
        f"{target}.{expiry}.{digest}",
        f"{target}.{expiry}.{''.join(flipped)}",
        f"{message}.{hmac.new(rnd.choice(keys), message.encode(), sha256).hexdigest()}",
        f"{message}.{sha256(message.encode()).hexdigest()}",
        f"{target}.{expiry}.{digest[: rnd.randrange(64)]}",
        f"{target}.{'9' * rnd.randrange(1, 30)}.{digest}",
        f"{target}.-{expiry}.{digest}",
        f"{target}.{expiry}.{digest.upper()}",
        f"{real}.{target}",
        f"{target}\n{real}",
        f"{target}' or true --.{expiry}.{digest}",
        f"{target}.{expiry}.{digest}\u0660",
        target,
        "".join(rnd.choice("abcdef0123456789.-%'\"\\ ") for _ in range(rnd.randrange(300))),
        "." * rnd.randrange(200),
        "x" * rnd.randrange(20_000),
    ]
    return rnd.choice(choices)


def test_forged_settings_show_nothing(filled: World) -> None:
    rnd = random.Random(20261122)
    targets = [str(filled.counsellor), str(filled.self_account), str(filled.guardian_account)]
    # The attacker has a real signature of an own account, and knows the ids of others.
    real = sign(filled.strangers["nobody_special"], seconds=3600)
    with filled.app() as connection:
        tables = guarded(connection)
        for n in range(0, FORGERIES, 100):
            # A hundred at a time on their way, each still a statement of its own.
            with connection.pipeline():
                answers = [_claim(connection, forged(rnd, real, rnd.choice(targets)))
                           for _ in range(100)]  # fmt: skip
            seen = {answer.fetchone() for answer in answers}
            assert len(answers) == 100
            assert seen <= {(None, 0), (filled.strangers["nobody_special"], 0)}, n
            assert set(visible(connection, tables)) <= KNOWN_TO_ALL | {"organisations_organisation"}


def _claim(connection: Connection, who: str) -> psycopg.Cursor[TupleRow]:
    """What somebody sees who says to be `who`."""
    connection.execute("select set_config('overstap.actor', %s, true)", [who])
    return connection.execute(
        "select rights.actor_id(), (select count(*) from people_person)"
        " + (select count(*) from dossier_entry)"
    )


@pytest.mark.parametrize("who", STRANGERS)
def test_who_has_nothing_to_do_with_somebody_sees_no_row_about_them(
    filled: World, who: str
) -> None:
    with filled.app(filled.strangers[who]) as connection:
        assert about(connection, guarded(connection), filled.victim) == {}


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_changes_or_deletes_a_row_about_somebody_else(filled: World, who: str) -> None:
    """UPDATE and DELETE of everything, without WHERE: the victim's rows stay as they were."""
    with filled.test() as connection:
        tables = [t for t in catalogue.tables(connection) if t.is_about_people]
        before = fingerprints(connection, tables, filled.victim)
        for table in tables:
            for statement in destructive(connection, table):
                with connection.transaction():
                    role(connection, "app")
                    be(connection, filled.strangers[who])
                    attempt(connection, statement)
                    role(connection, "test")
        assert fingerprints(connection, tables, filled.victim) == before


def fingerprints(
    connection: Connection, tables: list[catalogue.Table], person: object
) -> dict[str, object]:
    role(connection, "owner")
    found = {}
    for t in tables:
        where = " or ".join(f"{column} = '{person}'" for column in t.about)
        found[t.name] = connection.execute(
            f"select md5(string_agg(to_jsonb(t)::text, '|' order by to_jsonb(t)::text)), count(*)"
            f" from public.{t.name} t where {where}"
        ).fetchone()
    connection.execute("set local role overstap_test")
    return found


def destructive(connection: Connection, table: catalogue.Table) -> list[str]:
    statements = [f"delete from public.{table.name}"]
    for column in table.columns:
        statements.append(f'update public.{table.name} set "{column}" = "{column}"')
    return statements


def attempt(connection: Connection, statement: str, *arguments: object) -> str:
    """Runs one statement; answers 'ok' or the code of the refusal. Leaves the transaction usable."""
    try:
        with connection.transaction():
            connection.execute(statement, arguments or None)
    except psycopg.Error as problem:
        return problem.sqlstate or "?"
    return "ok"


# Written by the functions that know why, never by hand.
NOT_WRITTEN_BY_HAND = (
    "access_choice", "access_grant", "access_involvement", "access_linkrequest", "access_personaccount",
    "access_setting", "access_user", "audit_record", "audit_seal", "audit_subjectkey",
    "dossier_entryversion", "people_merge", "people_person",
)  # fmt: skip


@pytest.mark.parametrize("table", NOT_WRITTEN_BY_HAND)
def test_nobody_adds_or_deletes_rows_by_hand_where_functions_decide(
    filled: World, table: str
) -> None:
    with filled.app(filled.counsellor) as connection:
        assert attempt(connection, f"insert into {table} default values") == "42501"
        assert attempt(connection, f"delete from {table}") == "42501"


@pytest.mark.parametrize("who", STRANGERS)
def test_an_insert_tells_nothing_about_a_row_that_is_not_yours(filled: World, who: str) -> None:
    """The victim's own rows written once more: the refusal is the same as for rows that never were."""
    told = []
    with filled.test() as connection:
        for table in catalogue.tables(connection):
            if not table.is_about_people or not catalogue.may(connection, table.name, "INSERT"):
                continue
            role(connection, "owner")
            where = " or ".join(f"{column} = '{filled.victim}'" for column in table.about)
            row = connection.execute(
                f"select to_jsonb(t) from public.{table.name} t where {where} limit 1"
            ).fetchone()
            assert row, table.name
            again, fresh = dict(row[0]), dict(row[0]) | {"id": str(uuid4())}
            nobody = fresh | {column: str(uuid4()) for column in table.about}
            role(connection, "app")
            be(connection, filled.strangers[who])
            answers = {
                attempt(
                    connection,
                    f"insert into public.{table.name} select * from"
                    f" jsonb_populate_record(null::public.{table.name}, %s::jsonb)",
                    psycopg.types.json.Jsonb(version),
                )
                for version in (again, fresh, nobody)
            }
            if answers != {"42501"}:
                told.append((table.name, answers))
            connection.execute("set local role overstap_test")
    assert told == []


def test_the_same_national_number_elsewhere_is_no_error(filled: World) -> None:
    with filled.app(filled.strangers["counsellor"]) as connection:
        statement = (
            "insert into people_nationalnumber (person_id, ciphertext, lookup_hash, kind)"
            " values (%s, 'x', %s, 'insz')"
        )
        assert attempt(connection, statement, filled.other, "a" * 64) == "ok"


def test_a_handover_of_others_cannot_be_hung_on(filled: World) -> None:
    """A need, meeting, step or download beside somebody else's handover: no error tells it is there."""
    statements = {
        "need": "insert into handover_need (handover_id, person_id, sender_id, signals, reason,"
        " is_advised, asks_about, decided_by, decided_at) values (%s, %s, %s, '{}', '', false, '{}', %s, now())",
    }
    with filled.app(filled.strangers["counsellor"]) as connection:
        me = filled.strangers["counsellor"]
        for statement in statements.values():
            for handover in (filled.handover, uuid4()):
                code = attempt(
                    connection, statement, handover, filled.other, filled.other_centre, me
                )
                assert code == "42501"


class TestFunctions:
    """Every function that `app` may call, with other people's ids: as good as with random ones."""

    # It writes a log row about the caller's own act; its answer is the row's number.
    ANSWERS_A_NUMBER = {"record"}
    # The platform admin manages the accounts of every organisation.
    OF_ACCOUNTS = {"end_membership", "may_invite", "recoverable"}

    @pytest.mark.parametrize("who", ["", *STRANGERS])
    def test_asking_about_others_is_asking_about_nobody(self, filled: World, who: str) -> None:
        actor = filled.strangers[who] if who else None
        told = []
        with filled.test() as connection:
            tables = [t for t in catalogue.tables(connection) if t.is_about_people]
            before = fingerprints(connection, tables, filled.victim)
            for name, names, types in functions(connection):
                if name == "refuse" or (who == "platform_admin" and name in self.OF_ACCOUNTS):
                    continue
                answers = []
                for real in (True, False):
                    values = [
                        argument(filled, name, n, t, real=real)
                        for n, t in zip(names, types, strict=True)
                    ]
                    answers.append(call(connection, actor, name, types, values))
                if answers[0] != answers[1]:
                    told.append((name, *answers))
            connection.execute("set local role overstap_test")
            assert fingerprints(connection, tables, filled.victim) == before
        assert told == []


def functions(connection: Connection) -> list[tuple[str, list[str], list[str]]]:
    rows = connection.execute(
        """
        select p.proname, coalesce(p.proargnames[1:p.pronargs], '{}'),
               array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality u(t, n)
                     order by n)
        from pg_proc p
        where p.pronamespace = 'rights'::regnamespace
          and has_function_privilege('overstap_app', p.oid, 'execute')
          and p.prorettype <> 'trigger'::regtype
        order by 1
        """
    ).fetchall()
    assert len(rows) > 20
    return [(name, list(names), list(types)) for name, names, types in rows]


# Which of the victim's ids an argument of that name gets.
BY_NAME = {
    "org": "centre", "organisation": "centre", "receiver": "office", "office": "office",
    "sender": "centre", "choice": "choice", "entry": "entry", "involvement": "involvement",
    "request": "request", "handover": "handover", "guardian": "guardian",
    "membership": "membership", "recovers": "membership", "by": "counsellor", "user": "self_account",
}  # fmt: skip


def argument(filled: World, function: str, name: str, kind: str, *, real: bool) -> object:
    plain = name.removeprefix("p_")
    if kind in {"uuid", "uuid[]"}:
        # A new person's id comes from the server; whoever already knows a random id learns only
        # that it is taken.
        if function == "create_person" and plain == "id":
            found: object = uuid4()
        else:
            found = filled.ids[BY_NAME.get(plain, "victim")] if real else uuid4()
        return [found] if kind.endswith("[]") else found
    examples: dict[str, object] = {
        "text": {"topic": "medical", "purpose": "guidance", "kind": "look", "name": "file_opened",
                 "group": "medical", "role": "counsellor", "password": "x" * 20,
                 "purposes": "account"}.get(plain, "a" * 64 if "hash" in plain else "geheim"),
        "text[]": ["medical"],
        "date": "2008-03-14",
        "boolean": True,
        "integer": 5,
        "bigint": 1,
        "jsonb": "{}",
        "bytea": b"x",
        "timestamp with time zone": "2026-11-22",
    }  # fmt: skip
    return examples.get(kind)


def call(
    connection: Connection, actor: object, name: str, types: list[str], values: list[object]
) -> tuple[str, object]:
    marks = ", ".join(f"%s::{t}" for t in types)
    answer: tuple[str, object]
    role(connection, "app")
    be(connection, actor)  # type: ignore[arg-type]
    try:
        with connection.transaction(force_rollback=True):
            rows = connection.execute(f"select * from rights.{name}({marks})", values).fetchall()
            answer = ("rows", rows)
    except psycopg.Error as problem:
        answer = (problem.sqlstate or "?", problem.diag.message_primary)
    connection.execute("set local role overstap_test")
    if name in TestFunctions.ANSWERS_A_NUMBER and answer[0] == "rows":
        return ("rows", "a number")
    return answer


def test_app_becomes_no_other_role(filled: World) -> None:
    with filled.app(filled.strangers["counsellor"]) as connection:
        for name in (
            "overstap_owner",
            "overstap_system",
            "overstap_definer",
            "overstap_test",
            "postgres",
        ):
            assert attempt(connection, f"set role {name}") == "42501"
            assert attempt(connection, f"set session authorization {name}") == "42501"


def test_a_type_of_ones_own_does_not_run_inside_a_function(filled: World) -> None:
    """A domain in pg_temp could stand in for `uuid` inside a SECURITY DEFINER function."""
    with filled.app() as connection:
        assert attempt(connection, "create temporary table x (y int)") == "42501"
        assert attempt(connection, "create domain pg_temp.uuid as pg_catalog.uuid") == "42501"
        assert attempt(connection, "create domain public.uuid as pg_catalog.uuid") == "42501"
    # And where a database lets people make temporary things, the functions still look there last.
    with filled.cluster.superuser(filled.database) as root:
        root.execute(f"grant temporary on database {filled.database} to overstap_app")
        try:
            with filled.app() as connection:
                ran: list[str] = []
                connection.add_notice_handler(lambda n: ran.append(n.message_primary or ""))
                connection.execute(
                    "create function pg_temp.evil(t pg_catalog.text) returns boolean language plpgsql"
                    " as $$ begin raise notice 'ran as %', current_user; return true; end $$"
                )
                for kind in ("uuid", "date", "text", "jsonb", "bytea"):
                    connection.execute(
                        f"create domain pg_temp.{kind} as pg_catalog.{kind}"
                        " check (pg_temp.evil(value::pg_catalog.text))"
                    )
                for name, _, types in functions(connection):
                    nulls = ", ".join(
                        f"null::pg_catalog.{t}" if " " not in t else f"null::{t}" for t in types
                    )
                    attempt(connection, f"select rights.{name}({nulls})")
                be(connection, filled.strangers["counsellor"])
                attempt(connection, "select count(*) from public.people_person")
                assert [line for line in ran if "definer" in line] == []
        finally:
            root.execute(f"revoke temporary on database {filled.database} from overstap_app")


def test_statements_of_others_stay_unread(filled: World) -> None:
    """They hold names and, for two minutes, somebody's signature."""
    with filled.app(filled.counsellor) as busy, filled.app() as attacker:
        busy.execute("select 'een geheime naam'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute("select query from pg_stat_activity")


class TestTheLog:
    def test_nobody_writes_it_by_hand(self, filled: World) -> None:
        with filled.app(filled.counsellor) as connection:
            for statement in (
                "insert into audit_record (kind, name, role, purpose, detail) values ('look', 'x', '', '', '{}')",
                "update audit_record set actor = null",
                "delete from audit_record",
                "truncate audit_record",
                "select nextval('audit_seal_id_seq'), count(*) from audit_seal",
                "select * from audit_subjectkey",
            ):
                assert attempt(connection, statement) == "42501", statement

    @pytest.mark.parametrize("name", ["owner", "system", "definer"])
    def test_not_even_the_owner_changes_a_line(self, filled: World, name: str) -> None:
        with filled.test() as connection:
            role(connection, "owner")
            if name == "definer":
                role(connection, "definer")
            elif name == "system":
                connection.execute("set local role overstap_test")
                role(connection, "system")
            for statement in ("update audit_record set name = 'x'", "delete from audit_record",
                              "truncate audit_record"):  # fmt: skip
                assert attempt(connection, statement) in {"42501", "42601"}, statement

    def test_the_actor_of_a_line_is_whoever_signed(self, filled: World) -> None:
        me = filled.strangers["counsellor"]
        with filled.app(me) as connection:
            # Whose file is not open to the actor, of that person no line is written.
            written = (
                "select rights.record('look', 'file_opened', 'vdab_lead',"
                f" '{filled.victim}', null, '{filled.office}', 'guidance', '{{}}')"
            )
            assert attempt(connection, written) == "42501"
            assert connection.execute("select count(*) from audit_record").fetchone() == (0,)
            connection.execute(
                "select rights.record('look', 'file_opened', '', %s, null, %s, 'guidance', '{}')",
                [filled.other, filled.other_centre],
            )
            assert connection.execute("select distinct actor from audit_record").fetchall() == [
                (me,)
            ]

    def test_without_the_key_a_line_names_nobody(self, filled: World) -> None:
        with filled.app() as connection:
            about = f"'{filled.victim}', null, '{filled.centre}', 'guidance', '{{}}'"
            written = f"select rights.record('look', 'file_opened', '', {about})"
            assert attempt(connection, written) == "42501"
            number = connection.execute(
                "select rights.record('look', 'file_opened', '', null, null, %s, 'guidance', '{}')",
                [filled.centre],
            ).fetchone()
            assert number
            connection.commit()
        with filled.test() as connection:
            role(connection, "owner")
            role(connection, "definer")
            assert connection.execute(
                "select actor, organisation, subject from audit_record where id = %s", number
            ).fetchone() == (None, None, None)
