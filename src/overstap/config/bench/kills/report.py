"""The counts, on the screen and in docs/performance.md between two markers."""

import os
import platform
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median

from overstap.config.bench.kills.breaking import LIMIT_SECONDS, Kill
from overstap.config.bench.kills.stage import TARGETS

BEGIN, END = "<!-- kills:begin -->", "<!-- kills:end -->"


def told(kills: list[Kill], left: list[str], *, seconds: int, load: float) -> str:
    """The table as Markdown: a row a scene, and what is wrong in words below it."""
    hanging = [kill for kill in kills if kill.hangs]
    wrong = [kill for kill in kills if kill.faults]
    lines = [
        f"Measured on {date.today():%Y-%m-%d}, Python {platform.python_version()},"  # noqa: DTZ011
        f" {os.cpu_count()} cores, load {load:.1f} (mean of five minutes over the run),"
        f" taken over after {seconds} s without a sign of life.",
        "",
        f"**{len(kills)} kills: {len(hanging)} hanging after {LIMIT_SECONDS:.0f} s"
        " (and the time that the same work takes undisturbed),"
        f" {len(wrong)} with something half or twice, {len(left)} jobs left behind.**",
        "",
        f"| Job | During | {' | '.join(TARGETS)} | ended as | median, s | longest, s |",
        f"|---|---|{'---:|' * len(TARGETS)}---|---:|---:|",
        *_rows(kills),
        "",
        *(f"- {k.scene}, {k.target} after {k.after:.1f} s: {'; '.join(k.faults)}" for k in wrong),
        *(f"- {k.scene}, {k.target}: {k.outcome} after {k.seconds:.0f} s" for k in hanging),
        *(f"- {line}" for line in left),
    ]
    return "\n".join(lines).rstrip()


def _rows(kills: list[Kill]) -> list[str]:
    scenes = dict.fromkeys((kill.job, kill.scene) for kill in kills)
    lines = []
    for job, scene in sorted(scenes):
        own = [kill for kill in kills if kill.scene == scene]
        hit, ends = Counter(k.target for k in own), Counter(k.outcome for k in own)
        times = [kill.seconds for kill in own]
        counts = " | ".join(str(hit[target]) for target in TARGETS)
        outcomes = ", ".join(f"{name} {count}" for name, count in ends.most_common())
        lines.append(
            f"| `{job}` | {scene} | {counts} | {outcomes} | {median(times):.1f} |"
            f" {max(times):.1f} |"
        )
    return lines


def write(text: str, path: Path) -> None:
    """Puts it between the markers; a document without them stays as it is."""
    if not path.is_file() or BEGIN not in (whole := path.read_text()):
        return
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
