"""Hours of programmes, in whole hundredths: those add up alike in any order, on any engine."""

from typing import Any


def in_cents(hours: Any) -> Any:
    """Hundredths of an hour, as whole numbers."""
    return (hours.cast("float64") * 100).round().cast("int64")
