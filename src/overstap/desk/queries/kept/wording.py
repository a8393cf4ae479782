"""A row of the own copy in words: what each column is called and what stands in it. No codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overstap.access.choices import ChoiceTopic, DataGroup, home_label
from overstap.audit.services import PURPOSES
from overstap.desk.queries.kept.labels import KEYS, NO_KEYS, label
from overstap.desk.queries.kept.names import Names, whom
from overstap.desk.queries.kept.rows import Found, Row
from overstap.dossier.wording import language_name, line_of, source_label, unknown_of
from overstap.exchange.tabular.fields import LABELS as LIST_LABELS
from overstap.handover.choices import State
from overstap.kernel import dutch
from overstap.kernel.births import Precision, birth_of, in_words
from overstap.kernel.declared import columns
from overstap.trajectories.choices import EndReason, Pathway, SituationAfter
from overstap.ui.days import day

# The end of a period that nobody knows, in tables that are sorted on it.
NEVER = date(9999, 12, 31)
_TOPICS = {*DataGroup.values, *ChoiceTopic.values}
# Codes in columns whose table stands below the room that has the words for them.
CODES: dict[str, Any] = {
    "language": language_name,
    "purpose": lambda code: PURPOSES.get(code, code),
    "pathway": lambda code: dict(Pathway.choices).get(code, code),
    "handover_state": lambda code: dict(State.choices).get(code, code),
    "completeness": lambda digits: _("%d van 10") % sum(map(int, digits)),
    "source": source_label,
    "end_reason_code": lambda code: dict(EndReason.choices).get(code, code),
    "situation_after_code": lambda code: dict(SituationAfter.choices).get(code, code),
}
_SOURCES = {"magda": _("onderwijsadministratie"), "list": _("leerlingenlijst")}
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a row. `date` keeps it for a computer where the text is a date."""

    label: str
    text: str
    on: date | datetime | None = None


def facts(found: Found, row: Row, names: Names, kinds: dict[Any, str]) -> list[Fact]:
    """The row as it reads; what is empty or only a reference is left out."""
    fields = columns(found.model)
    told = []
    for column, value in row.items():
        if column.endswith("_precision") or column in found.whose.file.split() or _is_empty(value):
            continue
        text = _text(found, fields[column], row, names, kinds)
        if text:
            precision = row.get(f"{_stem(column)}_precision", Precision.DAY)
            on = value if isinstance(value, date) and precision == Precision.DAY else None
            told.append(Fact(capfirst(label(found.table, column)), text, on))
    return told


def _is_empty(value: Any) -> bool:
    return value is None or value == NEVER or (not isinstance(value, (bool, int)) and not value)


def _stem(column: str) -> str:
    return column.removesuffix("_date")


def _text(
    found: Found, field: "models.Field[Any, Any]", row: Row, names: Names, kinds: dict[Any, str]
) -> str:
    column = str(field.column)
    value = row[column]
    if column in found.whose.words:
        return str(found.whose.words[column].get(value, value))
    if kind := whom(found, column):
        return names.actor(value) if column in found.whose.actors else names.name(kind, value)
    if column in found.whose.names.split() and names.is_parent(
        row.get(column.removesuffix("_name"))
    ):
        return ""
    if field.is_relation or isinstance(field, (models.UUIDField, models.BinaryField)):
        return ""
    if column == "content":
        kind = row.get("kind") or kinds.get(row.get("entry_id"), "")
        return _content(kind, value)
    precision = row.get(f"{_stem(column)}_precision")
    if precision:
        return in_words(birth_of(value, precision))
    return _plain(field, value)


def _content(kind: str, content: dict[str, Any]) -> str:
    """An entry of the file as it stands on its page."""
    title, detail = line_of(kind, content)
    unknown = [_("Niet herkend: %s") % line for line in unknown_of(content)]
    return "\n".join(filter(None, (title, detail, *unknown)))


def _plain(field: "models.Field[Any, Any]", value: Any) -> str:
    if isinstance(value, list):
        return dutch.listed(_item(field, one) for one in value)
    if isinstance(value, str) and value in _TOPICS and field.column in {"data_group", "topic"}:
        return home_label(value, parent=False)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if field.column in CODES and isinstance(value, str):
        return str(_SOURCES.get(value) or CODES[field.column](value))
    return said(value)


def _item(field: "models.Field[Any, Any]", value: Any) -> str:
    """One of a list: a group of the file, a code with words, or what a list or message said."""
    if isinstance(value, str) and value in _TOPICS:
        return home_label(value, parent=False)
    inner = getattr(field, "base_field", None)
    labels = dict(inner.flatchoices) if inner is not None else {}
    return str(labels.get(value) or said(value))


def said(value: Any) -> str:
    """A value of no known kind in words, also inside what a list or a message said."""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, datetime):
        return dutch.moment(value)
    if isinstance(value, dict):
        return "; ".join(_pairs(value))
    if isinstance(value, list):
        return ", ".join(filter(None, map(said, value)))
    text = "" if value is None else str(value)
    return "" if _ID.fullmatch(text) else day(value if isinstance(value, date) else text)


def _pairs(value: dict[str, Any]) -> Iterator[str]:
    for key, inner in value.items():
        if key in NO_KEYS:
            continue
        if key == "field":
            inner = LIST_LABELS.get(str(inner), KEYS.get(str(inner), inner))
        text = CODES[key](inner) if key in CODES and isinstance(inner, str) else said(inner)
        if text:
            yield f"{KEYS.get(key) or LIST_LABELS.get(key) or key}: {text}"
