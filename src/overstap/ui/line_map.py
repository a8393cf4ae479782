"""The trajectory line drawn as a line map: SVG for wide screens and print, a list for phones.

Attributes carry the colours of paper; on a page the style sheet's classes win.
One coloured line per pathway, a ring for a station, a bigger ring where someone changes line, a
filled dot for today, dashes for what is planned. Attributes only, no inline style (CSP).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from overstap.ui.line_layout import LABEL_LEADING, LABEL_SIZE, WHEN_LEADING, WHEN_SIZE, lay_out
from overstap.ui.line_shapes import Mark, Station, Stroke, Text

__all__ = ["LINES", "Station", "StationRow", "as_list", "draw"]

INK, INK_SOFT, PAPER = "#14303b", "#4a626b", "#ffffff"
# Pathway code: name on the map, colour (each 4.5:1 on white).
LINES = {
    "fulltime": (gettext_noop("Voltijds"), "#5b6c9d"),
    "dual": (gettext_noop("Duaal leren"), "#0e7a8a"),
    "runup": (gettext_noop("Aanloopfase"), "#8a6d00"),
    "naft": (gettext_noop("NAFT"), "#8c4a8f"),
    "bkl": (gettext_noop("Beroepskwalificerend"), "#c2410c"),
    "work": (gettext_noop("Werk"), "#2f6b3a"),
    "parttime": (gettext_noop("Deeltijds"), "#7a5536"),
}
FONT = "Atkinson Hyperlegible Next, system-ui, sans-serif"
EMPTY_HEIGHT = 96


@dataclass(frozen=True)
class StationRow:
    """A station in the list version; `line_name` is filled where a line starts."""

    label: str
    when: str
    line: str
    line_name: str
    changes: bool
    planned: bool
    now: bool
    next_planned: bool
    remark: str


def as_list(stations: Sequence[Station]) -> list[StationRow]:
    """The same route as rows from top to bottom, for narrow screens and for text."""
    rows = []
    for number, station in enumerate(stations):
        changes = number > 0 and stations[number - 1].line != station.line
        following = stations[number + 1] if number + 1 < len(stations) else station
        name = line_name(station.line) if changes or number == 0 else ""
        if name.casefold() == station.label.casefold():
            name = ""
        remark = _("nu") if station.now else _("gepland") if station.planned else ""
        rows.append(
            StationRow(
                station.label,
                station.when,
                station.line,
                name,
                changes,
                station.planned,
                station.now,
                following.planned,
                remark,
            )
        )
    return rows


def line_name(code: str) -> str:
    """What the line is called on the map; an unknown code stands for itself."""
    return _(LINES[code][0]) if code in LINES else code


def _colour(code: str) -> str:
    return LINES[code][1] if code in LINES else INK


def _look(code: str) -> str:
    """The class that gives the line its colour on a page, in the light and in the dark."""
    return f"line-{code}" if code in LINES else ""


def _stroke(stroke: Stroke) -> str:
    (x0, y0), (x1, y1) = stroke.start, stroke.end
    path = f"M{x0:.1f} {y0:.1f}"
    if y0 != y1:
        middle, bend = x0 + stroke.curve / 2, x0 + stroke.curve
        path += f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {bend:.1f} {y1:.1f}"
    dashes = ' stroke-dasharray="1 15"' if stroke.planned else ""
    look = f"track {_look(stroke.line)}".strip()
    return f'<path class="{look}" d="{path}H{x1:.1f}" stroke="{_colour(stroke.line)}"{dashes}/>'


def _mark(mark: Mark) -> str:
    place = f'cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{mark.radius:g}"'
    if mark.now:
        colour = _colour(mark.line)
        look = f"mark now {_look(mark.line)}".strip()
        return f'<circle class="{look}" {place} fill="{colour}" stroke="{PAPER}" stroke-width="3"/>'
    dashes = ' stroke-dasharray="4 4"' if mark.planned else ""
    return f'<circle class="mark" {place} fill="{PAPER}" stroke="{INK}" stroke-width="4"{dashes}/>'


def _text(text: Text) -> str:
    box = text.box
    x = {"start": box.left, "middle": (box.left + box.right) / 2, "end": box.right}[text.align]
    anchor = f'text-anchor="{text.align}"'
    weight = ' font-weight="700"' if text.bold else ""
    size = WHEN_SIZE if text.name_of else LABEL_SIZE
    leading = WHEN_LEADING if text.name_of else LABEL_LEADING
    fill = _colour(text.name_of) if text.name_of else INK
    kind = f"line-name {_look(text.name_of)}".strip() if text.name_of else "station-label"
    parts = [
        f'<text class="{kind}" x="{x:.1f}" y="{box.top + leading * (number + 0.78):.1f}" {anchor} '
        f'font-size="{size:g}" fill="{fill}"{weight}>{escape(line)}</text>'
        for number, line in enumerate(text.lines)
    ]
    if text.when:
        y = box.top + LABEL_LEADING * len(text.lines) + WHEN_LEADING * 0.78
        parts.append(
            f'<text class="when" x="{x:.1f}" y="{y:.1f}" {anchor} font-size="{WHEN_SIZE:g}" '
            f'fill="{INK_SOFT}">{escape(text.when)}</text>'
        )
    return "".join(parts)


def _in_words(stations: Sequence[Station]) -> str:
    """The route as one sentence, when whoever calls has no better one."""
    parts = []
    for row in as_list(stations):
        about = ", ".join(part for part in (row.line_name, row.when, row.remark) if part)
        parts.append(f"{row.label} ({about})" if about else row.label)
    return "; ".join(parts)


def _frame(width: int, height: float, title: str, description: str, inside: str) -> str:
    return (
        f'<svg class="route" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" '
        f'font-family="{FONT}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>{inside}</svg>"
    )


def draw(
    stations: Sequence[Station], *, title: str, description: str = "", width: int = 1180
) -> str:
    """SVG markup of the map, safe to put in a page; also the picture in the PDF."""
    if not stations:
        text = _("Er staan nog geen stappen op deze lijn.")
        inside = (
            f'<path class="empty" d="M40 40H{width - 40}" fill="none" stroke="#7d8a8d" '
            f'stroke-width="8" stroke-linecap="round" stroke-dasharray="1 15"/>'
            f'<text x="{width // 2}" y="78" text-anchor="middle" '
            f'font-size="{LABEL_SIZE:g}" fill="{INK_SOFT}">{escape(text)}</text>'
        )
        return _frame(width, EMPTY_HEIGHT, title, description or text, inside)
    names = {station.line: line_name(station.line) for station in stations}
    drawing = lay_out(stations, names, float(width))
    inside = (
        '<g fill="none" stroke-width="8" stroke-linecap="round" stroke-linejoin="round">'
        + "".join(_stroke(stroke) for stroke in drawing.strokes)
        + "</g><g>"
        + "".join(_mark(mark) for mark in drawing.marks)
        + "</g><g>"
        + "".join(_text(text) for text in drawing.texts)
        + "</g>"
    )
    return _frame(width, drawing.height, title, description or _in_words(stations), inside)
