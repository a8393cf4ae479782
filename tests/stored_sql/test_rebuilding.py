"""`overstap migrate` makes the database hold the stored SQL of this release, and no more."""

from dataclasses import replace

import psycopg
import pytest
from psycopg import errors

from overstap.config.stored_sql import of_this_release
from overstap.config.stored_sql.catalogue import definitions
from overstap.config.stored_sql.reading import Stored, StoredSqlError
from overstap.config.stored_sql.rebuilding import Rebuilt, differing, rebuild


def _held(database: psycopg.Connection) -> dict[tuple[str, str], str]:
    with database.transaction(), database.cursor() as cursor:
        return definitions(cursor)


def _changed(database: psycopg.Connection, objects: list[Stored]) -> tuple[bool, list]:
    with database.transaction(), database.cursor() as cursor:
        return differing(cursor, objects)


def _rebuilt(database: psycopg.Connection) -> Rebuilt:
    return rebuild(database, of_this_release())


def test_what_is_as_it_should_be_is_not_touched(database: psycopg.Connection) -> None:
    assert _rebuilt(database) == Rebuilt()
    assert _changed(database, of_this_release()) == (False, [])


@pytest.mark.parametrize(
    ("by_hand", "key"),
    [
        (
            "drop policy handover_write on handover_handover;"
            "create policy handover_write on handover_handover for insert to overstap_app"
            " with check (true)",
            ("policy", "handover_write on public.handover_handover"),
        ),
        (
            "drop policy person_read on people_person",
            ("policy", "person_read on public.people_person"),
        ),
        (
            "alter table handover_handover disable trigger guard_moves",
            ("trigger", "guard_moves on public.handover_handover"),
        ),
        (
            "alter table dossier_entry disable row level security",
            ("security", "public.dossier_entry"),
        ),
        (
            "grant delete on people_person to overstap_app",
            ("grants", "table public.people_person"),
        ),
        (
            "grant update (created_at) on people_person to overstap_app",
            ("grants", "table public.people_person"),
        ),
        (
            "revoke select on access_grant from overstap_app",
            ("grants", "table public.access_grant"),
        ),
        (
            "set role overstap_definer;"
            "grant execute on function rights.write_record to overstap_app",
            ("grants", "function rights.write_record"),
        ),
        (
            "set role overstap_definer; create or replace function rights.today() returns date"
            " language sql as 'select date ''2030-01-01'''",
            ("function", "rights.today"),
        ),
        (
            "create policy everything on people_person for select to overstap_app using (true)",
            ("policy", "everything on public.people_person"),
        ),
    ],
)
def test_what_was_changed_by_hand_is_told_and_put_back(
    database: psycopg.Connection, by_hand: str, key: tuple[str, str]
) -> None:
    before = _held(database)
    database.execute(by_hand)
    database.execute("reset role")
    assert key in _changed(database, of_this_release())[1]
    result = _rebuilt(database)
    assert key in [*result.applied, *result.dropped]
    assert _held(database) == before
    assert _rebuilt(database) == Rebuilt()


def test_a_function_with_another_signature_takes_its_place_and_what_depends_on_it_returns(
    database: psycopg.Connection,
) -> None:
    before = _held(database)
    # Of an older release: other arguments and another result, in a policy of its own.
    database.execute(
        "set role overstap_definer;"
        "create function rights.is_involved(p_person uuid) returns boolean"
        " language sql as 'select true';"
        "drop function rights.wards(boolean, boolean) cascade;"
        "create function rights.wards(boolean) returns uuid language sql as 'select null::uuid';"
        "reset role;"
    )
    _rebuilt(database)
    assert _held(database) == before


def test_a_release_with_another_policy_changes_that_policy_alone(
    database: psycopg.Connection,
) -> None:
    objects = of_this_release()
    at = next(
        n
        for n, one in enumerate(objects)
        if one.identity == "extract_read on public.cohorts_extract"
    )
    other = [*objects]
    other[at] = replace(
        other[at], text="create policy extract_read on cohorts_extract for select using (false)"
    )
    assert _changed(database, other) == (True, [])
    assert rebuild(database, other).applied == [other[at].key]
    assert _changed(database, objects) == (True, [])
    assert _rebuilt(database).applied == [objects[at].key]


def test_a_statement_that_the_database_refuses_changes_nothing(
    database: psycopg.Connection,
) -> None:
    before = _held(database)
    wrong = Stored(
        "function",
        "rights.wrong",
        "overstap_definer",
        "create or replace function rights.wrong() returns integer language sql"
        " as 'select nothing from people_person'",
        "room/sql/a.sql:7",
    )
    with pytest.raises(StoredSqlError, match=r"room/sql/a\.sql:7: rights\.wrong: column"):
        rebuild(database, [one for one in of_this_release() if one.kind != "policy"] + [wrong])
    assert _held(database) == before
    assert _changed(database, of_this_release()) == (False, [])


def test_row_level_security_does_not_go_with_a_line(database: psycopg.Connection) -> None:
    without = [one for one in of_this_release() if one.key != ("security", "public.dossier_entry")]
    with pytest.raises(StoredSqlError, match=r"row-level security is on for public\.dossier_entry"):
        rebuild(database, without)


def test_a_table_in_use_is_waited_for_and_others_are_not(
    database: psycopg.Connection, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overstap.config.stored_sql.rebuilding.LOCK_TIMEOUT", "50ms")
    database.execute("drop policy person_read on people_person")
    superuser.execute("begin; lock table people_person, dossier_entry in access share mode")
    waits: list[float] = []

    def then_let_go(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            superuser.execute("commit")

    result = rebuild(database, of_this_release(), pause=then_let_go)
    assert result.applied == [("policy", "person_read on public.people_person")]
    assert len(waits) == 2
    superuser.execute("begin; lock table people_person in access share mode")
    assert rebuild(database, of_this_release(), attempts=1) == Rebuilt()
    database.execute("create policy too_much on dossier_entry using (true)")
    superuser.execute("lock table dossier_entry in access share mode")
    with pytest.raises(errors.LockNotAvailable):
        rebuild(database, of_this_release(), attempts=2, pause=lambda _: None)
    superuser.execute("commit")
    assert _rebuilt(database).dropped == [("policy", "too_much on public.dossier_entry")]
