"""From a file to the rows of a register, some at a time. What is wrong is counted with its places.

No value of a row and no number ever stands in a sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from overstap.exchange.sealing import hash_of
from overstap.exchange.tabular.cell_values import insz_text, read_text
from overstap.exchange.tabular.fields import FIELDS
from overstap.exchange.tabular.limits import DEFAULT_LIMITS, MEGABYTE
from overstap.exchange.tabular.reading import Row, open_table
from overstap.exchange.tabular.titles import normalise
from overstap.exchange.tabular.workbooks import Cell
from overstap.kernel.files import open_regular
from overstap.kernel.identifiers import InvalidIdentifier, parse_insz
from overstap.kernel.refusals import Refusal
from overstap.research.characteristics import (
    KNOWN,
    MOST_VALUES,
    Register,
    Wrong,
    allowed,
    check_declared,
    check_source,
    is_code,
)
from overstap.research.characteristics import Row as RegisterRow

# A register of all pupils: by somebody who runs commands on the server, so larger than an upload.
LIMITS = replace(
    DEFAULT_LIMITS,
    file_bytes=1_000 * MEGABYTE,
    unpacked_bytes=4_000 * MEGABYTE,
    rows=10_000_000,
    columns=40,
    reader_memory_bytes=4_000 * MEGABYTE,
    reader_seconds=1_800,
)
NUMBER = "insz"
# Titles that mean a known column, normalised; its own name does too.
_TITLES = {
    "geslacht": "gender",
    "opleiding van de moeder": "mother_education",
    "opleiding moeder": "mother_education",
    "taal": "language",
} | {title: NUMBER for one in FIELDS if one.code == NUMBER for title in one.synonyms}
# As in any data of cohorts: no value.
_EMPTY = frozenset({"", "na", "null"})


@contextmanager
def open_register(
    path: Path,
    *,
    source: str,
    declared: Sequence[str] = (),
    set_aside: bool = False,
    accept_test: bool = False,
) -> Iterator[Register]:
    """Open a register; its rows are read once, inside. Raises Refusal, also while they are read."""
    check_declared(declared)
    source = check_source(source)
    with open_regular(path) as stream:
        table = open_table(stream, limits=LIMITS)
    with table:
        rows = table.rows()
        columns = _columns(next(rows, None), declared)
        register = Register(source, tuple(name for name in columns if name != NUMBER), iter(()))
        register.set_aside = set_aside
        register.rows = _Reading(columns, accept_test).read(rows, register)
        yield register


def _columns(header: Row | None, declared: Sequence[str]) -> dict[str, int]:
    """Which column stands where. Raises Refusal for one that nobody declared."""
    if header is None:
        raise Refusal("Het register is leeg.", code="empty")
    known = {normalise(name): name for name in (*KNOWN, *declared)} | _TITLES
    found: dict[str, int] = {}
    strange: list[str] = []
    for index, cell in enumerate(header.cells):
        title = _text(cell)
        name = known.get(normalise(title))
        if name is None:
            # A row of values where titles should stand is not repeated.
            strange.append(title if title.replace(" ", "").isalpha() else f"kolom {index + 1}")
        elif name in found:
            raise Refusal(f"De kolom {name} staat er twee keer.", code="column")
        else:
            found[name] = index
    if NUMBER not in found:
        raise Refusal(
            "De kolom met het rijksregisternummer ontbreekt: zet als eerste rij titels, en noem ze"
            " insz.",
            code="column",
        )
    if strange:
        raise Refusal(
            f"Niet aangegeven: {', '.join(strange[:5])}. Haal de kolom weg, of noem ze met"
            " --characteristics-column.",
            code="column",
        )
    if missing := [name for name in declared if name not in found]:
        raise Refusal(f"Deze kolom staat er niet: {', '.join(missing)}.", code="column")
    if len(found) == 1:
        raise Refusal(
            f"Het register heeft geen kenmerk: minstens een van {', '.join(KNOWN)}.", code="column"
        )
    return found


@dataclass
class _Reading:
    """One pass over the rows."""

    columns: Mapping[str, int]
    accept_test: bool
    # The codes that a further column has, up to the most that it may have.
    seen: dict[str, set[str]] = field(default_factory=dict)

    def read(self, rows: Iterator[Row], register: Register) -> Iterator[RegisterRow]:
        number_at = self.columns[NUMBER]
        invalid = Wrong("geen geldig rijksregisternummer")
        unknown = {
            name: Wrong(f"onbekende code in {name} (toegelaten: {allowed(name)})")
            for name in register.columns
        }
        register.wrong[:] = [invalid, *unknown.values()]
        for row in rows:
            try:
                number_hash = self._hash(_cell(row, number_at))
            except InvalidIdentifier:
                invalid.add(row.number)
                continue
            values = [self._value(row, name, unknown[name]) for name in register.columns]
            if all(ok for _value, ok in values):
                yield RegisterRow(row.number, number_hash, tuple(value for value, _ok in values))

    def _hash(self, cell: Cell) -> str:
        text, _repaired = insz_text(cell)
        return hash_of(parse_insz(text, accept_test=self.accept_test).digits)

    def _value(self, row: Row, name: str, wrong: Wrong) -> tuple[str | None, bool]:
        text = _text(_cell(row, self.columns[name]))
        code = text.lower() if name in KNOWN else text
        if code.lower() in _EMPTY:
            return None, True
        if not is_code(name, code):
            wrong.add(row.number)
            return None, False
        if name not in KNOWN:
            seen = self.seen.setdefault(name, set())
            seen.add(code)
            if len(seen) > MOST_VALUES:
                raise Refusal(
                    f"De kolom {name} heeft meer dan {MOST_VALUES} verschillende waarden: dat wijst"
                    " mensen aan. Neem klassen, of laat ze weg.",
                    code="values",
                )
        return code, True


def _cell(row: Row, index: int) -> Cell:
    return row.cells[index] if index < len(row.cells) else None


def _text(cell: Cell) -> str:
    return "" if cell is None else read_text(cell)
