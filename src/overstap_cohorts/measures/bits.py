"""Months as bits: what holds in which trial month of a person is one whole number.

Bit i of a number stands for position i of a window of at most 60 months. Every function takes and
returns Ibis expressions, alike on DuckDB and Spark, so a person's months are counted, joined and
shifted without a row for each month.
"""

from typing import Any

import ibis

MOST_BITS = 60
NEVER = 1 << 20  # a position that no window reaches


def _function(value: Any) -> Any: ...


bit_count = ibis.udf.scalar.builtin(_function, name="bit_count", signature=(("int64",), "int32"))
bit_or = ibis.udf.agg.builtin(_function, name="bit_or", signature=(("int64",), "int64"))


def number(value: int) -> Any:
    """A literal of 64 bits: engines take a bare 1 for 32 bits, and lose what is shifted out."""
    if abs(value) < 2**31:
        return ibis.literal(value, "int32").cast("int64")
    return ibis.literal(value, "int64")


def month_of(day: Any) -> Any:
    """Year * 12 + month - 1 of a date."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def span(first: Any, last: Any, size: int) -> Any:
    """The bits `first` to `last`, both included, as far as they lie within 0 and size - 1."""
    low = ibis.greatest(first, 0)
    width = ibis.greatest(ibis.least(last, size - 1) - low + 1, 0).cast("int32")
    return ((number(1) << width) - 1) << ibis.least(low, size - 1).cast("int32")


def bit(position: Any, size: int) -> Any:
    """One bit, or none where `position` lies outside the window (or is null: null)."""
    return span(position, position, size)


def holds(bits: Any, position: Any) -> Any:
    """1 where the bit at `position` is set, 0 elsewhere."""
    return (bits >> position.cast("int32")) & 1


def all_bits(size: int) -> int:
    return (1 << size) - 1


def inverse(bits: Any) -> Any:
    """Every bit turned. Ibis writes ~(a << b) without its brackets, which means another number."""
    return bits ^ number(-1)


def changes(bits: Any) -> Any:
    """The positions where the bit differs from the one before it."""
    return bits ^ (bits << 1)


def lowest(bits: Any) -> Any:
    """The position of the lowest set bit; -1 is not to be asked: `bits` must not be 0."""
    return bit_count((bits & -bits) - 1).cast("int64")


def any_of(bits: Any, where: Any) -> Any:
    """In an aggregation: the bits that any of the rows has."""
    return bit_or(bits, where=where).fill_null(0)


def without_gaps(bits: Any, longest: int) -> Any:
    """Set the bits of every gap of at most `longest` between two set bits."""
    filled = bits
    for before in range(1, longest + 1):
        for after in range(1, longest + 2 - before):
            filled = filled | ((bits << before) & (bits >> after))
    return filled


def yearly(position: Any, size: int) -> Any:
    """Every twelfth bit, of which one stands at `position` (any whole number)."""
    every = sum(1 << year for year in range(0, size, 12))
    start = ((position % 12) + 12) % 12
    return (number(every) << start.cast("int32")) & number(all_bits(size))
