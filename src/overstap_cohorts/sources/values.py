"""What people write in a column: a number, a day, yes or no, or nothing."""

from typing import Any

import ibis

YES = ("1", "true", "ja", "yes", "waar")
NO = ("0", "false", "nee", "no", "onwaar")
_NOBODYS = 1.7e308  # no measure is so large


def is_missing(column: Any) -> Any:
    """Whether nothing stands there: no value, no number (NaN), or an empty text."""
    gone = column.isnull()
    if column.type().is_floating():
        return gone | not_a_number(column)
    if column.type().is_string():
        return gone | (column.strip() == "")
    return gone


def not_a_number(column: Any) -> Any:
    """Where a column of floats holds NaN; false where it is null.

    Asked of a value that was looked at first: of a column as it stands in a Parquet, DuckDB takes
    the file's smallest and largest for its answer, and those leave NaN out.
    """
    return column.nullif(_NOBODYS).isnan().fill_null(False)


def as_number(column: Any) -> Any:
    """The column as a float; null where it holds no number (NaN too)."""
    if column.type().is_string():
        return column.strip().replace(",", ".").try_cast("float64")
    number = column.cast("float64")
    return not_a_number(number).ifelse(None, number) if column.type().is_floating() else number


def as_flag(column: Any) -> Any:
    """1, 0, or null where the column says neither."""
    text = column.cast("string").lower().strip() if column.type().is_string() else None
    if text is not None:
        return ibis.cases((text.isin(YES), 1), (text.isin(NO), 0), else_=None).cast("int64")
    number = column.cast("float64")
    return ibis.cases((number == 1, 1), (number == 0, 0), else_=None).cast("int64")


def day_of(column: Any) -> Any:
    """The column as a date; null where it holds none."""
    kind = column.type()
    if kind.is_date():
        return column
    if kind.is_timestamp():
        return column.cast("date")
    return (column if kind.is_string() else column.cast("string")).try_cast("date")
