"""Instruments over spells: cells equal rows, errors and strength are those of people."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.iv import IV2SLS
from statsmodels.api import OLS

from overstap_cohorts.cells import Cells
from overstap_cohorts.engines import open_engine
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.iv import LEAST_F
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.spell_source import SpellSource
from overstap_cohorts.study.definition import SpellData, Study
from overstap_cohorts.wording import row_fault
from tests.cohorts.alike import as_rows, people
from tests.cohorts.by_month import of, table
from tests.cohorts.spell_factories import START, first_day, person, spell, study, written

TRIALS, K = 6, 6
SAME = 1e-8


def cohort(folder: Path, seed: int, people: int = 500) -> SpellData:
    """A lottery, a distance and an offer move who starts IBAL; an unseen pull moves all."""
    random = np.random.default_rng(seed)
    persons: list[dict[str, Any]] = []
    spells: list[dict[str, Any]] = []
    for who in range(1, people + 1):
        pull, gender = random.normal(), "mf"[random.integers(2)]
        group, distance = "abc"[random.integers(3)], float(random.integers(1, 20))
        offered = int(random.integers(-1, TRIALS + 3))
        persons.append(
            person(who, gender=gender, lottery=group, distance=distance,
                   offered_on=None if offered == TRIALS + 2 else first_day(START + offered))
        )  # fmt: skip
        start = None
        for t in range(TRIALS):
            chance = 0.15 * (group == "a") + 0.012 * (20 - distance) + 0.02 * (pull > 0)
            if random.random() < chance + 0.5 * (offered == t):
                start = t
                break
        left = int(random.integers(4, 24)) + 3 * (start is not None) + int(pull > 0)
        school = f"S{random.integers(14)}"
        spells.append(spell(who, "enrolment", "X", 0, left, circuit="DBSO", school=school))
        if start is not None and start <= left:
            spells.append(spell(who, "programme", "IBAL", start, start + 1, hours=10.0))
        if random.random() < 0.5:
            at = int(random.integers(0, 10))
            spells.append(spell(who, "work", "NEC", at, at + int(random.integers(1, 12))))
    return written(folder, persons, spells)


def asked(data: SpellData, design: str, instrument: str, **more: Any) -> Study:
    time = {"design": design, "end_of_data": START + 40}
    names = ("gender",) if design == "static" else ("gender", "in_nec")
    made = study(data, ("vsv", "months_in_work"), covariates=names, time=time)
    return replace(made, methods=("iv",), instrument=instrument, **more)


def read(made: Study, folder: Path, engine: str = "duckdb") -> list[tuple[Cells, Cells]]:
    """Cells and rows of each outcome."""
    with open_engine(engine, folder=folder / engine, memory_gb=1, threads=1) as opened:
        source = SpellSource(opened, made)
        source.check()
        treatment = made.treatments[0]
        cells = source.cells(treatment)
        rows = {o.name: source.rows(treatment, o) for o in made.outcomes}
        return [(cells[o.name], rows[o.name]) for o in made.outcomes]


def by_hand(made: Study, data: SpellData, outcome: str) -> dict[str, np.ndarray]:
    """Person-months by a plain loop, until somebody's own offer; columns by name."""
    persons, spells = (pq.read_table(file).to_pylist() for file in (data.persons, data.spells))
    wanted = {
        "end": START + 40, "codes": ("IBAL",), "trials": TRIALS, "k": K,
        "covariates": ("gender", "in_nec", "school"), "outcomes": (outcome,),
    }  # fmt: skip
    offers = {one["person"]: one["offered_on"] for one in persons}
    found = []
    for row in table(persons, spells, wanted):
        day = offers[row["person"]]
        since = row["trial"] - (of(day) if day else 10**6)
        if row[f"y:{outcome}"] is not None and since <= 0:
            found.append({**row, "offer": int(since == 0), "y": row[f"y:{outcome}"]})
    return {name: np.array([row[name] for row in found]) for name in found[0]}


