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


def demand_instrument(engine: Engine, study: Study, persons: Any) -> None:
    """Raises StudyRefused where the column cannot be the instrument of this design."""
    name = study.instrument
    if not name:
        return
    if is_history(name) or name in ("person", "born"):
        raise _refused(name, "neem een kolom van persons die vastligt voor tijd nul.")
    column = persons[name]
    dated = column.type().is_date() or column.type().is_timestamp()
    if study.time.design == "static":
        if dated:
            raise _refused(
                name,
                "een datum zegt wanneer iemand een aanbod kreeg; dat kan met start-vs-wait. In"
                " static is een instrument een getal (afstand) of een klasse (loting, aanbod).",
            )
        return
    if dated or column.type().is_string():
        seen = engine.to_arrow(persons.aggregate(n=day_of(column).count()))
        dated = seen["n"][0].as_py() > 0
    if not dated:
        raise _refused(
            name,
            "met start-vs-wait is het instrument een kolom van persons met de datum van het aanbod"
            " (2016-09-01; leeg: nooit een aanbod), en hier staat er geen enkele. Wat vastligt"
            " (loting, afstand) stuurt ook wie later start: daarvoor is"
            ' design = "static" het eerlijke ontwerp.',
        )


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
    what = f"persons: instrument {name}"
    if study.time.design == "static":
        about_values(found, what, persons[name])
        return
    wordy = ~is_missing(persons[name]) & persons[OFFERED].isnull()
    found.about(f"{what} is geen datum (schrijf 2016-09-01)", wordy)


def about_values(found: Complaints, what: str, column: Any) -> None:
    """Who has none belongs to no group of a lottery: told, never dropped in silence."""
    found.about(f"{what} is leeg", is_missing(column))
    if column.type().is_floating():
        found.about(f"{what} is oneindig", column.isinf().fill_null(False))


def _refused(name: str, why: str) -> StudyRefused:
    return StudyRefused(f"instrument = {name}: {why}", reason="instrument")
