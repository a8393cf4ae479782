# ruff: noqa: E501  (SQL reads better whole)
"""The catalogue itself says that nothing about people lies open."""

from collections.abc import Iterator

import psycopg
import pytest
from tests import catalogue
from tests.catalogue import OPEN_TABLES

from overstap.config.embedded import Cluster
from overstap.doors.roles import FILE_ROLES, LEAD_ROLES, Role

# Functions outside `rights` that run as their owner, with the reason. None.
OTHER_DEFINERS: set[str] = set()
# Tables of `rights` that only definer reads.
WRITE_NEVER = (
    "access_choice", "access_grant", "access_involvement", "access_linkrequest", "access_personaccount",
    "access_setting", "audit_record", "audit_seal", "audit_subjectkey", "audit_anchor",
)  # fmt: skip


@pytest.fixture(scope="module")
def database(cluster: Cluster, django_db_setup: None) -> Iterator[psycopg.Connection]:
    from django.db import connection

    with psycopg.connect(cluster.urls(str(connection.settings_dict["NAME"]))["test"]) as opened:
        yield opened


def rows(database: psycopg.Connection, query: str) -> list[tuple]:
    return database.execute(query).fetchall()


def test_every_table_about_people_has_row_level_security(database: psycopg.Connection) -> None:
    about = {t.name for t in catalogue.tables(database) if t.is_about_people}
    about |= catalogue.reachable_from_people(database)
    secured = {t.name for t in catalogue.tables(database) if t.rls}
    assert about - secured == set()
    assert len(about) > 20


def test_every_open_table_stands_in_the_list_with_its_reason(database: psycopg.Connection) -> None:
    readable = {
        t.name
        for t in catalogue.tables(database)
        if not t.rls and catalogue.may(database, t.name, "SELECT")
    }
    assert readable - OPEN_TABLES.keys() == set()


def test_partitions_are_reached_through_their_table_alone(database: psycopg.Connection) -> None:
    """Row-level security of a parent does not hold for who reads a partition by name."""
    assert (
        rows(
            database,
            """
        select c.relname, r.rolname from pg_class c, pg_roles r
        where c.relispartition and r.rolname in ('overstap_app', 'overstap_system')
          and has_table_privilege(r.oid, c.oid, 'select,insert,update,delete')
        """,
        )
        == []
    )


def test_a_grant_stands_with_a_policy_for_the_same_command(database: psycopg.Connection) -> None:
    assert (
        rows(
            database,
            """
        select c.relname, r.rolname, p.command from pg_class c
        cross join (values ('overstap_app'), ('overstap_system'), ('overstap_definer')) r(rolname)
        cross join (values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) p(command, code)
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
          and case p.command when 'DELETE' then has_table_privilege(r.rolname, c.oid, 'DELETE')
                             else has_any_column_privilege(r.rolname, c.oid, p.command) end
          and not exists (select from pg_policy y where y.polrelid = c.oid and y.polcmd in (p.code, '*')
                          and (select oid from pg_roles where rolname = r.rolname) = any (y.polroles))
          and not (c.relname = 'audit_anchor')
        """,
        )
        == []
    )


def test_every_policy_that_writes_checks_what_is_written(database: psycopg.Connection) -> None:
    assert (
        rows(
            database,
            "select polrelid::regclass::text, polname from pg_policy"
            " where polcmd in ('a', 'w', '*') and polwithcheck is null",
        )
        == []
    )


def test_no_policy_is_for_everybody(database: psycopg.Connection) -> None:
    assert (
        rows(
            database,
            "select polrelid::regclass::text, polname from pg_policy where 0 = any (polroles)",
        )
        == []
    )


def test_a_policy_that_shows_all_to_the_server_has_a_reason(database: psycopg.Connection) -> None:
    found = rows(
        database,
        "select tablename, policyname from pg_policies where 'overstap_app' = any (roles) and qual = 'true'",
    )
    assert {table for table, _ in found} <= {"access_setting", "mfa_authenticator", "home_persona"}


def test_policies_ask_their_questions_once_a_statement(database: psycopg.Connection) -> None:
    """An unwrapped my_orgs() runs for every row: 5 to 25 times slower."""
    found = rows(
        database,
        r"""
        select tablename, policyname from pg_policies
        where cmd = 'SELECT' and 'overstap_app' = any (roles)
          and regexp_replace(coalesce(qual, ''), '\( SELECT rights\.[a-z_]+\(\)( AS [a-z_]+)?\)', '', 'g')
              ~ 'rights\.(my_[a-z_]+|actor_id|today|orgs_around_me)\(\)'
        """,
    )
    assert found == []


def test_the_server_owns_nothing_and_is_nobody_else(database: psycopg.Connection) -> None:
    for role in ("overstap_app", "overstap_system"):
        assert (
            rows(
                database,
                f"select relname from pg_class where relowner = '{role}'::regrole"
                f" union select proname from pg_proc where proowner = '{role}'::regrole",
            )
            == []
        )
    assert (
        rows(
            database,
            "select r.rolname from pg_roles r where r.rolname like 'overstap%'"
            " and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)",
        )
        == []
    )
    member_of = dict(
        rows(
            database,
            "select m.member::regrole::text, array_agg(m.roleid::regrole::text order by 1) from pg_auth_members m"
            " where m.member::regrole::text like 'overstap%' group by 1",
        )
    )
    assert {role: sorted(names) for role, names in member_of.items()} == {
        "overstap_owner": ["overstap_definer"],
        "overstap_system": ["overstap_app"],
        "overstap_test": ["overstap_app", "overstap_owner", "overstap_system"],
    }


