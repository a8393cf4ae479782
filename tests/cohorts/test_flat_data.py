"""A flat table with mistakes: each a sentence with its count and first places."""

from dataclasses import replace
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.flat import FlatSource
from overstap_cohorts.study.definition import (
    Condition,
    Covariate,
    FlatData,
    Outcome,
    Study,
    Treatment,
)

GOOD = {
    "id": list(range(1, 9)),
    "t": [0, 1] * 4,
    "y": [0.0, 1.0, 1.0, 0.0] * 2,
    "g": ["m", "v"] * 4,
    "x": [1.0, 2.0, 3.0, 4.0] * 2,
}


def _source(columns: dict[str, list[object]], **changes: object) -> FlatSource:
    covariates = changes.pop("covariates", (Covariate("g"), Covariate("x")))
    study = Study(
        "Proef",
        FlatData(Path("tabel.csv"), "id"),
        changes.pop("treatments", (Treatment("t"),)),  # type: ignore[arg-type]
        changes.pop("outcomes", (Outcome("y"),)),  # type: ignore[arg-type]
        covariates,  # type: ignore[arg-type]
        **changes,  # type: ignore[arg-type]
    )
    backend = ibis.duckdb.connect()
    rows = list(range(1, 1 + len(next(iter(columns.values())))))
    backend.con.register("flat", pa.table({**columns, "_row": rows}))
    return FlatSource(backend.to_pyarrow, study, backend.table("flat"))


def _refused(columns: dict[str, list[object]], **changes: object) -> str:
    with pytest.raises(StudyRefused) as refused:
        _source(columns, **changes).check()
    return str(refused.value)


def test_a_good_table_is_counted() -> None:
    source = _source(GOOD)
    source.check()
    assert source.people == 8
    assert source.cells(source.study.treatments[0])["y"].rows == 8


def test_missing_columns_are_named_beside_those_that_are_there() -> None:
    said = _refused({name: GOOD[name] for name in ("id", "t", "y", "x")})
    assert "mist 1 kolom(men): g." in said
    assert "id, t, x, y" in said


def test_people_who_stand_there_twice() -> None:
    said = _refused({**GOOD, "id": [1, 1, 2, 3, 4, 5, 6, 6]})
    assert "id: deze persoon staat er al: 2 rij(en), o.a. 1, 6" in said
    source = _source({**GOOD, "id": [1, 1, 2, 3, 4, 5, 6, 6]}, set_aside=True)
    source.check()
    assert source.people == 6, "the first row of a person stays"


def test_places_come_in_the_order_of_the_table_not_of_the_alphabet() -> None:
    many = {name: [*values, *values] for name, values in GOOD.items()} | {"id": list(range(2, 18))}
    said = _refused({**many, "t": [7] * 16})
    assert "t is geen 0 of 1: 16 rij(en), o.a. 2, 3, 4, 5, 6\n" in said


def test_limits_on_words_and_numbers_without_end_are_told() -> None:
    said = _refused(GOOD, population=(Condition("g", least=2),))
    assert "population: g is geen getal" in said
    endless = {**GOOD, "y": [0.0, 1.0, np.inf] + [1.0] * 5}
    assert "y is oneindig: 1 rij(en), o.a. 3" in _refused(endless)


def test_nobody_treated_is_no_crash() -> None:
    source = _source({**GOOD, "t": [0] * 8})
    source.check()
    assert source.participation(source.study.treatments[0])[0].treated == 0


def test_treatment_that_is_neither_yes_nor_no() -> None:
    said = _refused({**GOOD, "t": [0, 1, 2, None, 0, 1, 0, 1]})
    assert "t is geen 0 of 1: 1 rij(en), o.a. 3" in said
    assert "t is leeg: 1 rij(en), o.a. 4" in said


def test_treatment_in_words_is_understood() -> None:
    source = _source({**GOOD, "t": ["ja", "nee"] * 4})
    source.check()
    cells = source.cells(source.study.treatments[0])["y"]
    assert cells.n[cells.treated].sum() == 4


def test_text_where_a_number_should_stand() -> None:
    values = ["1", "2", "veel", "4", "5", "6", "7", "8,5"]
    said = _refused({**GOOD, "y": values}, covariates=(Covariate("g"),))
    assert "y is geen getal: 1 rij(en), o.a. 3" in said


def test_a_covariate_that_is_empty_everywhere() -> None:
    said = _refused({**GOOD, "g": pa.array([None] * 8, pa.string())})  # type: ignore[dict-item]
    assert "kenmerk g heeft geen enkele waarde (8 rijen)" in said


def test_an_empty_covariate_is_refused_counted_or_a_class_of_its_own() -> None:
    holes = {**GOOD, "g": ["m", None, "", "v", "m", "v", "m", "v"]}
    assert "kenmerk g is leeg" in _refused(holes)
    dropped = _source(holes, covariates=(Covariate("g", missing="drop"),))
    dropped.check()
    assert dropped.people == 6
    assert dropped.set_aside[0].count == 2
    kept = _source(holes, covariates=(Covariate("g", missing="category"),))
    kept.check()
    assert "(onbekend)" in kept.cells(kept.study.treatments[0])["y"].levels["g"]


def test_an_empty_number_becomes_a_class_beside_it() -> None:
    source = _source(
        {**GOOD, "x": [1.0, None, 3.0, 4.0] * 2},
        covariates=(Covariate("x", missing="category"),),
    )
    source.check()
    cells = source.cells(source.study.treatments[0])["y"]
    assert cells.levels["x_unknown"] == ("ja", "nee")


def test_what_is_set_aside_is_counted_with_its_places() -> None:
    source = _source({**GOOD, "t": [0, 1, 2, 3, 0, 1, 0, 1]}, set_aside=True)
    source.check()
    assert source.people == 6
    assert source.set_aside[0].places == ("3", "4")


