"""Tries a scene on cohort after cohort, in two processes, and keeps what came out of each."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from threadpoolctl import threadpool_limits

from overstap.cohorts.cells import Cells
from overstap.cohorts.estimators.estimating import estimate
from overstap.cohorts.estimators.refusing import Refusal
from overstap.cohorts.evidence.scenes import FlatScene
from overstap.cohorts.simulation.flat import COVARIATES, Flat, flat_truth, simulate_flat

AT_A_TIME = 50
# Read by the linear algebra of a new process when it loads: one thread each.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Tried:
    """One cohort: our estimate with its interval, the plain difference, or why there is none."""

    estimate: float = np.nan
    error: float = np.nan
    low: float = np.nan
    high: float = np.nan
    naive: float = np.nan
    refused: str = ""


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


def try_flat(scene: FlatScene, seed: int) -> Tried:
    """One cohort of a flat scene."""
    cells = cells_of(simulate_flat(scene.kind, scene.people, seed), scene)
    naive = estimate(cells, "difference").fit.estimate
    try:
        fit = estimate(cells, scene.method, scene.estimand).fit
    except Refusal as refusal:
        return Tried(naive=naive, refused=refusal.reason)
    low, high = fit.error.interval(fit.estimate)
    return Tried(fit.estimate, fit.error.value, low, high, naive)


def truth_of(scene: FlatScene) -> float:
    """What the scene's estimate should be; a placebo cannot have an effect."""
    return 0.0 if scene.outcome == "placebo" else flat_truth(scene.kind)[scene.estimand]


@contextmanager
def crew(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that calculate with one thread each."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            yield pool
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _several(scene: FlatScene, first: int, last: int) -> list[Tried]:
    with threadpool_limits(1):
        return [try_flat(scene, seed) for seed in range(first, last)]


def try_all(
    scenes: Sequence[FlatScene], cohorts: int, pool: ProcessPoolExecutor | None
) -> Iterator[list[Tried]]:
    """Yield what each scene gave, in order; seeds 1 to the number of cohorts, always."""
    for scene, parts in [(scene, _parts(scene, cohorts, pool)) for scene in scenes]:
        if isinstance(parts, int):
            yield _several(scene, 1, parts + 1)
        else:
            yield [tried for part in parts for tried in part.result()]


def _parts(
    scene: FlatScene, cohorts: int, pool: ProcessPoolExecutor | None
) -> list[Future[list[Tried]]] | int:
    count = max(round(cohorts * scene.share), 2)
    if pool is None:
        return count
    return [
        pool.submit(_several, scene, first, min(first + AT_A_TIME, count + 1))
        for first in range(1, count + 1, AT_A_TIME)
    ]
