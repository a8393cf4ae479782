"""Turns histories into the two tables that everybody may bring: `persons` and `spells`."""

import numpy as np
import pyarrow as pa

from overstap_cohorts.simulation import buso, dbso
from overstap_cohorts.simulation.calibration import Population, parameters
from overstap_cohorts.simulation.effects import World
from overstap_cohorts.simulation.history import (
    IN_NEC,
    IN_SEC,
    NEVER,
    Bytes,
    History,
    People,
    odds,
)
from overstap_cohorts.simulation.people import BLOCK, FIRST_MONTH, LAST_MONTH, TOWNS, last_known

CIRCUITS: dict[str, str] = {"dbso": "DBSO", "buso": "BUSO_OV3"}
KINDS = ("absence", "certificate", "enrolment", "programme", "track", "work")
CERTIFICATES: dict[str, str] = {"dbso": "DBSO_CERTIFICATE", "buso": "OV3_CERTIFICATE"}
CODES = (
    *dbso.TRACKS, *buso.TRACKS, *dbso.PROGRAMMES, *buso.PROGRAMMES, *CIRCUITS.values(),
    *CERTIFICATES.values(), "SEC", "PROBLEMATIC", "LATE",
)  # fmt: skip
WORDS = pa.dictionary(pa.int16(), pa.string())
PERSONS = pa.schema(
    [
        ("person", pa.int64()),
        ("born", pa.date32()),
        ("gender", WORDS),
        ("mother_education", WORDS),
        ("residence", WORDS),
        ("language", WORDS),
        ("repeated", WORDS),
    ]
)
SPELLS = pa.schema(
    [
        ("person", pa.int64()),
        ("kind", WORDS),
        ("code", WORDS),
        ("start_on", pa.date32()),
        ("end_on", pa.date32()),
        ("hours", pa.float64()),
        ("circuit", WORDS),
        ("school", WORDS),
    ]
)
RUNNING = LAST_MONTH + 1  # "last month" of what still runs when the data end


def persons_schema(world: World) -> pa.Schema:
    """The columns of persons; who got an offer only where there is a lottery."""
    return PERSONS.append(pa.field("offer", WORDS)) if world.lottery else PERSONS


def persons_table(people: People, population: Population, block: int, world: World) -> pa.Table:
    """Return one row a person."""
    known = parameters(population)
    chance = odds(known["repeated"] + known["repeated.attitude"] * people.attitude)
    columns = [
        pa.array(_numbers(people, block)),
        _days(people.entry - people.age, first=True),
        _words(np.where(people.male, 0, 1), ("m", "f")),
        _words(people.mother, ("low", "middle", "high", None)),
        _words(people.town, TOWNS),
        _words(people.language, ("nl", "fr", "other")),
        _words((people.chance["repeated"] < chance).astype(np.int8), ("no", "yes")),
    ]
    if world.lottery:
        columns.append(_words(people.offered.astype(np.int8), ("no", "yes")))
    return pa.Table.from_arrays(columns, schema=persons_schema(world))


class Rows:
    """Spells of one block, as columns that grow kind by kind."""

    def __init__(self, people: People) -> None:
        self.end = last_known(people)
        self.columns: list[tuple[np.ndarray, ...]] = []

    def add(self, kind: str, codes: np.ndarray, *spell: np.ndarray, hours: object = None) -> None:
        """Add spells (who, first month, last month) that began before the data end."""
        who, start, last = spell
        kept = start <= self.end[who]
        amount = np.full(len(who), np.nan) if hours is None else np.asarray(hours)
        kinds = np.full(len(who), KINDS.index(kind), dtype=np.int16)
        row = (who, kinds, codes.astype(np.int16), start, last, amount)
        self.columns.append(tuple(column[kept] for column in row))

    def add_runs(self, kind: str, states: Bytes, codes: dict[int, str]) -> None:
        """Add a spell for each run of months in one state."""
        months, people = states.shape
        lookup = np.full(max(codes) + 1, -1, dtype=np.int16)
        for state, code in codes.items():
            lookup[state] = CODES.index(code)
        padded = np.full((people, months + 1), -1, dtype=np.int8)
        padded[:, :-1] = states.T
        flat = padded.ravel()
        changes = np.flatnonzero(np.diff(flat, prepend=np.int8(-1)))
        ends = np.append(changes[1:], len(flat))
        kept = np.isin(flat[changes], list(codes))
        changes, ends = changes[kept], ends[kept]
        who, start = np.divmod(changes, months + 1)
        last = ends - 1 - who * (months + 1)
        last = np.where(last == months - 1, NEVER, last)  # nobody knows how long it goes on
        self.add(kind, lookup[flat[changes]], who, start, last)


