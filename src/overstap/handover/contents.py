"""What stands in each data group, as the actor may see it, in the words of the pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.access.choices import DataGroup, home_label
from overstap.dossier.choices import Kind
from overstap.dossier.queries import EntryView, FileView, file_of
from overstap.kernel import dutch
from overstap.kernel.births import born_in_words
from overstap.people.choices import ContactKind
from overstap.people.models import Person


@dataclass(frozen=True)
class Row:
    """One entry in words."""

    title: str
    detail: str
    source: str
    recorded_at: datetime | None = None
    contested: bool = False
    hidden: bool = False
    is_own: bool = False
    kind: str = ""
    entry_id: UUID | None = None
    revised_at: datetime | None = None
    # When a note that was kept from guardians was opened to them.
    opened_at: datetime | None = None


@dataclass(frozen=True)
class Group:
    """One data group with its entries; `rows` travel, `contested` do not."""

    code: str
    young_label: str
    parent_label: str
    label: str
    rows: tuple[Row, ...] = ()
    contested: tuple[Row, ...] = ()

    @property
    def titles(self) -> str:
        """All titles in one line, as a person would sum them up."""
        return " · ".join(dict.fromkeys(row.title for row in self.rows))

    @property
    def has_more(self) -> bool:
        return any(row.detail for row in self.rows)

    @property
    def only_own(self) -> bool:
        """Everything here is the young person's own statement: adapted, not contested."""
        return all(row.is_own for row in self.rows)

    @property
    def summary(self) -> str:
        """A private group in a few words: absences by themselves, notes by their number."""
        told = [row.title for row in self.rows if row.kind == Kind.ABSENCE]
        notes = len(self.rows) - len(told)
        if notes or not told:
            writers = (row.source for row in self.rows if row.kind != Kind.ABSENCE)
            told.append(notes_told(notes, list(dict.fromkeys(filter(None, writers)))))
        return " · ".join(told)


def notes_told(count: int, writers: list[str]) -> str:
    """'Er staat niets in.', '1 notitie van Ilse Verbeke.', '3 notities van Ilse en Peter.'"""
    if not count:
        return _("Er staat niets in.")
    told = _("1 notitie") if count == 1 else _("%s notities") % count
    if not writers:
        return f"{told}."
    return _("%(notes)s van %(who)s.") % {"notes": told, "who": dutch.listed(writers)}


def contents_of(person: Person, codes: Collection[str]) -> tuple[Group, ...]:
    """Groups in their standing order. One statement, three when `personal` is among them."""
    wanted = [code for code in DataGroup.values if code in set(codes)]
    file = file_of(person.pk, wanted, person=person)
    groups = []
    for code, entries in file.groups.items():
        about = _personal(person, file) if code == DataGroup.PERSONAL else []
        rows = [*about, *map(_row, entries)]
        label = DataGroup(code)
        groups.append(
            Group(
                code,
                home_label(code, parent=False),
                home_label(code, parent=True),
                str(label.label),
                tuple(row for row in rows if not row.contested),
                tuple(row for row in rows if row.contested),
            )
        )
    return tuple(groups)


def _row(entry: EntryView) -> Row:
    title, detail = entry.title, entry.detail
    if entry.kind == "note":
        title, detail = detail or title, ""
    return Row(
        title=title,
        detail=detail,
        # Who imported a certificate did not state it: the LED did.
        source=entry.source_label
        if entry.is_authentic
        else entry.author_name or entry.source_label,
        recorded_at=entry.recorded_at,
        contested=entry.contested_at is not None,
        hidden=entry.is_hidden,
        is_own=not entry.is_authentic,
        kind=entry.kind,
        entry_id=entry.id,
        revised_at=entry.revised_at,
        opened_at=entry.opened_at,
    )


def _personal(person: Person, file: FileView) -> list[Row]:
    born = born_in_words(person.birth)
    rows = [Row(_("Naam"), f"{person.full_name}, {born}", "", is_own=True)]
    home = file.residence
    if home:
        street = f"{home.street} {home.house_number}".strip()
        place = f"{home.postcode} {home.municipality_name}".strip()
        rows.append(Row(_("Adres"), ", ".join(filter(None, (street, place))), "", is_own=True))
    for point in file.contact_points:
        name = _("Gsm of telefoon") if point.kind == ContactKind.PHONE else _("E-mail")
        rows.append(Row(name, point.value, "", is_own=True))
    return rows
