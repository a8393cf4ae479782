"""E-values and bounds, against published numbers and plain recomputation."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from overstap_cohorts.diagnostics.sensitivity import (
    e_value,
    rosenbaum,
    sensitivity,
    strongest_observed,
)
from overstap_cohorts.estimators.estimating import estimate
from tests.cohorts.alike import as_cells, as_rows, people


def test_the_published_example_of_breastfeeding() -> None:
    """VanderWeele and Ding (2017): risk ratio 3.9 gives 7.26; its limit 1.8 gives 3.0."""
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value(1.8) == pytest.approx(3.0, abs=0.005)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))
    assert e_value(1.0) == 1.0


def test_the_bound_of_mcnemar_is_the_largest_gamma_that_still_convinces() -> None:
    pairs = np.array([1.0] * 60 + [-1.0] * 20 + [0.0] * 100)
    gamma = rosenbaum(pairs, binary=True)
    assert stats.binom.sf(59, 80, gamma / (1 + gamma)) <= 0.05
    above = gamma + 0.05
    assert stats.binom.sf(59, 80, above / (1 + above)) > 0.05


def test_no_difference_convinces_at_no_gamma() -> None:
    assert rosenbaum(np.array([1.0, -1.0] * 40), binary=True) == 0.0
    assert rosenbaum(np.zeros(30), binary=False) == 0.0


def test_the_signed_rank_bound_grows_with_the_effect() -> None:
    noise = np.random.default_rng(1).normal(size=200)
    assert rosenbaum(noise + 1.0, binary=False) > rosenbaum(noise + 0.4, binary=False) >= 1


def test_what_drove_selection_and_outcome_is_named_first() -> None:
    found = strongest_observed(as_cells(as_rows(people(2, n=6000))))
    assert len(found) == 3
    assert found[0][1] >= found[1][1] >= found[2][1] >= 1


def test_leaving_a_covariate_out_is_that_regression_without_it() -> None:
    cells = as_cells(as_rows(people(2, n=6000, binary=False)))
    kept = {name: values for name, values in cells.covariates.items() if name != "level"}
    whole = estimate(cells, "regression").fit.estimate
    without = estimate(replace(cells, covariates=kept), "regression").fit.estimate
    outcomes = people(2, n=6000, binary=False)
    groups = [outcomes.outcome[outcomes.treated], outcomes.outcome[~outcomes.treated]]
    pooled = sum(((g - g.mean()) ** 2).sum() for g in groups) / 6000
    bias = np.exp(0.91 * (without - whole) / np.sqrt(pooled))
    assert dict(strongest_observed(cells))["level"] == pytest.approx(e_value(bias), rel=1e-9)


def test_an_effect_far_beyond_the_spread_of_its_outcome_has_a_finite_value() -> None:
    some = as_rows(people(1, binary=False))
    steep = replace(some, mean=some.treated * 1.0 + 1e-9 * some.mean)
    found = estimate(steep, "regression")
    told = sensitivity(found.cells, found.fit, ("y", "t", "regression"), strongest_observed(steep))
    assert np.isfinite([told.e_value, told.e_value_limit, *(v for _, v in told.covariates)]).all()
