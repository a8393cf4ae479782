"""Segments: runs of trial months in which nothing that a study looks at changes for a person.

A person at risk for 24 months is a handful of segments, not 24 rows. Each says `at` to `until`
(positions, both included), `treated`, `code` (all covariates as one whole number) and the value of
every outcome, which hold for every month of the run.
"""

from dataclasses import dataclass
from typing import Any

import ibis

from overstap_cohorts.measures.bits import (
    NEVER,
    all_bits,
    bit,
    changes,
    holds,
    lowest,
    number,
    span,
)
from overstap_cohorts.measures.frame import Frame
from overstap_cohorts.measures.histories import Known
from overstap_cohorts.measures.outcomes import Measured, changed_until_the_end, until_the_end
from overstap_cohorts.refusals import StudyRefused

INSTRUMENT = "__instrument"  # stands among the codes, but is no covariate


@dataclass(frozen=True)
class Codes:
    """Covariates as one whole number: the first varies slowest."""

    known: tuple[Known, ...]

    def __post_init__(self) -> None:
        size = 1
        for one in self.known:
            size *= max(len(one.levels), 1)
        if size >= 2**62:
            raise StudyRefused("too-many-combinations")

    def of(self, people: Any, i: Any) -> Any:
        """The number, as an expression over lives."""
        total: Any = i * 0
        for one in self.known:
            total = total * len(one.levels) + one.code(people, i)
        return total

    def levels_of(self, codes: Any) -> dict[str, Any]:
        """Each covariate's codes into its levels, from whole numbers (NumPy)."""
        found = {}
        for one in reversed(self.known):
            found[one.name] = codes % len(one.levels)
            codes = codes // len(one.levels)
        return found


def at_risk(people: Any, frame: Frame, population: list[Any], *, started: bool) -> Any:
    """Enrolled, of the study's population, and not treated before.

    `started`: the months after one's own start are left out, as in every design but the static.
    """
    risk = people.risk
    if started:
        risk = risk & span(number(0), people.start.fill_null(NEVER), frame.trials)
    for mask in population:
        risk = risk & mask
    return risk


def segments(
    people: Any, frame: Frame, codes: Codes, measures: list[Measured], population: list[Any]
) -> Any:
    """Columns: person, at, until, treated, code, y0, y1 ... (null: not defined), dose."""
    static = frame.base is None
    risk = at_risk(people, frame, population, started=not static)
    breaks: Any = number(1)
    if not static:
        start = people.start.fill_null(NEVER)
        breaks = breaks | changes(people.risk) | bit(start, frame.trials)
        for mask in population:
            breaks = breaks | changes(mask)
        for one in codes.known:
            if one.changed is not None:
                breaks = breaks | one.changed(people)
        for measure in measures:
            breaks = breaks | changed_until_the_end(measure, people, frame)
    if "here" in people.columns:
        risk, breaks = risk & people.here, breaks | changes(people.here)
    people = people.mutate(
        risk=risk, breaks=(breaks | changes(risk)) & number(all_bits(frame.trials))
    )
    people = people.filter(people.risk != 0)
    runs = people.mutate(at=ibis.range(0, frame.trials).unnest())
    runs = runs.mutate(at=runs["at"].cast("int64"))
    runs = runs.filter((holds(runs.breaks, runs["at"]) & holds(runs.risk, runs["at"])) == 1)
    i = runs["at"]
    later = runs.breaks >> (i + 1).cast("int32")
    until = (later == 0).ifelse(frame.trials - 1, i + lowest((later == 0).ifelse(1, later)))
    treated = (runs.start.notnull() if static else runs.start.fill_null(NEVER) == i).cast("int64")
    values = {
        f"y{place}": until_the_end(measure, runs, i).cast("int16")
        for place, measure in enumerate(measures)
    }
    return runs.select(
        "person",
        at=i.cast("int16"),
        until=until.cast("int16"),
        treated=treated.cast("int16"),
        code=codes.of(runs, i).cast("int64"),
        dose=(treated == 1).ifelse(runs.dose, None),
        **values,
    )


def counts(segments: Any, outcomes: int, edge: str) -> Any:
    """How many runs begin (`edge` = at) or end (until) where, by cell; whole numbers only."""
    sums: dict[str, Any] = {}
    for place in range(outcomes):
        value = segments[f"y{place}"].cast("int64")
        sums[f"n{place}"] = value.count()
        sums[f"s{place}"] = value.sum()
        sums[f"q{place}"] = (value * value).sum()
    return segments.group_by("treated", "code", edge).aggregate(**sums)
