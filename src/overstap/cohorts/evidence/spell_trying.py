"""One cohort of spells: files, study, counting and estimate, as `overstap evaluate` does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from overstap.cohorts.engines import open_engine
from overstap.cohorts.estimators.errors import Error
from overstap.cohorts.estimators.estimating import estimate
from overstap.cohorts.estimators.fits import Fit
from overstap.cohorts.estimators.refusing import Refusal
from overstap.cohorts.evidence.scenes import SpellScene
from overstap.cohorts.evidence.tried import Tried, tried_of
from overstap.cohorts.findings import Findings
from overstap.cohorts.running.answering import answer
from overstap.cohorts.simulation.dbso import CATEGORIES
from overstap.cohorts.simulation.observing import observed
from overstap.cohorts.simulation.people import (
    BLOCK,
    FIRST_MONTH,
    LAST_MONTH,
    draw_months,
    draw_people,
)
from overstap.cohorts.simulation.simulating import Options, simulate
from overstap.cohorts.simulation.truth import LIVES, Asked, Block, block_truth, merged
from overstap.cohorts.sources import open_source
from overstap.cohorts.study.definition import (
    Condition,
    Covariate,
    Outcome,
    SpellData,
    Study,
    Time,
    Treatment,
)

FIRST_TRIAL, LAST_TRIAL = FIRST_MONTH + 12, FIRST_MONTH + 29  # 18 months in which people start
TRUTH_SEED, TRUTH_BLOCKS = 990_001, 25
MANY_SCHOOLS = 2_000  # the truth is over schools that there could be, not over fifty
# Nobody starts BRUG from NEC, and hardly anybody from work as a home helper.
FREE = tuple(name for name in CATEGORIES if name not in ("NEC", "HOME_HELPER"))


def study_of(scene: SpellScene, folder: Path) -> Study:
    """The study that a researcher would write for this scene."""
    treatment = Treatment(
        scene.treatment,
        codes=(scene.treatment,),
        depends_on=(scene.outcome,) if scene.plain == "bonus" else (),
    )
    names = [scene.outcome, *(["enrolled"] if scene.plain == "leavers" else [])]
    covariates = ["gender", "mother_education", "language", "category", "problematic_absence"]
    return Study(
        title=scene.label,
        data=SpellData(folder / "persons.parquet", folder / "spells.parquet"),
        treatments=(treatment,),
        outcomes=tuple(Outcome(name, measure=name, months=scene.months) for name in names),
        covariates=tuple(
            Covariate(name, kind="category", missing="category")
            for name in (*covariates, "months_enrolled")
        ),
        time=Time(scene.design, FIRST_TRIAL, LAST_TRIAL, 12, LAST_MONTH),
        population=(Condition("category", FREE),) if scene.population == "dbso" else (),
    )


def try_spells(scene: SpellScene, seed: int) -> Tried:
    """One cohort; the plain answer comes from the same files."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        options = Options(world=scene.world, truth_people=0)
        simulate(scene.population, scene.people, seed, folder, options)
        study = study_of(scene, folder)
        if scene.plain == "bonus":
            return _refused(study, folder)
        ours, refused = _ours(study)
        plain = _among_leavers(study) if scene.plain == "leavers" else _static(study)
        return tried_of(ours, plain, refused)


@contextmanager
def _opened(study: Study) -> Iterator[Any]:
    """The study's source, checked, while its engine is open."""
    with open_engine("duckdb", memory_gb=1.0, threads=1) as engine:
        source = open_source(study, engine)
        source.check()
        yield source


def _ours(study: Study) -> tuple[Fit | None, str]:
    with _opened(study) as source:
        cells = source.cells(study.treatments[0])[study.outcomes[0].name]
        try:
            return estimate(cells, "aipw", "att").fit, ""
        except Refusal as refusal:
            return None, refusal.reason


def _static(study: Study) -> Fit:
    """Ever against never, from the first enrolment on, with the same covariates."""
    with _opened(replace(study, time=replace(study.time, design="static"))) as source:
        cells = source.cells(study.treatments[0])[study.outcomes[0].name]
        return estimate(cells, "aipw", "att").fit


def _among_leavers(study: Study) -> Fit:
    """Unqualified among who has left, in our own trials: conditioned on what came after."""
    treatment = study.treatments[0]
    with _opened(study) as source:
        unqualified, still = (source.rows(treatment, outcome) for outcome in study.outcomes)
        left = still.mean + still.origin == 0
        return estimate(unqualified.where(left), "aipw", "att").fit


def _refused(study: Study, folder: Path) -> Tried:
    """Our answer is a refusal; the plain one compares who was paid with who was not."""
    findings = Findings(study)
    nothing: Any = None  # a refusal looks at the study only
    answer(findings, nothing, (study.treatments[0], study.outcomes[0]), nothing, folder)
    figures = observed(folder, "buso")
    takers = figures["abo_share"] * pq.read_metadata(folder / "persons.parquet").num_rows / 100
    shares = figures["absent_with_bonus"] / 100, figures["absent_without_bonus"] / 100
    sizes = takers * figures["bonus_share"] / 100, takers * (1 - figures["bonus_share"] / 100)
    parts = (share * (1 - share) / size for share, size in zip(shares, sizes, strict=True))
    error = Error(float(np.sqrt(sum(parts))), "two shares")
    plain = Fit(shares[0] - shares[1], error, "unadjusted", np.ones(0), shares[1])
    return tried_of(None, plain, findings.refused[0].reason)


def truth_of(scene: SpellScene) -> tuple[float, float]:
    """Both histories of many people over many schools; the mean difference and its error."""
    asked = Asked(
        first_month=FIRST_TRIAL,
        last_month=LAST_TRIAL,
        horizons=(scene.months,),
        designs=(scene.design,),
        treatments=(scene.treatment,),
    )
    parts = []
    for block in range(TRUTH_BLOCKS):
        people = draw_people(scene.population, BLOCK, TRUTH_SEED, block, MANY_SCHOOLS)
        draws = draw_months(BLOCK, TRUTH_SEED, block)
        history = LIVES[scene.population](people, draws, scene.world)
        whole = Block(scene.population, people, draws, history)
        parts.append(block_truth(whole, scene.world, asked))
    sums = merged(parts)[scene.treatment, scene.outcome, scene.months, scene.design]
    return sums.effect, sums.error
