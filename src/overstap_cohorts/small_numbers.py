"""The rule for small numbers: which counts are shown, and what goes with one that is not.

A count under the threshold is not shown, and neither is zero: that nobody is in a group tells about
everybody in it. Where parts add up to a total that people know, more parts are hidden until nobody
can work a hidden one out. In figures without a threshold of their own, 0 to 4 are hidden.

The one place of this rule: reports of the engine and every room of the site ask it here.
"""

import math
from collections.abc import Iterable, Sequence

# A hidden count is HIDDEN, a hidden number NAN: a page says 'verborgen', JSON says null.
HIDDEN = -1
NAN = float("nan")
LEAST_SHOWN = 5
_WHOLE = 1e-6  # a count that came out of a share is whole up to this


class Count(int):
    """A number of people, or of rows about them, inside a sentence: small ones can be covered."""


def is_small(count: float, threshold: int = LEAST_SHOWN) -> bool:
    """Whether a count may not be shown. Zero counts as small."""
    return count < threshold - 0.5


def is_hidden(value: float | None) -> bool:
    """Whether a number was taken out."""
    return value is None or value == HIDDEN or math.isnan(value)


def covered(count: int, threshold: int = LEAST_SHOWN) -> str:
    """A count as text: '<10' where it is small."""
    return f"<{threshold}" if is_small(count, threshold) else str(int(count))


def tells_apart(one: float, other: float, threshold: int = LEAST_SHOWN) -> bool:
    """Whether two counts of one thing, both shown, tell about the few people between them. The
    same count twice tells nothing."""
    apart = abs(one - other)
    return apart > _WHOLE and is_small(apart, threshold)


def protected(
    rows: Sequence[Sequence[float]],
    threshold: int,
    *,
    forced: Iterable[int] = (),
    totals: Sequence[Sequence[float]] = (),
) -> set[int]:
    """Positions of `rows` to hide, when the rows add up to totals that people know.

    A row is a tuple of counts (treated, comparison, ...). Rows with a small count are hidden, then
    the smallest others, until every small count could be anything from 0 to threshold - 1. What a
    total has over the sum of the rows is a row that nobody shows, and is protected too.
    """
    hidden = set(forced) | {
        i for i, row in enumerate(rows) if any(is_small(c, threshold) for c in row)
    }
    residuals = [residual for total in totals if (residual := _over(total, rows, threshold))]
    while len(hidden) < len(rows) and not _wide(rows, hidden, residuals, threshold):
        shown = (i for i in range(len(rows)) if i not in hidden)
        hidden.add(min(shown, key=lambda i: (sum(rows[i]), i)))
    return hidden


def _over(
    total: Sequence[float], rows: Sequence[Sequence[float]], threshold: int
) -> tuple[float, ...]:
    """What the total has more than the rows, where that is a small count; else nothing."""
    if not rows:
        return ()
    over = tuple(t - sum(row[c] for row in rows) for c, t in enumerate(total))
    # Less than nothing: rows that overlap, or a count that is not known. It tells nothing.
    over = tuple(math.inf if value < -_WHOLE else value for value in over)
    someone = any(_WHOLE < value < math.inf for value in over)
    return over if someone and any(is_small(value, threshold) for value in over) else ()


def _wide(
    rows: Sequence[Sequence[float]],
    hidden: set[int],
    residuals: Sequence[Sequence[float]],
    threshold: int,
) -> bool:
    """Whether every small count may still be anything from 0 to threshold - 1."""
    secret = [rows[i] for i in hidden]
    return all(
        _component_wide([row[c] for row in [*secret, *extra]], threshold)
        for extra in ([residual] for residual in residuals)
        for c in range(len(rows[0]))
    ) and all(
        _component_wide([row[c] for row in secret], threshold)
        for c in range(len(rows[0]) if rows else 0)
    )


def _component_wide(counts: Sequence[float], threshold: int) -> bool:
    large = [count for count in counts if not is_small(count, threshold)]
    if len(large) == len(counts):
        return True
    return bool(large) and sum(counts) - threshold * len(large) >= threshold - 1


def apart(counts: Sequence[float], threshold: int, *, known: Sequence[float] = ()) -> set[int]:
    """Positions to hide so that no two that are shown differ by a small count; the largest stay."""
    kept, hidden = list(known), set[int]()
    for i in sorted(range(len(counts)), key=lambda i: (-counts[i], i)):
        if any(tells_apart(counts[i], other, threshold) for other in kept):
            hidden.add(i)
        else:
            kept.append(counts[i])
    return hidden


def as_counts(
    mean: float, other_mean: float, n: float, other_n: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """A 0/1 characteristic given as a number: how many have it and how many have not; or None."""
    if not (0 <= mean <= 1 and 0 <= other_mean <= 1):
        return None
    with_it = (mean * n, other_mean * other_n)
    if any(abs(count - round(count)) > _WHOLE * max(1.0, count) for count in with_it):
        return None
    return with_it, (n - with_it[0], other_n - with_it[1])