def exogenous(columns: dict[str, np.ndarray]) -> np.ndarray:
    dummies = [columns["gender"] == "m", columns["in_nec"] == "ja"]
    dummies += [columns["trial"] == t for t in range(1, TRIALS)]
    return np.column_stack([np.ones(len(columns["y"])), *dummies]).astype(float)


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 1000), cluster=st.sampled_from([None, "school"]))
def test_an_offer_by_month_is_that_of_rows_clustered(
    tmp_path_factory: Any, seed: int, cluster: str | None
) -> None:
    """Cells, the rows of the engine, and linearmodels over rows made by hand: one number."""
    folder = tmp_path_factory.mktemp("offer")
    data = cohort(folder / "data", seed)
    made = asked(data, "start-vs-wait", "offered_on", cluster=cluster)
    for outcome, both in zip(made.outcomes, read(made, folder), strict=True):
        columns = by_hand(made, data, outcome.name)
        x, groups = exogenous(columns), columns[cluster or "person"]
        if cluster:
            groups = np.unique(groups, return_inverse=True)[1]
        treated, offer = columns["treated"].astype(float), columns["offer"].astype(float)
        theirs = IV2SLS(columns["y"].astype(float), x, treated, offer).fit(
            cov_type="clustered", clusters=groups
        )
        first = OLS(treated, np.column_stack([x, offer])).fit(
            cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
        )
        size = len(treated)
        for cells in both:
            fit = estimate(cells, "iv").fit
            number = len(np.unique(groups))
            assert fit.error.degrees == number - 1
            factor = number / (number - 1)
            wider = (size - 1) / (size - x.shape[1] - 1) if cluster else 1
            strength = (first.params[-1] / first.bse[-1]) ** 2 / factor
            assert fit.estimate == pytest.approx(theirs.params.iloc[-1], rel=SAME)
            assert fit.error.value == pytest.approx(
                theirs.std_errors.iloc[-1] * np.sqrt(factor * wider), rel=SAME
            )
            assert fit.details["first_stage_f"] == pytest.approx(strength, rel=SAME)
            assert fit.details["first_stage_effect"] == pytest.approx(first.params[-1], rel=SAME)


@pytest.mark.parametrize("instrument", ["lottery", "distance"])
def test_what_is_fixed_moves_whether_somebody_ever_starts(tmp_path: Path, instrument: str) -> None:
    made = asked(cohort(tmp_path / "data", 3), "static", instrument)
    for cells, rows in read(made, tmp_path):
        assert cells.size < rows.size / 2
        columns = [np.ones(rows.size), rows.covariates["gender"]]
        values = rows.instrument
        instruments = [values == "b", values == "c"] if instrument == "lottery" else [values]
        theirs = IV2SLS(
            rows.mean,
            np.column_stack(columns).astype(float),
            rows.treated.astype(float),
            np.column_stack(instruments).astype(float),
        ).fit(cov_type="robust", debiased=True)
        for found in (cells, rows):
            fit = estimate(found, "iv").fit
            assert fit.estimand == "late"
            assert fit.estimate == pytest.approx(theirs.params.iloc[-1], rel=SAME)
            assert fit.error.value == pytest.approx(theirs.std_errors.iloc[-1], rel=SAME)


def repeated(once: Cells, times: int) -> Cells:
    """Every row so many times, as months of one person; errors are those of persons."""
    person = np.tile(np.arange(once.size), times)
    again = once.where(person)

    def squares(intercept: Any, slope: Any, *counted: Any) -> tuple[float, int]:
        sums = np.bincount(person, weights=intercept + slope * again.mean)
        return float((sums**2).sum()), once.size

    return replace(again, person_squares=squares)


def strength(cells: Cells) -> float:
    try:
        return float(estimate(cells, "iv").fit.details["first_stage_f"])
    except EstimateRefused as refused:
        return float(str(refused.facts["f"]))


@pytest.mark.parametrize("groups", [2, 3])
def test_who_stands_in_many_months_makes_no_instrument_stronger(groups: int) -> None:
    """One column and several; taken for people, the months would let it pass."""
    random = np.random.default_rng(7)
    some = people(1)
    offer = random.integers(0, groups, len(some.offer)).astype("U1")
    treated = random.random(len(offer)) < 0.3 + 0.08 * (offer == "1")
    once = as_rows(replace(some, offer=offer, treated=treated))
    often, parameters = repeated(once, 5), 5 + groups - 1
    alone = strength(once)
    assert 2 < alone < LEAST_F
    by_person = alone * (once.size - 1) / (once.size - parameters)
    assert strength(often) == pytest.approx(by_person, rel=SAME)
    assert strength(replace(often, person_squares=None)) > LEAST_F


def test_too_many_groups_are_refused() -> None:
    some = as_rows(people(1))
    groups = np.array([f"g{place % 101}" for place in range(some.size)])
    with pytest.raises(EstimateRefused, match=r"many-groups .*101"):
        estimate(replace(some, instrument=groups), "iv")


def refusal(made: Study, folder: Path) -> str:
    with pytest.raises(StudyRefused) as told:
        read(made, folder)
    return str(told.value)


@pytest.mark.parametrize(
    ("design", "instrument", "said"),
    [
        ("start-vs-wait", "distance", "Wat vastligt (loting, afstand) stuurt ook wie later start"),
        ("start-vs-wait", "lottery", 'daarvoor is design = "static" het eerlijke ontwerp'),
        ("static", "offered_on", "een datum zegt wanneer iemand een aanbod kreeg"),
        ("static", "age", "instrument = age: neem een kolom van persons"),
        ("static", "born", "instrument = born: neem een kolom van persons"),
        ("static", "loting", "persons mist 1 kolom(men): loting."),
    ],
)
def test_what_cannot_be_the_instrument_of_a_design(
    tmp_path: Path, design: str, instrument: str, said: str
) -> None:
    data = cohort(tmp_path / "data", 1, people=40)
    assert said in refusal(asked(data, design, instrument), tmp_path)


