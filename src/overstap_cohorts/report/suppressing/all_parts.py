"""All parts of the findings, one after the other."""

from collections import defaultdict
from dataclasses import replace

from overstap_cohorts.findings import Estimate, Findings, Placebo, Refused, Sensitivity, SetAside
from overstap_cohorts.report.suppressing.effects import hide_effects
from overstap_cohorts.report.suppressing.levels import (
    hidden_levels,
    hide_balance,
    hide_participation,
)
from overstap_cohorts.report.suppressing.pictures import (
    hide_curve,
    hide_descriptions,
    hide_overlap,
    without_numbers,
)
from overstap_cohorts.report.suppressing.states import hide_beside
from overstap_cohorts.small_numbers import HIDDEN, Count, covered, is_small
from overstap_cohorts.wording import Warned

_PLACEBO_DIGITS = 4


def suppressed(findings: Findings) -> Findings:
    """The findings as they may be published; the ones that came in stay as they are."""
    study = findings.study
    threshold = study.threshold
    people = _people(findings)
    counted = replace(findings, people=people)
    levels = hidden_levels(findings)
    sizes = _sizes(findings)
    descriptions = hide_descriptions(findings, sizes)
    secret = [
        item
        for item, left in zip(findings.descriptions, descriptions, strict=True)
        if left.n_treated == HIDDEN
    ]
    estimates, withheld = hide_effects(counted, levels, secret)
    for i in hide_beside(study, estimates, descriptions):
        descriptions[i] = without_numbers(descriptions[i])
    return replace(
        counted,
        estimates=estimates,
        refused=findings.refused + withheld,
        balance=hide_balance(findings, levels),
        overlap=[hide_overlap(item, threshold) for item in findings.overlap],
        sensitivity=_sensitivity(findings.sensitivity, estimates, withheld),
        placebos=_placebos(findings.placebos, withheld),
        participation=hide_participation(findings, levels, people_hidden=people == HIDDEN),
        curves=[
            hide_curve(
                curve,
                threshold,
                [pair[curve.group != "treated"] for pair in sizes.get(curve.treatment, [])],
            )
            for curve in findings.curves
        ],
        descriptions=descriptions,
        warnings=[_warned(warned, threshold) for warned in findings.warnings],
        set_aside=[_set_aside(item, threshold) for item in findings.set_aside],
        run={},
    )


def _people(findings: Findings) -> int:
    """All people, unless a group's size would tell of the few that are not in it."""
    threshold = findings.study.threshold
    if is_small(findings.people, threshold):
        return HIDDEN
    if findings.trials:
        return findings.people
    whole = [e for e in findings.estimates if not e.subgroup and not e.dose]
    largest = max((e.n_treated + e.n_comparison for e in whole), default=findings.people)
    over = findings.people - largest
    return HIDDEN if over > 0 and is_small(over, threshold) else findings.people


def _sizes(findings: Findings) -> dict[str, list[tuple[int, int]]]:
    """The largest group of each treatment: what other tables are parts of."""
    sizes: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for e in findings.estimates:
        if not e.subgroup and not e.dose:
            sizes[e.treatment].add((e.n_treated, e.n_comparison))
    return {name: [max(pairs)] for name, pairs in sizes.items()}


def _sensitivity(
    items: list[Sensitivity], estimates: list[Estimate], withheld: list[Refused]
) -> list[Sensitivity]:
    gone = {(r.outcome, r.treatment, r.method) for r in withheld if not r.subgroup}
    coarse = {
        (e.outcome, e.treatment, e.method)
        for e in estimates
        if not e.subgroup and not e.dose and e.n_treated == HIDDEN
    }
    kept = []
    for item in items:
        key = (item.outcome, item.treatment, item.method)
        if key in gone:
            continue
        if key in coarse:
            item = replace(
                item,
                e_value=round(item.e_value, 2),
                e_value_limit=round(item.e_value_limit, 2),
                covariates=tuple((name, round(value, 2)) for name, value in item.covariates),
            )
        kept.append(item)
    return kept


def _placebos(items: list[Placebo], withheld: list[Refused]) -> list[Placebo]:
    gone = {(r.outcome, r.treatment) for r in withheld if not r.subgroup}
    return [
        replace(
            item,
            estimate=round(item.estimate, _PLACEBO_DIGITS),
            ci_low=round(item.ci_low, _PLACEBO_DIGITS),
            ci_high=round(item.ci_high, _PLACEBO_DIGITS),
        )
        for item in items
        if (item.outcome, item.treatment) not in gone
    ]


def _warned(warned: Warned, threshold: int) -> Warned:
    facts = {
        name: covered(fact, threshold) if isinstance(fact, Count) else fact
        for name, fact in warned.facts.items()
    }
    return replace(warned, facts=facts)


def _set_aside(item: SetAside, threshold: int) -> SetAside:
    """The places name rows of people: they stay in private/."""
    count = HIDDEN if is_small(item.count, threshold) else item.count
    return replace(item, count=count, places=())
