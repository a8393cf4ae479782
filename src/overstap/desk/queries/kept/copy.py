"""The own copy: sections with rows in words, the same for the page, the PDF and the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.desk.queries.kept import rows
from overstap.desk.queries.kept.labels import label
from overstap.desk.queries.kept.names import Names, names_in
from overstap.desk.queries.kept.reasons import Reasons, seen_by
from overstap.desk.queries.kept.rows import Found
from overstap.desk.queries.kept.wording import Fact, facts
from overstap.doors.viewer import Viewer
from overstap.dossier.models import Entry
from overstap.kernel import dutch
from overstap.kernel.declared import tables


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `file` is the id of a scan that has a page of its own."""

    facts: tuple[Fact, ...]
    file: UUID | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One table: what it is, its rows, and why, how long and for whom it is kept."""

    table: str
    heading: str
    ground: str
    source: str
    term: str
    seen: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, counted: of whom is not told."""

    what: str
    number: int
    when: str


@dataclass(frozen=True, slots=True)
class Kept:
    """All sections with rows, and what is kept of nobody here, by name."""

    sections: tuple[Section, ...]
    empty: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()


def about_person(viewer: Viewer, person_id: UUID) -> Kept:
    """Everything about a young person and the account, for that person: `viewer` is the person."""
    found = rows.of_person(person_id)
    # What the person did stands in those rows, which say by whom.
    return _kept([*found, *rows.of_account(viewer)], viewer)


def about_account(viewer: Viewer) -> Kept:
    """What is kept of a colleague, or of a guardian: the account, and what it did."""
    return _kept(rows.of_account(viewer), viewer, tuple(_acts()))


def _kept(found: list[Found], viewer: Viewer, acts: tuple[Act, ...] = ()) -> Kept:
    filled = [one for one in found if one.rows]
    words = _Words(names_in(filled, viewer), Reasons(), _kinds(filled))
    return Kept(
        tuple(words.section(one) for one in filled),
        tuple(words.heading(one) for one in found if not one.rows),
        acts,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What all sections of one copy share."""

    names: Names
    reasons: Reasons
    kinds: dict[Any, str]

    def heading(self, found: Found) -> str:
        whose = found.whose
        return str(whose.as_account if found.as_account and whose.as_account else whose.heading)

    def section(self, found: Found) -> Section:
        has_file = bool(found.whose.file)
        return Section(
            found.table,
            self.heading(found),
            self.reasons.ground(found.whose),
            self.reasons.source(found.whose),
            self.reasons.term(found.whose),
            seen_by(found.model, found.whose, young=not found.as_account),
            tuple(
                Line(
                    tuple(facts(found, row, self.names, self.kinds)),
                    row["id"] if has_file else None,
                )
                for row in found.rows
            ),
        )


def _kinds(found: Iterable[Found]) -> dict[Any, str]:
    """What kind an entry is, for its earlier versions."""
    wanted = {
        row["entry_id"] for one in found if one.table == "dossier_entryversion" for row in one.rows
    }
    return dict(Entry.objects.filter(pk__in=wanted).order_by().values_list("pk", "kind"))


def _acts() -> Iterable[Act]:
    told = {model._meta.db_table: str(whose.acted or whose.heading) for model, whose in tables()}
    for one in rows.done():
        did = label(one.table, one.column).removesuffix(_(" door"))
        first, last = (dutch.long_date(at) if at else "" for at in (one.first, one.last))
        when = first if first == last else _("%s tot %s") % (first, last)
        yield Act(f"{told[one.table]}: {did}", one.number, when)
