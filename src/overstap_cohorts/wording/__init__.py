"""What the engine says: a code and its facts come in, a sentence goes out.

One package a language, and nowhere else a sentence about a refusal, a row that was left out or a
warning: `dutch` has all, `english` what a report says. Counts of people are facts of type Count, so
that the small ones are covered for who may not see them, whatever the sentence around them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from overstap_cohorts.small_numbers import Count, covered
from overstap_cohorts.wording import dutch, english


@dataclass(frozen=True)
class Places:
    """Where rows of people stand: for who may see the rows."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class RowFault:
    """What is wrong with rows: a code of ROW_FAULTS, the table that they stand in, and the column.

    `advice`: a code of ADVICE, for who can mend it.
    """

    code: str
    table: str = ""
    column: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Warned:
    """Something that a reader must know of the whole study: a code of WARNINGS and its facts."""

    code: str
    facts: Mapping[str, object]


def filled(text: str, facts: Mapping[str, object], least: int | None = None) -> str:
    """The facts in their places; with `least`, no place of a row and no count under it."""
    return text.format_map({name: _said(fact, least) for name, fact in facts.items()})


def _said(fact: object, least: int | None) -> object:
    if isinstance(fact, Count) and least is not None:
        return covered(fact, least)
    if isinstance(fact, Places):
        return dutch.PLACES.format(places=", ".join(fact.items)) if least is None else ""
    if isinstance(fact, tuple | list):
        return ", ".join(map(str, fact))
    return fact


def no_estimate(reason: str, language: str) -> str:
    """Why there is no estimate, without a count."""
    words: Mapping[str, str] = (english if language == "en" else dutch).NO_ESTIMATE
    return words[reason]


def row_fault(fault: RowFault, language: str, *, advised: bool = False) -> str:
    """What is wrong with rows; `advised`: with what to do, for who was refused (in Dutch)."""
    words = english if language == "en" else dutch
    said = words.ROW_FAULTS[fault.code].format(column=fault.column)
    advice = f" ({dutch.ADVICE[fault.advice]})" if advised and fault.advice else ""
    return f"{fault.table}: {said}{advice}" if fault.table else f"{said}{advice}"


def description(name: str, language: str) -> tuple[str, str]:
    """What a figure that only describes is called, and what a reader must not take it for."""
    words: Mapping[str, tuple[str, str]] = (english if language == "en" else dutch).DESCRIPTIONS
    return words[name]


def warning(warned: Warned, language: str) -> str:
    if language == "en":
        return filled(english.WARNINGS[warned.code], warned.facts)
    facts = {name: _Comma(fact) if isinstance(fact, float) else fact
             for name, fact in warned.facts.items()}  # fmt: skip
    return filled(dutch.WARNINGS[warned.code], facts)


class _Comma(float):
    """A number with a decimal comma."""

    def __format__(self, form: str) -> str:
        return super().__format__(form).replace(".", ",")
