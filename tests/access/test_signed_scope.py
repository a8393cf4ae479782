# ruff: noqa: E501  (SQL reads better whole)
"""The database believes no scope but its own, of this actor, in this backend and transaction.

Without a scope every function asks the tables: that is the right answer, and what each attack gets.
"""

import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from tests.access.attacked import Connection, World, be, role

from overstap.access.actor import sign
from overstap.config.stored_sql import of_this_release

ASKS = (
    "rights.actor_id()", "rights.is_active()", "rights.my_orgs()", "rights.my_led_orgs()",
    "rights.my_admin_orgs()", "rights.my_member_orgs()", "rights.my_research_orgs()",
    "rights.my_reading_orgs()", "rights.is_platform_admin()", "rights.my_selves()",
    "rights.my_wards()", "rights.my_full_wards()", "rights.deciding_wards()",
    "rights.orgs_with_role('{counsellor,org_admin,vdab_lead}')",
)  # fmt: skip


def scope(connection: Connection) -> str:
    found = connection.execute("select current_setting('overstap.scope', true)").fetchone()
    assert found
    return found[0] or ""


def answers(connection: Connection) -> tuple[object, ...]:
    row = connection.execute(f"select {', '.join(ASKS)}").fetchone()
    assert row
    return tuple(sorted(one) if isinstance(one, list) else one for one in row)


def claims(connection: Connection, claim: str, with_scope: str = "") -> tuple[object, ...]:
    """What somebody is who sets both settings himself."""
    connection.execute(
        "select set_config('overstap.actor', %s, true), set_config('overstap.scope', %s, true)",
        [claim, with_scope],
    )
    return answers(connection)


@contextmanager
def acting(filled: World, who: object) -> Iterator[tuple[Connection, str]]:
    """Somebody as the server's role, in a connection that a test can also take as another role;
    and the claim that the server signed."""
    with filled.test() as connection:
        role(connection, "app")
        be(connection, who)
        yield connection, claim_of(connection)


def claim_of(connection: Connection) -> str:
    found = connection.execute("select current_setting('overstap.actor')").fetchone()
    assert found
    return str(found[0])


def believed(connection: Connection, claim: str, value: str) -> bool:
    """Whether the database takes this scope for its own."""
    claims(connection, claim, value)
    role(connection, "definer")
    found = connection.execute("select rights.in_scope('actor')").fetchone()
    role(connection, "app")
    assert found
    return found[0] is not None


def everybody(filled: World) -> Iterator[object]:
    yield from filled.strangers.values()
    yield from (filled.counsellor, filled.self_account, filled.guardian_account)


def test_a_scope_says_what_the_tables_say_of_every_kind_of_actor(filled: World) -> None:
    with filled.app() as connection:
        for who in everybody(filled):
            be(connection, who)
            assert scope(connection)
            signed = answers(connection)
            assert signed == claims(connection, sign(who)), who
            assert signed[0] == who


def test_a_scope_is_signed_and_every_function_believes_it(filled: World) -> None:
    """Memberships end unnoticed under it, which only a test may: it does not ask the table."""
    with acting(filled, filled.counsellor) as (connection, _):
        before = answers(connection)
        role(connection, "owner")
        connection.execute("alter table access_membership disable trigger user")
        connection.execute("update access_membership set until_on = from_on")
        role(connection, "app")
        assert answers(connection) == before


def test_another_backend_gets_nothing_from_it(filled: World) -> None:
    with acting(filled, filled.counsellor) as (mine, claim), acting(filled, None) as (other, _):
        copied = scope(mine)
        stranger = sign(filled.strangers["nobody_special"])
        assert claims(other, stranger, copied) == claims(other, stranger)
        assert believed(mine, claim, copied)
        assert not believed(other, claim, copied)


def test_another_transaction_gets_nothing_from_it(filled: World) -> None:
    with acting(filled, filled.counsellor) as (connection, claim):
        copied = scope(connection)
        assert believed(connection, claim, copied)
        connection.commit()
        role(connection, "app")
        assert scope(connection) == ""
        assert not believed(connection, claim, copied)


def test_the_next_transaction_of_one_message_gets_nothing_from_it(filled: World) -> None:
    """Transactions that are sent together begin at one time, which a scope is bound to."""
    with acting(filled, filled.counsellor) as (connection, claim):
        connection.rollback()
        connection.autocommit = True
        connection.execute("set role overstap_app")
        cursor = connection.execute(
            f"""begin; select rights.act_as('{claim}'), now();
            select set_config('kept.scope', current_setting('overstap.scope'), false); commit;
            begin; select set_config('overstap.actor', '{claim}', true), now();
            select set_config('overstap.scope', current_setting('kept.scope'), true);
            set local role overstap_definer; select rights.in_scope('actor'); commit"""
        )
        results = [cursor.fetchall() for _ in iter(cursor.nextset, None) if cursor.description]
        assert results[0][0][1] == results[2][0][1]
        assert results[-1] == [(None,)]


def test_another_actor_gets_nothing_from_it(filled: World) -> None:
    with filled.app(filled.counsellor) as connection:
        copied = scope(connection)
        for who in filled.strangers.values():
            claim = sign(who)
            assert claims(connection, claim, copied) == claims(connection, claim)
        assert claims(connection, "", copied)[0] is None
        assert claims(connection, "garbage", copied)[2] == []


