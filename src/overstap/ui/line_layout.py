"""Where everything on a line map goes: pure geometry, in the units of the SVG's viewBox.

Labels are tried in places of falling beauty until one is free; a map that is too full gets
more room between its lines, then more rows. With one station a row a place is always free.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from overstap.ui.line_shapes import Box, Drawing, Mark, Station, Stroke, Text, blocks
from overstap.ui.text_width import clip, text_width, wrap

LABEL_SIZE, WHEN_SIZE = 15.0, 13.5
LABEL_LEADING, WHEN_LEADING = 18.0, 17.0
EDGE, PAD, ROW_GAP = 8.0, 10.0, 14.0
RING, BIG_RING, DOT = 8.0, 11.0, 12.0
MOST_LINES = 3
WRAP_WIDTHS = (150.0, 110.0, 190.0, 90.0, 230.0)
TRACK_GAPS = (46.0, 62.0, 82.0, 106.0, 134.0)
ROOM_PER_STATION = 118.0
AFTER_CHANGE = 1.5


@dataclass(frozen=True)
class _Row:
    """Stations of one row, with the line on which the row comes in and what follows."""

    stations: Sequence[Station]
    before: str
    first: bool
    last: bool
    order: dict[str, int]
    width: float

    @property
    def xs(self) -> list[float]:
        count = len(self.stations)
        left, right = 64.0, self.width - (150.0 if self.ends_in_tail else 64.0)
        # After a change the curve and the name of the new line need room.
        weights = [AFTER_CHANGE if self.changes(n) else 1.0 for n in range(count - 1)]
        unit = (right - left) / (sum(weights) or 1.0)
        return [left + unit * sum(weights[:number]) for number in range(count)]

    @property
    def ends_in_tail(self) -> bool:
        return self.last and (self.changes(len(self.stations) - 1) or len(self.stations) == 1)

    def coming(self, number: int) -> str:
        """The line on which someone arrives at a station."""
        return self.stations[number - 1].line if number else self.before

    def changes(self, number: int) -> bool:
        return self.coming(number) != self.stations[number].line

    def tracks(self, gap: float) -> dict[str, float]:
        here = {self.before, *(station.line for station in self.stations)}
        return {code: gap * n for n, code in enumerate(sorted(here, key=self.order.__getitem__))}


def _strokes(row: _Row, ys: dict[str, float]) -> Iterator[Stroke]:
    xs = row.xs
    if not row.first:
        y = ys[row.before]
        yield Stroke(row.before, (0.0, y), (xs[0], y), planned=row.stations[0].planned)
    for number, station in enumerate(row.stations):
        is_last = number == len(xs) - 1
        if is_last and row.last and not row.ends_in_tail:
            return
        end = row.width if is_last and not row.last else xs[number] + 110.0
        if not is_last:
            end = xs[number + 1]
        planned = station.planned if is_last else row.stations[number + 1].planned
        curve = min(80.0, 0.6 * (end - xs[number])) if row.changes(number) else 0.0
        start = (xs[number], ys[row.coming(number)])
        yield Stroke(station.line, start, (end, ys[station.line]), curve, planned)


def _marks(row: _Row, ys: dict[str, float]) -> Iterator[Mark]:
    for number, (station, x) in enumerate(zip(row.stations, row.xs, strict=True)):
        radius = BIG_RING if row.changes(number) else RING
        radius = DOT if station.now else radius
        y = ys[row.coming(number)]
        yield Mark(x, y, radius, station.line, station.planned, station.now)


def _size(lines: Iterable[str], when: str) -> tuple[float, float]:
    listed = list(lines)
    widths = [text_width(line, LABEL_SIZE) for line in listed]
    widths += [text_width(when, WHEN_SIZE)] if when else []
    return max(widths, default=0.0), len(listed) * LABEL_LEADING + bool(when) * WHEN_LEADING


def _wrapped(station: Station) -> Iterator[tuple[str, ...]]:
    seen = set()
    longest = max((text_width(word, LABEL_SIZE) for word in station.label.split()), default=0.0)
    # Widths that would cut a word come last.
    for room in sorted(WRAP_WIDTHS, key=lambda room: room < longest):
        lines = wrap(station.label, LABEL_SIZE, room)
        if room == max(WRAP_WIDTHS):
            lines = clip(lines, LABEL_SIZE, room, MOST_LINES)
        if len(lines) <= MOST_LINES and (key := tuple(lines)) not in seen:
            seen.add(key)
            yield key


def _label_places(row: _Row, number: int, mark: Mark, above: bool) -> Iterator[Text]:
    station = row.stations[number]
    when = (clip(wrap(station.when, WHEN_SIZE, 200.0), WHEN_SIZE, 200.0, 1) or [""])[0]
    for upper in (above, not above):
        for lines in _wrapped(station):
            width, height = _size(lines, when)
            top = mark.y - mark.radius - 7 - height if upper else mark.y + mark.radius + 5
            for align, left in (
                ("middle", mark.x - width / 2),
                ("start", mark.x - 10),
                ("end", mark.x + 10 - width),
                ("start", mark.x + 6),
            ):
                kept = min(max(left, EDGE), row.width - EDGE - width)
                if kept != left:
                    align = "start" if kept > left else "end"
                box = Box(kept, top, kept + width, top + height)
                yield Text(box, lines, when, align, bold=station.now)


def _name_places(stroke: Stroke, name: str, width: float) -> Iterator[Text]:
    """Along a stretch of line, just above or below it."""
    long, (x1, y1) = text_width(name, WHEN_SIZE), stroke.end
    start = stroke.start[0] + (stroke.curve or 16.0)
    for shift in (0.0, 24.0, -24.0, 48.0, 80.0, 120.0):
        left = min(max(start + shift, EDGE), width - EDGE - long)
        if left > x1:
            continue
        for top in (y1 - 9 - WHEN_LEADING, y1 + 9, y1 - 15 - WHEN_LEADING, y1 + 15):
            box = Box(left, top, left + long, top + WHEN_LEADING)
            yield Text(box, (name,), align="start", bold=True, name_of=stroke.line)


def _free(places: Iterator[Text], taken: Sequence[Box], texts: Sequence[Text]) -> Text | None:
    for place in places:
        if any(place.box.touches(text.box, 7.0) for text in texts):
            continue
        if not any(place.box.touches(box) for box in taken):
            return place
    return None


def _row_drawing(row: _Row, gap: float, names: dict[str, str]) -> Drawing | None:
    """The row with this room between its lines, or None when something does not fit."""
    ys = row.tracks(gap)
    drawing = Drawing(strokes=list(_strokes(row, ys)), marks=list(_marks(row, ys)))
    taken = [mark.box for mark in drawing.marks]
    taken += [box for stroke in drawing.strokes for box in blocks(stroke)]
    by_start = {stroke.start[0]: stroke for stroke in drawing.strokes}
    for number, mark in enumerate(drawing.marks):
        arriving = row.coming(number)
        leaving_down = ys[mark.line] >= ys[arriving]
        above = leaving_down if row.changes(number) else number % 2 == 0
        label = _free(_label_places(row, number, mark, above), taken, drawing.texts)
        if label is None:
            return None
        drawing.texts.append(label)
        starts = row.changes(number) or (row.first and number == 0)
        stroke = by_start.get(mark.x)
        name = names.get(mark.line, mark.line)
        if not starts or stroke is None or row.stations[number].label.casefold() == name.casefold():
            continue
        text = _free(_name_places(stroke, name, row.width), taken, drawing.texts)
        if text is None:
            return None
        drawing.texts.append(text)
    top = min(box.top for box in (*taken, *(text.box for text in drawing.texts)))
    bottom = max(box.bottom for box in (*taken, *(text.box for text in drawing.texts)))
    lowered = drawing.lower(-top)
    lowered.height = bottom - top
    return lowered


def _rows(stations: Sequence[Station], per_row: int, width: float) -> Iterator[_Row]:
    order: dict[str, int] = {}
    for station in stations:
        order.setdefault(station.line, len(order))
    count = -(-len(stations) // per_row)
    ends = [round(len(stations) * n / count) for n in range(count + 1)]
    for start, end in pairwise(ends):
        before = stations[start - 1 if start else 0].line
        yield _Row(stations[start:end], before, start == 0, end == len(stations), order, width)


def lay_out(stations: Sequence[Station], names: dict[str, str], width: float) -> Drawing:
    """Everything in its place; no two texts overlap and all stay inside width × height."""
    most = max(1, min(len(stations), int(width / ROOM_PER_STATION)))
    for per_row in range(most, 0, -1):
        whole, top = Drawing(), PAD
        for row in _rows(stations, per_row, width):
            tries = (_row_drawing(row, gap, names) for gap in TRACK_GAPS)
            drawn = next((drawing for drawing in tries if drawing), None)
            if drawn is None:
                break
            lowered = drawn.lower(top)
            whole.texts += lowered.texts
            whole.strokes += lowered.strokes
            whole.marks += lowered.marks
            top += drawn.height + ROW_GAP
        else:
            whole.height = top - ROW_GAP + PAD
            return whole
    raise AssertionError("one station a row always fits")
