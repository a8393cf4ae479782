"""What the invented cohorts are tuned to, and the numbers that they are made with.

Both stand in tables beside this file: `targets.csv` (what was observed, its denominator, its source
and how near the simulation must come) and `parameters.csv` (what was chosen so that it does, each
with its source: calibrated to which targets, or an assumption).
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

type Population = Literal["dbso", "buso"]
POPULATIONS: tuple[Population, ...] = ("dbso", "buso")


@dataclass(frozen=True)
class Target:
    """An observed figure. `only_naive`: a contrast that is observed and is no effect."""

    name: str
    value: float
    tolerance: float
    unit: str
    denominator: str
    source: str
    only_naive: bool


def _rows(file: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def targets(population: Population) -> dict[str, Target]:
    """Return what the population must look like, by name."""
    return {
        row["name"]: Target(
            row["name"],
            float(row["value"]),
            float(row["tolerance"]),
            row["unit"],
            row["denominator"],
            row["source"],
            row["only_naive"] == "yes",
        )
        for row in _rows("targets.csv")
        if row["population"] == population
    }


@cache
def parameters(population: Population) -> dict[str, float]:
    """Return the numbers that the population is made with, by name."""
    return {
        row["name"]: float(row["value"])
        for row in _rows("parameters.csv")
        if row["population"] in (population, "both")
    }
