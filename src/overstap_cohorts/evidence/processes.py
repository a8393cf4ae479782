"""Cohort after cohort of every scene, in a few processes with one thread each."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from types import FrameType

from threadpoolctl import threadpool_limits

from overstap_cohorts.evidence import flat_trying, spell_trying
from overstap_cohorts.evidence.cohort_result import CohortResult
from overstap_cohorts.evidence.scenes import FlatScene, SpellScene

AT_A_TIME = 50
# Read by the linear algebra of a new process when it loads.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

type Scene = FlatScene | SpellScene


@dataclass(frozen=True)
class SceneResult:
    """All cohorts of a scene, and the truth with its Monte Carlo error."""

    scene: Scene
    tried: list[CohortResult]
    truth: float
    truth_error: float


@contextmanager
def processes_of_one_thread(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that calculate with one thread each."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    stops = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            try:
                yield pool
            except BaseException:
                # Who interrupts does not wait for thousands of cohorts that nobody will read.
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        signal.signal(signal.SIGTERM, stops)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Who is stopped also stops its processes, which would work on for nobody."""
    raise KeyboardInterrupt


def try_all(
    scenes: Sequence[Scene], cohorts: int, pool: ProcessPoolExecutor
) -> Iterator[SceneResult]:
    """Yield each scene in order; its seeds are 1 to the number of its cohorts, always."""
    families = [list(family) for _, family in groupby(scenes, _files_of)]
    asked = [
        ([(scene, pool.submit(_truth, scene)) for scene in family], _parts(family, cohorts, pool))
        for family in families
    ]
    for family, parts in asked:
        for place, (scene, truth) in enumerate(family):
            tried = [one for part in parts for one in part.result()[place]]
            yield SceneResult(scene, tried, *truth.result())


def _files_of(scene: Scene) -> object:
    """Scenes over the same files stand side by side and are tried together."""
    return scene.files if isinstance(scene, SpellScene) else scene


def _parts(
    family: Sequence[Scene], cohorts: int, pool: ProcessPoolExecutor
) -> list[Future[list[list[CohortResult]]]]:
    count = max(round(cohorts * family[0].share), 2)
    step = family[0].together if isinstance(family[0], SpellScene) else AT_A_TIME
    return [
        pool.submit(_several, family, first, min(first + step, count + 1))
        for first in range(1, count + 1, step)
    ]


def _several(family: Sequence[Scene], first: int, last: int) -> list[list[CohortResult]]:
    """Of each scene, what the cohorts of the seeds `first` to `last` - 1 gave."""
    with threadpool_limits(1):
        spells = [scene for scene in family if isinstance(scene, SpellScene)]
        if spells:
            return spell_trying.try_spells(spells, first, last)
        flat = [scene for scene in family if isinstance(scene, FlatScene)]
        return [
            [flat_trying.try_flat(scene, seed) for seed in range(first, last)] for scene in flat
        ]


def _truth(scene: Scene) -> tuple[float, float]:
    if isinstance(scene, FlatScene):
        return flat_trying.truth_of(scene)
    return spell_trying.truth_of(scene)
