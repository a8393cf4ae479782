"""Which estimate of a question stands first, and the names that readers know methods by."""

import math
from collections.abc import Sequence

from overstap_cohorts.findings import Estimate, Findings
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden

METHODS = {
    "difference": ("gewoon verschil", "plain difference"),
    "regression": ("regressie", "regression"),
    "cem": ("vergelijken binnen gelijke groepen", "coarsened exact matching"),
    "psm": ("paren met gelijke kans op deelname", "matched pairs (propensity score)"),
    "ipw": ("weging naar kans op deelname", "inverse probability weighting"),
    "aipw": ("dubbele weging", "double weighting"),
    "iv": ("instrument", "instrumental variable"),
    "restricted-mean": ("maanden zonder de uitkomst", "months without the outcome"),
}
# What a curve adds: months without the outcome, beside the study's own methods.
FOLLOWED = "restricted-mean"
ESTIMANDS = {
    "att": ("voor wie deelnam", "for those who took part"),
    "ate": ("voor de hele groep", "for the whole group"),
    "late": ("voor wie door het instrument deelnam", "for those led by the instrument"),
    "variance-weighted": ("gewogen gemiddelde", "weighted average"),
    "unadjusted": ("zonder correctie", "unadjusted"),
}
ERRORS = {
    "hc3": ("HC3 (bestand tegen ongelijke spreiding)", "HC3 (heteroskedasticity-consistent)"),
    "hc1": ("HC1 (bestand tegen ongelijke spreiding)", "HC1 (heteroskedasticity-consistent)"),
    "stacked-sandwich": ("gestapelde sandwich", "stacked sandwich"),
    "pairs": ("per paar", "by pair"),
    "bootstrap-row": ("door telkens andere mensen te trekken", "bootstrap over people"),
    "bootstrap-person": ("door telkens andere mensen te trekken", "bootstrap over people"),
    "bootstrap-school": ("door telkens andere scholen te trekken", "bootstrap over schools"),
}


def method_name(voice: Voice, method: str) -> str:
    known = voice(*METHODS[method]) if method in METHODS else method
    return known if method in (known, FOLLOWED) else f"{known} ({method})"


def method_word(voice: Voice, method: str) -> str:
    """Short, for a column: as the study writes it."""
    return method_name(voice, method) if method == FOLLOWED else method


def estimand_name(voice: Voice, estimand: str) -> str:
    known = ESTIMANDS.get(estimand)
    return voice(*known) if known else estimand


def error_name(voice: Voice, kind: str) -> str:
    if kind.startswith("cluster"):
        return voice("per groep ({kind})", "clustered ({kind})", kind=kind)
    known = ERRORS.get(kind)
    return voice(*known) if known else kind


def main_method(findings: Findings) -> str:
    """The first method of the study that claims an effect; else the plain difference."""
    methods: list[str] = [m for m in findings.study.methods if m != "difference"]
    return (methods or list(findings.study.methods) or ["aipw"])[0]


def main_estimates(findings: Findings) -> list[Estimate]:
    """One for each treatment and outcome, placebo outcomes left out, in the study's order.

    The plain difference only where the study asks nothing else: where an honest estimate is
    refused, what it seems to be must not stand in its place.
    """
    honest = any(method != "difference" for method in findings.study.methods)
    placebos = {o.name for o in findings.study.outcomes if o.placebo}
    order = [m for m in findings.study.methods if m != "difference"] + ["difference"]
    chosen: dict[tuple[str, str], Estimate] = {}
    for e in whole(findings.estimates):
        if e.outcome in placebos or e.method == FOLLOWED:
            continue
        if honest and e.method == "difference":
            continue
        key = (e.treatment, e.outcome)
        if key not in chosen or _rank(e, order) < _rank(chosen[key], order):
            chosen[key] = e
    return list(chosen.values())


def whole(estimates: Sequence[Estimate]) -> list[Estimate]:
    return [e for e in estimates if not e.subgroup and not e.dose]


def parts(estimates: Sequence[Estimate], method: str) -> list[Estimate]:
    """Subgroups and doses by the method that stands first."""
    found = [e for e in estimates if e.subgroup or e.dose]
    return [e for e in found if e.method == method] or found


def _rank(e: Estimate, order: list[str]) -> int:
    return order.index(e.method) if e.method in order else len(order)


def count(voice: Voice, value: float | None) -> str:
    return voice.hidden if value is None or is_hidden(value) else voice.number(value)


def percent(voice: Voice, share: float | None) -> str:
    return voice.hidden if share is None or is_hidden(share) else voice.percent(share)


def decimal(voice: Voice, value: float | None, digits: int = 2) -> str:
    """A difference may well be -1, so only what is not a number is hidden here."""
    return voice.hidden if value is None or math.isnan(value) else voice.number(value, digits)


def effect(voice: Voice, e: Estimate, value: float) -> str:
    """In points of a hundred for shares, one decimal for months."""
    shown, digits = (100 * value, 1) if e.binary else (value, 2)
    # A limit just beside zero does not read as zero.
    return voice.number(shown, digits if round(shown, digits) else digits + 1)
