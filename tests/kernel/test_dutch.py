import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overstap.kernel import dutch

TODAY = dt.date(2026, 11, 22)


def test_a_date_is_written_with_its_month_in_full() -> None:
    assert dutch.long_date(dt.date(2027, 3, 14)) == "14 maart 2027"
    assert dutch.full_date(dt.date(2026, 11, 26)) == "donderdag 26 november 2026"


def test_a_short_date_names_the_day_of_the_week() -> None:
    assert dutch.short_date(dt.date(2026, 11, 26)) == "do 26 nov"


def test_an_instant_late_in_the_evening_in_utc_is_the_next_day_in_brussels() -> None:
    instant = dt.datetime(2026, 11, 25, 23, 30, tzinfo=dt.UTC)
    assert dutch.short_date(instant) == "do 26 nov"
    assert dutch.clock(instant) == "0.30 u."


@pytest.mark.parametrize(
    ("day", "text"),
    [(dt.date(2025, 9, 3), "sept. 2025"), (dt.date(2025, 6, 1), "juni 2025")],
)
def test_a_month_on_the_line_map_is_shortened_only_when_long(day: dt.date, text: str) -> None:
    assert dutch.month(day) == text


@pytest.mark.parametrize(
    ("sent", "text"),
    [("2024", "2024"), ("2024-06", "juni 2024"), ("2024-06-30", "30 juni 2024"),
     ("2024-13", "2024-13"), ("juni", "juni"), ("", "")],
)  # fmt: skip
def test_a_partly_known_date_says_what_is_known_and_keeps_what_it_cannot_read(
    sent: str, text: str
) -> None:
    assert dutch.partial_date(sent) == text


def test_a_time_has_a_dot_and_the_letter_u() -> None:
    assert dutch.clock(dt.time(14, 0)) == "14.00 u."
    assert dutch.clock(dt.time(9, 5)) == "9.05 u."
    assert dutch.moment(dt.datetime(2026, 11, 26, 13, 0, tzinfo=dt.UTC)) == (
        "26 november 2026, 14.00 u."
    )


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.5, None, "1.234,5"), (1000, None, "1.000"), (10, None, "10"), (0, None, "0"),
     (-1234567.891, None, "-1.234.567,89"), (-0.001, None, "0"), (2.5, 0, "3"), (1, 2, "1,00"),
     (Decimal("0.1"), 1, "0,1")],
)  # fmt: skip
def test_a_number_has_dots_for_thousands_and_a_comma(
    value: float, decimals: int | None, text: str
) -> None:
    assert dutch.number(value, decimals) == text


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_reads_back_as_itself(value: int) -> None:
    assert int(dutch.number(value).replace(".", "")) == value


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "vandaag"), (1, "morgen"), (2, "overmorgen"), (-1, "gisteren"), (5, "over 5 dagen"),
     (21, "over 3 weken"), (-21, "3 weken geleden"), (91, "over 3 maanden"), (800, "over 2 jaar")],
)  # fmt: skip
def test_a_day_nearby_is_told_from_today(days: int, text: str) -> None:
    assert dutch.relative_day(TODAY + dt.timedelta(days=days), TODAY) == text


def test_what_is_due_says_how_late_it_is() -> None:
    assert dutch.due(dt.date(2026, 11, 17), TODAY) == "5 dagen te laat"
    assert dutch.due(dt.date(2026, 11, 21), TODAY) == "1 dag te laat"
    assert dutch.due(TODAY, TODAY) == "vandaag"


def test_a_count_of_one_is_singular() -> None:
    assert dutch.count(1, "jongere", "jongeren") == "1 jongere"
    assert dutch.count(1200, "jongere", "jongeren") == "1.200 jongeren"


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), ("abc", "a, b en c")]
)
def test_a_list_ends_with_en(items: list[str], text: str) -> None:
    assert dutch.listed(items) == text
