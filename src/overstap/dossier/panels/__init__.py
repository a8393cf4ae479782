"""The file as a panel of the person page and the handover page."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from overstap.access.queries import open_groups
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.dossier import queries, rules, services, wording
from overstap.dossier.queries import EntryView, FileView


@dataclass(frozen=True, slots=True)
class AddLink:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One entry with what this viewer can do with it."""

    entry: EntryView
    url: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class GroupCard:
    """One data group: its rows, how far it is, what is missing next."""

    code: str
    title: str
    url: str
    rows: tuple[Row, ...]
    adds: tuple[AddLink, ...]
    # None where completeness is not shown: private groups, receivers.
    level: int | None = None
    missing: tuple[str, ...] = ()
    # Where what is missing next is filled in; '' when this viewer cannot.
    next_url: str = ""

    @property
    def next(self) -> str:
        """What is missing next, or ''."""
        return self.missing[0] if self.missing else ""


@dataclass(frozen=True, slots=True)
class FilePanel:
    """The career groups with their entries; the private groups that are open, by name only."""

    person_id: UUID
    url: str
    cards: tuple[GroupCard, ...]
    private: tuple[GroupCard, ...]
    file: FileView
    # Only for who guides: a receiver sees no completeness.
    meter: tuple[str, ...] = ()

    @property
    def full(self) -> int:
        return sum(part == "full" for part in self.meter)

    @property
    def to_fill(self) -> GroupCard | None:
        """The first group that misses something that this viewer can fill in."""
        return next((card for card in self.cards if card.next_url), None)


def file_panel(viewer: Viewer, person_id: UUID) -> FilePanel:
    """The file for one viewer: career groups whole, private groups as links that open alone.

    Four statements for staff, three for the young person. The page logs `file_opened`.
    """
    file = queries.file_of(person_id, rules.CAREER)
    if viewer.is_staff and viewer.organisation_id is not None:
        open_here = open_groups(person_id, viewer.organisation_id)
    else:
        open_here = set(queries.GROUPS)
    guides = viewer.can("edit_file")
    shows_progress = guides or viewer.role == YOUNG_PERSON
    cards = tuple(
        group_card(viewer, file, group, shows_progress=shows_progress)
        for group in rules.CAREER
        if group in open_here
    )
    private = tuple(
        group_card(viewer, file, group) for group in rules.PRIVATE if group in open_here
    )
    return FilePanel(
        person_id,
        reverse("dossier:file", args=[person_id]) if viewer.is_staff else reverse("dossier:mine"),
        cards,
        private,
        file,
        file.meter if shows_progress else (),
    )


def title_for(viewer: Viewer, group: str) -> str:
    """What a group is called for whoever looks: staff, the young person or a parent."""
    is_parent = viewer.role == GUARDIAN
    return wording.group_title(group, professional=viewer.is_staff, parent=is_parent)


def group_card(
    viewer: Viewer, file: FileView, group: str, *, shows_progress: bool = False
) -> GroupCard:
    """One group of a file that was read already."""
    young = viewer.role == YOUNG_PERSON
    level: int | None = None
    missing: tuple[str, ...] = ()
    next_url = ""
    if shows_progress and group in rules.CAREER:
        done = file.completeness[group]
        level, missing = done.level, done.missing_young if young else done.missing
        next_url = _next_url(viewer, file, group, done)
    return GroupCard(
        group,
        title_for(viewer, group),
        address(viewer, file.person_id, "group", group),
        tuple(
            Row(
                entry,
                address(viewer, file.person_id, "entry", entry.id),
                services.may_change(entry, viewer),
            )
            for entry in file.entries(group)
        ),
        adds_of(viewer, file.person_id, group),
        level,
        missing,
        next_url,
    )


def _next_url(viewer: Viewer, file: FileView, group: str, done: rules.Completeness) -> str:
    """The form of what is missing next: a new entry, or the one that misses a part."""
    young = viewer.role == YOUNG_PERSON
    if not done.kinds or (young and done.kinds[0] == "certificate"):
        return ""  # nothing misses, or the counsellor gets it from the LED
    kind = done.kinds[0]
    if kind == rules.CONTACT:
        return address(viewer, file.person_id, rules.CONTACT)
    for entry in file.entries(group):
        if entry.kind == kind and services.may_change(entry, viewer):
            return address(viewer, file.person_id, "entry", entry.id)
    return address(viewer, file.person_id, "add", group, kind)


def adds_of(viewer: Viewer, person_id: UUID, group: str) -> tuple[AddLink, ...]:
    """What this viewer may add to a group."""
    own = viewer.role == YOUNG_PERSON and group in rules.CAREER
    if not own and not viewer.can("edit_file"):
        return ()
    return tuple(
        AddLink(
            wording.kind_label(kind, professional=not own),
            address(viewer, person_id, "add", group, kind),
        )
        for kind in rules.KINDS[group]
    )


def address(viewer: Viewer, person_id: UUID, name: str, *args: object) -> str:
    """The page of this viewer: staff name the young person, who else sees one file only."""
    if viewer.is_staff:
        return reverse(f"dossier:{name}", args=[person_id, *args])
    return reverse(f"dossier:my_{name}", args=args)