def test_a_population_is_a_condition_on_columns() -> None:
    source = _source(
        GOOD, population=(Condition("g", values=("m",)), Condition("x", least=2, most=3))
    )
    source.check()
    assert source.people == 2
    with pytest.raises(StudyRefused, match="Er blijft niemand over"):
        _source(GOOD, population=(Condition("g", values=("z",)),)).check()


def test_a_covariate_may_be_called_what_the_calculation_uses_itself() -> None:
    names = ("weight", "cluster", "treated", "instrument", "dose", "n0")
    table = {**GOOD, **dict.fromkeys(names, GOOD["x"])}
    source = _source(table, covariates=tuple(Covariate(name) for name in names))
    source.check()
    cells = source.cells(source.study.treatments[0])["y"]
    assert set(cells.covariates) == set(names)
    assert cells.weight is None
    assert cells.cluster is None
    assert cells.instrument is None
    rows = source.rows(source.study.treatments[0], source.study.outcomes[0])
    assert rows.treated.tolist() == [False, True] * 4
    assert rows.extras == {}


@pytest.mark.parametrize(
    "covariates",
    [
        (Covariate("y"),),
        (Covariate("Y", column="x"),),
        (Covariate("_treated", column="x"),),
        (Covariate("x", missing="category"), Covariate("x_unknown", column="g")),
    ],
)
def test_two_things_of_one_name_are_refused(covariates: tuple[Covariate, ...]) -> None:
    assert "die naam heeft al iets anders" in _refused(GOOD, covariates=covariates)


def test_a_row_without_its_key_is_told() -> None:
    said = _refused({**GOOD, "id": [1, 2, None, 4, 5, 6, 7, 8]})
    assert "id is leeg: 1 rij(en), o.a. rij 3" in said


@pytest.mark.parametrize("name", ["y", "x"])
def test_a_number_without_end_is_told(name: str) -> None:
    values = [1.0, float("inf"), 3.0, float("nan")] * 2
    covariates = (Covariate("g"), Covariate("x", missing="category"))
    said = _refused({**GOOD, name: values}, covariates=covariates)
    assert f"{name} is oneindig: 2 rij(en), o.a. 2, 6" in said


def test_who_has_no_instrument_is_told() -> None:
    """And left out only on request: in silence, the lottery would lose people unseen."""
    groups = ["a", "", None, "b", " ", "a", "b", "a"]
    said = _refused({**GOOD, "lot": groups}, instrument="lot")
    assert "instrument lot is leeg: 3 rij(en), o.a. 2, 3, 5" in said
    source = _source({**GOOD, "lot": groups}, instrument="lot", set_aside=True)
    source.check()
    assert source.people == 5
    distances = [1.0, float("inf"), 3.0, float("nan")] * 2
    said = _refused({**GOOD, "km": distances}, instrument="km")
    assert "instrument km is leeg: 2 rij(en), o.a. 4, 8" in said
    assert "instrument km is oneindig: 2 rij(en), o.a. 2, 6" in said


def test_what_is_no_number_is_missing_in_a_parquet_too(tmp_path: Path) -> None:
    """Its smallest and largest leave NaN out; the engine must look at the values themselves."""
    file = tmp_path / "tabel.parquet"
    columns = {**GOOD, "x": [1.0, 2.0, float("nan"), 4.0] * 2, "_row": list(range(1, 9))}
    pq.write_table(pa.table(columns), file)
    backend = ibis.duckdb.connect()
    source = FlatSource(backend.to_pyarrow, _source(GOOD).study, backend.read_parquet(str(file)))
    with pytest.raises(StudyRefused, match=r"kenmerk x is leeg .*: 2 rij\(en\), o.a. 3, 7"):
        source.check()


def test_mean_hours_are_of_those_whose_hours_are_told() -> None:
    hours = ["0", "10,5", "", "20", "0", "", "0", "30"]
    source = _source({**GOOD, "h": hours}, treatments=(Treatment("t", dose="h"),))
    source.check()
    lines = {line.characteristic: line for line in source.participation(source.study.treatments[0])}
    assert lines["mean_hours"].treated == pytest.approx((10.5 + 20 + 30) / 3)


def test_a_dose_or_an_event_that_cannot_be_read_is_told() -> None:
    treatments = (Treatment("t", dose="h"),)
    said = _refused({**GOOD, "h": ["veel"] + ["1"] * 7}, treatments=treatments)
    assert "h is geen getal: 1 rij(en), o.a. 1" in said
    outcomes = (Outcome("y", event="e"),)
    assert "e is geen 0 of 1: 2 rij(en)" in _refused(
        {**GOOD, "e": [0, 1, 2, 1] * 2}, outcomes=outcomes
    )


def test_pairs_without_a_key_do_not_look_at_the_outcome() -> None:
    """Everybody alike: who is paired with whom is chance, and the effect of chance is small."""
    rng = np.random.default_rng(5)
    treated, outcome = rng.random(4000) < 0.3, rng.random(4000) < 0.5
    columns = {"t": treated.astype(int), "y": outcome.astype(int), "g": ["m", "v"] * 2000}
    source = _source({name: list(values) for name, values in columns.items()},
                     covariates=(Covariate("g"),))  # fmt: skip
    source.study = replace(source.study, data=FlatData(Path("tabel.csv")))
    source.check()
    rows = source.rows(source.study.treatments[0], source.study.outcomes[0])
    found = estimate(rows, "psm", "att").fit
    low, high = found.error.interval(found.estimate)
    assert low < outcome[treated].mean() - outcome[~treated].mean() < high
