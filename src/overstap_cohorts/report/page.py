"""report.html: one file that asks nothing of anybody: style, font and drawings are inside."""

import base64
from functools import cache
from html import escape
from pathlib import Path

from overstap_cohorts.report.briefing.blocks import (
    Block,
    Brief,
    Figure,
    Finding,
    Points,
    Section,
    Table,
    Terms,
    Text,
)
from overstap_cohorts.report.drawing import described
from overstap_cohorts.report.voice import Voice
from overstap_paper import WEB_FONTS

_STYLE = Path(__file__).resolve().parent / "report.css"
_FONT = WEB_FONTS / "atkinson-hyperlegible-next-latin-wght-normal.woff2"
_MARK = (
    '<svg viewBox="0 0 34 22" aria-hidden="true"><path d="M2 17h9c6 0 6-12 12-12h9" fill="none"'
    ' stroke="#0e5a6b" stroke-width="4" stroke-linecap="round"/><circle cx="17" cy="11" r="4.5"'
    ' fill="#fff" stroke="#c2410c" stroke-width="3"/></svg>'
)
_WORDY = 18  # letters from which a cell is words, not a number


def page_bytes(brief: Brief) -> bytes:
    voice = Voice(brief.language)
    sections = "\n".join(_section(voice, section) for section in brief.sections)
    links = "".join(
        f'<li><a href="#{section.key}">{escape(section.title)}</a></li>'
        for section in brief.sections
    )
    return f"""<!doctype html>
<html lang="{brief.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{escape(brief.title)}</title>
<style>{_style()}</style>
</head>
<body>
<header>
<p class="brand">{_MARK} Overstap <span>{escape(brief.head)}</span></p>
<h1>{escape(brief.title)}</h1>
<p class="lead">{escape(brief.lead)}</p>
<nav aria-label="{voice("Inhoud", "Contents")}"><ul>{links}</ul></nav>
</header>
<main>
{sections}
</main>
<footer><p>{escape(brief.footer)}</p></footer>
</body>
</html>
""".encode()


@cache
def _style() -> str:
    font = base64.b64encode(_FONT.read_bytes()).decode()
    face = (
        '@font-face{font-family:"Atkinson Hyperlegible Next";font-weight:200 800;'
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}\n"
    )
    return face + _STYLE.read_text("utf-8")


def _section(voice: Voice, section: Section) -> str:
    inside = "\n".join(_block(voice, block) for block in section.blocks)
    return (
        f'<section id="{section.key}" aria-labelledby="{section.key}-h">\n'
        f'<h2 id="{section.key}-h">{escape(section.title)}</h2>\n{inside}\n</section>'
    )


def _block(voice: Voice, block: Block) -> str:
    match block:
        case Text():
            return _text(voice, block)
        case Points():
            items = "".join(f"<li>{escape(item)}</li>" for item in block.items)
            return f"<ul>{items}</ul>"
        case Terms():
            items = "".join(
                f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in block.items
            )
            return f"<dl>{items}</dl>"
        case Finding():
            return _finding(voice, block)
        case Figure():
            return _figure(voice, block)
        case Table():
            table = _table(block)
            return _details(block.folded, table) if block.folded else table


def _text(voice: Voice, block: Text) -> str:
    if block.kind == "warning":
        word = voice("Let op.", "Please note.")
        return f'<p class="warning"><strong>{word}</strong> {escape(block.text)}</p>'
    kind = ' class="note"' if block.kind == "note" else ""
    return f"<p{kind}>{escape(block.text)}</p>"


def _finding(voice: Voice, block: Finding) -> str:
    what = voice("Wat telt hier", "What counts here")
    return (
        f'<div class="finding{"" if block.clear else " unclear"}">'
        f'<p class="sentence">{escape(block.sentence)}</p>'
        f'<p class="source">{escape(block.source)}</p>'
        f"{_details(what, f'<p>{escape(block.definition)}</p>')}</div>"
    )


def _figure(voice: Voice, block: Figure) -> str:
    inside = f"<p>{escape(block.definition)}</p>{_table(block.numbers)}"
    drawing = described(block.svg, f"f-{block.key}", block.title, block.description)
    opened = _details(
        voice("Wat staat hier, en de getallen", "What this shows, and the numbers"), inside
    )
    caption = f"<figcaption>{escape(block.title)}</figcaption>"
    return f"<figure>{caption}\n{drawing}\n{opened}</figure>"


def _details(title: str, inside: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{inside}</details>"


def _table(block: Table) -> str:
    head = "".join(
        f'<th scope="col"{_words(block, i)}>{escape(cell)}</th>'
        for i, cell in enumerate(block.head)
    )
    rows = "".join(_row(block, row) for row in block.rows)
    note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
    return (
        f'<div class="table{" stack" if len(block.head) > 3 or _wordy(block) else ""}">'
        f"<table><caption>{escape(block.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{note}"
    )


def _wordy(block: Table) -> bool:
    return any(_words(block, column) for column in range(1, len(block.head)))


def _words(block: Table, column: int) -> str:
    """The class of a column of words: those stand to the left, numbers to the right."""
    wordy = column > 0 and any(len(row[column]) > _WORDY for row in block.rows)
    return ' class="words"' if wordy else ""


def _row(block: Table, row: tuple[str, ...]) -> str:
    cells = "".join(
        f'<td{_words(block, i)} data-head="{escape(block.head[i])}">{escape(row[i])}</td>'
        for i in range(1, len(row))
    )
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'
