"""The same estimate by well-kept libraries that read rows, side by side in one run."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.measures.compression import ROW_KEY, TREATED, Plan, compress, rows

COVARIATES = {"gender": "category", "level": "category", "region": "category", "age": "number"}


@dataclass(frozen=True)
class Beside:
    """Seconds of both and their estimates; `theirs` is None where the library is not there."""

    what: str
    people: int
    ours: float
    theirs: float | None
    our_estimate: float
    their_estimate: float | None
    our_error: float
    their_error: float | None


def table(people: int, seed: int = 1, *, fine: bool = False) -> pa.Table:
    """Invented people; `fine` gives everybody an age of their own, so that no score is shared."""
    rng = np.random.default_rng(seed)
    gender = rng.integers(0, 2, people)
    level = rng.integers(0, 3, people)
    region = rng.integers(0, 5, people)
    age = rng.uniform(15, 20, people) if fine else rng.integers(15, 20, people).astype(float)
    pull = -1.2 + 0.4 * gender + 0.3 * (level == 0) + 0.1 * (age - 17)
    treated = rng.random(people) < 1 / (1 + np.exp(-pull))
    outcome = 0.3 * treated + 0.2 * (age - 17) - 0.4 * (level == 0) + rng.normal(size=people)
    names = np.array(["a", "b", "c", "d", "e"])
    return pa.table(
        {
            ROW_KEY: np.arange(people),
            TREATED: treated.astype(np.int64),
            "gender": names[gender],
            "level": names[level],
            "region": names[region],
            "age": age,
            "outcome": np.round(outcome, 3),
        }
    )


def _timed[T](work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    with threadpool_limits(2), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = work()
    return time.perf_counter() - begun, found


def _dummies(people: pa.Table) -> np.ndarray:
    columns = [np.ones(people.num_rows), people["age"].to_numpy()]
    for name in ("gender", "level", "region"):
        values = np.asarray(people[name].to_pylist())
        columns += [(values == level).astype(float) for level in np.unique(values)[1:]]
    return np.column_stack(columns)


def by_rows(people: int) -> Beside:
    """The doubly robust effect on everybody, of `people` rows: cells against statsmodels' rows."""
    made = table(people)
    backend = ibis.duckdb.connect()
    backend.con.register("people", made)
    plan = Plan(COVARIATES, ("outcome",))

    def ours() -> tuple[float, float]:
        cells = compress(backend.to_pyarrow, backend.table("people"), plan)["outcome"]
        fit = estimate(cells, "aipw", "ate").fit
        return fit.estimate, fit.error.value

    def theirs() -> tuple[float, float]:
        import statsmodels.api as sm
        from statsmodels.treatment.treatment_effects import TreatmentEffect

        x, t, y = _dummies(made), made[TREATED].to_numpy(), made["outcome"].to_numpy()
        score = sm.Logit(t, x).fit(disp=0)
        model = TreatmentEffect(sm.OLS(y, x), t, results_select=score)
        found = model.aipw(return_results=True, disp=False)
        return float(found.effect[0]), float(found.results_gmm.bse[0])

    ours_took, (estimate_, error) = _timed(ours)
    theirs_took, (reference, reference_error) = _timed(theirs)
    return Beside(
        *("aipw (ate), statsmodels", people, ours_took, theirs_took),
        our_estimate=estimate_,
        their_estimate=reference,
        our_error=error,
        their_error=reference_error,
    )


def by_pairs(people: int) -> Beside:
    """Nearest neighbours 1:1 without replacement, against pymatchit-causal where it is there."""
    made = table(people, fine=True)
    backend = ibis.duckdb.connect()
    backend.con.register("people", made)
    plan = Plan(COVARIATES, ("outcome",))

    def ours() -> tuple[float, float]:
        read = rows(backend.to_pyarrow, backend.table("people"), plan, "outcome")
        fit = estimate(read, "psm").fit
        return fit.estimate, fit.error.value

    def theirs() -> float:
        from pymatchit import MatchIt

        # Its formulas read text columns as objects only.
        frame = made.drop([ROW_KEY]).to_pandas().astype(dict.fromkeys(("gender", "level"), object))
        frame["region"] = frame["region"].astype(object)
        match = MatchIt(frame, method="nearest", distance="glm", m_order="largest")
        match.fit(f"{TREATED} ~ gender + level + region + age")
        kept = np.asarray(match.weights, dtype=float) > 0
        treated, outcome = frame[TREATED] == 1, frame["outcome"]
        return float(outcome[kept & treated].mean() - outcome[kept & ~treated].mean())

    took, (found, error) = _timed(ours)
    try:
        theirs_took, reference = _timed(theirs)
    except ImportError:
        theirs_took, reference = None, None
    return Beside(
        *("psm, pymatchit-causal", people, took, theirs_took, found, reference, error, None)
    )
