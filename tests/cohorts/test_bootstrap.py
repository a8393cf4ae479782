"""Errors by drawing people anew: whole people, the same draws each time, and no small groups."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from overstap_cohorts.engines import open_engine
from overstap_cohorts.estimators import bootstrap as drawing
from overstap_cohorts.estimators.bootstrap import Draws, bootstrap, drawn_rows, redraw_rows
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.evaluating import evaluate
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.spell_source import SpellSource
from overstap_cohorts.study.definition import Covariate, FlatData, Outcome, Study, Time, Treatment
from overstap_cohorts.study.reading import parse_study
from tests.cohorts.alike import as_rows, people
from tests.cohorts.spell_factories import person, spell, study, written


class Everybody:
    """Draws each unit once, in order: no chance at all."""

    def integers(self, low: int, high: int, size: int) -> np.ndarray:
        assert (low, high) == (0, size)
        return np.arange(size)


def test_a_draw_takes_whole_units_in_the_order_of_their_rows() -> None:
    units = np.array([2, 0, 1, 0, 2, 2])
    rows_of = {0: [1, 3], 1: [2], 2: [0, 4, 5]}
    for seed in range(20):
        rows, draw = drawn_rows(units, np.random.default_rng(seed))
        drawn = np.random.default_rng(seed).integers(0, 3, 3)
        assert rows.tolist() == [row for unit in drawn for row in rows_of[unit]]
        assert draw.tolist() == [n for n, unit in enumerate(drawn) for _ in rows_of[unit]]


@pytest.mark.parametrize("cluster", [False, True])
def test_every_draw_is_the_estimate_of_the_drawn_rows_by_another_library(cluster: bool) -> None:
    some = people(5, 600, binary=False, effect=0.8)
    redraw, unit = redraw_rows(as_rows(some, cluster=cluster))
    draws = Draws(8, seed=3, unit=unit)
    found = bootstrap(redraw, ("regression", "att"), draws)
    table = pd.DataFrame(some.columns())
    wanted = []
    for number in range(draws.count):
        random = draws.source(number)
        if cluster:
            parts = [table[table.school == one] for one in random.integers(0, 16, 16)]
            drawn = pd.concat(parts)
        else:
            drawn = table.iloc[random.integers(0, 600, 600)]
        fit = smf.ols("outcome ~ treated + C(gender) + C(level) + age", drawn).fit()
        wanted.append(fit.params["treated[T.True]"])
    assert found.estimates == pytest.approx(wanted, rel=1e-9)
    assert found.value == pytest.approx(np.std(wanted, ddof=1))
    assert found.interval(0.0, 0.5) == pytest.approx(np.quantile(wanted, [0.25, 0.75]))
    assert found.kind == ("bootstrap-school" if cluster else "bootstrap-row")


def test_the_error_is_near_that_of_the_formula() -> None:
    rows = as_rows(people(7, 1_500))
    redraw, unit = redraw_rows(rows)
    drawn = bootstrap(redraw, ("aipw", "att"), Draws(300, seed=1, unit=unit))
    assert drawn.value == pytest.approx(estimate(rows, "aipw").fit.error.value, rel=0.15)


def test_groups_that_vanish_in_many_draws_get_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = as_rows(people(1))
    few = rows.where((np.cumsum(rows.treated) <= 31) | ~rows.treated)
    redraw, unit = redraw_rows(few)
    with pytest.raises(EstimateRefused) as refused:
        bootstrap(redraw, ("difference", "att"), Draws(40, seed=1, unit=unit))
    assert refused.value.reason == "bootstrap-refused"
    monkeypatch.setattr(drawing, "MOST_ROWS", 10)
    with pytest.raises(EstimateRefused) as refused:
        redraw_rows(few)
    assert refused.value.reason == "bootstrap-rows"


def lives(folder: Path) -> Study:
    """Sixty people at three schools, a third of whom start in one of four months."""
    persons, spells = [], []
    for who in range(1, 61):
        persons.append(person(who, gender="mf"[who % 2]))
        school = f"S{who % 3}"
        spells.append(spell(who, "enrolment", "X", -6, 5 + who % 7, school=school))
        if who % 3 == 0:
            spells.append(spell(who, "programme", "IBAL", who % 4, 4 + who % 4))
    return study(written(folder, persons, spells), ("vsv",))


@pytest.mark.parametrize("design", ["start-vs-wait", "start-vs-never-within-k"])
@pytest.mark.parametrize("cluster", [None, "school"])
def test_everybody_once_is_the_study_itself_and_twice_is_two_people(
    tmp_path: Path, design: Any, cluster: str | None
) -> None:
    asking = lives(tmp_path)
    asking = replace(asking, cluster=cluster, time=replace(asking.time, design=design))
    asked = asking.treatments[0], asking.outcomes[0]
    with open_engine("duckdb", folder=tmp_path / "stages", memory_gb=1, threads=1) as engine:
        source = SpellSource(engine, asking)
        source.check()
        rows = source.rows(*asked)
        draw, unit = source.redraw(*asked)
        once = draw(Everybody())  # type: ignore[arg-type]
        assert unit == (cluster or "person")
        assert once.cluster is None
        order = np.lexsort((once.mean, once.covariates["trial"], once.treated))
        other = np.lexsort((rows.mean, rows.covariates["trial"], rows.treated))
        assert np.array_equal(once.mean[order], rows.mean[other])
        assert once.own_weight.sum() == pytest.approx(rows.own_weight.sum(), rel=1e-9)
        # Everybody twice: each of them is another person, so the weights stay as they are.
        twice = draw(Twice())  # type: ignore[arg-type]
        assert twice.size == 2 * rows.size
        assert twice.own_weight.sum() == pytest.approx(2 * rows.own_weight.sum(), rel=1e-9)


class Twice:
    """Draws each unit twice."""

    def integers(self, low: int, high: int, size: int) -> np.ndarray:
        return np.concatenate([np.arange(size), np.arange(size)])


def flat(folder: Path) -> Study:
    pd.DataFrame(people(2).columns()).to_csv(folder / "people.csv", index=False)
    return Study(
        title="Fout door trekken",
        data=FlatData(folder / "people.csv"),
        treatments=(Treatment("treated"),),
        outcomes=(Outcome("outcome"),),
        covariates=(Covariate("gender"), Covariate("level")),
        methods=("aipw", "psm"),
        bootstrap=200,
        seed=9,
        time=Time(),
    )


def test_a_study_gives_the_same_bytes_again_and_says_what_was_drawn(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        found = evaluate(flat(tmp_path), tmp_path / name)
        kinds = {e.method: (e.std_error_kind, e.details) for e in found.estimates}
        assert kinds["aipw"][0] == "bootstrap-row"
        assert kinds["aipw"][1]["bootstrap_draws"] == 200
        # Drawing fails for nearest neighbours: pairs keep the error of the pairs.
        assert kinds["psm"][0] == "pairs"
        files.append((tmp_path / name / "report" / "estimates.json").read_bytes())
        told = (tmp_path / name / "report" / "report.html").read_text(encoding="utf-8")
        assert "door telkens andere mensen te trekken" in told
    assert files[0] == files[1]


def test_a_handful_of_draws_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (
        'title = "t"\nbootstrap = 20\ntreatments = ["t"]\noutcomes = ["y"]\ncovariates = []\n'
        '[data]\nfile = "f.csv"\n'
    )
    with pytest.raises(StudyRefused, match=r"regel 2, bootstrap: minstens 200 trekkingen"):
        parse_study(text, folder=tmp_path)
