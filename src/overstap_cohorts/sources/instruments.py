"""The instrument of a study over spells: a column of persons, and what it must hold.

In the static design everybody has one time zero, so what is fixed for a person (a lottery, a
distance) moves one thing: whether he ever takes part. In start-vs-wait it would move every later
month too: who is not led to start in month t is led to start in t+1. The difference between the
groups is then the work of all those starts, and put down to those of one month it is many times
too large. There only an offer that comes in a month of its own can be an instrument.
"""

from typing import Any

from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.measures.bits import month_of
from overstap_cohorts.measures.histories import is_history
from overstap_cohorts.measures.people import OFFERED
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.complaints import Complaints
from overstap_cohorts.sources.values import day_of, is_missing
from overstap_cohorts.study.definition import Study
from overstap_cohorts.wording import RowFault


def demand_instrument(engine: Engine, study: Study, persons: Any) -> None:
    """Raises StudyRefused where the column cannot be the instrument of this design."""
    name = study.instrument
    if not name:
        return
    if is_history(name) or name in ("person", "born"):
        raise StudyRefused("instrument-fixed", name=name)
    column = persons[name]
    dated = column.type().is_date() or column.type().is_timestamp()
    if study.time.design == "static":
        if dated:
            raise StudyRefused("instrument-day", name=name)
        return
    if dated or column.type().is_string():
        seen = engine.to_arrow(persons.aggregate(n=day_of(column).count()))
        dated = seen["n"][0].as_py() > 0
    if not dated:
        raise StudyRefused("instrument-no-days", name=name)


def with_offer(study: Study, persons: Any) -> Any:
    """`persons` with the month of the offer, where that is the instrument."""
    if not study.instrument or study.time.design == "static":
        return persons
    return persons.mutate(**{OFFERED: month_of(day_of(persons[study.instrument]))})


def about_instrument(found: Complaints, study: Study) -> None:
    """Who has no value for it; of an offer's date, only what is no date: empty says no offer."""
    name, persons = study.instrument, found.table
    if not name:
        return
    if study.time.design == "static":
        about_values(found, name, persons[name], table="persons")
        return
    wordy = ~is_missing(persons[name]) & persons[OFFERED].isnull()
    found.about(RowFault("instrument-no-day", "persons", name, "day"), wordy)


def about_values(found: Complaints, name: str, column: Any, *, table: str = "") -> None:
    """Who has none belongs to no group of a lottery: told, never dropped in silence."""
    found.about(RowFault("instrument-empty", table, name), is_missing(column))
    if column.type().is_floating():
        infinite = RowFault("instrument-infinite", table, name)
        found.about(infinite, column.isinf().fill_null(False))
