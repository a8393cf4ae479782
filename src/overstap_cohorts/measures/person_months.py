"""Lives: one row a person, with all that the study asks of the spells as bits and months.

One pass over the spells, kept as a stage for all treatments. Everything a design needs is read
from here; the spells themselves are not touched again.
"""

from dataclasses import dataclass
from typing import Any

import ibis

from overstap_cohorts.measures import histories, outcomes
from overstap_cohorts.measures.bits import NEVER, any_of, bit_or, inverse, month_of, span
from overstap_cohorts.measures.frame import Frame
from overstap_cohorts.measures.histories import Levels
from overstap_cohorts.measures.hours import in_cents
from overstap_cohorts.measures.people import OFFERED
from overstap_cohorts.study.definition import Study, Treatment

TWENTY = 20 * 12
RUNNING = NEVER  # the last position of a spell without an end


@dataclass(frozen=True)
class Asked:
    """What a study asks of the spells.

    histories: names of covariates and conditions that come from spells
    persons:   columns of persons that it uses
    measures:  (measure, term) of the outcomes
    """

    histories: frozenset[str]
    persons: tuple[str, ...]
    measures: frozenset[tuple[str, int]]
    by_school: bool


def asked_of(study: Study) -> Asked:
    columns = [c.column or c.name for c in study.covariates]
    # Elsewhere the instrument is the month of an offer, which `lives` puts in the window.
    columns += [study.instrument] if study.instrument and study.time.design == "static" else []
    columns += [condition.column for condition in study.population]
    measures = {(o.measure or o.name, o.months or study.time.months) for o in study.outcomes}
    return Asked(
        frozenset(c for c in columns if histories.is_history(c)),
        tuple(sorted({c for c in columns if not histories.is_history(c)})),
        frozenset(measures),
        study.cluster == "school" or "school" in columns,
    )


def placed(spells: Any, frame: Frame, entries: Any = None) -> Any:
    """Spells with positions `first`, `last` and `held` in the window; hours are never null.

    `entries` (person, base) gives each person a base of his own.
    """
    if entries is not None:
        spells = spells.inner_join(entries, "person")
    base = spells.base if frame.base is None else ibis.literal(frame.base, "int64")
    still = spells.end_on.isnull() & (spells.kind != "certificate")
    end = spells.end_on.fill_null(spells.start_on)
    return spells.mutate(
        base=base,
        first=month_of(spells.start_on) - base,
        last=still.ifelse(RUNNING, month_of(end) - base),
        held=still.ifelse(RUNNING, month_of(end + ibis.interval(days=1)) - base),
        hours=spells.hours.fill_null(0.0),
    )


def entries(spells: Any) -> Any:
    """The month of each person's first enrolment: time zero of the static design."""
    enrolled = spells.filter(spells.kind == "enrolment")
    return enrolled.group_by("person").aggregate(base=month_of(enrolled.start_on).min())


def lives(spells: Any, persons: Any, frame: Frame, asked: Asked, levels: Levels) -> Any:
    """The table of lives, without treatments. `spells` are placed; `persons` are coded."""
    names = set(asked.histories)
    found = histories.masks(spells, frame, names, levels)
    found |= outcomes.masks(spells, frame, set(asked.measures))
    if frame.base is None:
        found["base"] = spells.base.min()
    people = spells.group_by("person").aggregate(**found)
    people = people.filter(people.risk != 0)
    people = people.inner_join(persons, "person")
    base = people.base if frame.base is None else ibis.literal(frame.base, "int64")
    born = month_of(people.born) - base
    if OFFERED in people.columns:
        at = (people[OFFERED] - base).fill_null(NEVER)
        people = people.mutate(offer_position=at).drop(OFFERED)
    people = people.mutate(
        school_months=outcomes.enrolled_without_breaks(people),
        born_position=born,
        twenty=born + TWENTY,
        end_position=ibis.literal(frame.end, "int64") - base,
    )
    return people.drop("enrolled_months", "born", *(["base"] if frame.base is None else []))


def earlier(taken: Any, frame: Frame, asked: Asked, levels: Levels) -> Any:
    """What earlier programmes say of each person; None where the study asks for none of it."""
    window = ibis.window(
        group_by="person", order_by=["last", "first", "code", "hours"], preceding=None, following=0
    )
    taken = taken.mutate(hours_so_far=in_cents(taken.hours).sum().over(window) / 100)
    found = histories.programme_masks(taken, frame, set(asked.histories), levels)
    return taken.group_by("person").aggregate(**found) if found else None


def starts(taken: Any, treatment: Treatment) -> Any:
    """Each taker's first month (`start`) and the hours begun in it (`dose`).

    The first spell of one of the codes, of at least `least_hours`, that begins on a later day than
    an earlier programme of `after`.
    """
    mine = taken.filter(taken.code.isin(treatment.codes))
    if treatment.least_hours is not None:
        mine = mine.filter(mine.hours >= treatment.least_hours)
    if treatment.after:
        before = taken.filter(taken.code.isin(treatment.after))
        since = before.group_by("person").aggregate(since=before.start_on.min())
        mine = mine.inner_join(since, "person")
        mine = mine.filter(mine.start_on > mine.since)
    months = mine.group_by("person", "first").aggregate(dose=in_cents(mine.hours).sum() / 100)
    begun = months.group_by("person").aggregate(start=months["first"].min())
    joined = months.inner_join(begun, "person")
    return joined.filter(joined["first"] == joined.start).select("person", "start", "dose")


def schools(spells: Any, frame: Frame, levels_table: Any) -> Any:
    """A row for each person and school: `here`, the positions at which it is his school.

    The school on the eve goes before the one of the month itself; of two at once, the first in the
    alphabet.
    """
    size = frame.trials
    enrolled = spells.filter(spells.kind == "enrolment")
    enrolled = enrolled.mutate(school=enrolled.school.fill_null(histories.NONE))
    every = enrolled.school.notnull()
    at = enrolled.group_by("person", "school").aggregate(
        eve=any_of(span(enrolled["first"] + 1, enrolled.held, size), every),
        now=any_of(span(enrolled["first"], enrolled["last"], size), every),
    )
    at = at.inner_join(levels_table, "school")
    whole = ibis.window(group_by="person")
    earlier = ibis.window(group_by="person", order_by="school_code", preceding=(None, 1))
    at = at.mutate(
        any_eve=bit_or(at.eve).over(whole),
        eve_before=bit_or(at.eve).over(earlier).fill_null(0),
        now_before=bit_or(at.now).over(earlier).fill_null(0),
    )
    eve = at.eve & inverse(at.eve_before)
    here = eve | (at.now & inverse(at.any_eve | at.now_before))
    at = at.select("person", "school_code", here=here)
    return at.filter(at.here != 0)
