"""`overstap bench evidence`: the body of the command."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from overstap_cohorts.evidence.counting import score
from overstap_cohorts.evidence.page import Line, Looks, table, told, write
from overstap_cohorts.evidence.processes import Scene, processes_of_one_thread, try_all
from overstap_cohorts.evidence.scenes import flat_scenes, spell_scenes
from overstap_cohorts.simulation.calibration import POPULATIONS, targets
from overstap_cohorts.simulation.observing import observed
from overstap_cohorts.simulation.simulating import Options, simulate

LOOKED_AT = 131_072  # people of each population whose figures are compared with the observed ones
LOOKED_SEED = 3


def evidence(args: argparse.Namespace) -> int:
    """Try everything, write the page; 1 when a promise is broken. `only`: some rows, shown here."""
    began = time.monotonic()
    lines: list[Line] = []
    scenes: tuple[Scene, ...] = (*flat_scenes(), *spell_scenes())
    scenes = tuple(scene for scene in scenes if not args.only or args.only in scene.label)
    if not scenes:
        print(f"Geen rij heet zo: {args.only}. Kijk in docs/evidence.md.", file=sys.stderr)
        return 1
    looks = [] if args.only else _looks()

    def write_so_far() -> None:
        minutes = (time.monotonic() - began) / 60
        write(Path(args.out), told(lines, looks, minutes, len(scenes) - len(lines)))

    with processes_of_one_thread(args.processes) as pool:
        for found in try_all(scenes, args.cohorts, pool):
            scene, made = found.scene, score(found.tried, found.truth, found.truth_error)
            line = Line(scene.group, scene.label, scene.promise, made)
            lines.append(line)
            _tell(line)
            if not args.only:
                write_so_far()
    if args.only:
        print(table(lines))
    broken = [line.label for line in lines if not line.kept]
    broken += [f"{look.population} {look.target.name}" for look in looks if not look.kept]
    for label in broken:
        print(f"Niet gehaald: {label}", file=sys.stderr)
    return 1 if broken else 0


def _tell(line: Line) -> None:
    found = line.score
    mark = "✓" if line.kept else "✗"
    print(
        f"{mark} {line.label}: {100 * found.coverage:.1f} op 100, afwijking {found.bias:+.4f}",
        flush=True,
    )


def _looks() -> list[Looks]:
    found = []
    for population in POPULATIONS:
        with TemporaryDirectory() as name:
            simulate(population, LOOKED_AT, LOOKED_SEED, Path(name), Options(truth_people=0))
            figures = observed(Path(name), population)
        found += [
            Looks(population, target, figures[key]) for key, target in targets(population).items()
        ]
    return found
