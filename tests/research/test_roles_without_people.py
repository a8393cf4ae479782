# ruff: noqa: E501  (SQL reads better whole)
"""A researcher and a steering group never see a person, whatever they type."""

import pytest

from tests import catalogue
from tests.access.attacked import Connection, World, be, role
from tests.access.test_attacks import about, guarded, visible

READERS = ("researcher", "steering")
# What every member of an organisation knows: colleagues, organisations, terms.
KNOWN = {"access_membership", "access_setting", "home_persona", "organisations_organisation"}


def widen(connection: Connection, world: World, reader: str) -> None:
    """The worst that somebody could write by mistake: an involvement, and the grants that follow."""
    role(connection, "owner")
    (organisation,) = connection.execute(
        "select organisation_id from access_membership where user_id = %s",
        [world.strangers[reader]],
    ).fetchone()  # type: ignore[misc]
    connection.execute(
        "insert into access_involvement (id, person_id, organisation_id, role, from_on, opened_by, opened_at)"
        " values (gen_random_uuid(), %s, %s, 'guides', '2020-01-01', gen_random_uuid(), now())",
        [world.victim, organisation],
    )
    granted = "select count(*) > 0 from access_grant where organisation_id = %s"
    assert connection.execute(granted, [organisation]).fetchone() == (True,)
    role(connection, "app")


@pytest.mark.parametrize("reader", READERS)
def test_raw_sql_shows_no_row_about_a_person(filled: World, reader: str) -> None:
    with filled.app(filled.strangers[reader]) as connection:
        tables = guarded(connection)
        assert len([t for t in tables if t.is_about_people]) > 20
        assert about(connection, tables, filled.victim) == {}
        assert set(visible(connection, tables)) <= KNOWN


@pytest.mark.parametrize("reader", READERS)
def test_not_even_when_the_organisation_got_rights_by_mistake(filled: World, reader: str) -> None:
    with filled.test() as connection:
        widen(connection, filled, reader)
        be(connection, filled.strangers[reader])
        assert about(connection, guarded(connection), filled.victim) == {}


@pytest.mark.parametrize("reader", READERS)
def test_the_questions_about_files_count_neither_role(filled: World, reader: str) -> None:
    with filled.app(filled.strangers[reader]) as connection:
        for question in ("my_orgs", "my_led_orgs", "my_admin_orgs"):
            assert connection.execute(f"select cardinality(rights.{question}())").fetchone() == (0,)
        assert connection.execute("select cardinality(rights.my_member_orgs())").fetchone() == (1,)


def test_the_functions_that_make_an_extract_answer_the_server_nothing(filled: World) -> None:
    with filled.test() as connection:
        role(connection, "owner")
        for function in (
            "start_extract",
            "drop_extract_key",
            "extract_persons",
            "extract_spells",
            "extract_people",
        ):
            (allowed,) = connection.execute(
                "select has_function_privilege('overstap_app', %s, 'execute')",
                [f"rights.{function}(uuid)"],
            ).fetchone()  # type: ignore[misc]
            assert not allowed, function
        for reader in ("overstap_app", "overstap_system", "overstap_owner"):
            (allowed,) = connection.execute(
                "select has_table_privilege(%s, 'rights.extract_key', 'select')", [reader]
            ).fetchone()  # type: ignore[misc]
            assert not allowed, reader
        assert not catalogue.may(connection, "cohorts_reportfile", "INSERT")
        assert not catalogue.may(connection, "cohorts_extract", "UPDATE")
        assert not catalogue.may(connection, "cohorts_publication", "UPDATE")
