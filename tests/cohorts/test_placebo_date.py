"""The placebo date: who starts is compared with who waits on the months before the start."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.findings import Findings
from overstap_cohorts.report.briefing.checked import overturning
from overstap_cohorts.running.placebo_date import look_before
from overstap_cohorts.study.definition import Study
from tests.cohorts.spell_factories import spell, study, written
from tests.cohorts.test_measures import IN_SCHOOL, ibal, source

WORKED_BEFORE = [
    spell(1, *IN_SCHOOL), ibal(1, 3), spell(1, "work", "SEC", -2, -1),
    spell(2, *IN_SCHOOL), spell(2, "absence", "PROBLEMATIC", 1, 1),
]  # fmt: skip


class Before:
    """A source that has only what lies before the start."""

    def __init__(self, *measures: tuple[str, Cells]) -> None:
        self.measures = list(measures)

    def before(self, _treatment: Any) -> list[tuple[str, Cells]]:
        return self.measures


def cells(shift: float) -> Cells:
    """Two thousand people of two kinds; of who starts, `shift` more did it before."""
    random = np.random.default_rng(1)
    treated, kind = np.tile([True, False], 1000), random.integers(0, 2, 2000)
    y = (random.random(2000) < 0.3 + shift * treated).astype(float)
    return Cells({"kind": kind}, treated, np.ones(2000), y, np.zeros(2000),
                 levels={"kind": ("a", "b")}, binary=True)  # fmt: skip


def asked(folder: Path, **more: Any) -> Study:
    return study(written(folder, [], []), ("vsv",), **more)


def test_only_what_the_data_knows_of_is_looked_at(tmp_path: Path) -> None:
    with source(tmp_path / "a", WORKED_BEFORE) as found:
        names = [name for name, _ in found.before(found.study.treatments[0])]
        assert names == ["work_before", "absence_before"]
    with source(tmp_path / "b", WORKED_BEFORE[:2] + WORKED_BEFORE[3:4]) as found:
        assert found.before(found.study.treatments[0]) == []


def test_the_months_before_the_start_count_and_the_start_itself_does_not(tmp_path: Path) -> None:
    with source(tmp_path, WORKED_BEFORE) as found:
        measures = dict(found.before(found.study.treatments[0]))
    work = measures["work_before"]
    # Worked until two months before position 0: within six months of positions 0 to 5.
    at = np.asarray(work.covariates["trial"])
    assert sum(work.n) == 4 + 6
    assert [round(float((work.n * work.mean)[at == t].sum())) for t in range(6)] == [1] * 4 + [
        0
    ] * 2
    absent = measures["absence_before"]
    at = np.asarray(absent.covariates["trial"])
    total = [round(float((absent.n * absent.mean)[at == t].sum())) for t in range(6)]
    assert total == [0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    "time",
    [{"design": "static", "first_month": None, "last_month": None}, {"placebo_months": 0}],
)
def test_without_months_before_there_is_no_placebo_date(
    tmp_path: Path, time: dict[str, Any]
) -> None:
    with source(tmp_path, WORKED_BEFORE, time=time) as found:
        assert found.before(found.study.treatments[0]) == []


def test_a_difference_before_the_start_is_flagged_and_said(tmp_path: Path) -> None:
    findings = Findings(asked(tmp_path, methods=("aipw",)))
    treatment = findings.study.treatments[0]
    moved = Before(("work_before", cells(0.15)), ("absence_before", cells(0.0)))
    look_before(findings, moved, treatment)  # type: ignore[arg-type]
    assert [(p.outcome, p.kind, p.flagged) for p in findings.placebos] == [
        ("work_before", "date", True),
        ("absence_before", "date", False),
    ]
    fit = estimate(cells(0.15), "aipw", "att").fit
    # Two looks: each interval holds 97.5 in 100.
    assert (findings.placebos[0].ci_low, findings.placebos[0].ci_high) == pytest.approx(
        fit.error.interval(fit.estimate, 0.975)
    )
    said = repr(overturning(findings))
    assert "IBAL · werk in de 6 maanden vóór de start" in said
    assert "Deze controle slaat aan" in said


def test_a_plain_difference_claims_nothing_and_is_not_checked(tmp_path: Path) -> None:
    findings = Findings(asked(tmp_path, methods=("difference",)))
    look_before(findings, Before(("work_before", cells(0.3))), findings.study.treatments[0])  # type: ignore[arg-type]
    assert findings.placebos == []
