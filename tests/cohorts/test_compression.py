"""From a table to cells by the engine: exact, and the same for any number of threads."""

import ibis
import numpy as np
import pyarrow as pa
import pytest

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.measures.compression import ROW_KEY, TREATED, Plan, compress, rows
from overstap_cohorts.refusals import StudyRefused
from tests.cohorts.alike import as_rows, people

PLAN = Plan({"gender": "category", "level": "category", "age": "number"}, ("outcome",))


def _table(seed: int = 1, *, binary: bool = True, mean: float = 0.0, threads: int = 2):  # type: ignore[no-untyped-def]
    backend = ibis.duckdb.connect(threads=threads)
    columns = people(seed, n=3000, binary=binary, mean=mean).columns()
    columns |= {TREATED: columns["treated"].astype(int), ROW_KEY: np.arange(3000)}
    backend.con.register("flat", pa.table(columns))
    return backend, backend.table("flat")


@pytest.mark.parametrize(("binary", "mean"), [(True, 0.0), (False, 0.0), (False, 1e9)])
def test_the_engine_counts_what_the_rows_say(binary: bool, mean: float) -> None:
    backend, table = _table(binary=binary, mean=mean)
    cells = compress(backend.to_pyarrow, table, PLAN)["outcome"]
    plain = as_rows(people(1, n=3000, binary=binary, mean=mean), shift=cells.origin)
    assert cells.rows == 3000
    for method in ("difference", "regression", "cem", "ipw", "aipw"):
        ours, theirs = estimate(cells, method).fit, estimate(plain, method).fit
        assert ours.estimate == pytest.approx(theirs.estimate, rel=1e-8, abs=1e-10)
        assert ours.error.value == pytest.approx(theirs.error.value, rel=1e-8)


@pytest.mark.parametrize("binary", [True, False])
def test_threads_change_no_bit(binary: bool) -> None:
    def counted(threads: int) -> Cells:
        backend, table = _table(binary=binary, mean=1e6, threads=threads)
        return compress(backend.to_pyarrow, table, PLAN)["outcome"]

    one, two = counted(1), counted(2)
    assert one.mean.tobytes() == two.mean.tobytes()
    assert one.spread.tobytes() == two.spread.tobytes()
    assert one.n.tobytes() == two.n.tobytes()


def test_rows_stand_in_the_order_of_their_key_or_of_their_contents() -> None:
    backend, table = _table()
    by_key = rows(backend.to_pyarrow, table, PLAN, "outcome")
    assert by_key.mean.tolist() == people(1, n=3000).outcome.tolist()
    shuffled = table.order_by(ibis.desc(ROW_KEY)).drop(ROW_KEY)
    plain = rows(backend.to_pyarrow, table.drop(ROW_KEY), PLAN, "outcome")
    turned = rows(backend.to_pyarrow, shuffled, PLAN, "outcome")
    assert plain.mean.tobytes() == turned.mean.tobytes()


def test_rows_without_the_outcome_are_not_counted() -> None:
    backend, table = _table()
    known = table.mutate(outcome=ibis.cases((table[ROW_KEY] < 100, None), else_=table.outcome))
    assert compress(backend.to_pyarrow, known, PLAN)["outcome"].rows == 2900
    assert rows(backend.to_pyarrow, known, PLAN, "outcome").rows == 2900


def test_an_outcome_that_nobody_has_is_refused() -> None:
    backend, table = _table()
    with pytest.raises(StudyRefused, match="geen enkele rij"):
        compress(backend.to_pyarrow, table.mutate(outcome=ibis.null("float64")), PLAN)


def test_a_yes_or_no_outcome_with_other_values_is_refused() -> None:
    backend, table = _table(binary=False)
    plan = Plan(PLAN.covariates, ("outcome",), binary={"outcome": True})
    with pytest.raises(StudyRefused, match="Toegelaten: 0 en 1"):
        compress(backend.to_pyarrow, table, plan)


def test_a_large_spread_of_whole_numbers_stays_exact() -> None:
    backend = ibis.duckdb.connect()
    values = [0, 2**40, 2**40 + 1, 7] * 50
    backend.con.register("flat", pa.table({TREATED: [0, 1] * 100, "y": values}))
    plan = Plan({}, ("y",))
    cells = compress(backend.to_pyarrow, backend.table("flat"), plan)["y"]
    for flag in (0, 1):
        mine = [value for value, t in zip(values, [0, 1] * 100, strict=True) if t == flag]
        place = int(np.flatnonzero(cells.treated == bool(flag))[0])
        assert cells.mean[place] + cells.origin == pytest.approx(np.mean(mine), rel=1e-12)
        assert cells.spread[place] == pytest.approx(np.var(mine) * len(mine), rel=1e-12)
