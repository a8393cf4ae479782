"""Makes a whole invented cohort: two tables and the truth about them."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from overstap_cohorts.simulation.calibration import Population
from overstap_cohorts.simulation.effects import World
from overstap_cohorts.simulation.people import (
    BLOCK,
    FIRST_MONTH,
    LAST_MONTH,
    draw_months,
    draw_people,
)
from overstap_cohorts.simulation.tables import SPELLS, persons_schema, persons_table, spells_table
from overstap_cohorts.simulation.truth import (
    LIVES,
    Asked,
    Block,
    Truth,
    as_rows,
    block_truth,
    merged,
    offer_truth,
)

TOGETHER = 8  # blocks that one process makes at a time, and that stand together in the files


@dataclass(frozen=True)
class Options:
    """What else can be asked of a cohort. `truth_people`: how many the truth is worked out over."""

    world: World = field(default_factory=World)
    schools: int = 50
    asked: Asked = field(default_factory=Asked)
    truth_people: int = 200_000
    processes: int = 1


@dataclass(frozen=True)
class Made:
    """How much was written."""

    people: int
    spells: int
    truth: list[dict[str, object]]


@dataclass(frozen=True)
class Batch:
    """Consecutive blocks, made by one process."""

    population: Population
    seed: int
    first: int
    last: int
    people: int
    options: Options


def simulate(
    population: Population,
    people: int,
    seed: int,
    folder: Path,
    options: Options | None = None,
    *,
    progress: Callable[[int], None] | None = None,
) -> Made:
    """Write `persons.parquet`, `spells.parquet` and `truth.json` into `folder`.

    The same seed gives the same bytes for any number of processes. Memory is bounded by the
    number of blocks at work, whatever the number of people.
    """
    asked = options or Options()
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[Truth] = []
    spells, columns = 0, persons_schema(asked.world)
    with (
        pq.ParquetWriter(folder / "persons.parquet", columns, compression="zstd") as persons,
        pq.ParquetWriter(folder / "spells.parquet", SPELLS, compression="zstd") as rows,
    ):
        for who, what, truth in _made(_batches(population, people, seed, asked), asked.processes):
            persons.write_table(who, row_group_size=len(who))
            rows.write_table(what, row_group_size=max(len(what), 1))
            spells += len(what)
            parts.append(truth)
            if progress:
                progress(len(who))
    found = as_rows(merged(parts))
    text = json.dumps(_told(population, people, seed, asked) | {"effects_found": found}, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return Made(people, spells, found)


def _told(population: Population, people: int, seed: int, options: Options) -> dict[str, object]:
    asked, world = options.asked, options.world
    lottery = {"lottery": world.lottery} if world.lottery else {}
    return lottery | {
        "population": population,
        "people": people,
        "seed": seed,
        "schools": options.schools,
        "effects": world.effects.as_dict(),
        "hidden": world.hidden,
        "any_month": world.any_month,
        "bonus_by_attendance": world.bonus_by_attendance,
        "data": [_month(FIRST_MONTH), _month(LAST_MONTH)],
        "trial_months": [_month(asked.first_month), _month(asked.last_month)],
        "never_within": asked.wait,
        "truth_people": min(people, options.truth_people),
    }


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


def _batches(population: Population, people: int, seed: int, options: Options) -> Iterator[Batch]:
    blocks = -(-people // BLOCK)
    for first in range(0, blocks, TOGETHER):
        yield Batch(population, seed, first, min(first + TOGETHER, blocks), people, options)


def _made(batches: Iterator[Batch], processes: int) -> Iterator[tuple[pa.Table, pa.Table, Truth]]:
    """Make the batches in their order; at most twice as many as processes wait to be written."""
    if processes == 1:
        yield from map(_make, batches)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[tuple[pa.Table, pa.Table, Truth]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_make, batch))
            if len(waiting) >= 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _make(batch: Batch) -> tuple[pa.Table, pa.Table, Truth]:
    options, population = batch.options, batch.population
    persons, spells, parts = [], [], []
    for block in range(batch.first, batch.last):
        size = min(BLOCK, batch.people - block * BLOCK)
        people = draw_people(population, size, batch.seed, block, options.schools)
        draws = draw_months(size, batch.seed, block)
        history = LIVES[population](people, draws, options.world)
        persons.append(persons_table(people, population, block, options.world))
        spells.append(spells_table(people, history, population, block))
        if block * BLOCK < options.truth_people:
            whole = Block(population, people, draws, history)
            parts.append(block_truth(whole, options.world, options.asked))
            if options.world.lottery and population == "dbso":
                parts.append(offer_truth(whole, options.world, options.asked))
    return _joined(persons), _joined(spells), merged(parts)


def _joined(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()
