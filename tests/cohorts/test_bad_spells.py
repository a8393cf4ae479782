"""What is wrong with persons and spells is told with its count and first places, or set aside."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from overstap_cohorts.engines import open_engine
from overstap_cohorts.findings import SetAside
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.spells import Checked, checked
from overstap_cohorts.study.definition import Condition, SpellData, Treatment
from tests.cohorts.spell_factories import START, first_day, person, spell, study, written

GOOD = [spell(1, "enrolment", "X", -6, 30), spell(1, "programme", "IBAL", 1, 1)]


def look(data: SpellData, folder: Path, **more: Any) -> Checked:
    with open_engine("duckdb", folder=folder / "stages", memory_gb=1, threads=1) as engine:
        engine.register("persons", data.persons)
        engine.register("spells", data.spells)
        return checked(engine, study(data, ("vsv",), **more))


def refusal(folder: Path, spells: list[dict[str, Any]], persons: Any = None, **more: Any) -> str:
    data = written(folder, persons or [person(1)], spells)
    with pytest.raises(StudyRefused) as refused:
        look(data, folder, **more)
    return str(refused.value)


WRONG = {
    "kind": ({**GOOD[0], "kind": "holiday"}, "kind is geen van enrolment, track"),
    "code": ({**GOOD[0], "code": None, "kind": "track"}, "code is leeg: 1 rij"),
    "reversed": (spell(1, "track", "NEC", 5, 2), "eindigt voor het begint: 1 rij"),
    "no person": ({**GOOD[0], "person": None}, "spells: person is leeg: 1 rij(en), o.a. rij 3"),
    "unknown": (spell(9, "work", "NEC", 1, 2), "staat niet in persons: 1 rij(en), o.a. 9 (rij 3)"),
    "no start": ({**GOOD[0], "start_on": None}, "start_on is leeg of geen datum: 1 rij"),
    "no time": ({**GOOD[1], "start_on": None}, "deelname zonder begindatum (start_on): 1 rij"),
    "overlap": (spell(1, "enrolment", "Y", 4, 8), "overlapt een vorige inschrijving"),
    "twice": (spell(1, "programme", "IBAL", 1, 3), "programma met dezelfde code: 1 rij"),
    "unborn": (
        {**GOOD[1], "start_on": dt.date(1990, 1, 1), "end_on": dt.date(1990, 2, 1)},
        "programma begint voor de geboorte: 1 rij",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_in_spells_is_a_sentence_with_its_count_and_place(
    tmp_path: Path, name: str
) -> None:
    wrong, sentence = WRONG[name]
    assert sentence in refusal(tmp_path, [*GOOD, wrong])


@pytest.mark.parametrize("name", WRONG)
def test_each_is_set_aside_on_request_and_counted(tmp_path: Path, name: str) -> None:
    data = written(tmp_path, [person(1)], [*GOOD, WRONG[name][0]])
    found = look(data, tmp_path, set_aside=True)
    assert sum(item.count for item in found.set_aside) >= 1
    assert all(isinstance(item, SetAside) and item.places for item in found.set_aside)


def test_good_files_are_left_as_they_are(tmp_path: Path) -> None:
    assert look(written(tmp_path, [person(1)], GOOD), tmp_path).set_aside == []


def test_spells_that_touch_do_not_overlap(tmp_path: Path) -> None:
    touching = [*GOOD, spell(1, "enrolment", "Y", 31, None), spell(1, "programme", "BRUG", 1, 1)]
    assert look(written(tmp_path, [person(1)], touching), tmp_path).set_aside == []


def test_the_first_five_places_are_named_and_all_are_counted(tmp_path: Path) -> None:
    wrong = [spell(1, "track", "NEC", 5, 2) for _ in range(8)]
    told = refusal(tmp_path, [*GOOD, *wrong])
    assert "8 rij(en), o.a. 1 (rij 3), 1 (rij 4), 1 (rij 5), 1 (rij 6), 1 (rij 7)\n" in told


def test_all_mistakes_of_both_tables_come_in_one_refusal(tmp_path: Path) -> None:
    late = person(2, born=first_day(START + 90))
    told = refusal(tmp_path, [*GOOD, spell(1, "track", "NEC", 5, 2)], [person(1), late])
    assert "geboren na het einde van de gegevens: 1 rij(en), o.a. 2" in told
    assert "eindigt voor het begint" in told


def test_a_person_who_stands_twice_is_told_and_only_the_first_row_is_kept(tmp_path: Path) -> None:
    twice = [person(1), person(2), person(2, gender="f")]
    spells = [*GOOD, *(spell(1, "track", "NEC", m, m) for m in range(8))]
    assert "deze persoon staat er al: 1 rij(en), o.a. 2" in refusal(tmp_path, spells, twice)
    found = look(written(tmp_path, twice, spells), tmp_path, set_aside=True)
    assert [item.count for item in found.set_aside] == [1]


def test_a_cross_join_is_refused_before_it_starts_with_its_size(tmp_path: Path) -> None:
    same = [person(7) for _ in range(100)]
    spells = [{**row, "person": 7} for row in GOOD] * 50
    told = refusal(tmp_path, spells, same, set_aside=True)
    assert "10000 rijen geven in plaats van 100" in told
    assert "niets gestart" in told


def test_missing_columns_and_codes_are_named_with_those_that_are_there(tmp_path: Path) -> None:
    data = written(tmp_path, [person(1)], GOOD)
    pq.write_table(pq.read_table(data.spells).drop(["end_on", "code"]), data.spells)
    with pytest.raises(StudyRefused, match=r"spells mist 2 kolom\(men\): code, end_on\. Wel"):
        look(data, tmp_path)
    other = (Treatment("ABO", codes=("ABO", "ABO_BONUS")),)
    told = refusal(tmp_path, GOOD, treatments=other)
    assert "2 code(s) van behandelingen komen in spells niet voor: ABO, ABO_BONUS" in told
    assert "Wel: IBAL" in told


def test_a_spell_of_somebody_who_stands_there_twice_is_no_overlap(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD, [person(1), person(1)])
    assert "persons: deze persoon staat er al: 1 rij(en), o.a. 1" in told
    assert "overlapt" not in told


def test_without_a_date_of_birth_somebody_still_stands_in_persons(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD, [person(1, born=None)])
    assert "geboortemaand (born) is leeg of geen datum: 1 rij(en), o.a. 1" in told
    assert "staat niet in persons" not in told


def test_words_for_hours_and_for_days_are_told(tmp_path: Path) -> None:
    data = written(tmp_path, [person(1)], GOOD)
    spells = pq.read_table(data.spells).to_pylist()
    spells = [{**row, "hours": "veel", "end_on": None, "start_on": "1/9/2015"} for row in spells]
    columns = {name: [str(row[name]) for row in spells] for name in ("kind", "code")}
    columns |= {name: [row[name] for row in spells] for name in ("person", "start_on", "hours")}
    columns["end_on"] = pa.nulls(len(spells), pa.date32())
    pq.write_table(pa.table(columns), data.spells)
    with pytest.raises(StudyRefused) as refused:
        look(data, tmp_path)
    assert "hours is geen getal: 2 rij(en), o.a. 1 (rij 1), 1 (rij 2)" in str(refused.value)
    assert "start_on is leeg of geen datum (schrijf 2016-09-01): 1 rij" in str(refused.value)


def test_empty_tables_and_unlike_keys_are_told(tmp_path: Path) -> None:
    data = written(tmp_path, [person(1)], GOOD)
    spells = pq.read_table(data.spells)
    pq.write_table(spells.slice(0, 0), data.spells)
    with pytest.raises(StudyRefused, match="spells is leeg: er staat geen enkele rij in"):
        look(data, tmp_path)
    keys = pa.array(["een", "twee"])
    pq.write_table(spells.set_column(0, "person", keys), data.spells)
    with pytest.raises(StudyRefused, match="person is in persons een getal en in spells tekst"):
        look(data, tmp_path)


def test_limits_on_words_are_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD, population=(Condition("gender", least=2),))
    assert "population: gender is geen getal" in told


def test_a_covariate_without_any_value_is_told(tmp_path: Path) -> None:
    empty = [person(who, mother_education=None) for who in (1, 2)]
    told = refusal(tmp_path, GOOD, empty, covariates=("mother_education",))
    assert "kenmerk mother_education heeft geen enkele waarde (2 rijen)" in told


def test_persons_may_be_named_by_text(tmp_path: Path) -> None:
    data = written(tmp_path, [person(1)], GOOD)
    for file in (data.persons, data.spells):
        table = pq.read_table(file)
        named = pa.array([f"p{value}" for value in table["person"].to_pylist()])
        pq.write_table(table.set_column(0, "person", named), file)
    assert look(data, tmp_path).set_aside == []
