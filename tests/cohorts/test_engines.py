"""DuckDB and Spark: the same study, the same bytes."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from overstap_cohorts.engines import open_engine
from overstap_cohorts.evaluating import Options, evaluate
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import Covariate, SpellData, Study
from tests.cohorts.spell_factories import START, first_day, person, spell, study, written
from tests.samples import WHOLE

# Sockets that Spark's own client leaves to the collector.
quiet = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
INSTRUMENTS = {"static": "lottery", "start-vs-wait": "offered_on"}
OUTPUTS = ("report/estimates.json", "report/balance.csv")


def cohort(folder: Path, people: int = 700) -> SpellData:
    """Learners who start IBAL by chance, some at school long, some not; ids in no order."""
    random = np.random.default_rng(4)
    persons: list[dict[str, Any]] = []
    spells: list[dict[str, Any]] = []
    for who in random.permutation(people) + 1:
        born = dt.date(1998 + int(random.integers(3)), 1 + int(random.integers(12)), 1)
        education = ["low", "middle", "high"][random.integers(3)]
        gender = "mf"[random.integers(2)]
        persons.append(person(int(who), born=born, gender=gender, mother_education=education))
        left = int(random.integers(4, 24))
        school = f"S{random.integers(15)}"
        spells.append(spell(int(who), "enrolment", "X", -6, left, circuit="DBSO", school=school))
        if random.random() < 0.4:
            spells.append(spell(int(who), "certificate", "C", left, None))
        at = int(who) % 20
        if starts := random.random() < 0.45:
            at = int(random.integers(0, 6))
            spells.append(spell(int(who), "programme", "IBAL", at, at + 1, hours=float(at + 5)))
        # Most start in the month of their offer, and most who start are of group a.
        persons[-1]["offered_on"] = first_day(START + at + int(who % 3 == 0))
        persons[-1]["lottery"] = "a" if starts != (who % 4 == 0) else "b"
        if random.random() < 0.5:
            at = int(random.integers(-2, 10))
            spells.append(spell(int(who), "work", "NEC", at, at + int(random.integers(1, 12))))
        if random.random() < 0.3:
            at = int(random.integers(-6, 8))
            spells.append(spell(int(who), "absence", "PROBLEMATIC", at, at))
    return written(folder, persons, spells)


def asked(data: SpellData, design: str) -> Study:
    made = study(
        data,
        ("vsv", "months_in_work"),
        covariates=("gender", "mother_education", "problematic_absence", "in_nec"),
        time={"design": design, "end_of_data": START + 30},
    )
    if design == "static":
        made = replace(made, time=replace(made.time, first_month=None, last_month=None))
        made = replace(made, covariates=tuple(Covariate(n) for n in ("gender", "mother_education")))
    made = replace(made, methods=("difference", "regression", "aipw"))
    if design in INSTRUMENTS:
        made = replace(made, methods=(*made.methods, "iv"), instrument=INSTRUMENTS[design])
    return made


@quiet
@pytest.mark.parametrize(
    "design",
    # The last one asks most of an engine: a month of its own each, an instrument, errors of draws.
    ["static", "start-vs-wait", "start-vs-never-within-k"]
    if WHOLE
    else ["start-vs-never-within-k"],
)
def test_both_engines_write_the_same_bytes(tmp_path: Path, spark: Any, design: str) -> None:
    made = asked(cohort(tmp_path / "data"), design)
    for engine in ("duckdb", "spark"):
        evaluate(made, tmp_path / engine, options=Options(engine=engine, memory_gb=1))
    for output in OUTPUTS:
        first = (tmp_path / "duckdb" / output).read_bytes()
        assert len(first) > 200
        assert (b'"late"' in first) == (design in INSTRUMENTS and output == OUTPUTS[0])
        assert (tmp_path / "spark" / output).read_bytes() == first


@quiet
def test_the_placebo_date_is_the_same_for_engines_and_threads(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Beside covariates that hold work and absence themselves it has nothing to say."""
    made = asked(cohort(tmp_path / "data"), "start-vs-wait")
    made = replace(made, covariates=tuple(Covariate(n) for n in ("gender", "mother_education")))
    runs = {
        "one": Options(threads=1, memory_gb=1),
        "two": Options(threads=2, memory_gb=1),
    }
    if WHOLE:
        request.getfixturevalue("spark")
        runs["spark"] = Options(engine="spark", memory_gb=1)
    for name, options in runs.items():
        evaluate(made, tmp_path / name, options=options)
    found = json.loads((tmp_path / "one" / OUTPUTS[0]).read_text())
    before = {item["outcome"] for item in found["diagnostics"]["placebos"]}
    assert before == {"work_before", "absence_before"}
    for output in OUTPUTS:
        assert len({(tmp_path / name / output).read_bytes() for name in runs}) == 1


