"""Overlap and survival curves with only the counts that may be shown."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from overstap_cohorts.findings import Curve, Description, Findings, Overlap
from overstap_cohorts.small_numbers import (
    HIDDEN,
    NAN,
    is_hidden,
    is_small,
    protected,
    tells_apart,
)


def hide_overlap(overlap: Overlap, threshold: int) -> Overlap:
    """Bins add up to the group; the few outside the range are also a difference of groups."""
    treated = sum(overlap.treated)
    few = is_small(overlap.outside, threshold) or is_small(treated - overlap.outside, threshold)
    return replace(
        overlap,
        treated=_bins(overlap.treated, threshold),
        comparison=_bins(overlap.comparison, threshold),
        outside=HIDDEN if few else overlap.outside,
        share_outside=NAN if few else overlap.share_outside,
    )


def _bins(counts: Sequence[int], threshold: int) -> tuple[int, ...]:
    hidden = protected([(float(count),) for count in counts], threshold)
    return tuple(HIDDEN if i in hidden else count for i, count in enumerate(counts))


def hide_curve(curve: Curve, threshold: int, known: Sequence[int]) -> Curve:
    """Months between which enough people had the event, or left the follow-up, to be counted.

    Share times people at risk is a count, so a step of a few people is joined to the next steps.
    """
    kept = [0] if curve.at_risk and not is_small(curve.at_risk[0], threshold) else []
    for i in range(1, len(curve.months)):
        if kept and _countable(curve, kept[-1], i, threshold):
            kept.append(i)
    thinned = len(kept) < len(curve.months)
    start = curve.at_risk[0] if curve.at_risk else 0
    near = any(tells_apart(start, n, threshold) for n in known)
    return replace(
        curve,
        months=tuple(curve.months[i] for i in kept),
        share=tuple(curve.share[i] for i in kept),
        at_risk=tuple(HIDDEN if near else curve.at_risk[i] for i in kept),
        restricted_mean=(
            (round(curve.restricted_mean, 2) if thinned else curve.restricted_mean)
            if kept else NAN
        ),
        restricted_mean_error=(
            (round(curve.restricted_mean_error, 2) if thinned else curve.restricted_mean_error)
            if kept else NAN
        ),
    )  # fmt: skip


def _countable(curve: Curve, start: int, end: int, threshold: int) -> bool:
    """Whether the step from `start` to `end` counts enough events and enough who left."""
    remaining, share = curve.at_risk[end], curve.share[start]
    if is_small(remaining, threshold) or share <= 0:
        return False
    events = curve.at_risk[start] * (1 - curve.share[end] / share)
    left = curve.at_risk[start] - remaining
    others = abs(left - events)
    return not is_small(events, threshold) and (others < 0.5 or not is_small(others, threshold))


def hide_descriptions(
    findings: Findings, known: dict[str, list[tuple[int, int]]]
) -> list[Description]:
    """Figures of one group with one denominator may add up: a hidden one takes another along."""
    threshold = findings.study.threshold
    families: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for i, item in enumerate(findings.descriptions):
        families[item.treatment, item.n_treated, item.n_comparison].append(i)
    shown = list(findings.descriptions)
    for (treatment, n_treated, n_comparison), places in families.items():
        near = any(
            tells_apart(a, n_treated, threshold) or tells_apart(b, n_comparison, threshold)
            for a, b in known.get(treatment, [])
        )
        rows = [_states(findings.descriptions[i]) for i in places]
        hidden = protected(rows, threshold) if not near else set(range(len(places)))
        for position in hidden:
            shown[places[position]] = without_numbers(shown[places[position]])
    return shown


def without_numbers(item: Description) -> Description:
    return replace(item, treated=NAN, comparison=NAN, n_treated=HIDDEN, n_comparison=HIDDEN)


def _states(item: Description) -> tuple[float, ...]:
    """People in and out of the state for both groups, where the figure is a share."""
    counts: list[float] = []
    for value, n in ((item.treated, item.n_treated), (item.comparison, item.n_comparison)):
        if is_hidden(value):
            counts += [math.inf, math.inf]
        elif 0 <= value <= 1:
            counts += [value * n, (1 - value) * n]
        else:
            counts += [float(n), math.inf]
    return tuple(counts)
