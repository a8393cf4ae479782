"""Engines that count: DuckDB on one machine, Spark where one machine is outgrown.

Both read the same Ibis expressions. What leaves an engine is whole numbers or rows, so that both
give the same bytes; see `engines.opened` for what an open engine can do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.refusals import StudyRefused

ENGINES = ("duckdb", "spark")


@contextmanager
def open_engine(
    name: str,
    *,
    memory_gb: float = 4.0,
    threads: int | None = None,
    master: str | None = None,
    folder: Path | str | None = None,
) -> Iterator[Engine]:
    """Open `name` (duckdb or spark) and close it afterwards.

    `folder` keeps stages and temporary files between runs; without it they go when the engine
    closes. `master` is Spark's (local[2], spark://host:7077, yarn ...).
    """
    if name not in ENGINES:
        raise StudyRefused("engine", name=name, allowed=ENGINES)
    if name == "duckdb":
        from overstap_cohorts.engines.duck import open_duck

        with open_duck(memory_gb=memory_gb, threads=threads, folder=folder) as engine:
            yield engine
        return
    from overstap_cohorts.engines.spark import open_spark

    with open_spark(
        memory_gb=memory_gb, threads=threads, master=master, folder=folder
    ) as spark_engine:
        yield spark_engine
