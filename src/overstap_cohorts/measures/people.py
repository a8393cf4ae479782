"""Persons as a design reads them: columns that the study uses, as codes into their levels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.measures.counting import MISSING
from overstap_cohorts.measures.histories import Known
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import UNKNOWN, Condition, Covariate

MOST_LEVELS = 5000
OFFERED = "_offered"  # month of the offer, where that is the study's instrument
TABLE_OF_PERSONS = ("gender", "mother_education")  # of the table of participants


@dataclass(frozen=True)
class Coded:
    """`table`: person, born, OFFERED where asked, and `code_<name>` for each column used."""

    table: Any
    known: dict[str, Known]


def coded(
    engine: Engine, persons: Any, columns: list[str], kinds: dict[str, str], use: list[Covariate]
) -> Coded:
    """Code the columns. Raises StudyRefused for a column of too many values."""
    for covariate in use:
        name = covariate.column or covariate.name
        if covariate.missing == "drop" and name in persons.columns:
            persons = persons.filter(persons[name].notnull())
    known: dict[str, Known] = {}
    kept_columns = ["person", "born", *([OFFERED] if OFFERED in persons.columns else [])]
    made = persons.select(
        *kept_columns,
        **{f"value_{name}": _value(persons[name], kinds[name]) for name in columns},
    )
    for name in columns:
        levels = made.select(f"value_{name}").distinct()
        order = ibis.window(order_by=f"value_{name}")
        levels = levels.mutate(**{f"code_{name}": ibis.row_number().over(order)})
        kept = engine.save(f"levels_{name}", levels)
        found = engine.to_arrow(kept.order_by(f"code_{name}"))[f"value_{name}"].to_pylist()
        if len(found) > MOST_LEVELS:
            raise StudyRefused("too-many-levels", name=name, levels=len(found), most=MOST_LEVELS)
        made = made.inner_join(kept, f"value_{name}")
        known[name] = Known(name, tuple(found), _code_of(name))
    return Coded(made.select(*kept_columns, *(f"code_{name}" for name in columns)), known)


def _code_of(name: str) -> Callable[[Any, Any], Any]:
    return lambda people, _: people[f"code_{name}"]


def _value(column: Any, kind: str) -> Any:
    if kind == "number":
        return column.cast("float64").fill_null(MISSING)
    return column.cast("string").fill_null(UNKNOWN)


def those_of(persons: Any, conditions: Sequence[Condition]) -> Any:
    """The rows (a row a person) that meet every condition. Raises StudyRefused."""
    for condition in conditions:
        column = persons[condition.column]
        if condition.values:
            persons = persons.filter(column.cast("string").isin(condition.values))
        if condition.least is None and condition.most is None:
            continue
        if not column.type().is_numeric():
            raise StudyRefused("population-number", name=condition.column)
        if condition.least is not None:
            persons = persons.filter(column.cast("float64") >= condition.least)
        if condition.most is not None:
            persons = persons.filter(column.cast("float64") <= condition.most)
    return persons


def age_bounds(born: Any, condition: Condition, size: int, span: Any) -> Any:
    """The positions at whose eve the age lies within the condition (years, both included)."""
    first = born + int((condition.least or 0) * 12) + 1
    last = born + int(condition.most + 1) * 12 if condition.most is not None else ibis.literal(size)
    return span(first, last, size)
