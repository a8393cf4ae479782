"""The rule for small numbers: which counts are shown, and what goes with one that is not."""

import pytest

from overstap.kernel import small_numbers as for_rooms
from overstap_cohorts import small_numbers
from overstap_cohorts.small_numbers import covered, is_small, protected, tells_apart


def test_zero_to_four_are_hidden() -> None:
    assert [count for count in range(8) if is_small(count)] == [0, 1, 2, 3, 4]
    assert [covered(count) for count in (0, 4, 5)] == ["<5", "<5", "5"]


def test_a_threshold_of_its_own_is_followed() -> None:
    assert covered(9, 10) == "<10"
    assert covered(10, 10) == "10"


def test_a_hidden_part_takes_another_with_it() -> None:
    """Of a total that everybody knows, one missing part could be worked out."""
    assert protected([(3,), (40,), (25,), (90,)], 5, totals=[(158,)]) == {0, 2}
    assert protected([(30,), (40,), (25,)], 5, totals=[(95,)]) == set()


@pytest.mark.parametrize(("one", "other", "tells"), [(412, 409, True), (412, 412, False),
                                                     (412, 407, False)])  # fmt: skip
def test_two_counts_of_one_thing_tell_about_the_few_between_them(
    one: int, other: int, tells: bool
) -> None:
    assert tells_apart(one, other) is tells


def test_the_kernel_hands_the_same_rule_to_the_rooms() -> None:
    for name in for_rooms.__all__:
        assert getattr(for_rooms, name) is getattr(small_numbers, name)
