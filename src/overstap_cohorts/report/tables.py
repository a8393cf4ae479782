"""balance.csv: the balance of every method, for a spreadsheet or a program."""

import csv
import io
from dataclasses import astuple, fields

from overstap_cohorts.findings import BalanceRow, Findings
from overstap_cohorts.report.estimates import number
from overstap_cohorts.small_numbers import is_hidden


def balance_bytes(findings: Findings) -> bytes:
    """The same findings give the same bytes; what is hidden is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(BalanceRow)])
    for row in findings.balance:
        writer.writerow([_cell(value) for value in astuple(row)])
    return text.getvalue().encode()


def _cell(value: str | int | float) -> str:
    if isinstance(value, str):
        # A spreadsheet would run a level that begins like a formula.
        return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
    if isinstance(value, int):
        return "" if is_hidden(value) else str(value)
    found = number(value)
    return "" if found is None else repr(found)
