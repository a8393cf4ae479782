"""report.pdf: the same blocks on paper, set by typst as PDF/UA-1."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from overstap_cohorts.report.briefing.blocks import Block, Brief, Figure, Table
from overstap_cohorts.report.voice import Voice
from overstap_paper.signs import printable
from overstap_paper.typeset import typeset

_TEMPLATE = Path(__file__).resolve().parent / "report.typ"


def document_bytes(brief: Brief, made_on: date) -> bytes:
    """Words go in as data; nothing that a study says becomes typst source."""
    voice = Voice(brief.language)
    data = {
        "title": printable(brief.title).replace("\n", " ") or "Overstap",
        "language": brief.language,
        "lead": brief.lead,
        "head": brief.head,
        "footer": brief.footer,
        "words": {
            "page": voice("Pagina", "Page"),
            "of": voice("van", "of"),
            "mind": voice("Let op.", "Please note."),
        },
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in brief.sections
        ],
    }
    return typeset(_TEMPLATE, data, made_on=made_on)


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    match block:
        case Figure():
            return {
                "type": kind,
                "title": block.title,
                "chart_svg": block.svg,
                "alt": f"{block.title}. {block.description}",
                "definition": block.definition,
                "numbers": _table(block.numbers),
            }
        case Table():
            return {"type": kind, **_table(block)}
    return {"type": kind, **asdict(block)}


def _table(block: Table) -> dict[str, Any]:
    wordy = [any(len(row[i]) > 18 for row in block.rows) or i == 0 for i in range(len(block.head))]
    return {
        "caption": block.caption,
        "head": list(block.head),
        "rows": [list(row) for row in block.rows],
        "note": block.note,
        "wordy": wordy,
    }
