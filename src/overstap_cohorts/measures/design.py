"""One study over spells, put together: from tables to the segments of a treatment."""

from dataclasses import dataclass, field, replace
from typing import Any

import ibis

from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.measures import histories, person_months
from overstap_cohorts.measures.bits import span
from overstap_cohorts.measures.frame import Frame, frame_of
from overstap_cohorts.measures.histories import Known, Levels
from overstap_cohorts.measures.outcomes import BEFORE, Measured, measured
from overstap_cohorts.measures.people import TABLE_OF_PERSONS, age_bounds, coded, those_of
from overstap_cohorts.measures.segments import INSTRUMENT, Codes, segments
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import Condition, Study, Treatment
from overstap_cohorts.study.names import short_name

MOST_PROGRAMMES = 6
# Outcomes that every study about leaving gets besides its own, as descriptions.
BESIDE_VSV = ("enrolled", "qualified")


@dataclass
class Design:
    """What all treatments of a study share. Tables are bound to the engine.

    names: (measure, term) of the outcomes of the study, then those that only describe or check
    """

    engine: Engine
    study: Study
    persons: Any
    spells: Any
    frame: Frame
    names: list[tuple[str, int]] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    levels: Levels = field(default_factory=Levels)
    placed: Any = None
    programmes: Any = None
    lived: Any = None
    schooled: Any = None

    @property
    def measures(self) -> list[Measured]:
        return [measured(name, k, self.frame) for name, k in self.names]

    def codes(self) -> Codes:
        """The covariates, the school where errors are clustered by it, and the instrument."""
        found = []
        for covariate in self.study.covariates:
            column = covariate.column or covariate.name
            one = self.known.get(column) or histories.known(column, self.frame, self.levels)
            found.append(replace(one, name=covariate.name))
        if self.study.cluster == "school":
            school = histories.known("school", self.frame, self.levels)
            found.append(replace(school, name="__cluster"))
        if self.study.instrument:
            static = self.frame.base is None
            fixed = self.known[self.study.instrument] if static else histories.offered(self.frame)
            found.append(replace(fixed, name=INSTRUMENT))
        return Codes(tuple(found))

    def population(self, people: Any) -> list[Any]:
        """Bits of the positions at which a condition on a history holds."""
        return [
            _mask(people, condition, self.frame, self.levels)
            for condition in self.study.population
            if histories.is_history(condition.column)
        ]


def design(engine: Engine, study: Study, tables: tuple[Any, Any], end: int, longer: int) -> Design:
    """Read levels, and keep lives as a stage. `tables`: persons and spells, checked."""
    persons, spells = tables
    frame = frame_of(study, end, longer=longer)
    made = Design(engine, study, persons, spells, frame)
    made.names = [(o.measure or o.name, o.months or study.time.months) for o in study.outcomes]
    leaving = [k for name, k in made.names if name == "vsv"]
    made.names += [(name, leaving[0]) for name in BESIDE_VSV if leaving]
    made.names += _before(engine, study, spells)
    for name, k in made.names:  # an unknown measure is refused before anything is counted
        measured(name, k, frame)
    asked = person_months.asked_of(study)
    asked = replace(asked, measures=frozenset(made.names))
    made.levels = _levels(engine, spells, asked)
    made.placed = _placed(made)
    made.programmes = engine.save("programmes", made.placed.filter(made.placed.kind == "programme"))
    columns = sorted(
        {*(c for c in asked.persons), *(c for c in TABLE_OF_PERSONS if c in persons.columns)}
    )
    kinds = _kinds(study, persons, columns)
    conditions = [c for c in study.population if not histories.is_history(c.column)]
    who = coded(engine, those_of(persons, conditions), columns, kinds, list(study.covariates))
    made.known = who.known
    people = person_months.lives(made.placed, who.table, frame, asked, made.levels)
    earlier = person_months.earlier(made.programmes, frame, asked, made.levels)
    if earlier is not None:
        names = [name for name in earlier.columns if name != "person"]
        people = people.left_join(earlier, "person").drop("person_right")
        people = people.mutate(**{name: people[name].fill_null(0) for name in names})
    made.lived = engine.save("lives", people)
    if asked.by_school:
        made.schooled = engine.save("schools", _schools(made))
    return made


