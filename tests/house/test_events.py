"""Every event is declared, has Dutch words, and keeps no names."""

import ast
import re
from pathlib import Path

from django.urls import get_resolver
from tests.house import sources

from overstap.audit.events import DECLARED
from overstap.audit.services import PURPOSES

# What may stand in the detail of a line: codes, numbers, opaque ids.
NAMES = re.compile(
    r"name|naam|text|tekst|mail|phone|insz|birth|street|note|reason|sentence|answer$"
)
# Keys that sound like text and hold a code.
CODES = {("enrolment_ended", "reason")}
RECORDERS = {"record_event", "record_look", "looked"}


def recorded() -> list[tuple[str, str, set[str], str | None]]:
    """Place, event name, detail keys and purpose of every call that records."""
    found = []
    for path in sorted(sources.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called not in RECORDERS:
                continue
            place = 2 if called == "looked" else 0
            if len(node.args) <= place:
                continue
            argument = node.args[place]
            names = [
                leaf.value
                for leaf in ([argument.body, argument.orelse]
                             if isinstance(argument, ast.IfExp) else [argument])
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
            ]  # fmt: skip
            keys = {k.arg for k in node.keywords if k.arg} - {
                "role", "person", "organisation", "object", "purpose",
            }  # fmt: skip
            purpose = next(
                (k.value.value for k in node.keywords
                 if k.arg == "purpose" and isinstance(k.value, ast.Constant)), None,
            )  # fmt: skip
            where = f"{Path(path).relative_to(sources.PACKAGE)}:{node.lineno}"
            found += [(where, name, keys, purpose) for name in names]
    return found


def load_rooms() -> None:
    assert get_resolver().url_patterns
    from overstap.config import care

    assert care


def test_every_recorded_event_is_declared_with_these_details() -> None:
    load_rooms()
    calls = recorded()
    assert len(calls) > 20
    for where, name, keys, purpose in calls:
        assert name in DECLARED, f"{where} records {name}"
        assert keys <= DECLARED[name].detail, f"{where}: {sorted(keys - DECLARED[name].detail)}"
        assert purpose is None or purpose in PURPOSES, f"{where}: purpose {purpose}"


def test_every_event_has_a_dutch_sentence() -> None:
    load_rooms()
    for declared in DECLARED.values():
        assert declared.wording[0] == "{" or declared.wording[0].isupper(), declared.name
        assert declared.wording.endswith("."), declared.name
        holes = set(re.findall(r"{(\w+)}", declared.wording))
        assert holes <= {"who", "organisation"} | declared.detail, declared.name


def test_the_detail_of_a_line_holds_no_names() -> None:
    load_rooms()
    for declared in DECLARED.values():
        texts = {key for key in declared.detail if NAMES.search(key)}
        assert {key for key in texts if (declared.name, key) not in CODES} == set(), declared.name


def test_every_purpose_reads_as_a_part_of_a_sentence() -> None:
    for words in PURPOSES.values():
        assert words[0].islower()
        assert not words.endswith(".")
