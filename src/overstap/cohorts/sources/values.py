"""What people write in a column of a flat table: a number, yes or no, or nothing."""

from typing import Any

import ibis

YES = ("1", "true", "ja", "yes", "waar")
NO = ("0", "false", "nee", "no", "onwaar")


def is_missing(column: Any) -> Any:
    """Whether nothing stands there: no value, no number (NaN), or an empty text."""
    gone = column.isnull()
    if column.type().is_floating():
        return gone | column.isnan()
    if column.type().is_string():
        return gone | (column.strip() == "")
    return gone


def as_number(column: Any) -> Any:
    """The column as a float; null where it holds no number (NaN too)."""
    if column.type().is_string():
        return column.strip().replace(",", ".").try_cast("float64")
    number = column.cast("float64")
    return number.isnan().ifelse(None, number) if column.type().is_floating() else number


def as_flag(column: Any) -> Any:
    """1, 0, or null where the column says neither."""
    text = column.cast("string").lower().strip() if column.type().is_string() else None
    if text is not None:
        return ibis.cases((text.isin(YES), 1), (text.isin(NO), 0), else_=None).cast("int64")
    number = column.cast("float64")
    return ibis.cases((number == 1, 1), (number == 0, 0), else_=None).cast("int64")
