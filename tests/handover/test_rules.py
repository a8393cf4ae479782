"""The rules of the handover, read aloud."""

from datetime import date, timedelta

import pytest

from overstap.handover import rules


def test_the_term_to_read_is_over_after_so_many_whole_days():
    ends = rules.term_to_read_ends_on(date(2027, 3, 1), 14)
    assert ends == date(2027, 3, 15)
    assert not rules.may_be_sent(ends, date(2027, 3, 14))
    assert rules.may_be_sent(ends, date(2027, 3, 15))


def test_what_was_never_shown_may_not_be_sent():
    assert not rules.may_be_sent(None, date(2030, 1, 1))


def test_one_reminder_some_days_before_the_end_and_no_second():
    ends = date(2027, 3, 15)
    assert not rules.reminder_is_due(ends, 5, date(2027, 3, 9), reminded=False)
    assert rules.reminder_is_due(ends, 5, date(2027, 3, 10), reminded=False)
    assert not rules.reminder_is_due(ends, 5, date(2027, 3, 11), reminded=True)
    assert not rules.reminder_is_due(ends, 5, ends, reminded=False)


@pytest.mark.parametrize(
    ("signals", "advised"),
    [
        ([], False),
        (["language"], False),
        (["language", "language"], False),
        (["language", "no_qualification"], True),
        (["wants_support"], True),
        (["no_work_in_sight"], True),
    ],
)
def test_the_signal_list_advises(signals, advised):
    assert rules.advises_warm(signals) is advised


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 3, 1), 24, date(2029, 3, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_periods_are_counted_in_months(day, months, later):
    assert rules.months_later(day, months) == later


def test_at_eighteen_a_waiting_choice_is_no_longer_an_answer():
    waiting = {"needs_guardian": True, "confirmed": False}
    assert rules.waits_for_guardian(**waiting, is_minor=True)
    assert not rules.is_unanswered(**waiting, is_minor=True)
    assert not rules.waits_for_guardian(**waiting, is_minor=False)
    assert rules.is_unanswered(**waiting, is_minor=False)
    assert not rules.is_unanswered(needs_guardian=True, confirmed=True, is_minor=False)


def test_an_office_fits_when_it_serves_the_municipality():
    assert rules.fits_office(["35013"], "35013")
    assert not rules.fits_office(["35013"], "")
    assert not rules.fits_office([], "35013")


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [("sent", 7, False), ("sent", 8, True), ("seen", 14, False), ("accepted", 15, True)],
)
def test_a_handover_waits_too_long(state: str, days: int, late: bool) -> None:
    """The queue and *Vandaag* say the same of one handover."""
    on = date(2026, 12, 1)
    assert rules.waits_too_long(state, on - timedelta(days=days), on) is late
