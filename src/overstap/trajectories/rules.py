"""How enrolments and stations become one line. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch on one pathway: an enrolment. `until_on` is the first day that no longer counts."""

    pathway: str
    programme: str
    institution_name: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the line. `pathway`: travelled from here on."""

    on: date
    label: str
    pathway: str
    planned: bool = False
    now: bool = False


# A milestone this near to the start of an enrolment tells the same story.
_SAME_STORY_DAYS = 31


def current_spell(spells: Sequence[Spell], today: date) -> Spell | None:
    """The latest enrolment that runs on a day; else the next that starts; else None."""
    running = [s for s in spells if s.from_on <= today and (not s.until_on or today < s.until_on)]
    if running:
        return max(running, key=lambda s: s.from_on)
    return min((s for s in spells if s.from_on > today), key=lambda s: s.from_on, default=None)


def pathway_on(spells: Sequence[Spell], day: date) -> str:
    """The line that is travelled on a day; '' before the first enrolment."""
    begun = [spell for spell in spells if spell.from_on <= day]
    return max(begun, key=lambda spell: spell.from_on).pathway if begun else ""


def line(
    spells: Sequence[Spell],
    milestones: Sequence[Point],
    *,
    beside: Sequence[Point] = (),
    today: date,
    now: str,
    leaving: str,
) -> list[Point]:
    """All points in order: starts and changes of enrolment, milestones, today, the planned end.

    `beside`: points of other rooms, which never take the place of the start of an enrolment. `now`
    and `leaving` are the words for today and for the planned leaving.
    """
    points = [*milestones, *beside]
    before: Spell | None = None
    for spell in sorted(set(spells), key=lambda s: (s.from_on, s.programme, s.pathway)):
        changed = before is None or (spell.pathway, spell.programme) != (
            before.pathway,
            before.programme,
        )
        if changed and not _told(spell, milestones):
            label = spell.programme or spell.institution_name
            points.append(Point(spell.from_on, label, spell.pathway, spell.from_on > today))
        before = spell
    points.sort(key=lambda p: (p.on, p.planned))
    return _with_today(_with_leaving(points, spells, today, leaving), today, now)


def _told(spell: Spell, milestones: Sequence[Point]) -> bool:
    return any(
        m.pathway == spell.pathway and abs((m.on - spell.from_on).days) <= _SAME_STORY_DAYS
        for m in milestones
    )


def _with_leaving(
    points: list[Point], spells: Sequence[Spell], today: date, leaving: str
) -> list[Point]:
    spell = current_spell(spells, today)
    if spell is None or spell.until_on is None or spell.until_on <= today:
        return points
    if any(p.on >= today and p.planned for p in points):
        return points
    return [*points, Point(spell.until_on, leaving, spell.pathway, planned=True)]


def _with_today(points: list[Point], today: date, now: str) -> list[Point]:
    if not points:
        return []
    past = [p for p in points if p.on <= today and not p.planned]
    if not past:
        return points
    here = Point(today, now, past[-1].pathway, now=True)
    # A plan whose day has passed still lies ahead until somebody says that it was done.
    return [*past, here, *(p for p in points if p not in past)]
