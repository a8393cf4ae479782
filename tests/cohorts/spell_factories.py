"""Small made-up people with spells, written as the two files that a study reads."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from overstap_cohorts.study.definition import (
    Covariate,
    Outcome,
    SpellData,
    Study,
    Time,
    Treatment,
)

START = 2015 * 12 + 8  # September 2015: position 0 of the tests


def month(text: str) -> int:
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def first_day(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)


def last_day(number: int) -> dt.date:
    return first_day(number + 1) - dt.timedelta(days=1)


def person(who: int, **more: Any) -> dict[str, Any]:
    given = {"person": who, "born": dt.date(1999, 1, 1), "gender": "m", "mother_education": "low"}
    return given | {"residence": "44021", "language": "nl"} | more


def spell(
    who: int, kind: str, code: str, first: int, last: int | None, **more: Any
) -> dict[str, Any]:
    """Positions count from September 2015; `last` None is still running."""
    given = {
        "person": who,
        "kind": kind,
        "code": code,
        "start_on": first_day(START + first),
        "end_on": None if last is None else last_day(START + last),
        "hours": None,
        "circuit": None,
        "school": None,
    }
    return given | more


PERSONS = pa.schema(
    [("person", pa.int64()), ("born", pa.date32()), ("distance", pa.float64())]
    + [("lottery", pa.string()), ("offered_on", pa.date32())]  # instruments: empty for most tests
    + [(name, pa.string()) for name in ("gender", "mother_education", "residence", "language")]
)
SPELLS = pa.schema(
    [
        ("person", pa.int64()),
        ("kind", pa.string()),
        ("code", pa.string()),
        ("start_on", pa.date32()),
        ("end_on", pa.date32()),
        ("hours", pa.float64()),
        ("circuit", pa.string()),
        ("school", pa.string()),
    ]
)


def written(folder: Path, persons: list[dict[str, Any]], spells: list[dict[str, Any]]) -> SpellData:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(persons, schema=PERSONS), folder / "persons.parquet")
    pq.write_table(pa.Table.from_pylist(spells, schema=SPELLS), folder / "spells.parquet")
    return SpellData(folder / "persons.parquet", folder / "spells.parquet")


def study(data: SpellData, outcomes: tuple[str, ...], **more: Any) -> Study:
    """IBAL, from September 2015, six trial months, outcomes after six months."""
    time = {
        "design": "start-vs-wait",
        "first_month": START,
        "last_month": START + 5,
        "months": 6,
        "end_of_data": START + 40,
    } | more.pop("time", {})
    given = {
        "title": "toets",
        "data": data,
        "treatments": (Treatment("IBAL", codes=("IBAL",)),),
        "outcomes": tuple(Outcome(name, measure=name) for name in outcomes),
        "covariates": tuple(Covariate(name) for name in more.pop("covariates", ("gender",))),
        "time": Time(**time),
    }
    return Study(**(given | more))
