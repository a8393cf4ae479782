"""Persons and spells, checked, then made into cells or rows by the study's design."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

import numpy as np

from overstap_cohorts.cells import Cells
from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.estimators.bootstrap import Redraw, demand_few
from overstap_cohorts.findings import Description, Participation, SetAside
from overstap_cohorts.measures import censoring, counting, descriptions, rows
from overstap_cohorts.measures.counting import Counted, count
from overstap_cohorts.measures.design import Design, design, segments_of, stage_of
from overstap_cohorts.measures.outcomes import BEFORE
from overstap_cohorts.measures.person_sums import PersonSums, person_sums
from overstap_cohorts.measures.rows import Exploded
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources import spells
from overstap_cohorts.sources.complaints import too_few
from overstap_cohorts.sources.source import Source
from overstap_cohorts.study.definition import Outcome, SpellData, Study, Treatment
from overstap_cohorts.wording import Warned


@dataclass
class SpellSource(Source):
    """Shapes of what comes out: see Cells. Each treatment is counted once."""

    engine: Engine
    study: Study
    people: int = 0
    trials: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    _design: Design | None = None
    _counted: dict[str, Counted] = field(default_factory=dict)
    _segments: dict[str, Any] = field(default_factory=dict)
    _weighted: dict[tuple[str, str], Cells] = field(default_factory=dict)
    _summed: tuple[str, PersonSums] | None = None

    def check(self) -> None:
        """Refuse tables that do not fit the study; keep lives as a stage for all treatments."""
        data = self.study.data
        if not isinstance(data, SpellData):
            raise TypeError("a study over spells")
        text = spells.TEXT
        self.engine.register("persons", data.persons, text=text)
        self.engine.register("spells", data.spells, text=text)
        checked = spells.checked(self.engine, self.study)
        self.set_aside = checked.set_aside
        longer = self.study.time.months if self._censors else 0
        tables = (checked.persons, checked.spells)
        self._design = design(self.engine, self.study, tables, checked.end, longer)
        static = self.study.time.design == "static"
        self.trials = 0 if static else self._made.frame.trials - longer
        if static and set(self.study.methods) != {"iv"}:  # an instrument stood before that time
            self.warnings.append(Warned("immortal-time", {}))
        self.people = descriptions.people(self._made)
        if not self.people:
            raise too_few(0, self.study.threshold)

    def cells(self, treatment: Treatment) -> dict[str, Cells]:
        """The cells of every outcome; rows where weights differ from person to person."""
        if self._censors:
            return {o.name: self.rows(treatment, o) for o in self.study.outcomes}
        counted, sums = self._count(treatment), self._sums(treatment)
        found = {}
        for place, outcome in enumerate(self.study.outcomes):
            self._demand_values(outcome, counted, place)
            found[outcome.name] = self._cells(counted, sums, place)
        return found

    def before(self, treatment: Treatment) -> list[tuple[str, Cells]]:
        """Measures of the months before the start, with the cells of start against wait.

        Who starts later has not started before time zero: nothing is censored here.
        """
        counted, sums = self._count_of_trials(treatment), self._sums(treatment)
        return [
            (name, self._cells(counted, sums, place))
            for place, (name, _) in enumerate(self._made.names)
            if place >= len(self.study.outcomes) and name in BEFORE
        ]

    def rows(self, treatment: Treatment, outcome: Outcome) -> Cells:
        """A row for each person and trial month, for methods that pair people or weigh them."""
        self._stage(treatment)
        place = self.study.outcomes.index(outcome)
        if not self._censors:
            return rows.rows(self._made, treatment, place, self._months)
        key = (treatment.name, outcome.name)
        if key not in self._weighted:
            found = censoring.rows(self._made, treatment, place, self._months)
            self._weighted[key] = found.cells
            if found.warned not in self.warnings:
                self.warnings.append(found.warned)
        return self._weighted[key]

    def apart(self, name: str, treatment: Treatment, outcome: Outcome) -> list[Cells]:
        """The cells of each level of a category, without it: each as if it were the whole data.

        Sums over people, and weights of censoring, are of the level alone.
        """
        place = self.study.outcomes.index(outcome)
        if self._censors:
            return [
                censoring.weighed(
                    self._made, part, (treatment.name, place), self._months
                ).cells.without(name)
                for part in self._rows_apart(name, treatment, place)
            ]
        counted, sums = self._count(treatment), self._sums(treatment)
        level = self._made.codes().levels_of(counted.keys // 2)[name]
        levels = np.unique(level)
        parts = sums.apart(level) if self.trials else repeat(sums, len(levels))
        return [
            self._cells(counted.where(level == one), part, place).without(name)
            for one, part in zip(levels, parts, strict=True)
        ]

    def rows_apart(self, name: str, treatment: Treatment, outcome: Outcome) -> list[Cells]:
        """The rows of each level of a category, without it and with weights for nobody."""
        place = self.study.outcomes.index(outcome)
        binary = self._made.measures[place].binary
        return [
            rows.as_cells(self._made, part.known(), self._months, binary=binary).without(name)
            for part in self._rows_apart(name, treatment, place)
        ]

    def redraw(self, treatment: Treatment, outcome: Outcome) -> tuple[Redraw, str]:
        """Draws people, or whole schools where errors are by school; and the name of what is drawn.

        A person belongs to the school of his first month. Weights of censoring are estimated in
        every draw.
        """
        self._stage(treatment)
        place = self.study.outcomes.index(outcome)
        whole = rows.exploded(self._made, stage_of(treatment), place)
        demand_few(len(whole.code))
        units, unit = rows.units_of(self._made, whole)
        binary = self._made.measures[place].binary

        def draw(random: np.random.Generator) -> Cells:
            drawn = whole.redrawn(units, random)
            if self._censors:
                asked = (treatment.name, place)
                cells = censoring.weighed(self._made, drawn, asked, self._months).cells
            else:
                cells = rows.as_cells(self._made, drawn.known(), self._months, binary=binary)
            return replace(cells, cluster=None, person_squares=None)

        return draw, unit

    def times(self, treatment: Treatment, outcome: Outcome) -> Cells | None:
        """Months from time zero to the event, for curves; None where the outcome is no event.

        `mean` holds the month of the event or of the end of what is known, extras["event"] whether
        it happened.
        """
        return rows.times(self._made, treatment, outcome, self._months)

    def participation(self, treatment: Treatment) -> list[Participation]:
        """Who takes part: the table of HIVA (2020)."""
        return descriptions.participation(self._made, treatment)

    def descriptions(self, treatment: Treatment) -> list[Description]:
        """Still enrolled, and the official rate with its warning, where the study asks for vsv."""
        return descriptions.leaving(self._made, treatment, self._count_of_trials(treatment))

    def _rows_apart(self, name: str, treatment: Treatment, place: int) -> Iterator[Exploded]:
        self._stage(treatment)
        whole = rows.exploded(self._made, stage_of(treatment), place)
        return whole.apart(self._made.codes().levels_of(whole.code)[name])

    # -- inside ---------------------------------------------------------------------------

    @property
    def _made(self) -> Design:
        if self._design is None:
            raise RuntimeError("check() comes first")
        return self._design

    @property
    def _censors(self) -> bool:
        return self.study.time.design == "start-vs-never-within-k"

    @property
    def _months(self) -> tuple[str, ...]:
        base = self._made.frame.base
        if base is None:
            return ()
        return tuple(f"{m // 12}-{m % 12 + 1:02d}" for m in range(base, base + self.trials))

    def _stage(self, treatment: Treatment) -> Any:
        if treatment.name not in self._segments:
            self._segments[treatment.name] = segments_of(self._made, treatment)
        return self._segments[treatment.name]

    def _count(self, treatment: Treatment) -> Counted:
        if treatment.name not in self._counted:
            outcomes, frame = len(self._made.names), self._made.frame
            stage = self._stage(treatment)
            self._counted[treatment.name] = count(self.engine, stage, outcomes, frame)
        return self._counted[treatment.name]

    def _count_of_trials(self, treatment: Treatment) -> Counted:
        """Without the months after the last trial, which only tell who starts within k months."""
        return self._count(treatment).until(self.trials or self._made.frame.trials)

    def _sums(self, treatment: Treatment) -> PersonSums:
        """Of the last treatment asked for only: they are as large as its segments."""
        if self._summed is None or self._summed[0] != treatment.name:
            counted, outcomes = self._count(treatment), len(self._made.names)
            made = person_sums(self.engine, stage_of(treatment), counted, outcomes)
            self._summed = (treatment.name, made)
        return self._summed[1]

    def _cells(self, counted: Counted, sums: PersonSums, place: int) -> Cells:
        codes, binary = self._made.codes(), self._made.measures[place].binary
        cells, stands = counting.as_cells(counted, place, codes, self._months, binary=binary)
        if cells.cluster is None and self.trials:
            cells = replace(cells, person_squares=sums.squares(place, stands))
        return cells

    def _demand_values(self, outcome: Outcome, counted: Counted, place: int) -> None:
        if not counted.n[place].any():
            raise StudyRefused("unknown-outcome", name=outcome.name)
