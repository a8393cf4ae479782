"""`overstap simulate`: the body of the command."""

import argparse
import sys
import time
from pathlib import Path

from overstap_cohorts.simulation.effects import Effects, World
from overstap_cohorts.simulation.people import BLOCK
from overstap_cohorts.simulation.simulating import TOGETHER, Options
from overstap_cohorts.simulation.simulating import simulate as write

DESIGN = "start-vs-wait"


def simulate(args: argparse.Namespace) -> int:
    """Write a cohort and say what is true of it; 1 when the effects are not understood."""
    try:
        effects = _effects(args.effects)
    except ValueError as mistake:
        print(f"Effecten niet begrepen ({mistake}).", file=sys.stderr)
        return 1
    if args.lottery and args.population != "dbso":
        print("--lottery kan alleen bij dbso: het aanbod is er een van BRUG.", file=sys.stderr)
        return 1
    folder = Path(args.out)
    options = Options(
        world=World(effects=effects, hidden=args.hidden, lottery=args.lottery),
        schools=args.schools,
        processes=1 if args.people <= BLOCK * TOGETHER else args.processes,
    )
    began = time.monotonic()
    made = write(args.population, args.people, args.seed, folder, options)
    seconds = time.monotonic() - began
    print(f"{made.people} jongeren en {made.spells} periodes in {folder} ({seconds:.1f} s)")
    print("Waar effect op wie startte, tegenover wie nog niet startte (volledig in truth.json):")
    for row in made.truth:
        if row["design"] == DESIGN and row["months"] == 12:
            line = "  {treatment:10} {outcome:16} {effect:+.4f} (± {monte_carlo_error:.4f})"
            print(line.format(**row))
    return 0


def _effects(text: str) -> Effects:
    if text in ("usual", "none"):
        return Effects.usual() if text == "usual" else Effects.none()
    pairs = [part.partition("=") for part in text.split(",")]
    return Effects.of({name.strip(): float(value) for name, _, value in pairs})