def test_a_scope_ends_with_the_claim_that_it_was_made_for(filled: World) -> None:
    with filled.app() as connection:
        claim = sign(filled.counsellor, seconds=1)
        connection.execute("select rights.act_as(%s)", [claim])
        kept = scope(connection)
        connection.execute("select pg_sleep(1.2)")
        assert claims(connection, claim, kept)[:3] == (None, False, [])


def test_a_scope_ends_after_seconds_and_the_tables_are_asked(filled: World) -> None:
    """Somebody whose rights end while a transaction stands open reads on for seconds at most."""
    with filled.app(filled.counsellor) as connection:
        until = float(scope(connection).split("|")[0])
        assert 0 < until - time.time() <= 16


def test_a_scope_with_one_sign_changed_counts_for_nothing(filled: World) -> None:
    chance = random.Random(7)
    with acting(filled, filled.counsellor) as (connection, claim):
        signed = scope(connection)
        assert believed(connection, claim, signed)
        for _ in range(60):
            place = chance.randrange(len(signed))
            other = chance.choice([c for c in "0123456789abcdef|{},-:tf." if c != signed[place]])
            assert not believed(connection, claim, signed[:place] + other + signed[place + 1 :])


@pytest.mark.parametrize("value", ["x", "|" * 20, "ab" * 32, "1e9|" + "0" * 64, "é" * 90])
def test_a_made_up_scope_is_no_error_and_counts_for_nothing(filled: World, value: str) -> None:
    with filled.app() as connection:
        claim = sign(filled.counsellor)
        assert claims(connection, claim, value) == claims(connection, claim)


def test_after_an_own_change_the_tables_are_asked_and_an_old_scope_does_not_count(
    filled: World,
) -> None:
    with acting(filled, filled.counsellor) as (connection, claim):
        old = scope(connection)
        role(connection, "owner")
        connection.execute(
            "update access_membership set until_on = from_on where user_id = %s",
            [filled.counsellor],
        )
        role(connection, "app")
        assert answers(connection)[2] == []
        assert claims(connection, claim, old)[2] == []


def test_what_a_savepoint_gave_and_took_back_leaves_no_scope(filled: World) -> None:
    """A right that was rolled back cannot be carried out of it."""
    nobody = filled.strangers["nobody_special"]
    with acting(filled, nobody) as (connection, claim):
        first = scope(connection)
        connection.execute("savepoint before")
        role(connection, "owner")
        connection.execute(
            "update access_membership set user_id = %s where user_id = %s",
            [nobody, filled.counsellor],
        )
        role(connection, "app")
        connection.execute("select rights.act_as(%s)", [claim])
        assert filled.centre in answers(connection)[2]
        assert scope(connection) == ""  # none is made after a write
        connection.execute("rollback to before")
        assert answers(connection)[2] == []
        assert claims(connection, claim, first)[2] == []
        connection.execute("select rights.act_as(%s)", [claim])
        assert answers(connection)[2] == []


CHANGES = {
    "a membership ends": "update access_membership set until_on = from_on where id = '{membership}'",
    "an account is closed": "update access_user set is_active = false where id = '{counsellor}'",
    "an organisation closes": "update organisations_organisation set is_active = false where id = '{centre}'",
    "a guardian goes": "delete from people_guardian where id = '{guardian}'",
    "an account is taken from a person": "delete from access_personaccount where user_id = '{self_account}'",
    "a birth date is put right": "update people_person set birth_date = '1990-01-01' where id = '{victim}'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_that_a_scope_follows_from_is_noted(filled: World, change: str) -> None:
    with acting(filled, filled.counsellor) as (connection, claim):
        kept = scope(connection)
        assert believed(connection, claim, kept)
        role(connection, "owner")
        connection.execute("set constraints all deferred")
        connection.execute(change.format_map(filled.ids | {"membership": filled.membership}))
        role(connection, "app")
        assert not believed(connection, claim, kept)


def test_a_line_in_the_log_changes_no_scope(filled: World) -> None:
    """Every page writes one: the statements after it still have their scope."""
    with acting(filled, filled.counsellor) as (connection, claim):
        connection.execute(
            "select rights.record('look', 'file_opened', 'counsellor', %s, null, %s, 'guidance', '{}')",
            [filled.victim, filled.centre],
        )
        written = connection.execute("select pg_current_xact_id_if_assigned()").fetchone()
        assert written != (None,)
        assert believed(connection, claim, scope(connection))


@pytest.mark.parametrize(
    "statement",
    [
        "select * from rights.scope_key",
        "select * from rights.scope_change",
        "insert into rights.scope_change values (pg_backend_pid(), pg_current_xact_id())",
        "delete from rights.scope_change",
        "select rights.in_scope('orgs')",
        "select rights.scope_message('x')",
    ],
)
@pytest.mark.parametrize("who", ["app", "system", "owner"])
def test_nobody_reads_the_key_or_undoes_a_note(filled: World, who: str, statement: str) -> None:
    with filled.test() as connection:
        role(connection, who)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_each_column_that_a_scope_follows_from_stands_in_a_trigger() -> None:
    """What the functions of scope.sql read: a new table there must note its changes too."""
    asked = ("memberships", "my_selves", "wards", "deciding_wards", "is_active")
    stored = of_this_release()
    read = {
        table
        for one in stored
        if one.kind == "function"
        and one.identity.partition("(")[0] in {f"rights.{n}" for n in asked}
        for table in re.findall(r"public\.(\w+)", one.text)
    }
    noted = {
        re.search(r" on (?:rights\.)?(\w+)", one.text)[1]
        for one in stored
        if one.kind == "trigger" and "note_scope_change()" in one.text
    }
    assert len(read) == 6
    assert read <= noted
