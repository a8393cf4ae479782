"""Outcomes of a history, counted from time zero: the same definitions as `measures.outcomes`.

Time zero is month t. "Within k months" are the months t to t + k - 1; "after k months" is month
t + k. Somebody has left in a month when the last month of the enrolment lies before it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from overstap.cohorts.simulation.history import IN_NEC, OUT_OF_WORK, Flags, History

type Zero = NDArray[np.int16]  # the month of time zero of each person
type Values = NDArray[np.float64]  # NaN: not at risk


def _window(table: NDArray[np.generic], zero: Zero, months: int) -> NDArray[np.generic]:
    """Return the months t to t + k - 1 of each person, shape (k, people)."""
    rows = zero[None, :].astype(np.intp) + np.arange(months)[:, None]
    return np.asarray(table[rows, np.arange(len(zero))[None, :]])


def _at(table: NDArray[np.generic], month: NDArray[np.int16]) -> NDArray[np.generic]:
    return np.asarray(table[month.astype(np.intp), np.arange(len(month))])


def vsv(history: History, zero: Zero, months: int) -> Values:
    """Left without a qualification within k months; everybody is at risk."""
    gone = history.left < zero + months
    return np.asarray(gone & (history.qualified >= zero + months), dtype=np.float64)


def still_enrolled(history: History, zero: Zero, months: int) -> Values:
    """Enrolled after k months: a state of its own, neither success nor failure."""
    return np.asarray(history.left >= zero + months, dtype=np.float64)


def qualified(history: History, zero: Zero, months: int) -> Values:
    """A certificate within k months."""
    return np.asarray(history.qualified < zero + months, dtype=np.float64)


def in_nec_before(history: History, zero: Zero) -> Flags:
    """In NEC in the month before time zero."""
    return np.asarray(_at(history.work, zero - 1) == IN_NEC)


def nec_entry(history: History, zero: Zero, months: int) -> Values:
    """Any month in NEC within k months, for who was not in NEC at time zero."""
    entered = (_window(history.work, zero, months) == IN_NEC).any(axis=0)
    return np.where(in_nec_before(history, zero), np.nan, entered)


def nec_kept(history: History, zero: Zero, months: int) -> Values:
    """In NEC after k months, for who was in NEC at time zero."""
    kept = _at(history.work, zero + np.int16(months)) == IN_NEC
    return np.where(in_nec_before(history, zero), kept, np.nan)


def months_in_work(history: History, zero: Zero, months: int) -> Values:
    """Months in work, in whatever circuit, within k months."""
    return np.asarray(
        (_window(history.work, zero, months) != OUT_OF_WORK).sum(axis=0), dtype=np.float64
    )


def absence(history: History, zero: Zero, months: int) -> Values:
    """Problematic absence in any of the k months."""
    return np.asarray(_window(history.absent, zero, months).any(axis=0), dtype=np.float64)


def late(history: History, zero: Zero, months: int) -> Values:
    """Often late in any of the k months: a placebo, no programme touches it by itself."""
    return np.asarray(_window(history.late, zero, months).any(axis=0), dtype=np.float64)


OUTCOMES: dict[str, Callable[[History, Zero, int], Values]] = {
    "vsv": vsv,
    "still_enrolled": still_enrolled,
    "qualified": qualified,
    "nec_entry": nec_entry,
    "nec_kept": nec_kept,
    "months_in_work": months_in_work,
    "absence": absence,
}
