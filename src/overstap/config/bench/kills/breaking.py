"""The measurement: start some work, kill something at a random moment, wait, look."""

import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg
from django.db import Error, connection

from overstap.config.bench.kills.scenes import Scene
from overstap.config.bench.kills.stage import TARGETS, Stage

# The promise: a minute after something died, work is done or has ended with a sentence.
LIMIT_SECONDS = 60.0
# How long a hanging one is still watched, to tell slow from never.
LAST_SECONDS = 180.0
STARTS = 5
USUAL_SECONDS = 1.0


@dataclass
class Kill:
    """One kill: of what, during what, how long until a state, and what was wrong then."""

    scene: str
    job: str
    target: str
    after: float
    seconds: float
    outcome: str
    faults: list[str] = field(default_factory=list)
    # How long the same work takes when nothing dies: what is done anew takes that again.
    usual: float = 0.0

    @property
    def hangs(self) -> bool:
        return self.seconds > LIMIT_SECONDS + self.usual


def break_all(
    stage: Stage,
    scenes: list[Scene],
    kills: int,
    *,
    seed: int,
    short: bool,
    say: Callable[[str], None],
) -> list[Kill]:
    """So many kills, scene after scene and target after target, each at a random moment."""
    rng = random.Random(seed)  # noqa: S311 (moments, no secrets)
    if short:
        scenes = [scene for scene in scenes if not scene.is_long]
        usual = {scene.name: USUAL_SECONDS for scene in scenes}
    else:
        usual = {scene.name: _undisturbed(stage, scene, say) for scene in scenes}
    plan = [(scene, target) for scene in scenes for target in TARGETS]
    rng.shuffle(plan)
    if short:  # each scene once before any comes again
        plan = [(scene, TARGETS[number % len(TARGETS)]) for number, scene in enumerate(scenes)]
    done = []
    for number in range(kills):
        scene, target = plan[number % len(plan)]
        try:
            # Past its usual end too: a job that is done still has to say so.
            kill = _break(stage, scene, target, rng.uniform(0, 1.2 * usual[scene.name]))
        except KeyboardInterrupt:
            break
        kill.usual = usual[scene.name]
        done.append(kill)
        with (stage.cluster.state / "kills.jsonl").open("a") as file:
            file.write(json.dumps(asdict(kill)) + "\n")
        words = f"{kill.seconds:5.1f} s, {kill.outcome}"
        say(f"{number + 1:>4} {scene.name:<9} {target:<10} na {kill.after:4.1f} s: {words}")
        for fault in kill.faults:
            say(f"     FOUT {fault}")
    return done


def _undisturbed(stage: Stage, scene: Scene, say: Callable[[str], None]) -> float:
    """How long it takes when nothing dies; it must be whole then as well."""
    work, began = _started(stage, scene), time.monotonic()
    while scene.busy(stage, work):
        if time.monotonic() - began > LAST_SECONDS:
            raise RuntimeError(f"{scene.name} does not end by itself: see {stage.log}")
        time.sleep(0.05)
    spent = time.monotonic() - began
    faults = scene.faults(stage, work)
    if faults:
        raise RuntimeError(f"{scene.name} undisturbed: {'; '.join(faults)}")
    say(f"     {scene.name:<9} ongestoord: {spent:5.1f} s, {scene.outcome(stage, work)}")
    return spent


def _started(stage: Stage, scene: Scene) -> Any:
    """Sets a scene. The database may still be recovering from the kill before."""
    for last in range(STARTS):
        try:
            connection.close()
            return scene.start(stage)
        except (Error, psycopg.OperationalError):
            if last == STARTS - 1:
                raise
            time.sleep(1)
    raise AssertionError


def _break(stage: Stage, scene: Scene, target: str, after: float) -> Kill:
    stage.wait_for_worker()
    work = _started(stage, scene)
    time.sleep(after)
    began = time.monotonic()
    stage.kill(target)
    while _is_busy(stage, scene, work) and time.monotonic() - began < LAST_SECONDS:
        time.sleep(0.1)
    seconds = time.monotonic() - began
    kill = Kill(scene.name, scene.job, target, after, seconds, scene.outcome(stage, work))
    connection.close()
    kill.faults = scene.faults(stage, work)
    if not stage.worker_lives():
        kill.faults.append("the worker did not survive it")
        stage.start_worker()
    return kill


def _is_busy(stage: Stage, scene: Scene, work: Any) -> bool:
    with suppress(psycopg.OperationalError):
        return scene.busy(stage, work)
    return True  # nobody to ask


def left_behind(stage: Stage) -> list[str]:
    """Jobs that a worker is said to run a minute after the last kill, while none does."""
    deadline = time.monotonic() + LIMIT_SECONDS
    found: list[tuple[Any, ...]] = []
    while time.monotonic() < deadline:
        found = stage.rows(
            "select id, task_name, status::text from procrastinate_jobs"
            " where status = 'doing'"
            " or (status = 'todo' and coalesce(scheduled_at, now()) <= now())"
        )
        if not found:
            break
        time.sleep(0.5)
    return [f"job {number} ({task}) is {status}" for number, task, status in found]