def test_any_number_of_threads_writes_the_same_bytes(tmp_path: Path) -> None:
    made = asked(cohort(tmp_path / "data"), "start-vs-wait")
    for threads in (1, 2):
        evaluate(made, tmp_path / str(threads), options=Options(threads=threads, memory_gb=1))
    for output in OUTPUTS:
        first = (tmp_path / "1" / output).read_bytes()
        assert first == (tmp_path / "2" / output).read_bytes()
        assert b"IBAL" in first


@quiet
def test_spark_reads_a_csv_as_duckdb_does(tmp_path: Path, spark: Any) -> None:
    file = tmp_path / "a.csv"
    file.write_text('person,school,x,on\n1,007,2,2016-01-31\n2,,"2,5",NA\n')
    read = []
    for name in ("duckdb", "spark"):
        with open_engine(name, folder=tmp_path / name, memory_gb=1) as engine:
            table = engine.register("a", file)
            read.append(engine.to_arrow(table.order_by("person")).to_pylist())
            numbered = engine.numbered("a")
            rows = engine.to_arrow(numbered.order_by("person"))["_row"].to_pylist()
            assert rows == [1, 2]
    assert (
        read[0]
        == read[1]
        == [
            {"person": 1, "school": "007", "x": 2.0, "on": dt.date(2016, 1, 31)},
            {"person": 2, "school": None, "x": 2.5, "on": None},
        ]
    )


@quiet
@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_rows_of_several_files_have_a_number_each(tmp_path: Path, spark: Any, name: str) -> None:
    """The same number in two files would take the one row for the other."""
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    for part in range(3):
        table = pa.table({"who": [10 * part + 1, 10 * part + 2]})
        pq.write_table(table, folder / f"part {part}.parquet")
    with open_engine(name, folder=tmp_path / name, memory_gb=1) as engine:
        engine.register("a", folder)
        rows = engine.to_arrow(engine.numbered("a").order_by("who")).to_pylist()
    assert rows == [
        {"who": who, "_row": row} for row, who in enumerate((1, 2, 11, 12, 21, 22), start=1)
    ]


