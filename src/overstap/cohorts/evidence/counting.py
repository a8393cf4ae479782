"""What the cohorts of one scene say together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from overstap.cohorts.evidence.scenes import FLAGS_LEAST, FLAGS_MOST, LEAST, MOST, Promise
from overstap.cohorts.evidence.trying import Tried

# A bias is shown when chance alone would not reach it in a thousand tables.
CLEARLY = 5.0


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
    naive: float  # mean plain difference
    naive_bias: float
    refused: tuple[tuple[str, int], ...]

    def keeps(self, promise: Promise) -> bool:
        """Whether the promise is kept."""
        if promise == "covers":
            return LEAST <= self.coverage <= MOST
        if promise == "careful":
            return self.coverage >= LEAST
        if promise == "biased":
            return abs(self.bias) > CLEARLY * self.bias_error and self.coverage < LEAST
        if promise == "flags":
            return self.flagged >= FLAGS_LEAST
        return self.flagged <= FLAGS_MOST if promise == "quiet" else True


def score(tried: Sequence[Tried], truth: float) -> Score:
    """Summarise; cohorts that were refused count apart."""
    given = [one for one in tried if not one.refused]
    estimates = np.array([one.estimate for one in given])
    low, high = np.array([one.low for one in given]), np.array([one.high for one in given])
    naive = float(np.mean([one.naive for one in tried]))
    spread = float(estimates.std(ddof=1)) if len(given) > 1 else float("nan")
    mean = float(estimates.mean()) if given else float("nan")
    return Score(
        cohorts=len(tried),
        truth=truth,
        mean=mean,
        bias=mean - truth,
        bias_error=spread / np.sqrt(max(len(given), 1)),
        spread=spread,
        error=float(np.mean([one.error for one in given])) if given else float("nan"),
        coverage=float(np.mean((low <= truth) & (truth <= high))) if given else float("nan"),
        flagged=float(np.mean((low > 0) | (high < 0))) if given else float("nan"),
        naive=naive,
        naive_bias=naive - truth,
        refused=tuple(sorted(Counter(one.refused for one in tried if one.refused).items())),
    )
