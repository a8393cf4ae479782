"""The effect that a study should find, by both histories of the same people.

Everybody who starts a programme in month t is simulated again on the same chances without it:
in month t only (start-vs-wait: they may start later), in t to t + k
(start-vs-never-within-k), or ever (static, where time zero is the first enrolment). The mean
difference over those who started is the average effect on the treated (ATT) of that comparison. It
is known up to a Monte Carlo error, which is written beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from overstap_cohorts.simulation import buso, dbso
from overstap_cohorts.simulation.calibration import Population
from overstap_cohorts.simulation.effects import World
from overstap_cohorts.simulation.history import NEVER, Bar, Draws, History, People
from overstap_cohorts.simulation.outcomes import OUTCOMES
from overstap_cohorts.simulation.people import FIRST_MONTH, LAST_MONTH

LIVES = {"dbso": dbso.live, "buso": buso.live}
PROGRAMMES = {"dbso": dbso.PROGRAMMES, "buso": buso.PROGRAMMES}
OFFER = "static, late"  # whom an offer led to start, by the static design
DESIGNS = ("start-vs-wait", "start-vs-never-within-k", "static")


@dataclass(frozen=True)
class Asked:
    """Which trial months, horizons and k the truth is worked out for."""

    first_month: int = FIRST_MONTH + 12
    last_month: int = FIRST_MONTH + 35  # 24 trial months; all are followed for 24 months
    horizons: tuple[int, ...] = (12, 24)
    wait: int = 12  # k of start-vs-never-within-k
    designs: tuple[str, ...] = DESIGNS
    treatments: tuple[str, ...] = ()  # empty: all of the population


type Key = tuple[str, str, int, str]  # treatment, outcome, months, design


@dataclass
class Sums:
    """Sums over starters, from which mean and error follow."""

    people: int = 0
    started: float = 0.0
    without: float = 0.0
    squares: float = 0.0  # of the difference

    def add(self, started: np.ndarray, without: np.ndarray) -> None:
        known = ~np.isnan(started)  # at risk at time zero, which is the same in both histories
        difference = started[known] - without[known]
        self.people += int(known.sum())
        self.started += float(started[known].sum())
        self.without += float(without[known].sum())
        self.squares += float((difference**2).sum())

    def merge(self, other: "Sums") -> None:
        self.people += other.people
        self.started += other.started
        self.without += other.without
        self.squares += other.squares

    @property
    def effect(self) -> float:
        return (self.started - self.without) / self.people

    @property
    def error(self) -> float:
        """Standard error of the effect by chance in who was simulated."""
        spread = self.squares / self.people - self.effect**2
        return float(np.sqrt(max(spread, 0.0) / self.people))


type Truth = dict[Key, Sums]


@dataclass(frozen=True)
class Block:
    """Some people, the chances that they get, and what came of it."""

    population: Population
    people: People
    draws: Draws
    history: History


def block_truth(block: Block, world: World, asked: Asked) -> Truth:
    """Return the sums of one block."""
    found: Truth = {}
    live = LIVES[block.population]
    for treatment in asked.treatments or PROGRAMMES[block.population]:
        start = block.history.programmes[treatment].start
        month = block.people.entry + start
        within = (month >= asked.first_month) & (month <= asked.last_month)
        followed = month + max(asked.horizons) <= LAST_MONTH
        entered = block.people.entry + max(asked.horizons) <= LAST_MONTH
        for design in asked.designs:
            counted = (month <= LAST_MONTH) & entered if design == "static" else within & followed
            chosen = np.flatnonzero((start < NEVER) & counted)
            if not len(chosen):
                continue
            some, same = block.people.take(chosen), block.draws[:, :, chosen]
            bar = _bar(design, start[chosen], asked.wait)
            pair = live(some, same, world), live(some, same, world, {treatment: bar})
            zero = np.zeros_like(start[chosen]) if design == "static" else start[chosen]
            for horizon in asked.horizons:
                for name, outcome in OUTCOMES.items():
                    sums = found.setdefault((treatment, name, horizon, design), Sums())
                    sums.add(*(outcome(history, zero, horizon) for history in pair))
    return found


def offer_truth(block: Block, world: World, asked: Asked) -> Truth:
    """The effect of ever starting BRUG on those whom an offer leads to it (LATE).

    Everybody is simulated with an offer and without, on the same chances: nobody starts only
    without. Time zero is the first enrolment.
    """
    found: Truth = {}
    people = block.people
    known = (people.entry >= asked.first_month) & (people.entry <= asked.last_month)
    some, same = people.take(np.flatnonzero(known)), block.draws[:, :, known]
    pair = []
    for lot in (0.0, 1.0):
        chance = some.chance | {"lottery": np.full(some.size, lot, dtype=np.float32)}
        pair.append(LIVES[block.population](replace(some, chance=chance), same, world))
    led = pair[0].programmes["BRUG"].started & ~pair[1].programmes["BRUG"].started
    zero = np.zeros(some.size, dtype=np.int16)
    for horizon in asked.horizons:
        for name, outcome in OUTCOMES.items():
            sums = found.setdefault(("BRUG", name, horizon, OFFER), Sums())
            sums.add(*(outcome(history, zero, horizon)[led] for history in pair))
    return found


def _bar(design: str, start: np.ndarray, wait: int) -> Bar:
    if design == "static":
        return Bar(np.zeros_like(start), np.full_like(start, NEVER))
    return Bar(start, start + np.int16(1 if design == "start-vs-wait" else wait + 1))


def merged(parts: Iterable[Truth]) -> Truth:
    whole: Truth = {}
    for part in parts:
        for key, sums in part.items():
            whole.setdefault(key, Sums()).merge(sums)
    return whole


def as_rows(truth: Truth) -> list[dict[str, object]]:
    """Return the effects as rows for `truth.json`."""
    return [
        {
            "treatment": treatment,
            "outcome": outcome,
            "months": months,
            "design": design.split(",")[0],
            "estimand": "late" if design == OFFER else "att",
            "effect": round(sums.effect, 10),
            "monte_carlo_error": round(sums.error, 10),
            "starters": sums.people,
            "mean_started": round(sums.started / sums.people, 10),
            "mean_without": round(sums.without / sums.people, 10),
        }
        for (treatment, outcome, months, design), sums in sorted(truth.items())
        if sums.people
    ]
