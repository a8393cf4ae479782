"""Parquet damaged inside, its footer whole; and memory that falls short: one sentence, no file."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from overstap_cohorts.engines import open_engine
from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.evaluating import Options, evaluate
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources import Source, open_source
from overstap_cohorts.study.definition import Covariate, FlatData, Outcome, Study, Treatment
from tests.cohorts import spell_factories

PEOPLE = 2000


def flat(folder: Path, rows: int = PEOPLE) -> Study:
    rng = np.random.default_rng(1)
    columns = {name: rng.integers(0, 2, rows) for name in ("t", "y")}
    columns |= {"id": np.arange(rows), "school": [f"school {i}" for i in rng.permutation(rows)]}
    columns |= {"x": rng.normal(size=rows)}
    folder.mkdir()
    pq.write_table(pa.table(columns), folder / "flat.parquet")
    return Study(
        "Plat",
        FlatData(folder / "flat.parquet", "id"),
        (Treatment("t"),),
        (Outcome("y"),),
        (Covariate("x"), Covariate("school", kind="category")),
        methods=("difference",),
    )


def spells(folder: Path) -> Study:
    persons = [spell_factories.person(who, gender="mf"[who % 2]) for who in range(PEOPLE)]
    told = [spell_factories.spell(who, "enrolment", "X", -6, who % 30) for who in range(PEOPLE)]
    told += [spell_factories.spell(who, "programme", "IBAL", 2, 4) for who in range(0, PEOPLE, 3)]
    return spell_factories.study(
        spell_factories.written(folder, persons, told), ("vsv",), methods=("difference",)
    )


SHAPES = {"flat": flat, "persons": spells, "spells": spells}
# Of each file, columns that a study reads.
READ = [("flat", name) for name in ("id", "t", "y", "x", "school")]
READ += [("persons", name) for name in ("person", "born", "gender")]
READ += [("spells", name) for name in ("person", "kind", "code", "start_on", "end_on")]


def _overwritten(file: Path, at: int, what: bytes) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:at] + what + whole[at + len(what) :])
    assert pq.read_metadata(file)  # its end is whole: opening it shows nothing


@pytest.mark.parametrize(("name", "column"), READ)
def test_a_damaged_page_is_one_sentence_with_the_name_of_its_file(
    tmp_path: Path, name: str, column: str
) -> None:
    made, file = SHAPES[name](tmp_path / "data"), tmp_path / "data" / f"{name}.parquet"
    with pq.ParquetFile(file) as opened:
        place = opened.schema_arrow.get_field_index(column)
        chunk = opened.metadata.row_group(0).column(place)
    _overwritten(file, chunk.data_page_offset, b"\xff" * 24)
    with pytest.raises(StudyRefused) as refused:
        evaluate(made, tmp_path / "uit", options=Options(memory_gb=1))
    assert str(refused.value).startswith(f"Het Parquetbestand {name}.parquet is beschadigd")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "uit").exists()


@contextmanager
def _opened(made: Study, folder: Path) -> Iterator[tuple[Source, Engine]]:
    with open_engine("duckdb", folder=folder, memory_gb=1, threads=1) as engine:
        yield open_source(made, engine), engine


def _reason(made: Study, folder: Path) -> tuple[str, str]:
    """Why a study is refused, and how it is said; nothing where it is not."""
    with _opened(made, folder) as (source, _):
        try:
            source.check()
            source.cells(made.treatments[0])
        except StudyRefused as refused:
            return refused.reason, str(refused)
    return "", ""


@pytest.mark.parametrize("name", SHAPES)
def test_damage_anywhere_is_told_or_does_not_show(tmp_path: Path, name: str) -> None:
    """Where values are plain numbers, other ones may stand there: no reader sees that."""
    made, file = SHAPES[name](tmp_path / "data"), tmp_path / "data" / f"{name}.parquet"
    whole, drawn, told = file.read_bytes(), random.Random(5), []
    footer = int.from_bytes(whole[-8:-4], "little")
    for turn in range(10):
        size = drawn.choice([8, 200])
        at = drawn.randrange(4, len(whole) - 8 - footer - size)
        file.write_bytes(whole)
        _overwritten(file, at, drawn.choice([b"\xff" * size, bytes(size), drawn.randbytes(size)]))
        told.append(_reason(made, tmp_path / str(turn)))
    broken = [sentence for reason, sentence in told if reason == "corrupt-parquet"]
    assert broken
    assert all(f" {file.name} is beschadigd" in sentence for sentence in broken)


@pytest.mark.parametrize("asked", ["check", "cells", "rows"])
def test_memory_that_falls_short_for_a_flat_table_is_one_sentence(
    tmp_path: Path, asked: str
) -> None:
    made = flat(tmp_path / "data", 200_000)
    treatment, outcome = made.treatments[0], made.outcomes[0]
    with _opened(made, tmp_path / "stages") as (source, engine):
        if asked != "check":
            source.check()
        questions = {
            "check": source.check,
            "cells": lambda: source.cells(treatment),
            "rows": lambda: source.rows(treatment, outcome),
        }
        engine.backend.con.execute("SET memory_limit = '5MB'")
        engine.backend.con.execute("SET max_temp_directory_size = '0KB'")
        with pytest.raises(StudyRefused) as refused:
            questions[asked]()
    assert refused.value.reason == "memory"
    assert str(refused.value).startswith("Het geheugen volstaat niet. Geef meer (--memory 8GB)")
