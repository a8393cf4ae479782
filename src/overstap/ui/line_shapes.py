"""What stands on a line map: stations as given, and the shapes that they become.

Coordinates are in the units of the SVG's viewBox; y grows downwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

HALF_LINE = 6.0


@dataclass(frozen=True)
class Station:
    """A milestone. `line`: code of the pathway travelled from here on; `when`: text or ""."""

    label: str
    when: str
    line: str
    planned: bool = False
    now: bool = False


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box", gap: float = 0.0) -> bool:
        """True when the two overlap or come closer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def lower(self, by: float) -> "Box":
        return replace(self, top=self.top + by, bottom=self.bottom + by)


@dataclass(frozen=True)
class Text:
    """A block of lines in a box; `name_of` is set when it is the name of a line."""

    box: Box
    lines: tuple[str, ...]
    when: str = ""
    align: str = "middle"
    bold: bool = False
    name_of: str = ""


@dataclass(frozen=True)
class Stroke:
    """A stretch of line, level or with one smooth change of track."""

    line: str
    start: tuple[float, float]
    end: tuple[float, float]
    curve: float = 0.0
    planned: bool = False


@dataclass(frozen=True)
class Mark:
    """A station: a ring, a bigger ring or, for today, a dot."""

    x: float
    y: float
    radius: float
    line: str
    planned: bool
    now: bool

    @property
    def box(self) -> Box:
        reach = self.radius + 3
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)


@dataclass
class Drawing:
    """What stands on a map, or on one row of it."""

    texts: list[Text] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    height: float = 0.0

    def lower(self, by: float) -> "Drawing":
        def down(point: tuple[float, float]) -> tuple[float, float]:
            return point[0], point[1] + by

        return Drawing(
            [replace(text, box=text.box.lower(by)) for text in self.texts],
            [replace(s, start=down(s.start), end=down(s.end)) for s in self.strokes],
            [replace(mark, y=mark.y + by) for mark in self.marks],
            self.height,
        )


def blocks(stroke: Stroke) -> Iterator[Box]:
    """The room that a stretch of line takes, as boxes."""
    (x0, y0), (x1, y1) = stroke.start, stroke.end
    bend = x0 + stroke.curve
    for step in range(8 if stroke.curve and y0 != y1 else 0):
        a, b = step / 8, (step + 1) / 8
        ya, yb = (y0 + (y1 - y0) * t * t * (3 - 2 * t) for t in (a, b))
        low, high = sorted((ya, yb))
        xa, xb = (x0 + stroke.curve * _bend(t) for t in (a, b))
        yield Box(xa - HALF_LINE, low - HALF_LINE, xb + HALF_LINE, high + HALF_LINE)
    yield Box(min(bend, x1), y1 - HALF_LINE, x1, y1 + HALF_LINE)


def _bend(t: float) -> float:
    """How far along a curve with control points half-way is, at parameter t."""
    return 1.5 * t * (1 - t) ** 2 + 1.5 * t * t * (1 - t) + t**3
