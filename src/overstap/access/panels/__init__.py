"""Who sees what of one person, in words, for the pages of the rooms above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.access.choices import CAREER_GROUPS, ChoiceTopic, DataGroup, home_label
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.kernel import dutch

_WHY = {
    "involvement": gettext_lazy("door de begeleiding"),
    "handover": gettext_lazy("door de overdracht"),
    "choice": gettext_lazy("door een eigen keuze"),
}
_GUIDE_GROUPS = frozenset(DataGroup.values)
_WORDS = {**dict(DataGroup.choices), **dict(ChoiceTopic.choices)}


@dataclass(frozen=True, slots=True)
class Sight:
    """One organisation and what it sees: in words, until which day (None: as long as it guides),
    and why ('involvement', 'handover' or 'choice')."""

    organisation_id: UUID
    organisation_name: str
    is_own: bool
    what: str
    from_on: date
    until_on: date | None
    source: str
    sentence: str

    @property
    def why(self) -> str:
        return str(_WHY[self.source])


@dataclass(frozen=True, slots=True)
class Watcher:
    """One organisation with everything that it sees, each with its reason."""

    name: str
    sights: tuple[Sight, ...]


def by_organisation(sights: Iterable[Sight]) -> list[Watcher]:
    """Each organisation once, in the order of the sights."""
    together: dict[UUID, list[Sight]] = {}
    for sight in sights:
        together.setdefault(sight.organisation_id, []).append(sight)
    return [Watcher(rows[0].organisation_name, tuple(rows)) for rows in together.values()]


@dataclass(frozen=True, slots=True)
class _Right:
    organisation_id: UUID
    organisation_name: str
    organisation_kind: str
    data_group: str
    from_on: date
    until_on: date | None
    source: str
    covers_others: bool


def who_sees_panel(viewer: Viewer, person_id: UUID) -> list[Sight]:
    """Organisations × what × until × why, from the running grants. One statement.

    The young person, the guardians and who guides see all of them; a receiver its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select organisation_id, organisation_name, organisation_kind, data_group, from_on,"
            " until_on, source, covers_others from rights.who_sees(%s)",
            [person_id],
        )
        rights = [_Right(*row) for row in cursor.fetchall()]
    together: dict[tuple[UUID, str, date | None], list[_Right]] = {}
    for right in rights:
        together.setdefault((right.organisation_id, right.source, right.until_on), []).append(right)
    return [_sight(viewer, same) for same in together.values()]


def _sight(viewer: Viewer, rights: list[_Right]) -> Sight:
    first = rights[0]
    what = in_words(
        {right.data_group for right in rights},
        reader=viewer.role,
        own_only=not any(right.covers_others for right in rights),
    )
    return Sight(
        organisation_id=first.organisation_id,
        organisation_name=first.organisation_name,
        is_own=first.organisation_id == viewer.organisation_id,
        what=what,
        from_on=first.from_on,
        until_on=first.until_on,
        source=first.source,
        sentence=_sentence(what, first.until_on, first.source),
    )


def in_words(groups: Iterable[str], *, reader: str, own_only: bool = False) -> str:
    """'je loopbaan', 'loopbaan en wat het zelf noteerde', 'gezin en aanwezigheid': in the words of
    whoever reads it, a role."""
    left = set(groups)
    young = reader == YOUNG_PERSON
    if left == _GUIDE_GROUPS:
        # Who guides reads the career whole once confirmed; the private groups only its own notes.
        if own_only:
            return _("wat het zelf noteerde of ontving")
        return (
            _("je loopbaan, en wat het zelf noteerde")
            if young
            else _("loopbaan en wat het zelf noteerde")
        )
    words = []
    if left >= set(CAREER_GROUPS):
        words.append(_("je loopbaan") if young else _("loopbaan"))
        left -= set(CAREER_GROUPS)
    at_home = young or reader == GUARDIAN
    topics = [code for code in (*DataGroup.values, "warm_contact") if code in left]
    if at_home:
        words += [f"‘{home_label(topic, parent=not young)}’" for topic in topics]
    else:
        words += [str(_WORDS[topic]).lower() for topic in topics]
    return dutch.listed(words)


def _sentence(what: str, until_on: date | None, source: str) -> str:
    """'je loopbaan, tot 1 maart 2028, door de overdracht'"""
    until = _("tot %s") % dutch.long_date(until_on) if until_on else ""
    return ", ".join(part for part in (what, until, str(_WHY[source])) if part)


@dataclass(frozen=True, slots=True)
class UsedCode:
    """A code for somebody's file: who made it when, for whom, and when it was used."""

    issued_at: datetime
    used_at: datetime | None
    kind: str
    purpose: str
    guardian_name: str | None
    issuer_name: str | None
    organisation_name: str

    @property
    def whom(self) -> str:
        return self.guardian_name or _("jou")


def codes_panel(person_id: UUID) -> list[UsedCode]:
    """Every code for this file, newest first: for the person, the guardians and who guides."""
    with connection.cursor() as cursor:
        cursor.execute("select * from rights.codes_about(%s)", [person_id])
        return [UsedCode(*row) for row in cursor.fetchall()]
