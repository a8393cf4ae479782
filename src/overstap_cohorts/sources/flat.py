"""A flat table, a row a person: checked, then made into the analysis table that estimators read."""

from dataclasses import dataclass, field, replace
from typing import Any, override

import ibis

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.bootstrap import Redraw, redraw_rows
from overstap_cohorts.findings import Description, Participation, SetAside
from overstap_cohorts.measures.compression import (
    CLUSTER,
    DOSE,
    INSTRUMENT,
    RESERVED,
    ROW_KEY,
    TREATED,
    Ask,
    Plan,
    compress,
    event_column,
    rows,
)
from overstap_cohorts.measures.hours import in_cents
from overstap_cohorts.measures.people import those_of
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.complaints import Complaints, place_of, too_few
from overstap_cohorts.sources.instruments import about_values
from overstap_cohorts.sources.source import Source
from overstap_cohorts.sources.values import as_flag, as_number, is_missing
from overstap_cohorts.study.definition import UNKNOWN, Covariate, Outcome, Study, Treatment
from overstap_cohorts.wording import RowFault, Warned


@dataclass
class FlatSource(Source):
    """Every question is one Ibis expression over `table`, with `_row`: the row's number from 1."""

    ask: Ask
    study: Study
    table: Any
    set_aside: list[SetAside] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    people: int = 0
    trials: int = 0
    _cells: dict[str, dict[str, Cells]] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _checked: Any = None

    def check(self) -> None:
        """Refuse a table that does not fit the study; set rows aside where the study says so."""
        table = self.table
        self._demand_columns(table)
        self._demand_names()
        key = getattr(self.study.data, "key", None)
        table = table.mutate(_place=place_of(table[key] if key else None, table._row))
        table = those_of(table, self.study.population)
        complaints = Complaints(self.ask, table, leave_out=self.study.set_aside)
        if key:
            table = self._check_key(complaints, table, key)
        for treatment in self.study.treatments:
            self._check_treatment(complaints, table, treatment)
        for outcome in self.study.outcomes:
            self._check_number(complaints, table, outcome.column or outcome.name)
            if outcome.event:
                flag = table[outcome.event]
                wrong = flag.notnull() & as_flag(flag).isnull()
                complaints.about(RowFault("not-a-flag", column=outcome.event), wrong)
        for covariate in self.study.covariates:
            self._check_covariate(complaints, table, covariate)
        if self.study.instrument:
            name = self.study.instrument
            about_values(complaints, name, table[name])
        table = complaints.settle()
        self.set_aside = complaints.set_aside
        self._checked = table
        self.people = self.ask(table.aggregate(n=table.count()))["n"][0].as_py()
        if not self.people:
            raise too_few(0, self.study.threshold)

    def cells(self, treatment: Treatment) -> dict[str, Cells]:
        """The cells of every outcome, counted once."""
        if treatment.name not in self._cells:
            table, plan = self._analysis(treatment)
            self._cells[treatment.name] = compress(self.ask, table, plan)
        return self._cells[treatment.name]

    def before(self, treatment: Treatment) -> list[tuple[str, Cells]]:
        """A table with a row a person knows no months: placebo outcomes stand in the study."""
        del treatment
        return []

    def rows(self, treatment: Treatment, outcome: Outcome) -> Cells:
        """The rows themselves, for methods that pair people."""
        table, plan = self._analysis(treatment)
        return rows(self.ask, table, plan, outcome.name)

    def redraw(self, treatment: Treatment, outcome: Outcome) -> tuple[Redraw, str]:
        """Draws of rows, or of schools where errors are by school; and what is drawn."""
        return redraw_rows(self.rows(treatment, outcome))

    def times(self, treatment: Treatment, outcome: Outcome) -> Cells | None:
        """The rows with their time and extras["event"], for curves; None without an event."""
        return self.rows(treatment, outcome) if outcome.event else None

    def participation(self, treatment: Treatment) -> list[Participation]:
        """How many take part, with how many hours where the table has them."""
        taken = as_flag(self._checked[treatment.column or treatment.name])
        asked = {"n": taken.sum(), "all": taken.count()}
        if treatment.dose:
            dose = as_number(self._checked[treatment.dose])
            asked["cents"] = in_cents(dose).sum(where=taken == 1)
            asked["told"] = dose.count(where=taken == 1)
        seen = self.ask(self._checked.aggregate(**asked)).to_pylist()[0]
        count, everybody = int(seen["n"]), int(seen["all"])
        line = Participation(
            treatment.name, "share", "", count / everybody, None, "share", count, everybody - count
        )
        lines = [line]
        if treatment.dose and seen["told"]:
            hours = int(seen["cents"]) / 100 / int(seen["told"])
            lines.append(replace(line, characteristic="mean_hours", treated=hours, unit="hours"))
        return [*lines, *self._levels(treatment)]

    def _levels(self, treatment: Treatment) -> list[Participation]:
        """The share of each level of a category, among both groups."""
        cells = next(iter(self.cells(treatment).values()))
        n, treated = cells.n, cells.treated
        found = []
        for name in (c.name for c in self.study.covariates if not cells.is_number(c.name)):
            levels, codes = cells.coded(name)
            for place, level in enumerate(levels):
                mine = n * (codes == place)
                counts = [float(mine[group].sum()) for group in (treated, ~treated)]
                shares = [
                    count / max(float(n[group].sum()), 1.0)
                    for count, group in zip(counts, (treated, ~treated), strict=True)
                ]
                found.append(
                    Participation(
                        *(treatment.name, name, level, shares[0], shares[1], "share"),
                        n_treated=int(counts[0]),
                        n_comparison=int(counts[1]),
                    )
                )
        return found

    @override
    def descriptions(self, treatment: Treatment) -> list[Description]:
        """Nothing: a flat table knows no leaving, so no official rate."""
        return []

    # -- inside ---------------------------------------------------------------------------

    def _demand_columns(self, table: Any) -> None:
        study, there = self.study, {name for name in table.columns if name != "_row"}
        asked = [t.column or t.name for t in study.treatments]
        asked += [t.dose for t in study.treatments if t.dose]
        asked += [o.column or o.name for o in study.outcomes]
        asked += [o.event for o in study.outcomes if o.event]
        asked += [c.column or c.name for c in study.covariates]
        asked += [c.column for c in study.population]
        asked += [name for name in (study.cluster, study.instrument) if name]
        key = getattr(study.data, "key", None)
        missing = sorted({name for name in [*asked, *([key] if key else [])] if name not in there})
        if missing:
            raise StudyRefused(
                "table-lacks", count=len(missing), missing=missing[:5], there=sorted(there)[:12]
            )

    def _demand_names(self) -> None:
        """Every column of the analysis table has a name of its own, or one would hide another."""
        study = self.study
        names = [c.name for c in study.covariates]
        names += [f"{c.name}_unknown" for c in study.covariates if c.missing == "category"]
        names += [o.name for o in study.outcomes]
        names += [event_column(o.name) for o in study.outcomes if o.event]
        # Engines take columns for one that differ in capitals only.
        plain = [name.lower() for name in names]
        again = sorted({name for name in plain if name in RESERVED or plain.count(name) > 1})
        if again:
            raise StudyRefused("same-name", names=again[:5])

    def _check_key(self, complaints: Complaints, table: Any, key: str) -> Any:
        """The first row of a person stays; looked for only where somebody stands twice."""
        seen = table.aggregate(rows=table[key].count(), people=table[key].nunique())
        found = self.ask(seen).to_pylist()[0]
        complaints.about(RowFault("empty", column=key), table[key].isnull())
        if found["rows"] > found["people"]:
            first = ibis.window(group_by=key, order_by="_row", preceding=(None, 1))
            table = table.mutate(_again=table._row.count().over(first) > 0)
            complaints.table = table
            again = table._again & table[key].notnull()
            complaints.about(RowFault("person-again", key), again)
        return table

    def _check_treatment(self, complaints: Complaints, table: Any, treatment: Treatment) -> None:
        name = treatment.column or treatment.name
        column = table[name]
        complaints.about(RowFault("empty", column=name), column.isnull())
        unlike = column.notnull() & as_flag(column).isnull()
        complaints.about(RowFault("not-a-flag", column=name), unlike)
        if treatment.dose:
            self._check_number(complaints, table, treatment.dose)

    def _check_number(self, complaints: Complaints, table: Any, name: str) -> None:
        column = table[name]
        if column.type().is_string():
            wordy = ~is_missing(column) & as_number(column).isnull()
            complaints.about(RowFault("no-number", column=name), wordy)
        if column.type().is_string() or column.type().is_floating():
            infinite = as_number(column).isinf().fill_null(False)
            complaints.about(RowFault("infinite", column=name), infinite)

    def _check_covariate(self, complaints: Complaints, table: Any, covariate: Covariate) -> None:
        name = covariate.column or covariate.name
        column = table[name]
        kind = covariate.kind or ("number" if column.type().is_numeric() else "category")
        self._kinds[covariate.name] = kind
        if kind == "number":
            self._check_number(complaints, table, name)
        gone = is_missing(column)
        complaints.about_all(RowFault("characteristic-unknown", column=name), gone)
        if covariate.missing != "category":
            advice = "missing" if covariate.missing == "refuse" else ""
            fault = RowFault("characteristic-empty", column=name, advice=advice)
            complaints.about(fault, gone, drop=covariate.missing == "drop")

    def _analysis(self, treatment: Treatment) -> tuple[Any, Plan]:
        study, table = self.study, self._checked
        columns: dict[str, Any] = {TREATED: as_flag(table[treatment.column or treatment.name])}
        kinds: dict[str, str] = {}
        for covariate in study.covariates:
            column = table[covariate.column or covariate.name]
            gone = is_missing(column)
            name = covariate.name
            kinds[name] = self._kinds[name]
            if kinds[name] == "number":
                number = as_number(column)
                if covariate.missing == "category":
                    # The indicator takes up any difference: which number stands in is the same.
                    columns[f"{name}_unknown"] = gone.ifelse("ja", "nee")
                    kinds[f"{name}_unknown"] = "category"
                    number = gone.ifelse(0.0, number)
                columns[name] = number
            else:
                columns[name] = gone.ifelse(UNKNOWN, column.cast("string"))
        for outcome in study.outcomes:
            columns[outcome.name] = as_number(table[outcome.column or outcome.name])
            if outcome.event:
                columns[event_column(outcome.name)] = as_flag(table[outcome.event])
        if study.cluster:
            columns[CLUSTER] = table[study.cluster].cast("string").fill_null(UNKNOWN)
        instrument = None
        if study.instrument:
            column = table[study.instrument]
            instrument = "number" if column.type().is_numeric() else "category"
            columns[INSTRUMENT] = as_number(column) if instrument == "number" else column
        key = getattr(study.data, "key", None)
        if key:
            columns[ROW_KEY] = table[key]
        if treatment.dose:
            columns[DOSE] = as_number(table[treatment.dose])
        made = table.select(**columns)
        plan = Plan(
            kinds,
            tuple(outcome.name for outcome in study.outcomes),
            cluster=bool(study.cluster),
            instrument=instrument,
            binary={o.name: o.binary for o in study.outcomes if o.binary is not None},
            seed=study.seed,
        )
        return made, plan
