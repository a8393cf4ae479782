"""Writes report/: what may be published, and nothing else."""

from datetime import date
from pathlib import Path

from overstap_cohorts.findings import Findings
from overstap_cohorts.report.briefing import brief
from overstap_cohorts.report.document import document_bytes
from overstap_cohorts.report.estimates import estimates_bytes
from overstap_cohorts.report.page import page_bytes
from overstap_cohorts.report.suppressing import suppressed
from overstap_cohorts.report.tables import balance_bytes


def write_report(findings: Findings, folder: Path, *, made_on: date | None = None) -> list[Path]:
    """Write the four files into `folder`/report/ and return their paths.

    Small counts go first, once; page, PDF and data files see only what is left. A file appears
    whole or not at all.
    """
    shown = suppressed(findings)
    told = brief(shown, made_on or date.today())  # noqa: DTZ011  (the day on somebody's own machine)
    target = folder / "report"
    target.mkdir(parents=True, exist_ok=True)
    contents = {
        "report.html": page_bytes(told),
        "report.pdf": document_bytes(told, made_on or date.today()),  # noqa: DTZ011
        "estimates.json": estimates_bytes(shown),
        "balance.csv": balance_bytes(shown),
    }
    return [_put(target / name, content) for name, content in contents.items()]


def _put(path: Path, content: bytes) -> Path:
    half = path.with_name(f".{path.name}.half")
    half.write_bytes(content)
    half.replace(path)
    return path
