"""The truth that is written: zero where programmes do nothing, and the mean of both histories."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from overstap_cohorts.simulation.effects import Effects, World
from overstap_cohorts.simulation.history import NEVER, Bar
from overstap_cohorts.simulation.people import BLOCK, LAST_MONTH, draw_months, draw_people
from overstap_cohorts.simulation.simulating import Options, simulate
from overstap_cohorts.simulation.truth import LIVES, Asked

PEOPLE, FEW = 1_500, 250


@pytest.mark.parametrize("population", ["dbso", "buso"])
def test_a_programme_without_effects_changes_nothing(population) -> None:
    """Not only on average: month by month, for everybody, whatever else they would have done."""
    people, draws = draw_people(population, 3_000, 4, 0, 20), draw_months(3_000, 4, 0)
    world = World(effects=Effects.none(), hidden=0.5)
    live = LIVES[population]
    usual = live(people, draws, world)
    nobody = Bar(np.zeros(3_000, np.int16), np.full(3_000, NEVER))
    without = live(people, draws, world, dict.fromkeys(usual.programmes, nobody))
    assert all(programme.started.any() for programme in usual.programmes.values())
    assert not any(programme.started.any() for programme in without.programmes.values())
    assert np.array_equal(usual.work, without.work)
    if population == "dbso":
        # ABO is a year more at school: absence and leaving exist because of it.
        assert np.array_equal(usual.absent, without.absent)
        assert np.array_equal(usual.left, without.left)
    assert np.array_equal(usual.qualified, without.qualified)


def test_known_effect_zero_is_zero(tmp_path: Path) -> None:
    simulate("dbso", PEOPLE, 1, tmp_path, Options(world=World(effects=Effects.none())))
    rows = json.loads((tmp_path / "truth.json").read_text())["effects_found"]
    assert {row["treatment"] for row in rows} == {"BRUG", "IBAL"}
    assert {(row["effect"], row["monte_carlo_error"]) for row in rows} == {(0.0, 0.0)}


def test_an_offer_by_lottery_moves_starts_alone(tmp_path: Path) -> None:
    """Who gets one is drawn apart: everybody else, and who takes no offer, stays as he was."""
    people, draws = draw_people("dbso", 3_000, 4, 0, 20), draw_months(3_000, 4, 0)
    usual = LIVES["dbso"](people, draws, World())
    led = LIVES["dbso"](people, draws, World(lottery=1.5))
    starts = [history.programmes["BRUG"].start for history in (usual, led)]
    assert np.array_equal(starts[0][~people.offered], starts[1][~people.offered])
    assert (starts[1] <= starts[0]).all()
    assert (starts[1] < starts[0]).sum() > 300
    assert 0.45 < people.offered.mean() < 0.55
    same = starts[0] == starts[1]
    assert np.array_equal(usual.left[same], led.left[same])
    for effects, zero in ((Effects.none(), True), (Effects.usual(), False)):
        made = simulate("dbso", PEOPLE, 1, tmp_path, Options(world=World(effects, lottery=1.5)))
        late = [row for row in made.truth if row["estimand"] == "late"]
        assert {(row["treatment"], row["design"]) for row in late} == {("BRUG", "static")}
        assert all(row["starters"] > 20 for row in late if row["outcome"] == "vsv")
        assert all(row["effect"] == 0 for row in late) == zero
    offers = pq.read_table(tmp_path / "persons.parquet")["offer"].to_pylist()
    assert set(offers) == {"yes", "no"}
    simulate("dbso", 50, 1, tmp_path)
    assert "offer" not in pq.read_schema(tmp_path / "persons.parquet").names


def test_the_bonus_does_nothing_and_its_naive_contrast_is_large(tmp_path: Path) -> None:
    made = simulate("buso", PEOPLE, 1, tmp_path)
    bonus = [row for row in made.truth if row["treatment"] == "ABO_BONUS"]
    assert bonus
    assert {row["effect"] for row in bonus} == {0.0}


@pytest.mark.parametrize(
    ("design", "months"), [("start-vs-wait", 1), ("start-vs-never-within-k", 13), ("static", 999)]
)
def test_truth_agrees_with_one_person_at_a_time(tmp_path: Path, design: str, months: int) -> None:
    """Brute force: every starter alone, both histories, the outcome counted month by month."""
    asked = Asked()
    made = simulate("dbso", FEW, 8, tmp_path, Options(asked=asked))
    told = {
        (row["treatment"], row["outcome"], row["months"], row["design"]): row for row in made.truth
    }
    people, draws = draw_people("dbso", FEW, 8, 0, 50), draw_months(FEW, 8, 0)
    world = World()
    live = LIVES["dbso"]
    everybody = live(people, draws, world)
    start = everybody.programmes["BRUG"].start
    vsv, work = [], []
    for who in np.flatnonzero(start < NEVER):
        zero = int(start[who])
        month = people.entry[who] + zero
        if design == "static" and month <= LAST_MONTH and people.entry[who] + 24 <= LAST_MONTH:
            zero = 0
        elif design == "static" or not asked.first_month <= month <= asked.last_month:
            continue
        alone, chances = people.take(np.array([who])), draws[:, :, [who]]
        bar = Bar(np.array([zero], np.int16), np.array([zero + months], np.int16))
        pair = (live(alone, chances, world), live(alone, chances, world, {"BRUG": bar}))
        left = [float(h.track[zero + 12, 0] < 0 and h.qualified[0] > zero + 12) for h in pair]
        worked = [sum(1 for m in range(zero + 1, zero + 13) if h.work[m, 0] > 0) for h in pair]
        vsv.append(left[0] - left[1])
        work.append(worked[0] - worked[1])
    assert len(vsv) > 20
    assert told["BRUG", "vsv", 12, design]["starters"] == len(vsv)
    assert told["BRUG", "vsv", 12, design]["effect"] == pytest.approx(np.mean(vsv), abs=1e-9)
    row = told["BRUG", "months_in_work", 12, design]
    assert row["effect"] == pytest.approx(np.mean(work), abs=1e-9)
    error = np.std(work) / np.sqrt(len(work))
    assert row["monte_carlo_error"] == pytest.approx(error, abs=1e-9)


def test_what_is_written_does_not_depend_on_who_else_is_simulated() -> None:
    """A person keeps one history in a crowd of any size: the chances belong to the person."""
    draws = draw_months(BLOCK, 2, 1)
    people = draw_people("buso", BLOCK, 2, 1, 20)
    whole = LIVES["buso"](people, draws, World())
    some = np.array([3, 77, 4_000])
    part = LIVES["buso"](people.take(some), draws[:, :, some], World())
    assert np.array_equal(whole.work[:, some], part.work)
    assert np.array_equal(whole.track[:, some], part.track)
