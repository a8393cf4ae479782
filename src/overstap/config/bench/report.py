"""The table, on the screen and in docs/performance.md between two markers."""

import os
import platform
from datetime import date

from overstap.config.bench.measuring import (
    ASSETS_KB,
    GROWTH,
    GROWTH_MS,
    HTML_KB,
    LIST_FACTOR,
    REQUESTS,
    STATEMENTS,
    Result,
    Row,
)
from overstap.config.state import clone_folder

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_HEAD = (
    "| Page | As | small, ms | region, ms | growth | statements | HTML, kB | compressed, kB |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|"
)


def told(result: Result) -> str:
    """The table as Markdown, with the figures that are not of one page."""
    lines = [_HEAD, *map(_line, result.rows), ""]
    if result.row("leeg").ms and all(row.ms for row in result.rows[:2]):
        factor = f"{result.list_factor:.2f}"
        lines.append(f"- List of 50 rows against a page with nothing on it: {factor} times.")
    lines.append(f"- CSS and JavaScript of a page, compressed: {result.assets / 1000:.1f} kB.")
    return "\n".join(lines)


def write(result: Result) -> None:
    """Keeps the result in the docs of a clone; an installed package has none."""
    path = clone_folder() / "docs" / "performance.md"
    if not path.is_file():
        return
    text = path.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    today = date.today()  # noqa: DTZ011 (a date in a document)
    when = (
        f"Measured on {today:%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()},"
        f" {os.cpu_count()} cores, load {os.getloadavg()[1]:.1f} (mean of five minutes; the"
        " measurement itself is about 1)."
    )
    limits = (
        f"Limits: growth {GROWTH} times or {GROWTH_MS:.0f} ms, whichever is more; {STATEMENTS}"
        f" statements; list {LIST_FACTOR} times; HTML {HTML_KB} kB, CSS and JavaScript {ASSETS_KB}"
        f" kB, compressed. Median of {REQUESTS} requests."
    )
    broken = "".join(f"\n- over the limit: {line}" for line in result.broken)
    table = f"{BEGIN}\n{when} {limits}\n\n{told(result)}{broken}\n{END}"
    path.write_text(f"{before}{table}{after}")


def _line(row: Row) -> str:
    if row.status != 200:
        return f"| {row.name} | {row.persona} | – | – | – | status {row.status} | – | – |"
    small, region = row.ms["small"], row.ms["region"]
    return (
        f"| {row.name} | {row.persona} | {small:.1f} | {region:.1f} | {region / small:.2f} |"
        f" {row.statements} | {row.html / 1000:.1f} | {row.html_compressed / 1000:.1f} |"
    )
