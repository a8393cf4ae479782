"""Questions about the file. Row-level security decides what comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from overstap.access.models import Grant, Involvement
from overstap.access.queries import current
from overstap.dossier import wording
from overstap.dossier.models import Entry, EntryVersion
from overstap.dossier.rules import CAREER, KINDS, PRIVATE, Completeness, completeness
from overstap.dossier.wording_lists import RECEIVED
from overstap.people.models import ContactPoint, Person, Residence

GROUPS = CAREER + PRIVATE


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry in words. Copies of one source in several organisations are one, the newest."""

    id: UUID
    person_id: UUID
    data_group: str
    kind: str
    title: str
    detail: str
    content: dict[str, Any]
    source: str
    source_label: str
    organisation_id: UUID | None
    organisation_name: str
    author: UUID | None
    author_name: str
    recorded_at: datetime
    revised_at: datetime | None
    # Earlier versions that can be read.
    versions: int
    contested_at: datetime | None
    contest_text: str
    is_hidden: bool
    hidden_reason: str
    opened_at: datetime | None
    source_reference: str
    # Elements of the message that were not understood, verbatim.
    unknown: tuple[str, ...]

    @property
    def is_authentic(self) -> bool:
        """From a source: contested, never edited."""
        return self.source in RECEIVED

    @property
    def stated_by(self) -> str:
        return wording.stated_by(self.source, self.author_name)

    @property
    def changed_at(self) -> datetime:
        return self.revised_at or self.recorded_at


@dataclass(frozen=True, slots=True)
class FileView:
    """What the actor may see of one file: entries by group, contact data, completeness."""

    person_id: UUID
    groups: dict[str, tuple[EntryView, ...]]
    contact_points: tuple[ContactPoint, ...]
    residence: Residence | None
    completeness: dict[str, Completeness]

    def entries(self, data_group: str) -> tuple[EntryView, ...]:
        """Entries of one group, newest first within a kind; () for a group without any."""
        return self.groups.get(data_group, ())

    @property
    def meter(self) -> tuple[str, ...]:
        """Five parts for the meter: full, half or empty."""
        return tuple(("empty", "half", "full")[self.completeness[group].level] for group in CAREER)


def file_of(
    person_id: UUID, groups: Iterable[str] | None = None, *, person: Person | None = None
) -> FileView:
    """The file as the actor may see it, or only some groups of it. Three statements, or two when
    `person` came with the residence (`select_related`).

    Withdrawn entries are left out; a copy that one organisation has of the same source reference
    hides behind the newest.
    """
    wanted = tuple(groups) if groups is not None else GROUPS
    rows = visible(person_id).filter(data_group__in=wanted)
    by_group: dict[str, tuple[EntryView, ...]] = dict.fromkeys(wanted, ())
    for row in merged(rows):
        by_group[row.data_group] += (_view(row),)
    for group, entries in by_group.items():
        order = KINDS[group]
        by_group[group] = tuple(
            sorted(entries, key=lambda e: (order.index(e.kind), -e.recorded_at.timestamp()))
        )
    asks_contact = "personal" in wanted
    points = tuple(ContactPoint.objects.filter(person_id=person_id)) if asks_contact else ()
    home = _home(person_id, person) if asks_contact else None
    counted = {group: [(e.kind, e.content) for e in entries] for group, entries in by_group.items()}
    return FileView(
        person_id, by_group, points, home, completeness(counted, bool(points), home is not None)
    )


def _home(person_id: UUID, person: Person | None) -> Residence | None:
    if person is None:
        return Residence.objects.filter(person_id=person_id).first()
    return getattr(person, "residence", None)


def visible(person_id: UUID) -> QuerySet[Entry]:
    """Entries of the file that the actor may see and that stand, with their number of versions."""
    earlier = (
        EntryVersion.objects.filter(entry=OuterRef("pk"))
        .order_by()
        .values("entry")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Entry.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
        .select_related("organisation")
        .annotate(version_count=Coalesce(Subquery(earlier), 0))
    )


def merged(rows: Iterable[Entry]) -> list[Entry]:
    """One of the copies of the same thing from the same source: the newest."""
    kept: dict[object, Entry] = {}
    for row in rows:
        key = (row.source, row.source_reference) if row.source_reference else row.pk
        other = kept.get(key)
        if other is None or _changed(row) > _changed(other):
            kept[key] = row
    return list(kept.values())


def entry_view(entry_id: UUID) -> EntryView | None:
    """One entry, or None when it is not there for the actor."""
    row = (
        Entry.objects.filter(pk=entry_id, withdrawn_at__isnull=True)
        .select_related("organisation")
        .annotate(version_count=Count("versions"))
        .first()
    )
    return _view(row) if row else None


@dataclass(frozen=True, slots=True)
class Version:
    """An entry as it stood until `replaced_at`."""

    title: str
    detail: str
    replaced_at: datetime


def history_of(entry: EntryView) -> list[Version]:
    """Earlier versions of an entry, newest first."""
    rows = EntryVersion.objects.filter(entry_id=entry.id)
    return [Version(*wording.line_of(entry.kind, row.content), row.replaced_at) for row in rows]


def guiding_organisation(person_id: UUID) -> UUID | None:
    """Under whose guidance an own statement is written: who guides today, the latest confirmed.

    None when nobody guides the young person now.
    """
    running = current(Involvement.objects.filter(person_id=person_id, role="guides"))
    row = running.order_by("confirmed_at", "-from_on", "id").first()
    return row.organisation_id if row else None


def guiding_organisations(person_id: UUID) -> dict[UUID, bool]:
    """Who guides today, and whether what others wrote is open there too."""
    running = current(Involvement.objects.filter(person_id=person_id, role="guides"))
    wide = current(
        Grant.objects.filter(person_id=person_id, data_group="studies", covers_others=True)
    )
    open_to = set(wide.order_by().values_list("organisation_id", flat=True))
    ids = running.order_by().values_list("organisation_id", flat=True)
    return {one: one in open_to for one in ids}


def is_involved(person_id: UUID, organisation_id: UUID | None) -> bool:
    """Whether the organisation guides or follows this young person today."""
    if organisation_id is None:
        return False
    rows = Involvement.objects.filter(person_id=person_id, organisation_id=organisation_id)
    return current(rows).exists()


def _changed(row: Entry) -> datetime:
    return row.revised_at or row.recorded_at


def _view(row: Entry) -> EntryView:
    title, detail = wording.line_of(row.kind, row.content)
    return EntryView(
        id=row.pk,
        person_id=row.person_id,
        data_group=row.data_group,
        kind=row.kind,
        title=title,
        detail=detail,
        content=row.content,
        source=row.source,
        source_label=wording.source_label(row.source),
        organisation_id=row.organisation_id,
        organisation_name=_name(row.organisation),
        author=row.author,
        author_name="" if row.source in RECEIVED else row.author_name,
        recorded_at=row.recorded_at,
        revised_at=row.revised_at,
        versions=getattr(row, "version_count", 0),
        contested_at=row.contested_at,
        contest_text=row.contest_text,
        is_hidden=row.hidden_from_guardians,
        hidden_reason=row.hidden_reason,
        opened_at=row.opened_at,
        source_reference=row.source_reference,
        unknown=wording.unknown_of(row.content),
    )


def _name(organisation: Model | None) -> str:
    return organisation.name if organisation is not None else ""  # type: ignore[attr-defined]
