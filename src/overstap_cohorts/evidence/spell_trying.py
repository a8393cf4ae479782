"""One cohort of spells: files, study, counting and estimate, as `overstap evaluate` does it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from overstap_cohorts.cells import Cells
from overstap_cohorts.engines import open_engine
from overstap_cohorts.estimators.errors import Error
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.fits import Fit
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.evidence.cohort_result import CohortResult, side_by_side
from overstap_cohorts.evidence.scenes import SpellScene
from overstap_cohorts.findings import Findings
from overstap_cohorts.measures.outcomes import BEFORE
from overstap_cohorts.running.answering import answer
from overstap_cohorts.running.question import Question
from overstap_cohorts.simulation.dbso import CATEGORIES
from overstap_cohorts.simulation.observing import observed
from overstap_cohorts.simulation.people import (
    BLOCK,
    FIRST_MONTH,
    LAST_MONTH,
    draw_months,
    draw_people,
)
from overstap_cohorts.simulation.simulating import Options, simulate
from overstap_cohorts.simulation.truth import (
    LIVES,
    OFFER,
    Asked,
    Block,
    block_truth,
    merged,
    offer_truth,
)
from overstap_cohorts.sources import open_source
from overstap_cohorts.study.definition import (
    Condition,
    Covariate,
    Method,
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
    about = ["gender", "mother_education", "language"]
    # A start in the month of entry is itself the category of that month.
    by_month = scene.design != "static"
    about += ["category", "problematic_absence", "months_enrolled"] if by_month else []
    return Study(
        title=scene.label,
        methods=(scene.method,),
        instrument="offer" if scene.method == "iv" else None,
        data=SpellData(folder / "persons.parquet", folder / "spells.parquet"),
        treatments=(treatment,),
        outcomes=tuple(Outcome(name, measure=name, months=scene.months) for name in names),
        covariates=tuple(
            Covariate(name, kind="category", missing="category") for name in ("cohort", *about)
        ),
        time=Time(scene.design, FIRST_TRIAL, LAST_TRIAL, 12, LAST_MONTH),
        population=(Condition("category", FREE),)
        if by_month and scene.population == "dbso"
        else (),
    )


def try_spells(scenes: Sequence[SpellScene], first: int, last: int) -> list[list[CohortResult]]:
    """Cohorts of the seeds `first` to `last` - 1, for each of `scenes` (of the same files).

    A large part of what the engine costs does not depend on the number of people, so cohorts are
    read and counted together, with the cohort as a characteristic; each is then estimated by
    itself. The plain answers come from the same files.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_cohorts(scenes[0], folder, range(first, last))
        return [_tried(scene, folder) for scene in scenes]


def _tried(scene: SpellScene, folder: Path) -> list[CohortResult]:
    study = study_of(scene, folder)
    if scene.plain == "bonus":
        return [_refused(study, folder)]
    with _opened(study) as source:
        parts = source.apart("cohort", study.treatments[0], study.outcomes[0])
        ours = [_answered(part, scene.method) for part in parts]
        plain = [_fit(part, scene) for part in _plain(scene, study, source, parts)]
    return [side_by_side(fit, beside, why) for (fit, why), beside in zip(ours, plain, strict=True)]


def write_cohorts(scene: SpellScene, folder: Path, seeds: range) -> None:
    """Write several cohorts as one: persons of their own, and a column that says which cohort."""
    options = Options(world=scene.world, truth_people=0)
    persons, spells = [], []
    for place, seed in enumerate(seeds):
        part = folder / "part"
        simulate(scene.population, scene.people, seed, part, options)
        who, what = (pq.read_table(part / f"{name}.parquet") for name in ("persons", "spells"))
        numbers = pc.add(who["person"], place * scene.people)
        who = who.set_column(0, "person", numbers)
        cohort = pa.array([f"{seed:05}"] * len(who))
        persons.append(who.append_column("cohort", cohort))
        spells.append(what.set_column(0, "person", pc.add(what["person"], place * scene.people)))
    pq.write_table(pa.concat_tables(persons), folder / "persons.parquet")
    pq.write_table(pa.concat_tables(spells), folder / "spells.parquet")


@contextmanager
def _opened(study: Study) -> Iterator[Any]:
    """The study's source, checked, while its engine is open."""
    with open_engine("duckdb", memory_gb=1.0, threads=1) as engine:
        source = open_source(study, engine)
        source.check()
        yield source


def _answered(cells: Cells, method: Method = "aipw") -> tuple[Fit | None, str]:
    try:
        return estimate(cells, method, "att").fit, ""
    except EstimateRefused as refusal:
        return None, refusal.reason


def _fit(cells: Cells, scene: SpellScene) -> Fit:
    """The plain answer: by aipw, as it looks where that is refused (or asked)."""
    fit, _ = (None, "") if scene.plain == "raw" else _answered(cells)
    return fit or estimate(cells, "difference").fit


def _plain(scene: SpellScene, study: Study, source: Any, parts: list[Cells]) -> list[Cells]:
    treatment = study.treatments[0]
    if scene.plain == "leavers":
        # Unqualified among who has left: conditioned on what came after time zero.
        unqualified, enrolled = (
            source.rows_apart("cohort", treatment, outcome) for outcome in study.outcomes
        )
        return [
            part.part(still.mean + still.origin == 0)
            for part, still in zip(unqualified, enrolled, strict=True)
        ]
    if scene.plain in ("unweighted", "raw", "aipw"):
        return [replace(part, weight=None) for part in parts]
    # Ever against never, from the first enrolment on, with the same covariates.
    with _opened(replace(study, time=replace(study.time, design="static"))) as static:
        return list(static.apart("cohort", treatment, study.outcomes[0]))


def _refused(study: Study, folder: Path) -> CohortResult:
    """Our answer is a refusal; the plain one compares who was paid with who was not."""
    findings = Findings(study)
    nothing: Any = None  # a refusal looks at the study only
    asked = study.treatments[0], study.outcomes[0]
    answer(Question(findings, nothing, *asked, nothing, folder))
    figures = observed(folder, "buso")
    takers = figures["abo_share"] * pq.read_metadata(folder / "persons.parquet").num_rows / 100
    shares = figures["absent_with_bonus"] / 100, figures["absent_without_bonus"] / 100
    sizes = takers * figures["bonus_share"] / 100, takers * (1 - figures["bonus_share"] / 100)
    parts = (share * (1 - share) / size for share, size in zip(shares, sizes, strict=True))
    error = Error(float(np.sqrt(sum(parts))), "two shares")
    plain = Fit(shares[0] - shares[1], error, "unadjusted", np.ones(0), shares[1])
    return side_by_side(None, plain, findings.refused[0].reason)


def truth_of(scene: SpellScene) -> tuple[float, float]:
    """Both histories of many people over many schools; the mean difference and its error.

    What lies before the start is the same in both.
    """
    if scene.outcome in BEFORE:
        return 0.0, 0.0
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
        truth = offer_truth if scene.method == "iv" else block_truth
        parts.append(truth(whole, scene.world, asked))
    design = OFFER if scene.method == "iv" else scene.design
    sums = merged(parts)[scene.treatment, scene.outcome, scene.months, design]
    return sums.effect, sums.error