def test_a_csv_that_mixes_kinds_is_told_with_its_lines_and_no_value(tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    lines = [f"{i},{i}.5" for i in range(60)] + ["60,veel", "61,weinig"]
    file.write_text("person,hours\n" + "\n".join(lines) + "\n")
    with (
        pytest.raises(StudyRefused) as refused,
        open_engine("duckdb", folder=tmp_path / "s", memory_gb=1) as engine,
    ):
        engine.register("spells", file)
    assert "kolom hours: 2 waarde(n)" in str(refused.value)
    assert "regel 62, 63" in str(refused.value)
    assert "veel" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is leeg (0 bytes)"),
        (b"a,b\n1,2\n1,2,3\n1,2\n1\n", "2 regel(s) hebben er meer of minder, o.a. regel 3, 5"),
        ("a,b\n1,2\né,2\n".encode("latin-1"), "geen UTF-8: 1 regel(s)"),
        ("a,b\n1,2\n".encode("utf-16"), "geen UTF-8"),
    ],
)  # fmt: skip
def test_a_csv_that_cannot_be_read_is_told_with_its_lines(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with (
        open_engine("duckdb", folder=tmp_path / "stages", memory_gb=1) as engine,
        pytest.raises(StudyRefused) as refused,
    ):
        engine.register("a", file)
    assert said in str(refused.value)
    assert "a.csv" in str(refused.value)


def test_a_broken_and_a_missing_file_are_told_in_a_sentence(tmp_path: Path) -> None:
    data = cohort(tmp_path / "data", 30)
    whole = data.spells.read_bytes()
    cut, wrong = tmp_path / "cut.parquet", tmp_path / "wrong.parquet"
    cut.write_bytes(whole[: len(whole) // 2])
    half = len(whole) // 3
    wrong.write_bytes(whole[:4] + b"\xff" * half + whole[4 + half :])
    with open_engine("duckdb", folder=tmp_path / "s", memory_gb=1) as engine:
        with pytest.raises(StudyRefused, match=r"cut\.parquet is beschadigd"):
            engine.register("spells", cut)
        with pytest.raises(StudyRefused, match="bestaat niet"):
            engine.register("spells", tmp_path / "nowhere.parquet")
        with pytest.raises(StudyRefused, match="beschadigd"):
            engine.save("copy", engine.register("spells", wrong))
        assert not list((tmp_path / "s").glob("copy*"))


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(StudyRefused, match="duckdb, spark"), open_engine("polars"):
        pass


def test_a_csv_is_made_again_for_other_text_and_for_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("person,school\n1,7\n")

    def kind(*text: str) -> str:
        with open_engine("duckdb", folder=tmp_path / "s", memory_gb=1) as engine:
            return str(engine.register("a", file, text=text)["school"].type())

    assert kind() == "int64"
    assert kind("school") == "string"
    made = len(list((tmp_path / "s").glob("a-*.parquet")))
    kind()
    assert len(list((tmp_path / "s").glob("a-*.parquet"))) == made == 2
    monkeypatch.setattr("overstap_cohorts.engines.opened.version", lambda name: "9")
    kind()
    assert len(list((tmp_path / "s").glob("a-*.parquet"))) == 3


def test_a_disk_that_is_full_is_told_in_a_sentence(tmp_path: Path) -> None:
    with open_engine("duckdb", folder=tmp_path / "s", memory_gb=1) as engine:

        def full(*_: object) -> None:
            raise duckdb.IOException('Could not write file "x": No space left on device')

        engine._write = full  # type: ignore[method-assign]
        with pytest.raises(StudyRefused, match="De schijf is vol"):
            engine.save("copy", ibis.memtable({"a": [1]}))


def test_curves_are_refused_where_later_starters_leave_the_comparison(tmp_path: Path) -> None:
    made = asked(cohort(tmp_path / "data"), "start-vs-never-within-k")
    made = replace(made, survival=True, methods=("aipw",))
    found = evaluate(made, tmp_path / "out", options=Options(memory_gb=1))
    assert not found.curves
    reasons = {(r.method, r.reason) for r in found.refused}
    assert ("restricted-mean", "curves-without-weights") in reasons


def test_parts_and_strata_count_a_person_once(tmp_path: Path) -> None:
    made = asked(cohort(tmp_path / "data"), "start-vs-wait")
    made = replace(made, methods=("cem", "regression"), subgroups=("gender",))
    found = evaluate(made, tmp_path / "out", options=Options(memory_gb=1))
    kinds = {(e.method, bool(e.subgroup), e.std_error_kind) for e in found.estimates}
    assert kinds == {
        ("cem", False, "cluster-person"),
        ("regression", False, "cluster-person"),
        ("regression", True, "cluster-person"),
    }
