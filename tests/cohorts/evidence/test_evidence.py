"""The bench of the estimators: it counts right, tells what is broken, and writes what it saw."""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from overstap_cohorts.evidence import commands, processes, spell_trying
from overstap_cohorts.evidence.cohort_result import CohortResult
from overstap_cohorts.evidence.counting import Score, score
from overstap_cohorts.evidence.flat_trying import try_flat
from overstap_cohorts.evidence.page import BEGIN, END
from overstap_cohorts.evidence.scenes import FlatScene, flat_scenes, spell_scenes
from overstap_cohorts.simulation.flat import FlatKind


def tried(estimate: float, half: float, plain: float = 9.0, refused: str = "") -> CohortResult:
    return CohortResult(
        estimate, half / 2, estimate - half, estimate + half, plain, plain, plain, refused
    )


def test_a_score_counts_what_the_cohorts_gave() -> None:
    """Truth 1: two of the three intervals hold it; a refusal counts apart."""
    cohorts = [
        tried(1.0, 0.5),
        tried(1.4, 0.5),
        tried(2.1, 0.5),
        CohortResult(plain=9, refused="x"),
    ]
    found = score(cohorts, truth=1.0)
    assert found.cohorts == 4
    assert found.coverage == pytest.approx(2 / 3)
    assert found.bias == pytest.approx(0.5)
    assert found.spread == pytest.approx(np.std([1.0, 1.4, 2.1], ddof=1))
    assert found.error == pytest.approx(0.25)
    assert found.bias_error == pytest.approx(found.spread / np.sqrt(3))
    assert found.plain_bias == pytest.approx(8.0)
    assert found.refused == (("x", 1),)


def made(**values: object) -> Score:
    kept = score([tried(1.0, 0.5), tried(1.1, 0.5)], truth=1.0)
    return replace(kept, cohorts=2_000, **values)


@pytest.mark.parametrize(
    ("promise", "kept", "broken"),
    [
        ("covers", {"coverage": 0.945}, {"coverage": 0.925}),
        ("covers", {"coverage": 0.97}, {"coverage": 0.975}),
        ("careful", {"coverage": 0.99}, {"coverage": 0.92}),
        ("biased", {"coverage": 0.4, "bias": 1, "bias_error": 0.1}, {"coverage": 0.95}),
        ("trap", {"coverage": 0.95, "plain_coverage": 0.1}, {"plain_coverage": 0.8}),
        ("flags", {"flagged": 0.9}, {"flagged": 0.89}),
        ("quiet", {"flagged": 0.07}, {"flagged": 0.08}),
    ],
)
def test_a_promise_is_kept_or_broken(promise, kept, broken) -> None:
    assert made(**kept).keeps(promise)
    assert not made(**broken).keeps(promise)


def test_a_refusal_must_be_for_the_rule_and_in_every_cohort() -> None:
    rule = [CohortResult(plain=1, plain_low=0.9, plain_high=1.1, refused="outcome-rule")] * 3
    assert score(rule, 0.0).keeps("refuses")
    assert not score([*rule, replace(rule[0], refused="few-treated")], 0.0).keeps("refuses")
    assert not score([replace(one, plain_low=-1.0) for one in rule], 0.0).keeps("refuses")


def test_few_cohorts_get_room_for_chance_and_many_get_none() -> None:
    assert made().chance == 0
    assert replace(made(), cohorts=100).chance == pytest.approx(0.0454, abs=1e-3)


def test_every_demand_of_the_page_has_its_row() -> None:
    scenes = flat_scenes()
    cells = {
        (scene.kind.propensity_right, scene.kind.outcome_right, scene.kind.binary, scene.estimand)
        for scene in scenes
        if scene.group == "models"
    }
    assert len(cells) == 16
    assert {scene.kind.schools for scene in scenes} >= {20, 50, 150}
    assert {scene.promise for scene in scenes} >= {"covers", "biased", "flags", "quiet"}
    assert [scene.promise for scene in spell_scenes()].count("trap") == 2
    assert {scene.design for scene in spell_scenes() if scene.method == "aipw"} == {
        "start-vs-wait", "start-vs-never-within-k",
    }  # fmt: skip
    assert [scene.design for scene in spell_scenes() if scene.method == "iv"] == ["static"]
    assert any(scene.promise == "refuses" for scene in spell_scenes())


def test_a_flat_cohort_is_tried_the_same_way_twice() -> None:
    scene = FlatScene("models", "one", FlatKind(), people=400)
    assert try_flat(scene, 3) == try_flat(scene, 3)
    assert try_flat(scene, 3) != try_flat(scene, 4)


def test_cohorts_counted_together_give_the_cells_that_each_gives_alone(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(spell_trying, "LAST_TRIAL", spell_trying.FIRST_TRIAL + 2)
    scene = replace(spell_scenes()[1], people=400)
    cells = {}
    for name, seeds in (("both", range(1, 3)), ("alone", range(2, 3))):
        folder = tmp_path / name
        folder.mkdir()
        spell_trying.write_cohorts(scene, folder, seeds)
        study = spell_trying.study_of(scene, folder)
        with spell_trying._opened(study) as source:
            cells[name] = source.apart("cohort", study.treatments[0], study.outcomes[0])[-1]
            influence = np.ones(cells[name].size), cells[name].mean * 0 + 2.0
            cells[name, "squares"] = cells[name].person_squares(*influence, cells[name].n > 0)
    one, other = cells["both"], cells["alone"]
    assert one.size > 100
    assert np.array_equal(one.n, other.n)
    assert np.array_equal(one.mean, other.mean)
    assert np.array_equal(one.treated, other.treated)
    assert cells["both", "squares"] == pytest.approx(cells["alone", "squares"])


def test_the_command_writes_all_rows_and_fails_on_a_broken_promise(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    page = tmp_path / "evidence.md"
    page.write_text(f"# Kept\n\n{BEGIN}\nlast year\n{END}\n\nafter\n")
    kept = FlatScene("models", "kept row", FlatKind(), people=400)
    broken = replace(kept, label="broken row", promise="biased")
    bonus = next(scene for scene in spell_scenes() if scene.promise == "refuses")
    monkeypatch.setattr(commands, "flat_scenes", lambda: (kept, broken))
    monkeypatch.setattr(commands, "spell_scenes", lambda: (replace(bonus, people=3_000),))
    monkeypatch.setattr(commands, "_looks", list)
    monkeypatch.setattr(processes, "AT_A_TIME", 10)
    asked = argparse.Namespace(cohorts=20, processes=2, out=str(page), only=None)
    assert commands.evidence(asked) == 1
    text = page.read_text()
    assert text.startswith("# Kept")
    assert text.endswith("after\n")
    assert "last year" not in text
    assert "2 of 3 promises are kept" in text
    assert "| kept row | 20 |" in text
    assert "outcome-rule 2" in text
    assert "Niet gehaald: broken row" in capsys.readouterr().err
    some = argparse.Namespace(**vars(asked) | {"only": "kept"})
    assert commands.evidence(some) == 0
    assert "| kept row | 20 |" in capsys.readouterr().out
    assert page.read_text() == text
    assert commands.evidence(argparse.Namespace(**vars(asked) | {"only": "no such row"})) == 1
    assert "Geen rij heet zo: no such row" in capsys.readouterr().err
