"""Time to an event: curves by Kaplan and Meier, and the restricted mean with its effect.

Curves come from statsmodels. The effect on the restricted mean reads each row's pseudo-value
(Andersen, Hansen and Klein, Lifetime Data Analysis 10 (2004)) as a measured outcome, so that the
doubly robust estimator and its error serve here too.
"""

from dataclasses import replace

import numpy as np

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.findings import Curve


def curve(
    months: Floats, happened: np.ndarray, *, treatment: str, outcome: str, group: str, horizon: int
) -> Curve:
    """The curve of one group. `months`: time of event or censoring; `happened`: bool."""
    from statsmodels.duration.survfunc import SurvfuncRight

    fit = SurvfuncRight(months, happened.astype(int))
    share, risk = [1.0], [len(months)]
    for month in range(1, horizon + 1):
        before = fit.surv_times <= month
        share.append(float(fit.surv_prob[before][-1]) if before.any() else 1.0)
        risk.append(int((months >= month).sum()))
    mean, error = _restricted(months, happened, horizon)
    return Curve(
        *(treatment, outcome, group, tuple(range(horizon + 1)), tuple(share), tuple(risk)),
        restricted_mean=mean,
        restricted_mean_error=error,
        horizon=horizon,
    )


def _restricted(months: Floats, happened: np.ndarray, horizon: int) -> tuple[float, float]:
    values = pseudo_values(months, happened, horizon)
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else np.nan
    return float(values.mean()), error


def pseudo_values(months: Floats, happened: np.ndarray, horizon: int) -> Floats:
    """n * whole - (n - 1) * left-one-out of the restricted mean, for each row; shape (n,).

    Time is whole months, so rows with the same time and event share one value: as many
    recomputations as there are such pairs, not as many as there are rows.
    """
    times = np.minimum(np.asarray(months, dtype=np.int64), horizon + 1)
    events = np.bincount(times[happened], minlength=horizon + 2).astype(float)
    gone = np.bincount(times[~happened], minlength=horizon + 2).astype(float)
    n = len(times)
    whole = _mean_of(events, gone, n)
    values = np.empty(n)
    for time in range(horizon + 2):
        for event, table in ((True, events), (False, gone)):
            mine = (times == time) & (happened == event)
            if not mine.any():
                continue
            table[time] -= 1
            values[mine] = n * whole - (n - 1) * _mean_of(events, gone, n - 1)
            table[time] += 1
    return values


def _mean_of(events: Floats, gone: Floats, n: int) -> float:
    """The area under the curve up to the horizon, from counts by month."""
    left, alive, area = float(n), 1.0, 0.0
    for month in range(len(events) - 1):
        if left > 0:
            alive *= 1 - events[month] / left
        left -= events[month] + gone[month]
        area += alive
    return area - alive if len(events) > 1 else area


def with_pseudo_values(cells: Cells, happened: np.ndarray, horizon: int) -> Cells:
    """Rows whose outcome is the time, now with pseudo-values by group as their outcome."""
    months = cells.mean + cells.origin
    values = np.empty(cells.size)
    for group in (cells.treated, ~cells.treated):
        values[group] = pseudo_values(months[group], happened[group], horizon)
    return replace(cells, mean=values, spread=np.zeros(cells.size), origin=0.0, binary=False)
