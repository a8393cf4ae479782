"""The trajectory line as a line map (first version: the list only)."""
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Station:
    label: str
    when: str
    line: str
    planned: bool = False
    now: bool = False


def draw(stations: Sequence[Station], *, title: str, description: str, width: int = 1180) -> str:
    return mark_safe("")


def as_list(stations: Sequence[Station]) -> list[Station]:
    return list(stations)
