"""Where the real samples stand, beside the clone; tests skip with a message without them."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from overstap.exchange.magda.reading import tidy

RESPONSES = Path(__file__).parents[3].parent / "shared" / "data" / "magda" / "responses"
LED = RESPONSES / "LED/GeefBewijs/02.00.0000"
ENROLMENTS = RESPONSES / "Onderwijs/GeefHistoriekInschrijving/02.01.0000"
PERSONS = RESPONSES / "Persoon/GeefPersoon/02.02.0000"


def real(folder: Path) -> Path:
    """The folder, or a skip that says so."""
    if not folder.is_dir():
        pytest.skip(f"real samples not found beside the clone: {folder.name}")
    return folder


def texts_of(value: Any) -> Iterator[str]:
    """Every text, number and date inside a parsed result, tidied."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)
    elif value is not None:
        yield tidy(str(value))


def leaves_of(element: Any) -> Iterator[str]:
    """Every non-empty text of an element and below, tidied."""
    for one in element.iter():
        if isinstance(one.tag, str) and tidy(one.text):
            yield tidy(one.text)
