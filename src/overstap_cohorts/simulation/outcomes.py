"""Outcomes of a history, counted from time zero: the definitions of `measures.outcomes`, by hand.

Time zero is month i and k the outcome's term. A state is looked at in month i + k; what happens
within k months happens in the months i + 1 to i + k. NaN: not at risk.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from overstap_cohorts.simulation.history import IN_NEC, OUT_OF_WORK, Flags, History

type Zero = NDArray[np.int16]  # the month of time zero of each person
type Values = NDArray[np.float64]


def _window(table: NDArray[np.generic], zero: Zero, months: int) -> NDArray[np.generic]:
    """Return the months i + 1 to i + k of each person, shape (k, people)."""
    rows = zero[None, :].astype(np.intp) + np.arange(1, months + 1)[:, None]
    return np.asarray(table[rows, np.arange(len(zero))[None, :]])


def _at(table: NDArray[np.generic], month: NDArray[np.integer]) -> NDArray[np.generic]:
    return np.asarray(table[month.astype(np.intp), np.arange(len(month))])


def _gone(history: History, zero: Zero, months: int) -> Flags:
    return np.asarray(history.left < zero + months)


def vsv(history: History, zero: Zero, months: int) -> Values:
    """Not enrolled in month i + k, and without a certificate by then; everybody is at risk."""
    without = history.qualified > zero + months
    return np.asarray(_gone(history, zero, months) & without, dtype=np.float64)


def enrolled(history: History, zero: Zero, months: int) -> Values:
    """Enrolled in month i + k: a state of its own, neither success nor failure."""
    return np.asarray(~_gone(history, zero, months), dtype=np.float64)


def qualified(history: History, zero: Zero, months: int) -> Values:
    """Not enrolled in month i + k, with a certificate."""
    with_it = history.qualified <= zero + months
    return np.asarray(_gone(history, zero, months) & with_it, dtype=np.float64)


def _in_nec(history: History, zero: Zero) -> Flags:
    """In NEC at time zero: in the month before it or in its own."""
    before = _at(history.work, np.maximum(zero - 1, 0)) == IN_NEC
    return np.asarray(before | (_at(history.work, zero) == IN_NEC))


def nec_entry(history: History, zero: Zero, months: int) -> Values:
    """Any of the k months in NEC, for who was not in NEC at time zero."""
    entered = (_window(history.work, zero, months) == IN_NEC).any(axis=0)
    return np.where(_in_nec(history, zero), np.nan, entered)


def still_in_nec(history: History, zero: Zero, months: int) -> Values:
    """In NEC in month i + k, for who was in NEC at time zero."""
    kept = _at(history.work, zero + np.int16(months)) == IN_NEC
    return np.where(_in_nec(history, zero), kept, np.nan)


def months_in_work(history: History, zero: Zero, months: int) -> Values:
    """How many of the k months in work, in whatever circuit."""
    working = _window(history.work, zero, months) != OUT_OF_WORK
    return np.asarray(working.sum(axis=0), dtype=np.float64)


def lasting_work(history: History, zero: Zero, months: int) -> Values:
    """In work in month i + k and in the two months before it."""
    working = _window(history.work, zero, months)[-3:] != OUT_OF_WORK
    return np.asarray(working.all(axis=0), dtype=np.float64)


def problematic_absence(history: History, zero: Zero, months: int) -> Values:
    """Problematic absence in any of the k months."""
    return np.asarray(_window(history.absent, zero, months).any(axis=0), dtype=np.float64)


def late(history: History, zero: Zero, months: int) -> Values:
    """Often late in any of the k months; no programme touches it, but who left is not late."""
    return np.asarray(_window(history.late, zero, months).any(axis=0), dtype=np.float64)


def certificate(history: History, zero: Zero, months: int) -> Values:
    """A certificate in any of the k months, for who had none by the end of month i."""
    got = history.qualified <= zero + months
    return np.where(history.qualified > zero, got, np.nan)


OUTCOMES: dict[str, Callable[[History, Zero, int], Values]] = {
    "absence:LATE": late,
    "certificate": certificate,
    "enrolled": enrolled,
    "lasting_work": lasting_work,
    "months_in_work": months_in_work,
    "nec_entry": nec_entry,
    "problematic_absence": problematic_absence,
    "qualified": qualified,
    "still_in_nec": still_in_nec,
    "vsv": vsv,
}
