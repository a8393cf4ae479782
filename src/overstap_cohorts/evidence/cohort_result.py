"""What one cohort gave: our estimate and the plain one, each with its interval."""

from dataclasses import dataclass

from overstap_cohorts.estimators.fits import Fit

NOTHING = float("nan")


@dataclass(frozen=True)
class CohortResult:
    """`refused`: why there is no estimate of ours; empty where there is."""

    estimate: float = NOTHING
    error: float = NOTHING
    low: float = NOTHING
    high: float = NOTHING
    plain: float = NOTHING
    plain_low: float = NOTHING
    plain_high: float = NOTHING
    refused: str = ""


def side_by_side(ours: Fit | None, plain: Fit, refused: str = "") -> CohortResult:
    """Put two fits side by side."""
    at = (plain.estimate, *plain.error.interval(plain.estimate))
    if ours is None:
        return CohortResult(plain=at[0], plain_low=at[1], plain_high=at[2], refused=refused)
    low, high = ours.error.interval(ours.estimate)
    return CohortResult(ours.estimate, ours.error.value, low, high, *at)
