"""Every table says who reads and writes it: a shape on its model, or by hand with the reason."""

import re
from pathlib import Path

import pytest
from django.db import models
from tests.catalogue import OPEN_TABLES

from overstap.config.stored_sql import of_this_release, shaping
from overstap.config.stored_sql.reading import Stored
from overstap.config.stored_sql.shaping.statements import COMMANDS
from overstap.kernel.shapes import ALL, Access, ByHand

# Tables of libraries have no model of ours that could say it.
OF_LIBRARIES = {"mfa_authenticator": "read while signing in, when nobody is the actor yet"}
# A reason is a sentence, not a word.
SHORTEST_REASON = 20
ROLES = {"app": "", "system": "jobs", "definer": "definer"}


def declared() -> dict[str, object]:
    return {model._meta.db_table: access for model, access in shaping.declared()}


def guarded() -> set[str]:
    """Tables with row-level security, by the stored SQL of this release."""
    return {_table(one) for one in of_this_release() if one.kind == "security"}


def _table(one: Stored) -> str:
    return one.identity.split(" ")[-1].removeprefix("public.")


def _is_generated(one: Stored) -> bool:
    return "/shapes" in one.place


def test_the_files_are_what_the_models_declare() -> None:
    """`make sql` writes them."""
    wanted = shaping.files()
    assert {path for path, text in wanted.items() if path.read_text("utf-8") != text} == set()
    assert shaping.on_disk() == set(wanted)


def test_every_guarded_table_has_a_shape_or_a_reason() -> None:
    said = {table for table, access in declared().items() if isinstance(access, Access | ByHand)}
    assert guarded() - said - OF_LIBRARIES.keys() == set()
    assert said - guarded() == set()


def test_every_other_table_is_open_with_a_reason() -> None:
    silent = {table for table, access in declared().items() if access is None}
    assert silent - OPEN_TABLES.keys() == set()


def test_reasons_for_writing_by_hand_are_sentences() -> None:
    reasons = [*OF_LIBRARIES.values()]
    for access in declared().values():
        if isinstance(access, ByHand):
            reasons.append(access.reason)
        if isinstance(access, Access):
            reasons += access.by_hand.values()
    assert [reason for reason in reasons if len(reason) < SHORTEST_REASON] == []


def _commands(one: Stored) -> set[tuple[str, str]]:
    """(table, what of its declaration covers it) of a policy or right that a file holds."""
    words = {sql: ours for ours, sql in COMMANDS.items()}
    found = set()
    if one.kind == "policy":
        command = re.search(r"\sfor (select|insert|update|delete)\s", one.text)
        role = re.search(r"\sto overstap_(\w+)", one.text)
        assert role, one.place
        ours = words[command[1]] if command else "everything"
        found.add((_table(one), ROLES[role[1]] or ours))
    return found


def test_what_is_written_by_hand_beside_a_shape_was_declared() -> None:
    """A policy in a file of its own widens a table silently, unless its model says so."""
    accesses = declared()
    found = {
        part
        for one in of_this_release()
        if not _is_generated(one)
        for part in _commands(one)
        if isinstance(accesses.get(part[0]), Access)
    }
    wanted = {
        (table, command)
        for table, access in accesses.items()
        if isinstance(access, Access)
        for command in access.by_hand
    }
    assert found == wanted


@pytest.mark.parametrize("model", [model for model, _ in shaping.declared()])
def test_columns_of_a_declaration_are_there(model: type[models.Model]) -> None:
    access = model.__dict__.get("access")
    if isinstance(access, Access):
        columns = {field.column for field in model._meta.concrete_fields}
        assert {*access.reads.split(), *access.columns.split()} - {ALL} <= columns
        assert access.person in columns or access.person == "person_id"


def test_generated_files_hold_rights_and_nothing_else() -> None:
    """Beside them the function by which a party reads, or a part is compared with its whole."""
    made = [one for one in of_this_release() if _is_generated(one)]
    assert {one.kind for one in made} <= {"security", "policy", "grants", "function"}
    names = [one.identity for one in made if one.kind == "function"]
    assert [name for name in names if not name.endswith(("_of_party", "_fits"))] == []


def test_the_period_of_a_grant_stands_once_in_the_generator() -> None:
    folder = Path(shaping.__file__).parent
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    assert text.count(".until_on is null") == 1


def test_functions_ask_whether_a_period_runs_in_one_way() -> None:
    """`rights.runs`: the planner writes it out, so nothing is gained by typing it again."""
    written_out = re.compile(
        r"\b(\w+)\.from_on <= rights\.today\(\)\s+"
        r"and \(\1\.until_on is null or \1\.until_on > rights\.today\(\)\)"
    )
    found = {one.place for one in of_this_release() if written_out.search(one.text)}
    assert found == set()
