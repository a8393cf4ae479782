"""What `overstap simulate` writes: as observed in Flanders, and the same for the same seed."""

import csv
import hashlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from overstap_cohorts.simulation import simulating
from overstap_cohorts.simulation.calibration import POPULATIONS, Population, targets
from overstap_cohorts.simulation.effects import Effects, World
from overstap_cohorts.simulation.observing import observed
from overstap_cohorts.simulation.simulating import Options, simulate

PEOPLE = 131_072


def rows(text: str) -> list[tuple]:
    with duckdb.connect() as engine:
        return engine.execute(text).fetchall()


@pytest.fixture(scope="module")
def cohorts(tmp_path_factory: pytest.TempPathFactory) -> dict[Population, Path]:
    made = {name: tmp_path_factory.mktemp(name) for name in POPULATIONS}
    for name, folder in made.items():
        simulate(name, PEOPLE, 3, folder, Options(truth_people=0))
    return made


@pytest.fixture(scope="module")
def figures(cohorts: dict[Population, Path]) -> dict[Population, dict[str, float]]:
    return {name: observed(folder, name) for name, folder in cohorts.items()}


@pytest.mark.parametrize(
    ("population", "name"), [(p, name) for p in POPULATIONS for name in targets(p)]
)
def test_the_cohort_looks_as_was_observed(figures, population: Population, name: str) -> None:
    target = targets(population)[name]
    assert target.source
    assert target.denominator
    assert figures[population][name] == pytest.approx(target.value, abs=target.tolerance + 1e-9)


def test_more_young_men_among_participants(figures) -> None:
    assert figures["dbso"]["men_in"] > figures["dbso"]["men_out"] + 3


def test_the_table_of_2019_is_whole(figures) -> None:
    stock = [value for name, value in figures["dbso"].items() if name.startswith("stock.")]
    assert len(stock) == 8
    assert sum(stock) == pytest.approx(100)


@pytest.mark.parametrize("population", POPULATIONS)
def test_observed_contrasts_are_no_effects(population: Population) -> None:
    assert not {name for name in targets(population) if name.startswith("absent")} - {
        name for name, target in targets(population).items() if target.only_naive
    }


@pytest.mark.parametrize("population", POPULATIONS)
def test_the_files_keep_their_contract(cohorts, population: Population) -> None:
    """No reversed or overlapping spells, nothing after the data end or before birth."""
    folder = cohorts[population]
    persons, spells = (str(folder / f"{table}.parquet") for table in ("persons", "spells"))

    def count(where: str) -> int:
        text = f"select count(*) from '{spells}' s join '{persons}' p using (person) where {where}"
        return rows(text)[0][0]

    assert count("true") > 5 * PEOPLE
    assert count("end_on < start_on") == 0
    assert count("start_on > date '2019-08-31' or end_on > date '2019-08-31'") == 0
    assert count("date_diff('year', born, start_on) not between 14 and 24") == 0
    assert count("kind = 'programme' and code <> 'ABO_BONUS' and hours is null") == 0
    overlapping = f"""
        select count(*) from (
          select start_on, lag(coalesce(end_on, date '9999-01-01')) over (
            partition by person, kind, case when kind in ('programme', 'absence') then code end
            order by start_on) as before from '{spells}' where kind <> 'certificate')
        where start_on <= before"""
    assert rows(overlapping)[0][0] == 0
    kinds = rows(f"select distinct kind from '{spells}'")
    assert {kind for (kind,) in kinds} == {
        "absence", "certificate", "enrolment", "programme", "track", "work",
    }  # fmt: skip


def test_a_programme_runs_within_the_enrolment(cohorts) -> None:
    spells = str(cohorts["dbso"] / "spells.parquet")
    outside = f"""
        select count(*) from '{spells}' p join '{spells}' e using (person)
        where p.kind = 'programme' and e.kind = 'enrolment'
          and (p.start_on < e.start_on or coalesce(p.end_on, date '2019-09-01')
               > coalesce(e.end_on, date '2019-09-01'))"""
    assert rows(outside)[0][0] == 0


def digests(folder: Path) -> list[str]:
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())]


def test_same_seed_same_bytes_for_any_number_of_processes(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(simulating, "TOGETHER", 1)
    for name, seed, processes in (("one", 5, 1), ("two", 5, 2), ("other", 6, 1)):
        options = Options(processes=processes, truth_people=2_000)
        simulate("buso", 20_000, seed, tmp_path / name, options)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert not set(digests(tmp_path / "one")) & set(digests(tmp_path / "other"))


def test_a_larger_cohort_begins_with_the_smaller_one(tmp_path: Path) -> None:
    for people in (500, 2_000):
        simulate("dbso", people, 7, tmp_path / str(people), Options(truth_people=0))
    small, large = (str(tmp_path / str(people) / "spells.parquet") for people in (500, 2_000))
    assert rows(
        f"select count(*) from (from '{small}' except from (from '{large}' where person <= 500))"
    ) == [(0,)]


def test_the_lottery_takes_the_rule_out_of_the_bonus(tmp_path: Path) -> None:
    """With the trap off, who is paid was as often absent as who is not."""
    world = World(bonus_by_attendance=False)
    simulate("buso", 50_000, 2, tmp_path, Options(world=world, truth_people=0))
    found = observed(tmp_path, "buso")
    assert found["absent_with_bonus"] == pytest.approx(found["absent_without_bonus"], abs=1.2)


def test_the_trap_of_immortal_time_can_be_switched_off(tmp_path: Path) -> None:
    simulate("dbso", 20_000, 2, tmp_path, Options(world=World(any_month=False), truth_people=0))
    spells = str(tmp_path / "spells.parquet")
    waits = rows(f"""
        select distinct date_diff('month', e.start_on, p.start_on) from '{spells}' p
        join '{spells}' e using (person) where p.code = 'BRUG' and e.kind = 'enrolment'""")
    assert waits == [(0,)]
    assert 20 < observed(tmp_path, "dbso")["brug_share"] < 40


def test_the_command_needs_no_django(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from overstap.cli import main\n"
        f"sys.exit(main(['simulate', '--people', '300', '--out', {str(tmp_path)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "300 jongeren" in done.stdout
    assert {file.name for file in tmp_path.iterdir()} == {
        "persons.parquet", "spells.parquet", "truth.json",
    }  # fmt: skip


def test_unknown_effects_are_refused() -> None:
    with pytest.raises(ValueError, match="brug_magic"):
        Effects.of({"brug_magic": 1.0})


def test_every_parameter_says_where_its_number_comes_from() -> None:
    text = files("overstap_cohorts.simulation").joinpath("parameters.csv").read_text("utf-8")
    used = set()
    for row in csv.DictReader(text.splitlines()):
        assert row["meaning"], row
        kind, _, named = row["source"].partition("calibrated to ")
        if named:
            known = set(targets("dbso" if row["population"] == "dbso" else "buso"))
            assert set(named.split(", ")) <= known, row
            used |= {(row["population"], name) for name in named.split(", ")}
        else:
            assert kind.startswith(("assumption", "by definition")), row
    # Limits are limits, and the bridge is what starting and staying in BRUG make of it.
    given = {("dbso", "brug_most_hours"), ("dbso", "ibal_most_hours"), ("dbso", "stock.BRIDGE"),
             ("dbso", "stock.TO_ORIENT")}  # fmt: skip
    assert {(p, name) for p in POPULATIONS for name in targets(p)} == used | given
