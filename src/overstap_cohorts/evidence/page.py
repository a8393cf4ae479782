"""Writes what was found into docs/evidence.md, between two markers."""

import math
import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from overstap_cohorts.between_marks import write_between
from overstap_cohorts.evidence.counting import Score
from overstap_cohorts.evidence.scenes import FLAGS_LEAST, FLAGS_MOST, LEAST, MOST, Promise
from overstap_cohorts.simulation.calibration import Target

BEGIN, END = "<!-- evidence:begin -->", "<!-- evidence:end -->"
HEAD = (
    "| World and estimator | Cohorts | Truth | Mean estimate | Bias ± its error | SD of estimates"
    " | Mean SE | Interval holds truth, in 100 | Plain answer off by | Its interval holds truth |"
    " Kept |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"
)
ASKED: dict[Promise, str] = {
    "covers": f"{100 * LEAST:.0f} to {100 * MOST:.0f}",
    "careful": f"{100 * LEAST:.0f} or more",
    "biased": "must be off",
    "trap": f"{100 * LEAST:.0f} or more, and plain at most 50",
    "refuses": "refused in all, and plain at most 50",
    "none": "no promise",
    "flags": f"flagged in {100 * FLAGS_LEAST:.0f} or more",
    "quiet": f"flagged in at most {100 * FLAGS_MOST:.0f}",
}
WIDER: tuple[Promise, ...] = ("covers", "careful", "trap", "flags", "quiet")
GROUPS = {
    "models": "Propensity and outcome model, each right or wrong",
    "schools": "Learners of one school are alike: errors clustered by school",
    "spells": "Spells: sequential trials, and what a plain analysis makes of the same files",
    "instrument": "An unseen cause, and a lottery",
    "placebo": "A placebo outcome, from before time zero",
    "methods": "The other methods",
}


@dataclass(frozen=True)
class Line:
    """One row: where it stands, what it is called, what was promised and what came."""

    group: str
    label: str
    promise: Promise
    score: Score

    @property
    def kept(self) -> bool:
        return self.score.keeps(self.promise)


@dataclass(frozen=True)
class Looks:
    """A figure of an invented cohort beside the one that was observed."""

    population: str
    target: Target
    found: float

    @property
    def kept(self) -> bool:
        return abs(self.found - self.target.value) <= self.target.tolerance + 1e-9


def told(lines: list[Line], looks: list[Looks], minutes: float, missing: int = 0) -> str:
    """The whole part between the markers, as Markdown."""
    today = date.today()  # noqa: DTZ011  (a date in a document)
    kept = sum(line.kept for line in lines if line.promise != "none")
    promised = sum(line.promise != "none" for line in lines)
    parts = [
        f"Made on {today:%Y-%m-%d} by `overstap bench evidence` in {minutes:.0f} minutes, Python"
        f" {platform.python_version()}, {os.cpu_count()} cores (load {os.getloadavg()[1]:.1f})."
        f" {kept} of {promised} promises are kept; every row that was tried is here.",
    ]
    if missing:
        parts.append(f"**Not finished:** {missing} rows are still to come.")
    for group, title in GROUPS.items():
        rows = [line for line in lines if line.group == group]
        if rows:
            parts += [f"### {title}", table(rows)]
            refusals = [text for line in rows if (text := _refusals(line))]
            parts += ["\n".join(refusals)] if refusals else []
    parts += ["### Do the invented cohorts look like the observed ones?", _calibration(looks)]
    return "\n\n".join(parts)


def table(lines: list[Line]) -> str:
    """A row a line, under what the columns mean."""
    return "\n".join([HEAD, *map(_row, lines)])


def _row(line: Line) -> str:
    score = line.score
    held = _number(100 * score.coverage, ".1f")
    if line.promise in ("flags", "quiet"):
        held = f"flagged {100 * score.flagged:.1f}"
    # With few cohorts the band is wider: that is said, so that nobody takes it for the promise.
    well = "yes, within chance" if score.chance and line.promise in WIDER else "yes"
    kept = "–" if line.promise == "none" else well if line.kept else "**no**"
    cells = (
        line.label,
        f"{score.cohorts}",
        f"{score.truth:+.4f}",
        _number(score.mean, "+.4f"),
        f"{score.bias:+.4f} ± {score.bias_error:.4f}" if score.bias == score.bias else "refused",
        _number(score.spread, ".4f"),
        _number(score.error, ".4f"),
        f"{held} ({ASKED[line.promise]})",
        f"{score.plain_bias:+.4f}",
        f"{100 * score.plain_coverage:.1f}",
        kept,
    )
    return f"| {' | '.join(cells)} |"


def _number(value: float, form: str) -> str:
    return "–" if math.isnan(value) else format(value, form)


def _refusals(line: Line) -> str:
    if not line.score.refused:
        return ""
    reasons = ", ".join(f"{reason} {count}" for reason, count in line.score.refused)
    return f"- {line.label}: no number given in some cohorts ({reasons})."


def _calibration(looks: list[Looks]) -> str:
    head = (
        "| Population | Figure | Observed | Simulated | Tolerance | Denominator | Source | Kept |\n"
        "|---|---|---:|---:|---:|---|---|---|"
    )
    rows = [
        f"| {look.population} | {look.target.name}{_mark(look)} | {look.target.value:g} |"
        f" {look.found:.2f} | {look.target.tolerance:g} | {look.target.denominator} |"
        f" {look.target.source} | {'yes' if look.kept else '**no**'} |"
        for look in looks
    ]
    note = (
        "¹ A contrast that was observed between groups. The true effect of the bonus in the"
        " simulation is zero: the contrast is what a plain comparison finds, and no effect."
    )
    return "\n".join([head, *rows]) + f"\n\n{note}"


def _mark(look: Looks) -> str:
    return " ¹" if look.target.only_naive else ""


def write(path: Path, text: str) -> None:
    """Put the text between the markers of the page."""
    write_between(path, "Evidence", (BEGIN, END), text)
