"""Where a number would mislead there is a reason instead."""

from dataclasses import replace

import numpy as np
import pytest

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.refusing import EstimateRefused
from tests.cohorts.alike import as_cells, as_rows, people


def _reason(cells: Cells, method: str = "aipw", **options: object) -> str:
    with pytest.raises(EstimateRefused) as refused:
        estimate(cells, method, **options)  # type: ignore[arg-type]
    assert str(refused.value)
    return refused.value.reason


def test_under_thirty_treated() -> None:
    rows = as_rows(people(1))
    few = np.cumsum(rows.treated) <= 29
    assert _reason(rows.where(few | ~rows.treated)) == "few-treated"


def test_an_outcome_with_one_value() -> None:
    rows = as_rows(people(1))
    assert _reason(replace(rows, mean=np.ones(rows.size))) == "one-value"


def test_nobody_to_compare_with() -> None:
    rows = as_rows(people(1))
    assert _reason(rows.where(rows.treated)) == "no-variation"


def test_under_ten_events_a_column() -> None:
    rows = as_rows(people(1))
    rare = np.where(np.cumsum(~rows.treated) <= 30, rows.mean, 0.0) * (np.arange(rows.size) < 90)
    assert _reason(replace(rows, mean=rare)) == "few-events"


def test_perfect_separation() -> None:
    rows = as_rows(people(1))
    told = np.where(rows.treated, "ja", "nee")
    cells = replace(rows, covariates={**rows.covariates, "told": told})
    assert _reason(cells, "ipw") == "separation"


def test_treated_outside_the_comparisons_range_unless_trimmed() -> None:
    some = people(1, n=2000, binary=False)
    rows = as_rows(some)
    far = rows.covariates["age"] + np.where(rows.treated & (np.arange(rows.size) % 8 == 0), 9.0, 0)
    cells = replace(rows, covariates={**rows.covariates, "age": far})
    assert _reason(cells) == "outside-range"
    answer = estimate(cells, "aipw", trim=True)
    assert answer.fit.details["trimmed_share"] > 0.05
    assert answer.cells.rows < cells.rows


def test_a_comparison_that_weighs_too_little() -> None:
    rng = np.random.default_rng(3)
    n = 4000
    x = rng.normal(size=n)
    treated = rng.random(n) < 1 / (1 + np.exp(-(2.0 + 3.5 * x)))
    cells = Cells({"x": x}, treated, np.ones(n), rng.normal(size=n), np.zeros(n))
    assert _reason(cells, "ipw") in {"effective-sample", "outside-range"}


def test_under_twelve_schools() -> None:
    some = people(1)
    cells = as_cells(as_rows(replace(some, school=some.school % 11), cluster=True))
    assert _reason(cells) == "few-clusters"


def test_an_instrument_that_moves_nobody() -> None:
    some = people(1)
    idle = np.random.default_rng(4).choice(["ja", "nee"], len(some.offer))
    assert _reason(as_rows(replace(some, offer=idle)), "iv") == "weak-instrument"


@pytest.mark.parametrize("value", ["ja", 1.0])
def test_an_instrument_of_one_value_moves_nobody(value: str | float) -> None:
    some = as_rows(people(1))
    assert _reason(replace(some, instrument=np.full(some.size, value)), "iv") == "weak-instrument"


def test_an_instrument_that_the_covariates_already_say() -> None:
    some = people(1)
    assert _reason(as_rows(replace(some, offer=some.gender)), "iv") == "weak-instrument"


def test_a_level_of_one_person_is_merged_and_named() -> None:
    some = people(1)
    level = some.level.astype("U8")
    level[0] = "alleen"
    fit = estimate(as_rows(replace(some, level=level)), "regression").fit
    assert "merged:level" in fit.notes
    assert np.isfinite(fit.error.value)


def test_a_person_alone_in_a_combination_is_refused_by_the_name_of_the_column() -> None:
    some = people(1)
    rows = as_rows(some)
    lonely = np.zeros(rows.size)
    lonely[5] = 1.0
    cells = replace(rows, covariates={**rows.covariates, "lonely": lonely})
    with pytest.raises(EstimateRefused, match="lonely"):
        estimate(cells, "regression")


def test_a_column_that_follows_from_others_is_left_out_and_named() -> None:
    rows = as_rows(people(1))
    twice = rows.covariates["age"] * 2 + 1
    plain = estimate(rows, "aipw").fit
    fit = estimate(replace(rows, covariates={**rows.covariates, "twice": twice}), "aipw").fit
    assert "dropped:twice" in fit.notes
    assert fit.estimate == pytest.approx(plain.estimate, rel=1e-9)


def test_levels_that_only_one_group_has_are_left_out_and_named() -> None:
    some = people(1, n=3000)
    level = some.level.astype("U8")
    level[~some.treated & (np.arange(3000) % 6 == 0)] = "nooit"
    level[some.treated & (np.arange(3000) % 40 == 0)] = "alleen"
    changed = replace(some, level=level)
    answer = estimate(as_rows(changed), "aipw")
    kept = (level != "nooit") & (level != "alleen")
    plain = estimate(as_rows(changed).where(kept), "aipw").fit
    assert answer.fit.estimate == pytest.approx(plain.estimate, rel=1e-10)
    assert answer.fit.error.value == pytest.approx(plain.error.value, rel=1e-10)
    assert "one-sided:level" in answer.fit.notes
    assert answer.fit.details["comparison_left_out"] == (level == "nooit").sum()
    assert 0 < answer.fit.details["trimmed_share"] < 0.05
    with pytest.raises(EstimateRefused, match="separation"):
        estimate(as_rows(changed), "aipw", "ate")


def test_a_level_without_events_is_predicted_by_its_limit() -> None:
    some = people(1, n=3000)
    level = some.level.astype("U8")
    level[np.arange(3000) % 10 == 0] = "geen"
    outcome = np.where((level == "geen") & ~some.treated, 0.0, some.outcome)
    fit = estimate(as_rows(replace(some, level=level, outcome=outcome)), "aipw").fit
    near = np.where((level == "geen") & ~some.treated & (np.arange(3000) < 40), 1.0, outcome)
    close = estimate(as_rows(replace(some, level=level, outcome=near)), "aipw").fit
    assert fit.estimate == pytest.approx(close.estimate, abs=0.02)
    assert fit.error.value == pytest.approx(close.error.value, rel=0.1)
