"""Check a list as a person sends it: titles found, columns proposed, rows checked."""

from datetime import date
from pathlib import Path

import pytest
from tests.conftest import SHARED

from overstap.exchange.tabular.checking import check
from overstap.exchange.tabular.columns import propose, split_header
from overstap.exchange.tabular.problems import CheckedRow
from overstap.exchange.tabular.reading import open_table

TODAY = date(2026, 11, 30)
CASES = SHARED / "cases" / "lists-and-messages"


def case(name: str) -> Path:
    if not CASES.exists():
        pytest.skip("../shared is niet aanwezig: deze test leest echte voorbeelden")
    return CASES / name


def checked(source: Path | bytes, **options: str) -> list[CheckedRow]:
    """Every row below the titles, also those that are hidden."""
    with open_table(source, **options) as table:  # type: ignore[arg-type]
        header, rows = split_header(table.rows())
        mapping = propose(header.texts).mapping
        return list(
            check(rows, header, mapping, today=TODAY, accept_test_numbers=True, facts=table.facts)
        )


def mapped(source: Path | bytes) -> dict[str, str]:
    with open_table(source) as table:
        header, _rows = split_header(table.rows())
        return {
            text: field
            for text, key in zip(header.texts, header.keys, strict=True)
            if (field := propose(header.texts).mapping.get(key))
        }


def names(rows: list[CheckedRow]) -> list[tuple[str, str]]:
    return [(row.values["last_name"], row.values["first_name"]) for row in rows if row.ok]


def codes(row: CheckedRow) -> list[str]:
    return [problem.code for problem in row.problems]
