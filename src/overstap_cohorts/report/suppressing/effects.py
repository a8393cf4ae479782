"""Which estimates may be shown whole, which rounded and without counts, and which not at all.

An estimate of a share gives its counts away (a mean times a number of people is a count, and an
error follows from both), so one with a small count of people, of events or of non-events is
withheld. Counts that differ a little between two estimates tell of the few people between them;
then only the larger is shown.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from overstap_cohorts.findings import Description, Estimate, Findings, Refused
from overstap_cohorts.report.suppressing.levels import HiddenLevels, variable_of
from overstap_cohorts.report.suppressing.states import telling
from overstap_cohorts.small_numbers import (
    HIDDEN,
    NAN,
    apart,
    is_hidden,
    is_small,
    protected,
)

type Row = tuple[float, ...]
WITHHELD = "small-cells"
# Whole numbers in the details that count no people.
_NO_PEOPLE = {"df", "columns", "iterations", "clusters", "knots", "folds", "groups", "strata"}


def events(estimate: Estimate) -> Row:
    """People, events and non-events of both groups; for months only the people."""
    people = (float(estimate.n_treated), float(estimate.n_comparison))
    if not estimate.binary:
        return people
    counts = list(people)
    for mean, n in zip((estimate.mean_treated, estimate.mean_comparison), people, strict=True):
        if not math.isnan(mean):
            counts += [mean * n, (1 - mean) * n]
    return tuple(counts)


def hide_effects(
    findings: Findings, hidden: HiddenLevels, secret: Sequence[Description]
) -> tuple[list[Estimate], list[Refused]]:
    """Estimates that may be shown, and a refusal for those that may not.

    `secret`: descriptions that are hidden, as they were.
    """
    threshold = findings.study.threshold
    withheld = _small_ones(findings.estimates, threshold)
    withheld |= {
        i
        for i, estimate in enumerate(findings.estimates)
        if variable_of(estimate)[1]
        in hidden.get((estimate.treatment, variable_of(estimate)[0]), frozenset())
        and estimate.subgroup
    }
    before = -1
    while before != len(withheld):
        before = len(withheld)
        withheld |= _companions(findings.estimates, withheld, threshold)
        withheld |= telling(findings.study, findings.estimates, withheld, secret)
        withheld |= _same_people(findings.estimates, withheld)
    refused = [
        Refused(e.outcome, e.treatment, e.method, WITHHELD, e.subgroup or e.dose)
        for i, e in enumerate(findings.estimates)
        if i in withheld
    ]
    shown = [e for i, e in enumerate(findings.estimates) if i not in withheld]
    known = [] if findings.trials or is_hidden(findings.people) else [float(findings.people)]
    return _kept_apart(shown, threshold, known), refused


def _small_ones(estimates: list[Estimate], threshold: int) -> set[int]:
    return {
        i for i, e in enumerate(estimates) if any(is_small(count, threshold) for count in events(e))
    }


def _same_people(estimates: list[Estimate], withheld: set[int]) -> set[int]:
    """Other methods for the same people and outcome show the same means."""
    keys = {_people_of(estimates[i]) for i in withheld}
    return {i for i, e in enumerate(estimates) if _people_of(e) in keys}


def _people_of(e: Estimate) -> tuple[str, ...]:
    return e.treatment, e.outcome, e.subgroup, e.dose


def _companions(estimates: list[Estimate], withheld: set[int], threshold: int) -> set[int]:
    """Subgroups (or doses) of one variable add up to everybody."""
    families: dict[tuple[str, ...], list[int]] = defaultdict(list)
    wholes = {
        (e.treatment, e.outcome, e.method): e for e in estimates if not e.subgroup and not e.dose
    }
    for i, e in enumerate(estimates):
        if e.subgroup or e.dose:
            name = "dose" if e.dose else variable_of(e)[0]
            families[e.treatment, e.outcome, e.method, name].append(i)
    found: set[int] = set()
    for (treatment, outcome, method, name), members in families.items():
        rows = [_added(estimates[i], dose=name == "dose") for i in members]
        whole = wholes.get((treatment, outcome, method))
        everybody = [_added(whole, dose=name == "dose")] if whole else []
        width = min(len(row) for row in [*rows, *everybody])
        totals = [row[:width] for row in everybody]
        forced = [p for p, i in enumerate(members) if i in withheld]
        secret = protected([r[:width] for r in rows], threshold, forced=forced, totals=totals)
        found |= {members[p] for p in secret}
    return found | _over_outcomes(estimates, found)


def _over_outcomes(estimates: list[Estimate], found: set[int]) -> set[int]:
    """A subgroup that is withheld for one outcome is so for all: its people are the same."""
    keys = {(e.treatment, e.subgroup, e.dose) for e in (estimates[i] for i in found)}
    return {i for i, e in enumerate(estimates) if (e.treatment, e.subgroup, e.dose) in keys}


def _added(e: Estimate, *, dose: bool) -> Row:
    """What adds up over the family; doses share one comparison group."""
    if not dose:
        return events(e)
    whole = events(e)
    return (whole[0], *whole[2:4]) if len(whole) > 2 else whole[:1]


def _kept_apart(estimates: list[Estimate], threshold: int, known: list[float]) -> list[Estimate]:
    """Estimates whose counts differ a little from another's lose counts and digits."""
    coarse: set[int] = set()
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, e in enumerate(estimates):
        groups["t", e.treatment, e.subgroup, e.dose].append(i)
        groups["c", e.subgroup, e.dose].append(i)
        groups["b", e.subgroup, e.dose].append(i)
    for (group, *rest), places in groups.items():
        if group == "t":
            coarse |= _of(places, apart([estimates[i].n_treated for i in places], threshold))
        elif group == "c":
            coarse |= _of(places, apart([estimates[i].n_comparison for i in places], threshold))
        elif not any(rest):
            both = [float(estimates[i].n_treated + estimates[i].n_comparison) for i in places]
            coarse |= _of(places, apart(both, threshold, known=known))
    return [
        _coarse(e) if i in coarse else replace(e, details=_details(e, threshold))
        for i, e in enumerate(estimates)
    ]


