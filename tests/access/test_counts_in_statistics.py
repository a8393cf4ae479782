# ruff: noqa: E501  (SQL reads better whole)
"""What the database tells of rows that a policy hides: sizes, statistics, estimates.

What is left is measured here too, so that the promise in docs/house.md stays true word for word.
"""

from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from tests.access.attacked import World

# Columns with words about people: the planner keeps nothing of them.
WORDS = {
    ("people_person", "first_name"), ("people_person", "last_name"), ("people_person", "sort_key"),
    ("people_guardian", "name"), ("people_contactpoint", "value"), ("people_formercontact", "value"),
    ("people_residence", "street"), ("people_residence", "house_number"),
    ("access_caseloadrow", "full_name"), ("access_caseloadrow", "sort_key"),
    ("access_caseloadrow", "facts"), ("access_linkrequest", "typed_name"), ("dossier_entry", "content"),
    ("dossier_entry", "contest_text"), ("dossier_entryversion", "content"),
    ("exchange_importrow", "values"), ("exchange_importrow", "changes"),
    ("exchange_importrow", "meant"), ("exchange_importrun", "header"),
}  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "select n_live_tup from pg_stat_user_tables where relname = 'people_person'",
        "select * from pg_stats where tablename = 'people_person'",
        "select seq_tup_read from pg_stat_all_tables",
        "select heap_blks_read from pg_statio_all_tables",
        "select query from pg_stat_activity",
        "select pg_stat_get_live_tuples('people_person'::regclass)",
        "select pg_stat_get_tuples_inserted('people_person'::regclass)",
        "select pg_stat_get_xact_tuples_inserted('people_person'::regclass)",
        "select pg_relation_size('people_person')",
        "select pg_total_relation_size('people_person')",
        "select pg_indexes_size('people_person')",
        "select pg_database_size(current_database())",
        "select reltuples from pg_class where relname = 'people_person'",
        "select relpages from pg_class where relname = 'people_person'",
        "select * from pg_class",
        "select * from pg_statistic",
        "analyze people_person; select 1",
    ],
)
def test_the_server_reads_no_counts_of_tables(filled: World, question: str) -> None:
    with filled.app(filled.strangers["counsellor"]) as app:
        try:
            found = app.execute(question)
        except InsufficientPrivilege:
            return
        # ANALYZE only warns, and does nothing.
        assert question.startswith("analyze"), found.fetchall()


def test_no_statistics_are_kept_of_words_about_people(filled: World) -> None:
    with filled.test() as test:
        found = test.execute(
            "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " where a.attstattarget = 0 and a.attnum > 0 and not a.attisdropped"
            " and c.relnamespace = 'public'::regnamespace"
            " and c.relkind = 'r'"
        ).fetchall()
    assert set(found) == WORDS


def _rows(app: psycopg.Connection[Any], options: str, where: str, *values: Any) -> dict[str, Any]:
    plan = app.execute(
        f"explain (format json, {options}) select id from people_person where {where}", values
    ).fetchone()
    assert plan
    return plan[0][0]["Plan"]  # type: ignore[no-any-return]


def test_an_estimate_says_nothing_about_a_name(filled: World) -> None:
    with filled.cluster.superuser(filled.database) as superuser:
        superuser.execute("analyze people_person")
    with filled.app(filled.strangers["counsellor"]) as app:
        known, unknown = (
            _rows(app, "analyze off", "last_name = %s", name)["Plan Rows"]
            for name in ("Slachtoffer", "Bestaatniet")
        )
    assert known == unknown


def test_what_is_left_explain_analyze_counts_the_rows_that_a_policy_took_away(
    filled: World,
) -> None:
    """Said in README, docs/house.md and ADR 2: PostgreSQL cannot take EXPLAIN from a role."""
    with filled.app(filled.strangers["counsellor"]) as app:
        app.execute("set enable_seqscan = off")
        known, unknown = (
            app.execute(
                "explain (analyze, costs off) select kind from people_nationalnumber where lookup_hash = %s",
                [letter * 64],
            ).fetchall()
            for letter in "ab"
        )
    assert any("Rows Removed by Filter: 1" in line for (line,) in known)
    assert not any("Rows Removed by Filter: 1" in line for (line,) in unknown)
