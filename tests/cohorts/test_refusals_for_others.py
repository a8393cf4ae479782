"""Who may not see single rows is told why a study is refused, without a place or a small count."""

import pytest

from overstap_cohorts.refusals import Part, Places, StudyRefused
from overstap_cohorts.small_numbers import Count


def wrong(count: int) -> StudyRefused:
    rows = {"fault": "spells: eindigt voor het begint", "count": Count(count)}
    return StudyRefused(
        "data", others="data-apart", wrong=[Part("rows", places=Places(("7 (rij 3)",)), **rows)]
    )


@pytest.mark.parametrize(("count", "told"), [(9, "<10 rij(en)\n"), (10, "10 rij(en)\n")])
def test_rows_are_counted_from_the_threshold_on_and_never_named(count: int, told: str) -> None:
    said = wrong(count).apart(10)
    assert told in said
    assert "o.a." not in said
    assert "Verbeter" not in said


def test_who_ran_the_study_sees_all_of_it() -> None:
    said = str(wrong(2))
    assert "eindigt voor het begint: 2 rij(en), o.a. 7 (rij 3)" in said
    assert "Verbeter ze" in said


def test_a_count_is_covered_whatever_word_stands_behind_it() -> None:
    refused = StudyRefused("cross-join", seen=Count(3), rows=Count(120), alone=Count(4))
    assert "3 waarde(n)" in str(refused)
    said = refused.apart(10)
    assert "<10 waarde(n)" in said
    assert "120 rijen geven in plaats van <10" in said


def test_numbers_that_count_no_people_stay() -> None:
    refused = StudyRefused("too-many-levels", name="x", levels=7, most=5)
    assert "7 verschillende waarden" in refused.apart(10)


def test_no_line_of_a_file_is_named() -> None:
    column = Part("mixed-days", column="born", count=Count(2), places=Places(("op regel 3, 4",)))
    refused = StudyRefused("mixed-types", name="a.csv", columns=[column])
    assert "2 waarde(n) tussen datums zijn er geen, o.a. op regel 3, 4" in str(refused)
    assert refused.apart(10).endswith("kolom born: <10 waarde(n) tussen datums zijn er geen")
