"""One cohort of a flat scene, and what is true of it."""

import numpy as np

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.evidence.cohort_result import CohortResult, side_by_side
from overstap_cohorts.evidence.scenes import FlatScene
from overstap_cohorts.simulation.flat import COVARIATES, Flat, flat_truth, simulate_flat


def cells_of(flat: Flat, scene: FlatScene) -> Cells:
    """Return a row a person, as the estimators read them."""
    columns = flat.columns
    people = len(columns["key"])
    return Cells(
        covariates={
            name: columns[name].astype(float) if kind == "number" else columns[name]
            for name, kind in COVARIATES.items()
        },
        treated=columns["treated"] == 1,
        n=np.ones(people),
        mean=columns[scene.outcome].astype(float),
        spread=np.zeros(people),
        cluster=columns.get("school"),
        instrument=columns.get("offer") if scene.method == "iv" else None,
        key=columns["key"],
        binary=scene.kind.binary and scene.outcome == "outcome",
    )


def try_flat(scene: FlatScene, seed: int) -> CohortResult:
    """One cohort of a flat scene."""
    cells = cells_of(simulate_flat(scene.kind, scene.people, seed), scene)
    plain = estimate(cells, "difference").fit
    try:
        return side_by_side(estimate(cells, scene.method, scene.estimand).fit, plain)
    except EstimateRefused as refusal:
        return side_by_side(None, plain, refused=refusal.reason)


def truth_of(scene: FlatScene) -> tuple[float, float]:
    """What the scene's estimate should be, and its error; a placebo cannot have an effect."""
    truth = 0.0 if scene.outcome == "placebo" else flat_truth(scene.kind)[scene.estimand]
    return truth, 0.0