def _of(places: list[int], positions: set[int]) -> set[int]:
    return {places[position] for position in positions}


def _coarse(e: Estimate) -> Estimate:
    """Two digits of the error: enough to read, too few to count people with."""
    digits = 1 - math.floor(math.log10(e.std_error)) if e.std_error > 0 else 3
    return replace(
        e,
        estimate=round(e.estimate, digits),
        std_error=round(e.std_error, digits),
        ci_low=round(e.ci_low, digits),
        ci_high=round(e.ci_high, digits),
        n_treated=HIDDEN,
        n_comparison=HIDDEN,
        effective_n=NAN,
        mean_treated=NAN,
        mean_comparison=NAN,
        rows=HIDDEN,
        cells=HIDDEN,
        details={name: value for name, value in e.details.items() if name == "first_stage_f"},
    )


def _details(e: Estimate, threshold: int) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in e.details.items():
        if isinstance(value, str | bool):
            kept[name] = value
        elif isinstance(value, int | float):
            kept[name] = None if _counts_few(name, float(value), e, threshold) else value
        # Lists and tables in the details may count anything: they stay in private/.
    return kept


def _counts_few(name: str, value: float, e: Estimate, threshold: int) -> bool:
    if name in _NO_PEOPLE:
        return False
    if re.search(r"share|portion|fraction", name):
        return is_small(value * e.n_treated, threshold)
    counted = float(value).is_integer() and value >= 0
    return counted and (is_small(value, threshold) or (is_small(abs(e.n_treated - value), threshold)
                        and value != e.n_treated))  # fmt: skip