def _before(engine: Engine, study: Study, spells: Any) -> list[tuple[str, int]]:
    """What the data knows of the months before a start: the placebo date's outcomes."""
    months = study.time.placebo_months
    if study.time.design == "static" or not months:
        return []
    kinds = set(engine.to_arrow(spells.select("kind").distinct())["kind"].to_pylist())
    return [(name, months) for name, kind in BEFORE.items() if kind in kinds]


def _placed(made: Design) -> Any:
    entries = None
    if made.frame.base is None:
        entries = person_months.entries(made.spells)
        time = made.study.time
        if time.first_month is not None:
            entries = entries.filter(entries.base >= time.first_month)
        if time.last_month is not None:
            entries = entries.filter(entries.base <= time.last_month)
        entries = made.engine.save("entries", entries)
    return person_months.placed(made.spells, made.frame, entries)


def _schools(made: Design) -> Any:
    spells = made.placed
    enrolled = spells.filter(spells.kind == "enrolment")
    names = enrolled.select(school=enrolled.school.fill_null(histories.NONE)).distinct()
    order = ibis.window(order_by="school")
    names = made.engine.save(
        "levels_school", names.mutate(school_code=ibis.row_number().over(order))
    )
    found = made.engine.to_arrow(names.order_by("school_code"))["school"].to_pylist()
    made.levels = replace(made.levels, school=tuple(found))
    return person_months.schools(spells, made.frame, names)


def _kinds(study: Study, persons: Any, columns: list[str]) -> dict[str, str]:
    asked = {c.column or c.name: c.kind for c in study.covariates}
    return {
        name: asked.get(name) or ("number" if persons[name].type().is_numeric() else "category")
        for name in columns
    }


def _levels(engine: Engine, spells: Any, asked: person_months.Asked) -> Levels:
    """The codes that the data knows, in order of the alphabet."""
    names, kind = asked.histories, spells.kind
    wanted: dict[str, Any] = {}
    if "circuit" in names:
        wanted["circuit"] = spells.filter(kind == "enrolment").select(level="circuit")
    if "category" in names:
        wanted["category"] = spells.filter(kind == "track").select(level="code")
    if any(name.startswith("earlier_") for name in names):
        wanted["programmes"] = spells.filter(kind == "programme").select(level="code")
    found = {}
    for name, table in wanted.items():
        values = engine.to_arrow(table.distinct())["level"].to_pylist()
        found[name] = tuple(sorted(str(value) for value in values if value is not None))
    if len(found.get("programmes", ())) > MOST_PROGRAMMES and "earlier_programmes" in names:
        raise StudyRefused("too-many-programmes", most=MOST_PROGRAMMES)
    return Levels(**found)


def _mask(people: Any, condition: Condition, frame: Frame, levels: Levels) -> Any:
    name = condition.column
    if name == "age":
        return age_bounds(people.born_position, condition, frame.trials, span)
    one = histories.known(name, frame, levels)
    if not condition.values or name in ("school", "earlier_programmes", "months_enrolled"):
        raise StudyRefused("population-values", name=name)
    total: Any = None
    for place, level in enumerate(one.levels):
        if level in condition.values:
            bits = _where(people, place, one, frame)
            total = bits if total is None else total | bits
    return total if total is not None else people.risk * 0


def _where(people: Any, place: int, one: Known, frame: Frame) -> Any:
    """The positions at which a history has one of its levels: position by position."""
    total: Any = people.risk * 0
    for at in range(frame.trials):
        i = ibis.literal(at, "int32").cast("int64")
        is_it = (one.code(people, i) == place).cast("int64")
        total = total | (is_it << at)
    return total


def segments_of(made: Design, treatment: Treatment) -> Any:
    """Keep the segments of a treatment as a stage and return it."""
    people = joined(made, treatment)
    if made.schooled is not None:
        people = people.inner_join(made.schooled, "person")
    found = segments(people, made.frame, made.codes(), made.measures, made.population(people))
    return made.engine.save(stage_of(treatment), found)


def stage_of(treatment: Treatment) -> str:
    return f"segments_{short_name(treatment.name)}"


def joined(made: Design, treatment: Treatment) -> Any:
    """Lives with `start` (position) and `dose` (hours) of a treatment, null for who has none."""
    starts = made.engine.save(
        "starts_" + stage_of(treatment), person_months.starts(made.programmes, treatment)
    )
    people = made.lived.left_join(starts, "person")
    return people.drop("person_right") if "person_right" in people.columns else people
