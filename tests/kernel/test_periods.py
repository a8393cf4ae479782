"""A period that somebody types lasts a day at least."""

from datetime import date

import pytest

from overstap.kernel.periods import check_period
from overstap.kernel.refusals import Refusal

FIRST, SECOND = date(2026, 9, 1), date(2026, 9, 2)


@pytest.mark.parametrize("until", [None, SECOND])
def test_a_day_or_no_end_is_a_period(until: date | None) -> None:
    check_period(FIRST, until)


def test_an_end_before_the_begin_is_refused_in_those_words() -> None:
    with pytest.raises(Refusal, match="ligt voor het begin") as refused:
        check_period(SECOND, FIRST)
    assert refused.value.field == "until_on"


def test_an_end_on_the_day_of_the_begin_is_not_said_to_lie_before_it() -> None:
    with pytest.raises(Refusal, match="dezelfde dag"):
        check_period(FIRST, FIRST)
    check_period(FIRST, FIRST, last_counts=True)
