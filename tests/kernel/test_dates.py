from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from overstap.kernel import clock, dates, hours
from overstap.kernel.dates import PartialDate, Period
from overstap.kernel.references import new_ref
from overstap.kernel.search_keys import search_key

DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))
PERIODS = st.tuples(DAYS, st.none() | st.integers(1, 4000)).map(
    lambda pair: Period(
        pair[0],
        None if pair[1] is None else date.fromordinal(pair[0].toordinal() + pair[1]),
    )
)


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2009, 5, 10), date(2027, 5, 9), 17),
        (date(2009, 5, 10), date(2027, 5, 10), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
    ],
)
def test_age_counts_full_years_also_for_who_is_born_on_29_february(birth, on, years):
    assert dates.age(birth, on) == years


@given(birth=DAYS, on=DAYS)
def test_someone_is_an_adult_exactly_when_the_age_is_18_or_more(birth, on):
    assert dates.is_adult(birth, on) == (dates.age(birth, on) >= 18)


def test_born_on_29_february_turns_18_on_1_march():
    assert dates.birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)


def test_the_last_day_of_a_period_counts_and_its_end_does_not():
    school = Period.through(date(2026, 9, 1), date(2027, 6, 30))
    assert school.contains(date(2026, 9, 1))
    assert school.contains(date(2027, 6, 30))
    assert not school.contains(date(2027, 7, 1))
    assert school.until_on == date(2027, 7, 1)
    assert school.last_on == date(2027, 6, 30)


def test_an_open_period_holds_every_later_day():
    assert Period(date(2026, 9, 1)).contains(date(2999, 1, 1))
    assert Period(date(2026, 9, 1)).last_on is None


def test_a_period_of_no_days_does_not_exist():
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 9, 1), date(2026, 9, 1))


def test_periods_that_touch_do_not_overlap():
    assert not Period(date(2026, 1, 1), date(2026, 2, 1)).overlaps(Period(date(2026, 2, 1)))


@given(one=PERIODS, other=PERIODS, day=DAYS)
def test_a_day_is_in_the_intersection_exactly_when_it_is_in_both(one, other, day):
    both = one.intersect(other)
    assert (both is not None and both.contains(day)) == (one.contains(day) and other.contains(day))
    assert one.intersect(other) == other.intersect(one)


def test_working_days_skip_weekends_and_holidays():
    armistice = {date(2026, 11, 11)}
    friday = date(2026, 11, 6)
    assert dates.add_working_days(friday, 3, armistice) == date(2026, 11, 12)
    assert dates.add_working_days(friday, 3, set()) == date(2026, 11, 11)
    assert dates.add_working_days(date(2026, 11, 12), -3, armistice) == friday
    assert dates.add_working_days(date(2026, 11, 8), 0, armistice) == date(2026, 11, 8)


@given(day=DAYS, count=st.integers(-60, 60).filter(bool))
def test_working_days_end_on_a_working_day_and_count_what_lies_between(day, count):
    end = dates.add_working_days(day, count, set())
    first, last = (
        (day.toordinal() + 1, end.toordinal())
        if count > 0
        else (
            end.toordinal(),
            day.toordinal() - 1,
        )
    )
    between = [date.fromordinal(number) for number in range(first, last + 1)]
    assert sum(dates.is_working_day(one, set()) for one in between) == abs(count)
    assert dates.is_working_day(end, set())


def test_a_term_that_ends_in_a_long_weekend_moves_to_the_next_working_day():
    easter = {date(2027, 3, 29)}
    assert dates.moved_to_working_day(date(2027, 3, 27), easter) == date(2027, 3, 30)
    assert dates.moved_to_working_day(date(2027, 3, 30), easter) == date(2027, 3, 30)


def test_the_end_of_the_month_knows_leap_years():
    assert dates.end_of_month(date(2028, 2, 3)) == date(2028, 2, 29)
    assert dates.end_of_month(date(2026, 12, 31)) == date(2026, 12, 31)


def test_a_school_year_starts_on_1_september():
    assert dates.school_year(date(2026, 8, 31)) == "2025-2026"
    assert dates.school_year(date(2026, 9, 1)) == "2026-2027"


@given(day=DAYS)
def test_every_day_lies_in_its_own_school_year(day):
    assert dates.school_year_period(dates.school_year(day)).contains(day)


@pytest.mark.parametrize("label", ["2026", "2026-2028", "26-27", "2027-2026"])
def test_another_form_is_not_a_school_year(label):
    with pytest.raises(ValueError, match="school year"):
        dates.school_year_period(label)


@pytest.mark.parametrize(
    ("birth", "end"),
    [
        (date(2009, 3, 5), date(2027, 3, 5)),
        (date(2009, 6, 30), date(2027, 6, 30)),
        (date(2009, 7, 1), date(2027, 6, 30)),
        (date(2009, 12, 31), date(2027, 6, 30)),
        (date(2008, 2, 29), date(2026, 3, 1)),
    ],
)
def test_compulsory_schooling_ends_at_18_or_on_30_june_of_that_year(birth, end):
    assert dates.compulsory_schooling_ends_on(birth) == end


def test_compulsory_schooling_starts_in_september_of_the_year_of_turning_5():
    assert dates.compulsory_schooling_starts_on(date(2009, 12, 31)) == date(2014, 9, 1)


@pytest.mark.parametrize("text", ["2024", "2024-02", "2024-02-29"])
def test_a_partial_date_is_written_as_it_was_read(text):
    assert str(dates.parse_partial(text)) == text


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2023-02-29", "2024-2-1", "2024-00"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        dates.parse_partial(text)


def test_only_a_full_date_is_exact_and_all_dates_sort_together():
    assert PartialDate(2024, 2).exact is None
    assert PartialDate(2024, 2, 29).exact == date(2024, 2, 29)
    assert PartialDate(2024).earliest < PartialDate(2024, 2, 29).earliest


def test_just_after_midnight_in_belgium_it_is_the_next_day():
    with time_machine.travel(datetime(2026, 7, 14, 22, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 7, 15)
        assert clock.now().utcoffset().total_seconds() == 7200


def test_workplace_hours_become_lesson_periods():
    assert hours.hours_to_periods(20) == 24
    assert hours.minutes_to_periods(hours.periods_to_minutes(Fraction(1, 2))) == Fraction(1, 2)


def test_15_lessons_and_13_periods_of_work_are_a_full_time_engagement():
    assert hours.is_full_time_engagement(lesson_periods=15, work_minutes=13 * 50)
    assert not hours.is_full_time_engagement(lesson_periods=15, work_minutes=13 * 50 - 1)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Sint-Jans   'Café' ", "sint jans cafe"),
        ("Łukasz Öztürk", "lukasz ozturk"),
        ("İpek Straße", "ipek strasse"),
        ("D’hondt", "d hondt"),
        ("", ""),
    ],
)
def test_a_search_key_has_no_capitals_accents_or_punctuation(text, key):
    assert search_key(text) == key


@given(text=st.text())
@example(text="𝓐")
def test_a_search_key_of_a_search_key_is_itself(text):
    assert search_key(search_key(text)) == search_key(text)


def test_references_are_opaque_and_differ():
    refs = {new_ref() for _ in range(1000)}
    assert len(refs) == 1000
    assert all(len(ref) == 20 and ref.isalnum() for ref in refs)
