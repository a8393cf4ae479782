"""Lesson periods and clock hours.

A lesson period lasts 50 minutes; hours at a workplace are clock hours and are converted
(x 60/50). A full-time engagement is a week of at least 28 periods: the learning component plus
the run-up component or work (edulex 14006).
"""

from fractions import Fraction

PERIOD_MINUTES = 50
HOUR_MINUTES = 60
FULL_TIME_PERIODS = 28


def periods_to_minutes(periods: int | Fraction) -> Fraction:
    """Minutes of this many lesson periods."""
    return Fraction(periods) * PERIOD_MINUTES


def minutes_to_periods(minutes: int | Fraction) -> Fraction:
    """Lesson periods in this many minutes, exact."""
    return Fraction(minutes) / PERIOD_MINUTES


def hours_to_periods(hours: int | Fraction) -> Fraction:
    """Lesson periods in this many clock hours: x 60/50."""
    return Fraction(hours) * HOUR_MINUTES / PERIOD_MINUTES


def is_full_time_engagement(*, lesson_periods: int | Fraction, work_minutes: int) -> bool:
    """Whether a week of these lessons and this work reaches 28 periods (edulex 14006)."""
    return lesson_periods + minutes_to_periods(work_minutes) >= FULL_TIME_PERIODS
