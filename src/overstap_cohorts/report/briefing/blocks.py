"""What a report is made of, before it is a page or a PDF: both print the same blocks."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Text:
    text: str
    kind: Literal["plain", "warning", "note"] = "plain"


@dataclass(frozen=True)
class Points:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The first cell of a row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    folded: str = ""  # on screen behind these words; on paper always open


@dataclass(frozen=True)
class Finding:
    """A sentence, where it comes from, and what its outcome means."""

    sentence: str
    source: str
    definition: str
    clear: bool  # the interval does not hold zero


@dataclass(frozen=True)
class Figure:
    key: str
    title: str
    svg: str
    description: str  # what somebody who does not see it should know
    definition: str  # what is drawn, for everybody
    numbers: Table


@dataclass(frozen=True)
class Terms:
    items: tuple[tuple[str, str], ...]


type Block = Text | Points | Table | Finding | Figure | Terms


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Brief:
    title: str
    language: str
    lead: str
    head: str
    footer: str
    sections: tuple[Section, ...] = field(default=())
