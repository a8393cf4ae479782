"""The file on the person page: how far the career is, and what came into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.access.choices import DataGroup
from overstap.doors.pages import Action, PersonPage, Shown, Told
from overstap.doors.rooms import person_panels
from overstap.dossier.models import Entry
from overstap.dossier.rules import CAREER, meter_parts
from overstap.dossier.wording import stated_by
from overstap.dossier.wording_lists import RECEIVED
from overstap.kernel import clock, dutch

# Entries from which the timeline is made: it shows fewer lines than these make.
READ_BACK = 60
_WORDS = {
    "full": gettext_lazy("volledig"),
    "half": gettext_lazy("nog niet af"),
    "empty": gettext_lazy("nog leeg"),
}


@dataclass(frozen=True, slots=True)
class GroupState:
    """One career group: how far, in a word and a part of the meter."""

    label: str
    part: str
    word: str


@dataclass(frozen=True, slots=True)
class CareerCard:
    """How far the career groups are; `facts`: what other rooms say among them."""

    meter: list[str]
    groups: list[GroupState]
    facts: list[Shown]
    url: str


def career_card(page: PersonPage) -> CareerCard:
    """From the line of Mijn jongeren: no statement of its own."""
    parts = meter_parts(page.line.completeness)
    return CareerCard(parts, group_states(parts), person_panels(page, "career"), file_url(page))


def group_states(parts: list[str]) -> list[GroupState]:
    """The five career groups in the order of the caseload's digits."""
    labels = dict(DataGroup.choices)
    return [
        GroupState(str(labels[code]), part, str(_WORDS[part]))
        for code, part in zip(CAREER, parts, strict=True)
    ]


def file_url(page: PersonPage) -> str:
    """Where the file opens."""
    return reverse("dossier:file", args=[page.person_id])


def fill_in(page: PersonPage) -> Action | None:
    """A group in which nothing stands yet."""
    if "0" not in page.line.completeness:
        return None
    return Action(_("Volgende stap: dossier aanvullen"), file_url(page))


def entries_told(page: PersonPage) -> Iterable[Told]:
    """What was added to the file: by whom, in which group; a line a day. Never what it says. One
    statement."""
    rows = (
        Entry.objects.filter(person_id=page.person_id, withdrawn_at__isnull=True)
        .order_by("-recorded_at", "id")
        .values_list("recorded_at", "author", "author_name", "source", "data_group")[:READ_BACK]
    )
    days: dict[object, tuple[datetime, str, list[str]]] = {}
    labels = dict(DataGroup.choices)
    for at, author, name, source, group in rows:
        mine = author == page.viewer.user_id and source not in RECEIVED
        who = _("Jij") if mine else stated_by(source, name)
        key = (at.astimezone(clock.BRUSSELS).date(), who)
        groups = days.setdefault(key, (at, who, []))[2]
        if (label := str(labels[group]).lower()) not in groups:
            groups.append(label)
    return [
        Told(at, _("%s vulde het dossier aan") % who, dutch.listed(groups))
        for at, who, groups in days.values()
    ]