def test_who_has_no_value_is_told_and_left_out_only_on_request(tmp_path: Path) -> None:
    persons, spells = [], []
    for who in range(1, 61):
        # Blank, not a number, and null are all no value; of an offer null says that none came.
        gone = who % 8 == 0
        lottery = [None, "", "a"][who % 3] if gone else "a"
        distance = float("nan") if gone else float(who)
        persons.append(person(who, lottery=lottery, distance=distance))
        spells.append(spell(who, "enrolment", "X", 0, 9))
        spells.append(spell(who, "programme", "IBAL", who % 5, 9))
    data = written(tmp_path / "data", persons, spells)
    told = refusal(asked(data, "static", "distance"), tmp_path)
    assert "instrument distance is leeg: 7 rij(en), o.a. 8, 16, 24, 32, 40" in told
    told = refusal(asked(data, "static", "lottery"), tmp_path / "b")
    assert "instrument lottery is leeg: 4 rij(en), o.a. 16, 24, 40, 48" in told
    made = asked(data, "static", "distance", set_aside=True)
    with open_engine("duckdb", folder=tmp_path / "c", memory_gb=1) as engine:
        source = SpellSource(engine, made)
        source.check()
    assert source.people == 53
    assert ("persons: instrument distance is leeg", 7) in [
        (row_fault(one.fault, "nl"), one.count) for one in source.set_aside
    ]
    made = asked(data, "start-vs-wait", "offered_on")
    assert "en hier staat er geen enkele" in refusal(made, tmp_path / "d")


WINDOW, TERM, EFFECT, NEVER = 12, 12, -0.10, 99


def cells_of(trial: Any, offer: Any, treated: Any, y: Any) -> Cells:
    """Person-months of any number, counted; the trial is their only characteristic."""
    code = (trial * 2 + offer) * 2 + treated
    sizes = np.bincount(code)
    there = np.flatnonzero(sizes)
    n = sizes[there].astype(float)
    mean = np.bincount(code, weights=y)[there] / n
    levels = tuple(f"{month:02}" for month in range(WINDOW))
    return Cells(
        {"trial": there // 4}, there % 2 == 1, n, mean, n * mean * (1 - mean), binary=True,
        instrument=(there // 2 % 2).astype(float), levels={"trial": levels},
    )  # fmt: skip


def starts_by(random: Any, pull: Any) -> Any:
    """The month of each person's start, by a chance of his own in each month."""
    start = np.full(len(pull), NEVER)
    chance = 1 / (1 + np.exp(-pull))
    for month in range(WINDOW + TERM):
        start[(start == NEVER) & (random.random(len(pull)) < chance)] = month
    return start


def pooled(start: Any, offered: Any, leaves: Any) -> float:
    """Start against wait over all months; `offered`: who may count in a month, and the offer."""
    parts = []
    for month in range(WINDOW):
        counts, offer = offered(month)
        here = (start >= month) & counts
        y = leaves(start < month + TERM)
        parts.append([np.full(here.sum(), month), offer[here], (start == month)[here], y[here]])
    together = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return estimate(cells_of(*together), "iv").fit.estimate


def test_a_lottery_goes_with_static_and_a_waiting_list_with_trial_months() -> None:
    """An unseen cause moves starting and leaving; a start takes off 10 points, whenever it comes.

    The lottery gives -10.6 points in static and -30.9 over trial months, the waiting list -3.2
    where -4.3 is true (an error of 0.4): the world of docs/howto/cohort-data.md.
    """
    random, people = np.random.default_rng(1), 200_000
    unseen, chance = random.normal(size=people), random.random(people)

    def leaves(started: Any) -> Any:
        return chance < 1 / (1 + np.exp(0.5 + 0.5 * unseen)) + EFFECT * started

    lottery = random.integers(0, 2, people)
    start = starts_by(random, -3.6 + 0.7 * unseen + 0.7 * lottery)
    ever = start < TERM
    fixed = cells_of(np.zeros(people, dtype=int), lottery, ever, leaves(ever))
    assert estimate(fixed, "iv").fit.estimate == pytest.approx(EFFECT, abs=0.03)
    anyone = np.ones(people, dtype=bool)
    assert pooled(start, lambda month: (anyone, lottery), leaves) < 2 * EFFECT

    offer = random.integers(0, 30, people)
    takes = random.random(people) < 1 / (1 + np.exp(-0.8 * unseen))
    alone = starts_by(random, -4.2 + 0.7 * unseen)
    start = np.minimum(alone, np.where(takes, offer, NEVER))
    found = pooled(start, lambda month: (offer >= month, offer == month), leaves)
    # Who takes an offer, against his own course with an offer that comes later.
    gaps = []
    for month in range(WINDOW):
        led = takes & (start >= month) & (offer >= month) & (alone != month)
        later = np.minimum(alone, random.integers(month + 1, 30, people))
        gaps.append((1.0 * leaves(anyone) - leaves(later < month + TERM))[led])
    assert found == pytest.approx(np.concatenate(gaps).mean(), abs=0.015)  # 3 errors and more
