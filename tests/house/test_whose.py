"""Every table says whose data it holds; every column that points to somebody is accounted for."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from tests.house import sources

from overstap.access.libraries import TABLES
from overstap.access.models import Setting
from overstap.config import retention
from overstap.config.stored_sql import of_this_release, owning, register
from overstap.desk.queries.kept.reasons import TERMS
from overstap.kernel.conditions import Both, Either, IsEmpty, Where
from overstap.kernel.copies import needs_function
from overstap.kernel.whose import (
    TECHNICAL,
    ByNumber,
    Emptied,
    Kept,
    Nobody,
    Stays,
    Unnamed,
    Whose,
)
from overstap.people import acts

# A reason is a sentence, not a word.
SHORTEST_REASON = 12
PEOPLE = {"Person", "Guardian", "User", "Membership"}
# References that name no natural person.
OF_THINGS = {"organisation_id", "organisation"}
# Kinds of columns in which something about a person can stand.
WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def declared() -> dict[type[models.Model], Any]:
    return dict(owning.declared())


def whoses() -> dict[type[models.Model], Whose]:
    return {model: whose for model, whose in declared().items() if isinstance(whose, Whose)}


def test_the_files_are_what_the_models_declare() -> None:
    """`make sql` writes them."""
    assert {p.name for p, text in owning.files().items() if p.read_text("utf-8") != text} == set()


def test_the_register_is_what_the_models_declare() -> None:
    """`make sql` writes it too: what is kept of whom, on what ground, how long, and for whom."""
    assert register.PATH.read_text("utf-8") == register.written()


def test_every_model_says_whose_its_rows_are() -> None:
    kinds = (Whose, Nobody, Unnamed)
    assert {
        m._meta.db_table for m, one in declared().items() if not isinstance(one, kinds)
    } == set()


@pytest.mark.django_db
def test_every_other_table_of_the_database_says_it_in_the_list_of_libraries() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname in ('public', 'rights') and c.relkind in ('r', 'p')"
            " and not c.relispartition"
        )
        there = {name for (name,) in cursor.fetchall()}
    ours = {model._meta.db_table for model in declared()}
    machinery = {
        "rights.declared_event", "rights.extract_key", "rights.frozen_day", "rights.role_group",
        "rights.scope_change", "rights.scope_key", "rights.signing_key", "rights.stored_sql",
    }  # fmt: skip
    assert there - ours - machinery - TABLES.keys() == set()
    assert TABLES.keys() - there == set()


def points_to_somebody(field: models.Field) -> bool:
    """A foreign key to a person, account, membership or guardian, or a reference without one."""
    if field.primary_key and not field.is_relation and field.model.__name__ not in PEOPLE:
        return field.name == "person"
    if field.is_relation:
        return field.related_model.__name__ in PEOPLE
    return isinstance(field, models.UUIDField) and field.column not in OF_THINGS


def said(whose: Any) -> set[str]:
    if isinstance(whose, Nobody):
        return set(whose.points)
    if isinstance(whose, Unnamed):
        return set()
    return {
        *whose.people, *whose.guardian.split(), *whose.account.split(), *whose.actors,
        *whose.secret, *TECHNICAL,
    } | {"deputy_id"}  # fmt: skip


@pytest.mark.parametrize("model", declared(), ids=lambda m: m._meta.db_table)
def test_every_column_that_points_to_somebody_is_declared(model: type[models.Model]) -> None:
    whose = declared()[model]
    pointing = {f.column for f in model._meta.concrete_fields if points_to_somebody(f)}
    assert pointing - said(whose) == set()


@pytest.mark.parametrize("model", whoses(), ids=lambda m: m._meta.db_table)
def test_every_column_with_words_is_given_or_has_a_reason(model: type[models.Model]) -> None:
    """Of a young person all of it is given, save what `secret` says; of others what is named."""
    whose = whoses()[model]
    if whose.is_about_young_people or whose.plain:
        return
    emptied = whose.forgotten.columns.split() if isinstance(whose.forgotten, Emptied) else []
    given = {*whose.account_gets.split(), *said(whose), *emptied}
    words = {f.column for f in model._meta.concrete_fields if isinstance(f, WORDS)}
    assert words - given == set()


def test_every_print_of_a_number_is_one_by_which_rows_are_forgotten() -> None:
    found = {
        f"{model._meta.db_table}.{field.column}"
        for model in declared()
        for field in model._meta.concrete_fields
        if field.column == "number_hash"
    }
    said = set()
    for model, whose in whoses().items():
        columns = whose.numbers.split()
        columns += [whose.found.column] if isinstance(whose.found, ByNumber) else []
        said |= {f"{model._meta.db_table}.{column}" for column in columns}
    assert said == found


@pytest.mark.parametrize("model", whoses(), ids=lambda m: m._meta.db_table)
def test_columns_of_a_declaration_are_there(model: type[models.Model]) -> None:
    whose = whoses()[model]
    columns = {field.column for field in model._meta.concrete_fields}
    named = {
        *whose.people, *whose.guardian.split(), *whose.guardian_gets.split(), *whose.file.split(),
        *whose.account.split(), *whose.account_gets.split(), *whose.names.split(), *whose.secret,
        *whose.actors, *filter(None, whose.actors.values()), *whose.words,
    }  # fmt: skip
    assert named - columns == set()


def counted(one: Any) -> set[str]:
    """Columns by which a row counts."""
    if isinstance(one, Both | Either):
        return {column for part in one.parts for column in counted(part)}
    return {one.column} if isinstance(one, Where | IsEmpty) else set()


@pytest.mark.parametrize("model", whoses(), ids=lambda m: m._meta.db_table)
def test_columns_of_what_rooms_below_ask_are_there(model: type[models.Model]) -> None:
    whose = whoses()[model]
    columns = {field.column for field in model._meta.concrete_fields}
    keys = {field.name for field in model._meta.concrete_fields if field.is_relation}
    named = set()
    for one in filter(None, (whose.met, whose.waits)):
        named |= {one.column, *counted(one.when)}
    if one := whose.answers:
        named |= {*one.at.split(), *filter(None, [one.topic]), *one.by.split(), *counted(one.when)}
        key, _, office = one.office.rpartition(".")
        assert not key or key in keys
        named |= set() if key else {office}
    assert named - columns == set()


def test_what_a_merge_waits_for_has_a_code_of_its_own_and_a_sentence() -> None:
    waiting = [whose.waits for whose in whoses().values() if whose.waits]
    codes = [one.code for one in waiting]
    assert "merged_has_handover" in codes
    assert len(set(codes)) == len(codes)
    assert set(codes) & acts._SENTENCES.keys() == set()
    assert [one.code for one in waiting if not str(one.words).endswith(".")] == []


@pytest.mark.django_db
def test_grounds_and_terms_stand_in_the_settings_with_a_source() -> None:
    named = {
        name
        for one in [*declared().values(), *TABLES.values()]
        if isinstance(one, Whose | Unnamed)
        for name in (one.basis, *one.kept.split())
    }
    known = {row.name: row for row in Setting.objects.all()}
    assert named - known.keys() == set()
    assert [name for name in named if not known[name].source] == []
    kept = {name for one in whoses().values() for name in one.kept.split()}
    assert kept - TERMS.keys() == set()


def test_every_term_that_a_table_names_is_ended_by_retention_and_no_other() -> None:
    kept = {
        name
        for one in [*declared().values(), *TABLES.values()]
        if isinstance(one, Whose | Unnamed)
        for name in one.kept.split()
    }
    assert kept == retention.TERMS.keys()


def reasons() -> list[str]:
    found = []
    for one in [*declared().values(), *TABLES.values()]:
        if isinstance(one, Nobody | Unnamed):
            found.append(one.reason)
        if isinstance(one, Nobody):
            found += one.points.values()
        if isinstance(one, Whose):
            found += [*one.secret.values(), *filter(None, (one.plain, one.no_copy))]
            found += [one.merged.reason] if isinstance(one.merged, Stays) else []
            found += [one.forgotten.reason] if isinstance(one.forgotten, Kept | Emptied) else []
    return found


def test_reasons_are_sentences() -> None:
    assert [reason for reason in reasons() if len(reason) < SHORTEST_REASON] == []


def test_a_table_that_its_person_reads_names_him_in_one_column() -> None:
    for model, whose in whoses().items():
        if whose.is_about_young_people and not whose.no_copy:
            by_function = needs_function(model.__dict__.get("access"), whose)
            assert by_function or len(whose.people) == 1, model


def test_functions_for_the_own_copy_ask_nobody_whom_they_are_about() -> None:
    """Without a parameter nobody can ask for another: the signature says who it is about."""
    made = [one for one in of_this_release() if one.place.startswith("desk/sql/own_copy.sql")]
    functions = [one for one in made if one.kind == "function"]
    assert len(functions) > 15
    for one in functions:
        assert re.match(r"create or replace function rights\.\w+\s*\(\)", one.text), one.identity
        assert re.search(
            r"rights\.(my_selves|my_guardian_rows|my_account|actor_id)\(\)", one.text
        ), one.identity


def test_every_table_about_somebody_stands_in_the_glossary() -> None:
    text = (sources.TOP / "docs" / "glossary.md").read_text(encoding="utf-8")
    plumbing = {"User", "NationalNumber"}
    missing = {m.__name__ for m in whoses()} - plumbing - set(re.findall(r"`(\w+)`", text))
    assert missing == set()


def test_the_settings_have_no_app_left_out() -> None:
    assert {
        model for model in apps.get_models() if model.__module__.startswith("overstap.")
    } == set(declared())
