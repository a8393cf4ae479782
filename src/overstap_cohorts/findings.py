"""What a study found: plain data between the estimators and the report.

Numbers are in the outcome's own unit: a share (0 to 1) for a binary outcome, months for months.
Counts are people, or person-months of trials where a design has trials.
"""

from dataclasses import dataclass, field
from typing import Any

from overstap_cohorts.study.definition import Study
from overstap_cohorts.wording import RowFault, Warned


@dataclass(frozen=True)
class Estimate:
    """One effect. `effective_n` is the effective size of the weighted comparison group."""

    outcome: str
    treatment: str
    method: str
    estimand: str  # att, ate, late, variance-weighted, unadjusted
    estimate: float
    std_error: float
    std_error_kind: str  # hc3, stacked-sandwich, pairs, cluster-t(G-1), ...
    ci_low: float
    ci_high: float
    n_treated: int
    n_comparison: int
    effective_n: float
    mean_treated: float = float("nan")  # observed mean outcome of the treated
    mean_comparison: float = float("nan")  # what they would have had, by this method
    subgroup: str = ""  # "gender=m"; empty for everybody
    dose: str = ""  # "1-100 uur"; empty for any dose
    p_adjusted: float | None = None  # Holm over the looks at subgroups or doses
    binary: bool = False
    cells: int = 0
    rows: int = 0
    path: str = "cells"  # or rows
    notes: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)  # first-stage F, ties, trimmed share ...


@dataclass(frozen=True)
class Refused:
    """An estimate that is not given, and why: `reason` is a code of `wording`."""

    outcome: str
    treatment: str
    method: str
    reason: str
    subgroup: str = ""


@dataclass(frozen=True)
class BalanceRow:
    """One covariate (or one of its categories) before and after a method's weights.

    Means are shares for a category. Standardised differences divide by the standard deviation of
    the treated before weighting, so that before and after share one yardstick.
    """

    treatment: str
    method: str
    covariate: str
    level: str  # empty for a number
    mean_treated: float
    mean_comparison_before: float
    mean_comparison_after: float
    difference_before: float
    difference_after: float
    n_treated: int  # people with this level among the treated (all treated for a number)
    n_comparison: int


@dataclass(frozen=True)
class Overlap:
    """Propensity scores of both groups in 20 equal bins from 0 to 1, and who is out of range."""

    treatment: str
    treated: tuple[int, ...]
    comparison: tuple[int, ...]
    outside: int  # treated with a score that nobody in the comparison comes near
    share_outside: float


@dataclass(frozen=True)
class Sensitivity:
    """What would overturn an estimate.

    `e_value` and `e_value_limit`: VanderWeele and Ding, Annals of Internal Medicine 167 (2017), for
    the estimate and the nearer limit of its interval. `covariates`: the same measure for the
    strongest observed covariates (name, how strongly left out it would move the estimate).
    `gamma`: Rosenbaum's bound, for matched pairs only.
    """

    outcome: str
    treatment: str
    method: str
    e_value: float
    e_value_limit: float
    covariates: tuple[tuple[str, float], ...] = ()
    gamma: float | None = None


@dataclass(frozen=True)
class Placebo:
    """An outcome or a date that the treatment cannot have caused; `flagged` when it moved."""

    treatment: str
    outcome: str
    kind: str  # outcome, date
    estimate: float
    ci_low: float
    ci_high: float
    flagged: bool


@dataclass(frozen=True)
class Participation:
    """Who takes part: a line of the table of participants (HIVA, 2020)."""

    treatment: str
    characteristic: str  # people, share, mean_hours, or a covariate's name
    level: str
    treated: float
    comparison: float | None
    unit: str  # people, share, hours
    n_treated: int = 0  # people behind the first number, for suppression
    n_comparison: int = 0


@dataclass(frozen=True)
class Curve:
    """A survival curve: share without the event, by month since time zero, per group."""

    treatment: str
    outcome: str
    group: str  # treated, comparison
    months: tuple[int, ...]
    share: tuple[float, ...]
    at_risk: tuple[int, ...]
    restricted_mean: float
    restricted_mean_error: float
    horizon: int


@dataclass(frozen=True)
class Description:
    """A figure that describes and claims no effect; `name` is a code of `wording`."""

    name: str
    treatment: str
    treated: float
    comparison: float
    n_treated: int
    n_comparison: int


@dataclass(frozen=True)
class SetAside:
    """Rows left out, on request: what was wrong, how many, and the first five places."""

    fault: RowFault
    count: int
    places: tuple[str, ...]


@dataclass
class Findings:
    """All of one run, in the order of the study."""

    study: Study
    estimates: list[Estimate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    balance: list[BalanceRow] = field(default_factory=list)
    overlap: list[Overlap] = field(default_factory=list)
    sensitivity: list[Sensitivity] = field(default_factory=list)
    placebos: list[Placebo] = field(default_factory=list)
    participation: list[Participation] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    descriptions: list[Description] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    people: int = 0  # people in the data, after the population's conditions
    trials: int = 0  # trial months of a sequential design, 0 otherwise
    warnings: list[Warned] = field(default_factory=list)  # e.g. why the static design misleads
    run: dict[str, Any] = field(default_factory=dict)  # versions, hashes, seed, engine