def spells_table(people: People, history: History, population: Population, block: int) -> pa.Table:
    """Return the spells of a block, by person, start and kind."""
    rows = Rows(people)
    everybody = np.arange(people.size)
    circuit = np.full(people.size, CODES.index(CIRCUITS[population]))
    rows.add("enrolment", circuit, everybody, np.zeros_like(everybody), history.left)
    tracks = dbso.TRACKS if population == "dbso" else buso.TRACKS
    rows.add_runs("track", history.track, dict(enumerate(tracks)))
    rows.add_runs("work", history.work, {IN_NEC: "NEC", IN_SEC: "SEC"})
    rows.add_runs("absence", history.absent.astype(np.int8), {1: "PROBLEMATIC"})
    rows.add_runs("absence", history.late.astype(np.int8), {1: "LATE"})
    done = np.flatnonzero(history.qualified < NEVER)
    certificate = np.full(len(done), CODES.index(CERTIFICATES[population]))
    rows.add("certificate", certificate, done, *2 * (history.qualified[done],))
    for name, programme in history.programmes.items():
        who = np.flatnonzero(programme.started)
        start, until = programme.start[who], programme.until[who]
        seen = np.clip((rows.end[who] + 1 - start) / np.maximum(until - start, 1), 0, 1)
        rows.add(
            *("programme", np.full(len(who), CODES.index(name)), who, start, until - 1),
            hours=np.round(programme.hours[who] * seen, 1) if name != "ABO_BONUS" else None,
        )
    return _assemble(people, population, block, rows)


def _assemble(people: People, population: Population, block: int, rows: Rows) -> pa.Table:
    who, kind, code, start, last, hours = (
        np.concatenate(column) for column in zip(*rows.columns, strict=True)
    )
    order = np.lexsort((code, kind, start, who))
    who, kind, code, start, last, hours = (
        column[order] for column in (who, kind, code, start, last, hours)
    )
    entry = people.entry[who]
    at = entry + start
    end = np.where(last >= rows.end[who] + 1, RUNNING, entry + np.minimum(last, 999))
    is_certificate = kind == KINDS.index("certificate")
    starts = np.where(is_certificate, _LAST_DAY[at - _ORIGIN], _FIRST_DAY[at - _ORIGIN])
    ends = _LAST_DAY[np.minimum(end, LAST_MONTH) - _ORIGIN]
    school = people.school[who].astype(np.int16)
    outside = kind == KINDS.index("work")
    names = tuple(f"S{number:03}" for number in range(int(people.school.max(initial=0)) + 1))
    columns = [
        pa.array(_numbers(people, block)[who]),
        _words(kind, KINDS),
        _words(code, CODES),
        pa.array(starts).cast(pa.date32()),
        pa.array(ends, mask=end == RUNNING).cast(pa.date32()),
        pa.array(hours, mask=np.isnan(hours)),
        _words(np.zeros(len(who), dtype=np.int16), (CIRCUITS[population],)),
        _words(school, names, missing=outside),
    ]
    return pa.Table.from_arrays(columns, schema=SPELLS)


_ORIGIN = FIRST_MONTH - 12 * 30
_MONTHS = np.arange(np.datetime64("1984-09"), np.datetime64("2030-09"))
_FIRST_DAY = _MONTHS.astype("datetime64[D]")
_LAST_DAY = _FIRST_DAY[1:] - np.timedelta64(1, "D")


def _numbers(people: People, block: int) -> np.ndarray:
    return np.arange(people.size, dtype=np.int64) + block * BLOCK + 1


def _days(months: np.ndarray, *, first: bool) -> pa.Array:
    days = _FIRST_DAY if first else _LAST_DAY
    return pa.array(days[months - _ORIGIN]).cast(pa.date32())


def _words(
    codes: np.ndarray, words: tuple[str | None, ...], missing: np.ndarray | None = None
) -> pa.DictionaryArray:
    """Return words by their number; None among the words is a missing value."""
    gone = np.zeros(len(codes), dtype=np.bool_) if missing is None else missing
    if None in words:
        gone = gone | (codes == words.index(None))
        words = tuple(word for word in words if word is not None)
    numbers = pa.array(np.where(gone, 0, codes).astype(np.int16), mask=gone)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))
