"""Counting by change points equals a table with a row for each person and month."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overstap_cohorts.engines import open_engine
from overstap_cohorts.measures import counting
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.spell_source import SpellSource
from tests.cohorts import by_month
from tests.cohorts.spell_factories import START, first_day, last_day, person, spell, study, written
from tests.samples import sample

COVARIATES = (
    "gender", "mother_education", "age", "earlier_programmes", "programme_hours",
    "problematic_absence", "in_nec", "months_enrolled", "circuit", "category", "school",
)  # fmt: skip
OUTCOMES = (
    "vsv", "vsv_by_20", "nec_entry", "still_in_nec", "months_in_work", "lasting_work",
    "problematic_absence", "certificate", "work_before", "absence_before",
)  # fmt: skip
TRIALS, K = 6, 6


def _day(draw: Any, position: int) -> dt.date:
    low, high = first_day(START + position), last_day(START + position)
    return low + dt.timedelta(days=draw(st.integers(0, (high - low).days)))


def _spans(draw: Any, most: int) -> list[tuple[dt.date, dt.date | None]]:
    """Up to `most` spells one after the other; the last may still run."""
    found, at = [], draw(st.integers(-20, 6))
    for _ in range(draw(st.integers(0, most))):
        start = _day(draw, at)
        if found and start <= found[-1][1]:
            start = found[-1][1] + dt.timedelta(days=1)
        end = max(start, _day(draw, at + draw(st.integers(0, 14))))
        found.append((start, end))
        at = (end.year * 12 + end.month - 1 - START) + draw(st.integers(0, 5))
    if found and draw(st.booleans()):
        found[-1] = (found[-1][0], None)
    return found


@st.composite
def worlds(draw: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    persons, spells = [], []
    for who in range(1, draw(st.integers(2, 12)) + 1):
        born = dt.date(draw(st.integers(1995, 2001)), draw(st.integers(1, 12)), 1)
        education = draw(st.sampled_from(["low", "high", None]))
        persons.append(
            person(who, born=born, gender=draw(st.sampled_from("mfx")), mother_education=education)
        )
        for kind, codes, most in (
            ("enrolment", ["X"], 3), ("track", ["NEC", "BRIDGE", "TO_ORIENT"], 3),
            ("programme", ["BRUG", "IBAL"], 3), ("work", ["NEC", "SEC"], 3),
            ("absence", ["PROBLEMATIC", "LATE"], 2), ("certificate", ["A"], 1),
        ):  # fmt: skip
            for start, end in _spans(draw, most):
                more = {"start_on": start, "end_on": end if kind != "certificate" else None}
                if kind == "programme":
                    more["hours"] = draw(st.sampled_from([None, 10.0, 100.0, 250.5]))
                if kind == "enrolment":
                    more["circuit"] = draw(st.sampled_from(["DBSO", "LEERTIJD", None]))
                    more["school"] = draw(st.sampled_from(["A", "B"]))
                spells.append(spell(who, kind, draw(st.sampled_from(codes)), 0, 0, **more))
    return persons, spells


def _cells_of(rows: list[dict[str, Any]], outcome: str) -> dict[tuple[Any, ...], list[int]]:
    found: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        value = row[f"y:{outcome}"]
        if value is None:
            continue
        key = (row["treated"], row["trial"], *(row[name] for name in COVARIATES))
        cell = found.setdefault(key, [0, 0, 0])
        cell[0] += 1
        cell[1] += value
        cell[2] += value * value
    return found


def _keys(cells: Any) -> list[tuple[Any, ...]]:
    columns = []
    for name in COVARIATES:
        values = cells.covariates[name]
        columns.append([cells.levels[name][v] for v in values] if name in cells.levels else values)
    return list(zip(cells.treated.astype(int), cells.covariates["trial"], *columns, strict=True))


@settings(max_examples=sample(6, 15), deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), seed=st.integers(0, 10))
def test_cells_and_sums_over_people_equal_those_of_the_exploded_table(
    tmp_path_factory: Any, world: Any, seed: int
) -> None:
    persons, spells = world
    codes = {s["code"] for s in spells if s["kind"] == "programme"}
    if "IBAL" not in codes or not any(s["kind"] == "enrolment" for s in spells):
        return
    if not any(p["mother_education"] for p in persons):
        return  # a characteristic that nobody has is refused: see test_bad_spells
    end = START + 20
    asked = {"end": end, "codes": ("IBAL",), "trials": TRIALS, "k": K}
    rows = by_month.table(
        persons, spells, {**asked, "covariates": COVARIATES, "outcomes": OUTCOMES}
    )
    wanted = {name: _cells_of(rows, name) for name in OUTCOMES}
    used = tuple(name for name in OUTCOMES if wanted[name])
    if not rows or not used:
        return
    folder: Path = tmp_path_factory.mktemp("world")
    asking = study(written(folder, persons, spells), used, covariates=COVARIATES,
                   time={"end_of_data": end}, set_aside=True)  # fmt: skip
    from dataclasses import replace

    asking = replace(
        asking, covariates=tuple(replace(c, missing="category") for c in asking.covariates)
    )
    with open_engine("duckdb", folder=folder / "stages", memory_gb=1, threads=1) as engine:
        source = SpellSource(engine, asking)
        source.check()
        assert not source.set_aside
        found = source.cells(asking.treatments[0])
        random = np.random.default_rng(seed)
        for outcome in asking.outcomes:
            cells = found[outcome.name]
            seen = dict(
                zip(_keys(cells), zip(cells.n, cells.mean, cells.spread, strict=True), strict=True)
            )
            assert seen.keys() == wanted[outcome.name].keys()
            for key, (n, mean, spread) in seen.items():
                count, total, squares = wanted[outcome.name][key]
                assert n == count
                assert round(mean * n) == total
                assert abs(spread - (squares - total * total / count)) < 1e-9
            a, b = random.normal(size=(2, cells.size))
            place = {key: at for at, key in enumerate(_keys(cells))}
            sums: dict[int, float] = {}
            for row in rows:
                y = row[f"y:{outcome.name}"]
                if y is not None:
                    at = place[row["treated"], row["trial"], *(row[name] for name in COVARIATES)]
                    sums[row["person"]] = sums.get(row["person"], 0.0) + a[at] + b[at] * y
            total, people = cells.person_squares(a, b, cells.n > 0)
            assert people == len(sums)
            assert abs(total - sum(s * s for s in sums.values())) < 1e-9 * max(total, 1)
            by_row = source.rows(asking.treatments[0], outcome)
            assert by_row.size == cells.rows
            assert by_row.mean.sum() == (cells.n * cells.mean).sum().round(6)


def test_more_groups_than_fit_in_memory_are_refused_with_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [person(who) for who in (1, 2)]
    spells = [spell(who, "enrolment", "X", -6, 30) for who in (1, 2)]
    spells.append(spell(1, "programme", "IBAL", 1, 2))
    asking = study(written(tmp_path, people, spells), ("vsv",))
    monkeypatch.setattr(counting, "MOST_SUMS", 10)
    with open_engine("duckdb", folder=tmp_path / "stages", memory_gb=1, threads=1) as engine:
        source = SpellSource(engine, asking)
        source.check()
        with pytest.raises(StudyRefused, match="geven 2 verschillende groepen, in 6 maanden"):
            source.cells(asking.treatments[0])
