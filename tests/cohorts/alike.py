"""Invented people for the estimators: as rows, and counted as cells by plain pandas."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from overstap_cohorts.cells import Cells


@dataclass(frozen=True)
class People:
    """Arrays of shape (n,): two categories, a number, treatment, instrument, school, outcome."""

    gender: np.ndarray
    level: np.ndarray
    age: np.ndarray
    treated: np.ndarray
    offer: np.ndarray
    school: np.ndarray
    outcome: np.ndarray
    binary: bool

    def columns(self) -> dict[str, np.ndarray]:
        names = ("gender", "level", "age", "treated", "offer", "school", "outcome")
        return {name: getattr(self, name) for name in names}


def people(
    seed: int = 1, n: int = 800, *, binary: bool = True, mean: float = 0.0, effect: float = 0.4
) -> People:
    """Selection on gender, level and age; `mean` moves a measured outcome far from zero."""
    rng = np.random.default_rng(seed)
    gender = rng.choice(["m", "v"], n)
    level = rng.choice(["laag", "midden", "hoog"], n)
    age = rng.integers(15, 20, n).astype(float)
    offer = rng.choice(["ja", "nee"], n)
    pull = -0.6 + 0.5 * (gender == "m") + 0.3 * (level == "laag") + 0.1 * (age - 17)
    treated = rng.random(n) < 1 / (1 + np.exp(-(pull + 1.2 * (offer == "ja"))))
    base = -0.4 + effect * treated + 0.3 * (age - 17) - 0.5 * (level == "laag")
    if binary:
        outcome = (rng.random(n) < 1 / (1 + np.exp(-base))).astype(float)
    else:
        outcome = mean + np.round(base + rng.normal(size=n), 6)
    school = rng.integers(0, 16, n)
    return People(gender, level, age, treated, offer, school, outcome, binary)


def as_rows(some: People, *, cluster: bool = False, shift: float = 0.0) -> Cells:
    n = len(some.treated)
    return Cells(
        covariates={"gender": some.gender, "level": some.level, "age": some.age},
        treated=some.treated,
        n=np.ones(n),
        mean=some.outcome - shift,
        spread=np.zeros(n),
        origin=shift,
        cluster=some.school if cluster else None,
        instrument=some.offer,
        key=np.arange(n),
        binary=some.binary,
    )


def as_cells(rows: Cells) -> Cells:
    """Count the rows that are alike; independent of the engine's own counting."""
    frame = pd.DataFrame({**rows.covariates, "treated": rows.treated, "offer": rows.instrument})
    keys = list(frame.columns)
    if rows.cluster is not None:
        frame["school"] = rows.cluster
        keys.append("school")
    frame["y"] = rows.mean
    found = frame.groupby(keys)["y"].agg(["count", "mean", "var"]).reset_index()
    count = found["count"].to_numpy(float)
    covariates = {
        name: found[name].to_numpy(float if rows.is_number(name) else str)
        for name in rows.covariates
    }
    return replace(
        rows,
        covariates=covariates,
        treated=found["treated"].to_numpy(bool),
        n=count,
        mean=found["mean"].to_numpy(),
        spread=found["var"].fillna(0).to_numpy() * (count - 1),
        cluster=found["school"].to_numpy() if rows.cluster is not None else None,
        instrument=found["offer"].to_numpy(str),
        key=None,
    )


def matrix(some: People) -> np.ndarray:
    """The main-effects model matrix by hand: intercept, dummies, the number."""
    columns = [np.ones(len(some.age)), some.gender == "v", some.level == "laag"]
    return np.column_stack([*columns, some.level == "midden", some.age]).astype(float)