def test_functions_that_see_more_belong_to_definer_and_look_in_fixed_places(
    database: psycopg.Connection,
) -> None:
    found = rows(
        database,
        """
        select p.pronamespace::regnamespace::text || '.' || p.proname, p.proowner::regrole::text, p.proconfig,
               exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                       where a.grantee = 0 and a.privilege_type = 'EXECUTE')
        from pg_proc p
        where p.prosecdef and p.pronamespace in ('public'::regnamespace, 'rights'::regnamespace)
        """,
    )
    assert len(found) > 20
    for name, owner, config, everybody in found:
        assert owner == "overstap_definer", name
        assert name.startswith("rights.") or name in OTHER_DEFINERS, name
        path = [c for c in config or [] if c.startswith("search_path=")]
        # A type made in pg_temp would else stand in for a built-in one and run its check as definer.
        assert path in (
            ["search_path=pg_catalog, pg_temp"],
            ["search_path=pg_catalog, public, pg_temp"],
        ), name
        assert not everybody, name


def test_every_function_of_ours_is_closed_to_public(database: psycopg.Connection) -> None:
    assert (
        rows(
            database,
            """
        select p.oid::regprocedure::text from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        where (n.nspname = 'rights' or p.proname like any (array['audit%', 'access%']) and n.nspname = 'public')
          and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                      where a.grantee = 0)
        """,
        )
        == []
    )


def test_the_server_calls_no_trigger_function(database: psycopg.Connection) -> None:
    assert (
        rows(
            database,
            "select proname from pg_proc where pronamespace = 'rights'::regnamespace"
            " and prorettype = 'trigger'::regtype and has_function_privilege('overstap_app', oid, 'execute')",
        )
        == []
    )


def test_tables_beside_the_functions_are_for_definer_alone(database: psycopg.Connection) -> None:
    # stored_sql holds names and digests of SQL that stands in the source: a starting server reads it.
    assert (
        rows(
            database,
            """
        select c.relname, r.rolname from pg_class c
        cross join (values ('overstap_app'), ('overstap_system'), ('overstap_owner')) r(rolname)
        where c.relnamespace = 'rights'::regnamespace and c.relkind = 'r'
          and has_any_column_privilege(r.rolname, c.oid, 'select,insert,update')
          and (c.relname <> 'stored_sql' or r.rolname <> 'overstap_owner'
               and has_any_column_privilege(r.rolname, c.oid, 'insert,update'))
        """,
        )
        == []
    )


def test_no_view_borrows_the_rights_of_its_owner(database: psycopg.Connection) -> None:
    assert (
        rows(
            database,
            """
        select c.relname from pg_class c
        where c.relnamespace in ('public'::regnamespace, 'rights'::regnamespace) and c.relkind in ('v', 'm')
          and not coalesce('security_invoker=true' = any (c.reloptions), false)
          and exists (select from pg_roles r where r.rolname in ('overstap_app', 'overstap_system')
                      and has_table_privilege(r.oid, c.oid, 'select'))
        """,
        )
        == []
    )


def test_grants_choices_and_the_log_are_written_by_functions_alone(
    database: psycopg.Connection,
) -> None:
    for table in WRITE_NEVER:
        for command in ("INSERT", "UPDATE", "DELETE"):
            assert not catalogue.may(database, table, command), (table, command)
    assert not catalogue.may(database, "people_person", "INSERT")
    assert not catalogue.may(database, "people_person", "DELETE")
    assert not rows(
        database,
        "select where has_column_privilege('overstap_app', 'people_person', 'merged_into_id', 'update')",
    )


def test_the_server_makes_no_objects(database: psycopg.Connection) -> None:
    assert rows(
        database,
        "select has_schema_privilege('overstap_app', 'public', 'create'),"
        " has_schema_privilege('overstap_app', 'rights', 'create'),"
        " has_database_privilege('overstap_app', current_database(), 'temp'),"
        " has_database_privilege('overstap_app', current_database(), 'create')",
    ) == [(False, False, False, False)]


class TestRoles:
    """Lists of roles stand in SQL and in doors/roles.py: they say the same."""

    @pytest.mark.parametrize(
        ("function", "roles"),
        [
            ("file_roles", FILE_ROLES),
            ("lead_roles", LEAD_ROLES),
            ("admin_roles", {Role.ORG_ADMIN}),
            ("all_roles", set(Role)),
            ("is_platform_admin", {Role.PLATFORM_ADMIN}),
            ("study_roles", {Role.RESEARCHER}),
            ("report_roles", {Role.RESEARCHER, Role.STEERING}),
        ],
    )
    def test_the_roles_of_a_function_are_those_of_python(
        self, database: psycopg.Connection, function: str, roles: set[str]
    ) -> None:
        source = rows(
            database,
            f"select prosrc from pg_proc where proname = '{function}' and pronamespace = 'rights'::regnamespace",
        )[0][0]
        listed = source.split("'{")[1].split("}'")[0]
        assert set(listed.split(",")) == {str(role.value) for role in map(Role, roles)}
