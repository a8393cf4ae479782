"""Dates in Dutch words."""

from datetime import date

import pytest

from overstap.ui.days import day, period


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024", "2024"),
        ("2024-06", "juni 2024"),
        ("2024-06-08", "8 juni 2024"),
        (date(2027, 3, 14), "14 maart 2027"),
        ("2024-13", "2024-13"),
        ("zomer 2024", "zomer 2024"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_may_be_partly_known(value, words):
    assert day(value) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2025-09-01", "2026-06-30", "1 september 2025 tot 30 juni 2026"),
        ("2025-09-07", "2025-09-12", "7 tot 12 september 2025"),
        ("2025-02", "2025-05", "februari tot mei 2025"),
        ("2025", "2026", "2025 tot 2026"),
        ("2025-07", "2025-09-12", "juli 2025 tot 12 september 2025"),
        ("2025", "", "sinds 2025"),
        ("", "2025", "tot 2025"),
        ("2025", "2025", "2025"),
        (None, None, ""),
    ],
)
def test_a_period_says_nothing_twice(start, end, words):
    assert period(start, end) == words
