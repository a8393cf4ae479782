"""A part of cells: whoever stands in other cells too is one person still."""

import numpy as np

from overstap_cohorts.cells import Cells, Flags, Floats

PERSON = np.array([0, 0, 1, 2])  # the first person stands in two cells


def cells() -> Cells:
    ones = np.ones(4)

    def squares(intercept: Floats, slope: Floats, own: Flags) -> tuple[float, int]:
        sums = np.bincount(PERSON, weights=intercept + slope * ones)
        return float((sums**2).sum()), len(set(PERSON[own]))

    return Cells(
        covariates={"kind": np.array(["a", "b", "a", "b"])},
        treated=np.array([True, False, False, True]),
        n=ones,
        mean=ones,
        spread=ones * 0,
        weight=np.array([1.0, 2.0, 3.0, 4.0]),
        person_squares=squares,
    )


def test_a_part_keeps_the_sums_over_people_of_its_own_cells() -> None:
    kept = np.array([True, False, True, True])
    part = cells().part(kept)
    assert part.size == 3
    assert part.covariates["kind"].tolist() == ["a", "a", "b"]
    assert part.own_weight.tolist() == [1.0, 3.0, 4.0]
    assert part.person_squares is not None
    # 2, 3 and 4 a person; the cell that went would have made the first of them larger.
    every = np.ones(3, dtype=bool)
    squares = part.person_squares(np.array([1.0, 2.0, 3.0]), np.ones(3), every)
    assert squares == (4.0 + 9.0 + 16.0, 3)


def test_a_part_of_a_part_and_a_part_without_people() -> None:
    first = cells().part(np.array([True, True, False, True]))
    second = first.part(np.array([True, True, False]))
    assert second.person_squares is not None
    # Both cells are the first person's: nobody else is counted.
    assert second.person_squares(np.ones(2), np.zeros(2), np.ones(2, dtype=bool)) == (4.0, 1)
    assert cells().where(np.ones(4, dtype=bool)).part(np.ones(4, dtype=bool)).person_squares is None
