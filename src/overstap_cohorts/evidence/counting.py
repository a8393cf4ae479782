"""What the cohorts of one scene say together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from overstap_cohorts.evidence.cohort_result import CohortResult
from overstap_cohorts.evidence.scenes import FLAGS_LEAST, FLAGS_MOST, LEAST, MOST, Promise

# A bias is shown when chance alone would not reach it in a thousand tables.
CLEARLY = 5.0
# A plain answer is wrong where its interval holds the truth in at most half of the cohorts.
TRAPPED = 0.5


@dataclass(frozen=True)
class Score:
    """Shares are of the cohorts with an estimate; `bias_error` is the Monte Carlo error of bias."""

    cohorts: int
    truth: float
    mean: float
    bias: float
    bias_error: float
    spread: float  # standard deviation of the estimates
    error: float  # mean standard error that they claim
    coverage: float
    flagged: float  # intervals that leave out zero
    plain: float  # mean plain answer
    plain_bias: float
    plain_coverage: float
    refused: tuple[tuple[str, int], ...]

    @property
    def plain_wrong(self) -> bool:
        """The plain interval leaves out the truth more often than not."""
        return self.plain_coverage <= TRAPPED

    @property
    def chance(self) -> float:
        """Room for chance beyond the promise where few cohorts were tried; 0 from 1,069 on."""
        given = self.cohorts - sum(count for _, count in self.refused)
        three = 3 * np.sqrt(0.95 * 0.05 / max(given, 1))
        return float(max(three - (MOST - LEAST) / 2, 0.0))

    def keeps(self, promise: Promise) -> bool:
        """Whether the promise is kept."""
        room = self.chance
        if promise == "covers":
            return LEAST - room <= self.coverage <= MOST + room
        if promise == "careful":
            return self.coverage >= LEAST - room
        if promise == "trap":
            return LEAST - room <= self.coverage and self.plain_wrong
        if promise == "refuses":
            return dict(self.refused) == {"outcome-rule": self.cohorts} and self.plain_wrong
        if promise == "biased":
            return abs(self.bias) > CLEARLY * self.bias_error and self.coverage < LEAST
        if promise == "flags":
            return self.flagged >= FLAGS_LEAST - room
        return self.flagged <= FLAGS_MOST + room if promise == "quiet" else True


def score(tried: Sequence[CohortResult], truth: float, truth_error: float = 0.0) -> Score:
    """Summarise; cohorts that were refused count apart. `truth_error` adds to the bias's."""
    given = [one for one in tried if not one.refused]
    estimates = _column(given, "estimate")
    low, high = _column(given, "low"), _column(given, "high")
    plain_low, plain_high = _column(tried, "plain_low"), _column(tried, "plain_high")
    spread = float(estimates.std(ddof=1)) if len(given) > 1 else np.nan
    mean, plain = _mean(estimates), _mean(_column(tried, "plain"))
    return Score(
        cohorts=len(tried),
        truth=truth,
        mean=mean,
        bias=mean - truth,
        bias_error=float(np.hypot(spread / np.sqrt(max(len(given), 1)), truth_error)),
        spread=spread,
        error=_mean(_column(given, "error")),
        coverage=_mean((low <= truth) & (truth <= high)),
        flagged=_mean((low > 0) | (high < 0)),
        plain=plain,
        plain_bias=plain - truth,
        plain_coverage=_mean((plain_low <= truth) & (truth <= plain_high)),
        refused=tuple(sorted(Counter(one.refused for one in tried if one.refused).items())),
    )


def _column(tried: Sequence[CohortResult], name: str) -> NDArray[np.float64]:
    return np.array([getattr(one, name) for one in tried], dtype=float)


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else float("nan")
