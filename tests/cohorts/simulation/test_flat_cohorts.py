"""Flat tables for estimators: the truth of their world holds, and wrong models are wrong."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from overstap_cohorts.simulation.flat import FlatKind, flat_truth, simulate_flat

MANY = 200_000


def by_hand(columns, rows) -> float:
    """The effect in a world without confounding, by plain means."""
    treated = columns["treated"][rows] == 1
    return float(
        columns["outcome"][rows][treated].mean() - columns["outcome"][rows][~treated].mean()
    )


def test_same_seed_same_table() -> None:
    kind = FlatKind(schools=20, instrument=True, dose=True)
    one, two, other = (simulate_flat(kind, 300, seed).table() for seed in (1, 1, 2))
    assert one.equals(two)
    assert not one.equals(other)
    assert {"school", "offer", "hours", "placebo"} <= set(one.column_names)


@pytest.mark.parametrize("binary", [False, True])
def test_effect_zero_is_zero(binary: bool) -> None:
    kind = FlatKind(binary=binary, effect=0, varies=0, instrument=True)
    assert flat_truth(kind) == {"att": 0, "ate": 0, "late": 0}


def test_the_effect_on_the_treated_is_not_the_effect_on_everybody() -> None:
    """Those who take part are older, and gain more from it."""
    truth = flat_truth(FlatKind())
    assert truth["ate"] == pytest.approx(0.5, abs=0.001)
    assert truth["att"] > truth["ate"] + 0.05


def test_truth_is_the_mean_within_strata() -> None:
    """Brute force: people of nearly the same age and score are compared with each other."""
    kind = FlatKind()
    drawn = simulate_flat(kind, MANY, 3).columns
    cells = {}
    for name in ("age", "score"):
        cuts = np.quantile(drawn[name], np.linspace(0, 1, 16)[1:-1])
        cells[name] = np.searchsorted(cuts, drawn[name])
    code = cells["age"] * 16 + cells["score"]
    code = code * 6 + np.unique(drawn["track"], return_inverse=True)[1] * 2
    code = code + (drawn["mother"] == "low")
    total = weight = 0.0
    for stratum in np.unique(code):
        rows = code == stratum
        treated = int(drawn["treated"][rows].sum())
        if 0 < treated < rows.sum():
            total += treated * by_hand(drawn, rows)
            weight += treated
    assert total / weight == pytest.approx(flat_truth(kind)["att"], abs=0.03)


def test_the_lottery_finds_the_effect_on_those_whom_it_moved() -> None:
    """The Wald ratio; what is unseen pulls the plain comparison away."""
    kind = FlatKind(instrument=True, hidden=1.0)
    drawn = simulate_flat(kind, MANY, 4).columns
    offered = drawn["offer"] == 1
    gap = drawn["outcome"][offered].mean() - drawn["outcome"][~offered].mean()
    moved = drawn["treated"][offered].mean() - drawn["treated"][~offered].mean()
    late = flat_truth(kind)["late"]
    assert gap / moved == pytest.approx(late, abs=0.03)
    assert by_hand(drawn, np.ones(MANY, bool)) > late + 0.3


def test_wrong_models_leave_something_that_main_effects_cannot_follow() -> None:
    """In a right world the log odds are a straight line in age; in a wrong one they bend."""
    bend = {}
    for right in (True, False):
        drawn = simulate_flat(FlatKind(propensity_right=right), MANY, 5).columns
        age, treated = drawn["age"], drawn["treated"]
        logit = []
        for low, high in ((-2.2, -1.8), (-0.2, 0.2), (1.8, 2.2)):
            share = treated[(age > low) & (age < high)].mean()
            logit.append(np.log(share / (1 - share)))
        bend[right] = logit[0] + logit[2] - 2 * logit[1]
    assert abs(bend[True]) < 0.3
    assert bend[False] > 2


def test_the_placebo_moves_only_with_the_unseen_cause() -> None:
    """Among people alike in what is seen, the treated differ before time zero only if hidden."""
    for hidden, least, most in ((0.0, -0.03, 0.03), (0.8, 0.2, 0.8)):
        drawn = simulate_flat(FlatKind(hidden=hidden), MANY, 6).columns
        left = drawn["placebo"] - 0.4 * drawn["age"] + 0.3 * drawn["score"]
        treated = drawn["treated"] == 1
        assert least < left[treated].mean() - left[~treated].mean() < most


def test_a_dose_works_in_proportion() -> None:
    kind = FlatKind(dose=True, varies=0)
    drawn = simulate_flat(kind, MANY, 7).columns
    hours = drawn["hours"][drawn["treated"] == 1]
    assert hours.max() <= 800
    assert flat_truth(kind)["att"] == pytest.approx(0.5 * hours.mean() / 250, abs=0.01)


def test_schools_share_what_they_add() -> None:
    drawn = simulate_flat(FlatKind(schools=20), 20_000, 8).columns
    names, codes = np.unique(drawn["school"], return_inverse=True)
    left = drawn["outcome"] - 0.6 * drawn["age"] + 0.5 * drawn["score"]
    means = np.bincount(codes, left) / np.bincount(codes)
    assert len(names) == 20
    assert means.std() > 0.3


def test_a_binary_outcome_follows_its_log_odds() -> None:
    drawn = simulate_flat(FlatKind(binary=True, effect=0, varies=0), MANY, 9).columns
    assert set(np.unique(drawn["outcome"])) == {0.0, 1.0}
    rows = (drawn["track"] == "A") & (drawn["mother"] == "high")
    predictor = 0.6 * drawn["age"][rows] - 0.5 * drawn["score"][rows]
    assert drawn["outcome"][rows].mean() == pytest.approx(expit(predictor).mean(), abs=0.005)


def test_kinds_are_values() -> None:
    assert replace(FlatKind(), effect=0.5) == FlatKind()
