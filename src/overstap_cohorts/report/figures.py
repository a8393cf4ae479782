"""The drawings of a report, by Altair: nothing random in them, nothing that only a colour says.

Each comes from findings that are suppressed already, so that no point in a drawing tells more than
the numbers beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from overstap_cohorts.report.drawing import (
    BRAND,
    INK,
    SOFT,
    WARM,
    drawn,
    legend,
    names_axis,
    wrapped,
)

_WIDE = 340
_LETTERS = 46  # of a line in a forest plot
# However long the labels, the drawing is as wide as the others.
_FIT = alt.AutoSizeParams(type="fit-x", contains="padding")


@dataclass(frozen=True)
class Interval:
    """A line of a forest plot: an estimate between its limits."""

    label: str
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Shift:
    """A line of a Love plot: the difference of one characteristic before and after."""

    label: str
    before: float
    after: float


@dataclass(frozen=True)
class Steps:
    """A survival curve with the words at its end."""

    label: str
    months: tuple[int, ...]
    share: tuple[float, ...]
    dashed: bool


def forest(lines: Sequence[Interval], axis: str, language: str) -> str:
    """Intervals around zero; a hollow point where the interval holds zero."""
    labels = [wrapped(line.label, _LETTERS) for line in lines]
    deep = max((len(label) for label in labels), default=1)
    labels = [["\N{NO-BREAK SPACE}"] * (deep - len(label)) + label for label in labels]
    rows = [
        {
            "row": i,
            "label": labels[i],
            "estimate": line.estimate,
            "low": line.low,
            "high": line.high,
            "clear": "no" if line.low <= 0 <= line.high else "yes",
        }
        for i, line in enumerate(lines)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("row:O", axis=None))
    scale = alt.Scale(zero=True, nice=True)
    x = alt.X("low:Q", title=axis, scale=scale, axis=alt.Axis(format="~g", tickCount=6))
    zero = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(color=INK, strokeWidth=1.5)
    down = 8 * deep
    point: dict[str, Any] = {
        "size": 110,
        "strokeWidth": 2,
        "opacity": 1,
        "stroke": BRAND,
        "yOffset": down,
    }
    words: dict[str, Any] = {
        "align": "left",
        "baseline": "top",
        "dy": down - 10 - 16 * deep,
        "lineHeight": 16,
    }
    left = alt.value(0)
    plot = alt.layer(
        zero.encode(x=alt.X("x:Q", scale=scale)),
        base.mark_rule(color=BRAND, strokeWidth=3, yOffset=down).encode(x=x, x2="high:Q"),
        base.mark_point(**point).encode(
            x=alt.X("estimate:Q", scale=scale),
            fill=alt.Fill(
                "clear:N",
                scale=alt.Scale(domain=["yes", "no"], range=[BRAND, "#ffffff"]),
                legend=None,
            ),
        ),
        base.mark_text(**words, stroke="#ffffff", strokeWidth=5).encode(x=left, text="label:N"),
        base.mark_text(**words).encode(x=left, text="label:N"),
    )
    return drawn(plot.properties(width=_WIDE, height=alt.Step(32 + 16 * deep)), language)


def love(lines: Sequence[Shift], before: str, after: str, axis: str, language: str) -> str:
    """Differences before (hollow) and after (filled), with lines at 0.1 on both sides."""
    rows: list[dict[str, Any]] = []
    names = _unlike([line.label for line in lines])
    deep = max((name.count("\n") for name in names), default=0)
    for i, line in enumerate(lines):
        for when, value in ((before, line.before), (after, line.after)):
            if not math.isnan(value):  # not hidden
                rows.append({"label": names[i], "when": when, "value": value})
    edges = alt.Chart(alt.Data(values=[{"x": -0.1}, {"x": 0.1}]))
    points = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(size=90, strokeWidth=2, opacity=1)
        .encode(
            x=alt.X("value:Q", title=axis, axis=alt.Axis(tickCount=4)),
            y=alt.Y(
                "label:N",
                sort=names,
                title=None,
                scale=alt.Scale(domain=names),
                axis=names_axis(),
            ),
            shape=alt.Shape(
                "when:N",
                scale=alt.Scale(domain=[before, after], range=["circle", "diamond"]),
                legend=legend(),
            ),
            stroke=alt.Stroke(
                "when:N",
                scale=alt.Scale(domain=[before, after], range=[WARM, BRAND]),
                legend=legend(),
            ),
            fill=alt.Fill(
                "when:N",
                scale=alt.Scale(domain=[before, after], range=["#ffffff", BRAND]),
                legend=legend(),
            ),
        )
    )
    zero = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(color=INK).encode(x="x:Q")
    band = edges.mark_rule(color=SOFT, strokeDash=[4, 3]).encode(x="x:Q")
    return drawn(
        alt.layer(zero, band, points).properties(
            width=_WIDE + 20, height=alt.Step(24 + 12 * deep), autosize=_FIT
        ),
        language,
    )


def mirror(
    treated: Sequence[float], comparison: Sequence[float], words: Sequence[str], language: str
) -> str:
    """Two histograms back to back; `words`: names of both groups, axis of scores, axis of shares.

    A hidden bin (nan) has no bar.
    """
    rows: list[dict[str, Any]] = []
    width = 1 / max(len(treated), 1)
    for sign, shares, name in ((1, treated, words[0]), (-1, comparison, words[1])):
        for i, share in enumerate(shares):
            if share > 0:
                rows.append(
                    {
                        "from": i * width,
                        "to": (i + 1) * width,
                        "y": sign * 100 * share,
                        "group": name,
                    }
                )
    most = max((abs(row["y"]) for row in rows), default=1.0)
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_rect(stroke="#ffffff", strokeWidth=1)
        .encode(
            x=alt.X(
                "from:Q", title=words[2], scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5)
            ),
            x2="to:Q",
            y2=alt.datum(0),
            y=alt.Y(
                "y:Q",
                title=words[3],
                scale=alt.Scale(domain=[-1.25 * most, 1.25 * most]),
                axis=alt.Axis(labelExpr="format(abs(datum.value), '~g')", tickCount=6),
            ),
            color=alt.Color(
                "group:N", scale=alt.Scale(domain=list(words[:2]), range=[BRAND, WARM]), legend=None
            ),
        )
    )
    named = [{"y": 1.15 * most, "text": words[0]}, {"y": -1.15 * most, "text": words[1]}]
    text = (
        alt.Chart(alt.Data(values=named))
        .mark_text(align="right", fontWeight="bold")
        .encode(x=alt.value(_WIDE - 40), y="y:Q", text="text:N")
    )
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(color=INK).encode(y="y:Q")
    return drawn(alt.layer(bars, zero, text).properties(width=_WIDE - 40, height=240), language)


def steps(curves: Sequence[Steps], across: str, up: str, language: str) -> str:
    """Survival curves as steps: one drawn through, one dashed, the names at their ends."""
    rows: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for curve in curves:
        for month, share in zip(curve.months, curve.share, strict=True):
            rows.append({"month": month, "share": 100 * share, "group": curve.label})
        if curve.months:
            ends.append(rows[-1])
    names = [curve.label for curve in curves]
    dashes = [[5, 4] if curve.dashed else [1, 0] for curve in curves]
    colours = [WARM if curve.dashed else BRAND for curve in curves]
    x = alt.X("month:Q", title=across, axis=alt.Axis(tickMinStep=1, tickCount=7, format="d"))
    lines = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            x=x,
            y=alt.Y("share:Q", title=up, scale=alt.Scale(domain=[0, 100])),
            color=alt.Color(
                "group:N", scale=alt.Scale(domain=names, range=colours), legend=legend()
            ),
            strokeDash=alt.StrokeDash(
                "group:N", scale=alt.Scale(domain=names, range=dashes), legend=legend()
            ),
        )
    )
    return drawn(lines.properties(width=_WIDE - 40, height=220), language)


def _unlike(labels: Sequence[str]) -> list[str]:
    """Labels of at most two lines; two that are cut to the same stay two rows."""
    names: list[str] = []
    for label in labels:
        name = "\n".join(wrapped(label, _LETTERS // 2))
        while name in names:
            name += "\N{ZERO WIDTH SPACE}"
        names.append(name)
    return names
