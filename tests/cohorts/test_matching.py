"""Nearest pairs, against the same rule written out plainly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.psm import nearest_pairs
from tests.samples import sample


def _plainly(
    score: list[float], treated: list[bool], key: list[int]
) -> tuple[list[tuple[int, int]], int]:
    """The treated with the largest score first; each takes the nearest left, smallest key first."""
    order = sorted((i for i, t in enumerate(treated) if t), key=lambda i: (-score[i], key[i]))
    left = [i for i, t in enumerate(treated) if not t]
    pairs, ties = [], 0
    for one in order:
        if not left:
            break
        gap = min(abs(score[other] - score[one]) for other in left)
        near = [other for other in left if abs(score[other] - score[one]) == gap]
        ties += len(near) > 1
        chosen = min(near, key=lambda other: key[other])
        pairs.append((one, chosen))
        left.remove(chosen)
    return pairs, ties


@given(
    people=st.lists(st.tuples(st.integers(0, 16), st.booleans()), min_size=2, max_size=60),
    shuffle=st.randoms(use_true_random=False),
)
@settings(max_examples=sample(60, 300), deadline=None)
def test_pairs_and_ties_are_those_of_the_rule(people: list[tuple[int, bool]], shuffle) -> None:  # type: ignore[no-untyped-def]
    key = list(range(len(people)))
    shuffle.shuffle(key)
    # Sixteenths are exact, so that equal distances on both sides are equal to the bit.
    score = [(place + 1) / 32 for place, _ in people]
    treated = [flag for _, flag in people]
    pairs, ties = nearest_pairs(np.array(score), np.array(treated), np.array(key))
    expected, expected_ties = _plainly(score, treated, key)
    assert [tuple(pair) for pair in pairs.tolist()] == expected
    assert ties == expected_ties


def test_nobody_is_used_twice_and_everybody_who_can_is_matched() -> None:
    rng = np.random.default_rng(2)
    score, treated = rng.random(5000), rng.random(5000) < 0.6
    pairs, _ = nearest_pairs(score, treated, np.arange(5000))
    assert len(pairs) == min(treated.sum(), (~treated).sum())
    assert len(set(pairs[:, 1].tolist())) == len(pairs)


def test_pairs_that_lie_far_apart_are_named() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=1200)
    treated = rng.random(1200) < 1 / (1 + np.exp(-1.2 * x))
    outcome = x + rng.normal(size=1200)
    rows = Cells({"x": x}, treated, np.ones(1200), outcome, np.zeros(1200), key=np.arange(1200))
    assert any(note.startswith("far-pairs:") for note in estimate(rows, "psm").fit.notes)
    few = rows.where(~treated | (np.cumsum(treated) <= 60))
    assert not any(note.startswith("far-pairs:") for note in estimate(few, "psm").fit.notes)
