"""A part of cells: whoever stands in other cells too is one person still."""

import numpy as np

from overstap.cohorts.cells import Cells, Floats

PERSON = np.array([0, 0, 1, 2])  # the first person stands in two cells


def cells() -> Cells:
    ones = np.ones(4)

    def squares(intercept: Floats, slope: Floats) -> tuple[float, int]:
        sums = np.bincount(PERSON, weights=intercept + slope * ones)
        return float((sums**2).sum()), len(sums)

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
    assert part.person_squares(np.array([1.0, 2.0, 3.0]), np.ones(3)) == (4.0 + 9.0 + 16.0, 3)


def test_a_part_of_a_part_and_a_part_without_people() -> None:
    first = cells().part(np.array([True, True, False, True]))
    second = first.part(np.array([True, True, False]))
    assert second.person_squares is not None
    assert second.person_squares(np.ones(2), np.zeros(2)) == (4.0, 3)
    assert cells().where(np.ones(4, dtype=bool)).part(np.ones(4, dtype=bool)).person_squares is None
