"""Counting people who are alike changes no estimate and no error."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overstap_cohorts.estimators.estimating import estimate
from tests.cohorts.alike import as_cells, as_rows, people

METHODS = ("difference", "regression", "cem", "ipw", "aipw", "iv")
SAME = 1e-8


@given(
    seed=st.integers(0, 10_000),
    binary=st.booleans(),
    cluster=st.booleans(),
    estimand=st.sampled_from(["att", "ate"]),
    method=st.sampled_from(METHODS),
    mean=st.sampled_from([0.0, 1e3, 1e9]),
)
@settings(max_examples=60, deadline=None)
def test_cells_give_the_estimate_and_error_of_their_rows(
    seed: int, binary: bool, cluster: bool, estimand: str, method: str, mean: float
) -> None:
    some = people(seed, binary=binary, mean=mean, effect=0.8)
    rows = as_rows(some, cluster=cluster, shift=0.0 if binary else mean)
    of_rows = estimate(rows, method, estimand).fit
    of_cells = estimate(as_cells(rows), method, estimand).fit
    assert of_cells.estimate == pytest.approx(of_rows.estimate, rel=SAME, abs=1e-9)
    assert of_cells.error.value == pytest.approx(of_rows.error.value, rel=SAME)
    assert of_cells.error.kind == of_rows.error.kind


def test_a_mean_of_a_billion_times_the_spread_loses_no_digits() -> None:
    near = people(3, binary=False, mean=0.0)
    far = people(3, binary=False, mean=2.0**30)
    plain = estimate(as_cells(as_rows(near)), "aipw").fit
    moved = estimate(as_cells(as_rows(far, shift=2.0**30)), "aipw").fit
    # The outcomes themselves are rounded to 2^-23 when they lie near 2^30.
    assert moved.estimate == pytest.approx(plain.estimate, abs=1e-7)
    assert moved.error.value == pytest.approx(plain.error.value, rel=1e-6)


def test_the_order_of_cells_does_not_matter() -> None:
    cells = as_cells(as_rows(people(4)))
    order = np.random.default_rng(1).permutation(cells.size)
    turned = replace(
        cells,
        covariates={name: values[order] for name, values in cells.covariates.items()},
        treated=cells.treated[order],
        n=cells.n[order],
        mean=cells.mean[order],
        spread=cells.spread[order],
        instrument=cells.instrument[order],
    )
    for method in METHODS:
        one, other = estimate(cells, method).fit, estimate(turned, method).fit
        assert one.estimate == pytest.approx(other.estimate, rel=1e-11)
        assert one.error.value == pytest.approx(other.error.value, rel=1e-11)
