"""Cohort after cohort of every scene, in a few processes with one thread each."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from types import FrameType

from threadpoolctl import threadpool_limits

from overstap.cohorts.evidence import flat_trying, spell_trying
from overstap.cohorts.evidence.scenes import FlatScene, SpellScene
from overstap.cohorts.evidence.tried import Tried

AT_A_TIME = 50
# Read by the linear algebra of a new process when it loads.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

type Scene = FlatScene | SpellScene


@dataclass(frozen=True)
class Outcome:
    """All cohorts of a scene, and the truth with its Monte Carlo error."""

    scene: Scene
    tried: list[Tried]
    truth: float
    truth_error: float


@contextmanager
def crew(processes: int) -> Iterator[ProcessPoolExecutor]:
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


def try_all(scenes: Sequence[Scene], cohorts: int, pool: ProcessPoolExecutor) -> Iterator[Outcome]:
    """Yield each scene in order; its seeds are 1 to the number of its cohorts, always."""
    asked = [(scene, pool.submit(_truth, scene), _parts(scene, cohorts, pool)) for scene in scenes]
    for scene, truth, parts in asked:
        tried = [one for part in parts for one in part.result()]
        yield Outcome(scene, tried, *truth.result())


def _parts(scene: Scene, cohorts: int, pool: ProcessPoolExecutor) -> list[Future[list[Tried]]]:
    count = max(round(cohorts * scene.share), 2)
    step = scene.together if isinstance(scene, SpellScene) else AT_A_TIME
    return [
        pool.submit(_several, scene, first, min(first + step, count + 1))
        for first in range(1, count + 1, step)
    ]


def _several(scene: Scene, first: int, last: int) -> list[Tried]:
    with threadpool_limits(1):
        if isinstance(scene, FlatScene):
            return [flat_trying.try_flat(scene, seed) for seed in range(first, last)]
        return spell_trying.try_spells(scene, first, last)


def _truth(scene: Scene) -> tuple[float, float]:
    if isinstance(scene, FlatScene):
        return flat_trying.truth_of(scene)
    return spell_trying.truth_of(scene)
