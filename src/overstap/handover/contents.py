"""What stands in each data group, as the actor may see it, in the words of the pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.access.choices import YOUNG_LABELS, DataGroup
from overstap.dossier.models import Entry
from overstap.dossier.wording import line_of, source_label
from overstap.kernel import clock, dutch
from overstap.people.choices import ContactKind
from overstap.people.models import ContactPoint, Residence
from overstap.trajectories.models import Station
from overstap.ui import line_map


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


@dataclass(frozen=True)
class Group:
    """One data group with its entries; `rows` travel, `contested` do not."""

    code: str
    young_label: str
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
    def has_hidden(self) -> bool:
        return any(row.hidden for row in self.rows)

    @property
    def summary(self) -> str:
        """How much there is in a private group, without saying what."""
        return notes_told(len(self.rows))


def notes_told(count: int) -> str:
    """'Er staat niets in.', '1 notitie van je begeleider.', '3 notities van je begeleider.'"""
    if not count:
        return _("Er staat niets in.")
    return _("1 notitie.") if count == 1 else _("%s notities.") % count


@dataclass(frozen=True)
class Contents:
    """The groups of one person that were asked for, in their standing order."""

    groups: tuple[Group, ...]
    entries: Sequence[Entry] = field(default=(), repr=False)

    def only(self, codes: Collection[str]) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.code in set(codes))


def contents_of(person_id: UUID, codes: Collection[str]) -> Contents:
    """Two or three statements: entries, and for `personal` contact points and residence."""
    wanted = [code for code in DataGroup.values if code in set(codes)]
    entries = list(
        Entry.objects.filter(
            person_id=person_id, data_group__in=wanted, withdrawn_at__isnull=True
        ).order_by("kind", "recorded_at", "id")
    )
    rows: dict[str, list[Row]] = {code: [] for code in wanted}
    if DataGroup.PERSONAL in rows:
        rows[DataGroup.PERSONAL] = _personal(person_id)
    seen: set[tuple[str, str, str]] = set()
    for entry in entries:
        row = _row(entry)
        same = (entry.data_group, row.title, row.detail)
        # The same certificate may come from two sources: told once.
        if same not in seen:
            seen.add(same)
            rows[entry.data_group].append(row)
    return Contents(tuple(_group(code, rows[code]) for code in wanted), entries)


def _group(code: str, rows: list[Row]) -> Group:
    return Group(
        code,
        str(YOUNG_LABELS[DataGroup(code)]),
        str(DataGroup(code).label),
        tuple(row for row in rows if not row.contested),
        tuple(row for row in rows if row.contested),
    )


def _row(entry: Entry) -> Row:
    title, detail = line_of(entry.kind, entry.content)
    if entry.kind == "note":
        title, detail = detail or title, ""
    return Row(
        title=title,
        detail=detail,
        source=entry.author_name or source_label(entry.source),
        recorded_at=entry.recorded_at,
        contested=entry.contested_at is not None,
        hidden=entry.hidden_from_guardians,
        is_own=entry.source == "own",
    )


def _personal(person_id: UUID) -> list[Row]:
    rows = []
    residence = Residence.objects.filter(person_id=person_id).first()
    if residence:
        street = f"{residence.street} {residence.house_number}".strip()
        place = f"{residence.postcode} {residence.municipality_name}".strip()
        rows.append(Row(_("Adres"), ", ".join(filter(None, (street, place))), "", is_own=True))
    for point in ContactPoint.objects.filter(person_id=person_id):
        name = _("Gsm of telefoon") if point.kind == ContactKind.PHONE else _("E-mail")
        rows.append(Row(name, point.value, "", is_own=True))
    return rows


def stations_of(person_id: UUID) -> tuple[line_map.Station, ...]:
    """The trajectory line as far as the actor may see it."""
    today = clock.today()
    rows = list(Station.objects.filter(person_id=person_id))
    past = [n for n, row in enumerate(rows) if row.on <= today and not row.planned]
    return tuple(
        line_map.Station(
            label=row.label,
            when=dutch.month(row.on),
            line=row.pathway,
            planned=row.planned or row.on > today,
            now=bool(past) and n == past[-1],
        )
        for n, row in enumerate(rows)
    )
