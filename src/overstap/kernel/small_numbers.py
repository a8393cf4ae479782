"""The rule for small numbers, for every room that shows counts of people.

It stands in the engine's package, which must run alone; the rooms ask it here.
"""

from overstap_cohorts.small_numbers import (
    HIDDEN,
    LEAST_SHOWN,
    covered,
    is_hidden,
    is_small,
    protected,
    tells_apart,
)

__all__ = [
    "HIDDEN",
    "LEAST_SHOWN",
    "covered",
    "is_hidden",
    "is_small",
    "protected",
    "tells_apart",
]
