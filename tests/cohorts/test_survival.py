"""Time to an event: the restricted mean and its pseudo-values."""

import numpy as np
import pytest

from overstap_cohorts.estimators.survival import curve, pseudo_values

HORIZON = 12


def _plain_mean(months: np.ndarray, happened: np.ndarray) -> float:
    """The area under Kaplan and Meier's curve, month by month."""
    alive, area = 1.0, 0.0
    for month in range(HORIZON):
        risk = (months >= month).sum()
        if risk:
            alive *= 1 - ((months == month) & happened).sum() / risk
        area += alive
    return area


def _some(seed: int = 1, n: int = 80) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(1, 18, n).astype(float), rng.random(n) < 0.7


def test_pseudo_values_are_the_mean_with_and_without_each_person() -> None:
    months, happened = _some()
    n = len(months)
    whole = _plain_mean(months, happened)
    for person in range(0, n, 7):
        kept = np.arange(n) != person
        expected = n * whole - (n - 1) * _plain_mean(months[kept], happened[kept])
        value = pseudo_values(months, happened, HORIZON)[person]
        assert value == pytest.approx(expected, abs=1e-9)


def test_without_censoring_a_pseudo_value_is_the_time_itself() -> None:
    months, _ = _some()
    values = pseudo_values(months, np.ones(len(months), dtype=bool), HORIZON)
    assert values == pytest.approx(np.minimum(months, HORIZON), abs=1e-9)


def test_a_curve_starts_at_everybody_and_ends_at_its_horizon() -> None:
    months, happened = _some()
    made = curve(months, happened, treatment="t", outcome="y", group="treated", horizon=HORIZON)
    assert made.share[0] == 1.0
    assert len(made.share) == HORIZON + 1
    assert list(made.share) == sorted(made.share, reverse=True)
    assert made.restricted_mean == pytest.approx(_plain_mean(months, happened), abs=1e-9)
    assert made.restricted_mean_error > 0
