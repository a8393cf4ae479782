"""Invented flat tables, a row a person, for estimators: models right or wrong, the truth known.

A model of the estimators is *right* here when it holds the world as it is: a logistic regression
of treatment, and a linear or logistic regression of the outcome, on the covariates' main effects.
*Wrong* is a world with squares and products that no main effect can follow. The two wrong worlds
lean the same way, so that an estimator with nothing right is visibly biased.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

type Floats = NDArray[np.float64]

TRUTH_PEOPLE = 2**20
TRUTH_SEED = 20_260_101
COVARIATES = {"age": "number", "score": "number", "track": "category", "mother": "category"}
TRACKS, MOTHERS = ("A", "B", "C"), ("high", "low")
BOOST = 4.0  # what chance at the offer adds to the log odds of treatment


@dataclass(frozen=True)
class FlatKind:
    """Which world. Effects are shifts of the mean (number) or of the log odds (binary)."""

    propensity_right: bool = True
    outcome_right: bool = True
    binary: bool = False
    effect: float = 0.5
    varies: float = 0.3  # change of the effect for each standard deviation of age
    hidden: float = 0.0  # pull of an unseen cause on treatment; it also moves outcome and placebo
    schools: int = 0  # 0: nobody has a school
    school_spread: float = 0.5  # standard deviation of a school's effect on the outcome
    instrument: bool = False  # a lottery for an offer
    dose: bool = False  # the effect grows with hours, 1 at 250


@dataclass(frozen=True)
class Flat:
    """A table by columns, and what is true of the world that it came from."""

    columns: dict[str, NDArray[np.generic]]
    truth: dict[str, float]

    def table(self) -> pa.Table:
        """Return the table as it would be brought in a file."""
        return pa.table(dict(self.columns))


@dataclass(frozen=True)
class _World:
    """Everybody's covariates, chances and both outcomes in expectation."""

    age: Floats
    score: Floats
    track: NDArray[np.int64]
    mother: NDArray[np.int64]
    unseen: Floats
    school: NDArray[np.int64]
    offered: Floats
    odds: tuple[Floats, Floats]  # log odds of treatment without and with an offer
    without: Floats  # linear predictor of the outcome
    effect: Floats
    hours: Floats


def simulate_flat(kind: FlatKind, n: int, seed: int) -> Flat:
    """Draw `n` people. The truth belongs to the world, not to this draw."""
    source = np.random.default_rng([seed, 7])
    world = _draw(kind, n, source)
    chance = expit(np.where(world.offered == 1, world.odds[1], world.odds[0]))
    treated = source.random(n) < chance
    predictor = world.without + treated * world.effect
    noise = source.standard_normal(n)
    luck = source.random(n)
    outcome = (luck < expit(predictor)).astype(float) if kind.binary else predictor + noise
    # Before time zero: the same causes, and no treatment yet.
    placebo = 0.4 * world.age - 0.3 * world.score + 0.7 * world.unseen + source.standard_normal(n)
    columns: dict[str, NDArray[np.generic]] = {
        "key": np.arange(n),
        "treated": treated.astype(np.int64),
        "age": world.age,
        "score": world.score,
        "track": np.array(TRACKS)[world.track],
        "mother": np.array(MOTHERS)[world.mother],
        "outcome": outcome,
        "placebo": placebo,
    }
    if kind.schools:
        columns["school"] = np.array([f"S{number:03}" for number in world.school])
    if kind.instrument:
        columns["offer"] = world.offered.astype(np.int64)
    if kind.dose:
        columns["hours"] = np.where(treated, world.hours, 0.0)
    return Flat(columns, flat_truth(kind))


@cache
def flat_truth(kind: FlatKind) -> dict[str, float]:
    """Return ATT, ATE and (with an offer) LATE of the world, over a million people.

    Each person counts with the chance of treatment, not with a draw of it: the Monte Carlo error
    is under a hundredth of any standard error that the evidence looks at.
    """
    world = _draw(kind, TRUTH_PEOPLE, np.random.default_rng(TRUTH_SEED))
    difference = world.effect
    if kind.binary:
        difference = expit(world.without + world.effect) - expit(world.without)
    low, high = expit(world.odds[0]), expit(world.odds[1])
    chance = np.where(world.offered == 1, high, low)
    truth = {
        "att": float(np.average(difference, weights=chance)),
        "ate": float(difference.mean()),
    }
    if kind.instrument:
        truth["late"] = float(np.average(difference, weights=high - low))
    return truth


def _draw(kind: FlatKind, n: int, source: np.random.Generator) -> _World:
    age, score, unseen = source.standard_normal((3, n))
    track = source.choice(3, size=n, p=(0.5, 0.3, 0.2))
    mother = (source.random(n) < 0.5 + 0.1 * (track == 1)).astype(np.int64)
    school, reach, lift = _schools(kind, n, source)
    lean = 0.5 * age - 0.4 * score + 0.5 * (track == 1) - 0.3 * (track == 2) + 0.3 * mother
    if not kind.propensity_right:
        lean = 0.3 * lean + 0.7 * (age**2 - 1) + 0.6 * age * score
    lean = lean - 0.8 + kind.hidden * unseen + reach
    offered = (source.random(n) < 0.5).astype(float)
    boost = BOOST if kind.instrument else 0.0
    without = 0.6 * age - 0.5 * score + 0.4 * (track == 1) - 0.3 * (track == 2) - 0.3 * mother
    if not kind.outcome_right:
        without = 0.3 * without + 0.5 * (age**2 - 1) + 0.4 * age * score
    without = without + (0.7 * unseen if kind.hidden else 0.0) + lift
    hours = np.minimum(source.gamma(3.0, 250 / 3, n), 800)
    effect = kind.effect + kind.varies * age
    if not kind.outcome_right:
        effect = effect + 0.5 * kind.varies * (age**2 - 1)
    if kind.dose:
        effect = effect * hours / 250
    # An offer takes nothing from those without it: the mean over both stays about the same.
    chances = (lean - boost / 2, lean + boost / 2)
    return _World(
        age=age, score=score, track=track, mother=mother, unseen=unseen, school=school,
        offered=offered, odds=chances, without=without, effect=effect, hours=hours,
    )  # fmt: skip


def _schools(
    kind: FlatKind, n: int, source: np.random.Generator
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """The school of each person, and what it adds to starting and to the outcome."""
    if not kind.schools:
        return np.zeros(n, np.int64), np.zeros(n), np.zeros(n)
    # The world's truth is over all schools that there could be, not over these few.
    number = n if n == TRUTH_PEOPLE else kind.schools
    school = source.integers(number, size=n)
    drawn = source.standard_normal((2, number)) * kind.school_spread
    return school, drawn[0][school], drawn[1][school]
