"""Opening the list of a run the way its person said: which sheet, which letters, which rows.

Kept in `ImportRun.header`, beside the titles: `sheet` and `encoding` (what was chosen), `answers`
(what happens with rows that are hidden or struck through) and `left` (rows that stay out).
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.doors.viewer import Viewer
from overstap.exchange.choices import RunState
from overstap.exchange.models import ImportRun
from overstap.exchange.services.runs import queue
from overstap.exchange.tabular.codings import check_coding
from overstap.exchange.tabular.columns import Header, split_header
from overstap.exchange.tabular.limits import UnreadableTable
from overstap.exchange.tabular.reading import Row, Table, open_table
from overstap.kernel.dutch import listed
from overstap.kernel.refusals import Refusal

TAKE, SKIP = "take", "skip"
KINDS = ("hidden", "struck")
_NAMED_ROWS = 20
_MOST_SHEETS = 20


@dataclass(frozen=True, slots=True)
class Opened:
    table: Table
    header: Header
    rows: Iterator[Row]


@contextmanager
def opened(run: ImportRun, data: bytes) -> Iterator[Opened]:
    """The sheet and its rows below the titles. Raises UnreadableTable, also while they are read.

    Without a choice the first sheet that has titles: before it often stands one with explanation.
    """
    chosen = run.header.get("sheet")
    found = _first_with_titles(data, chosen, run.header.get("chosen_encoding"))
    with found.table:
        yield found


def _first_with_titles(data: bytes, sheet: str | None, encoding: str | None) -> Opened:
    table = open_table(data, sheet=sheet, encoding=encoding)
    others = () if sheet else tuple(n for n in table.sheet_names if n != table.sheet)
    refusal: UnreadableTable | None = None
    for name in (table.sheet, *others[:_MOST_SHEETS]):
        try:
            if name != table.sheet:
                table = open_table(data, sheet=name)
            header, rows = split_header(table.rows())
            first = list(islice(rows, 1))
            if first or not others:
                return Opened(table, header, chain(first, rows))
        except UnreadableTable as problem:
            refusal = refusal or problem
        table.close()
    raise refusal or UnreadableTable(
        "no_rows", _("Onder de titels staan geen rijen. Kies een ander bestand.")
    )


def described(run: ImportRun, found: Opened) -> dict[str, Any]:
    """What the page with the columns tells about the file, and what it lets choose."""
    table = found.table
    return {
        "sheet": table.sheet,
        "sheets": list(table.sheet_names),
        "encoding": table.encoding,
        "chosen_encoding": run.header.get("chosen_encoding"),
        "encodings": [list(one) for one in table.encodings],
        "sure_letters": table.facts.sure_letters,
        "looked": table.facts.looked,
    }


def choose_reading(
    *, by: Viewer, run: ImportRun, sheet: str = "", encoding: str = "", now: bool = False
) -> None:
    """Reads the titles again, of another sheet or with other letters."""
    if run.state not in (RunState.MAPPING, RunState.READY):
        raise Refusal(_("De kolommen staan al vast. Herlaad de pagina."), code="wrong_state")
    if sheet and sheet not in run.header.get("sheets", []):
        raise Refusal(_("Dit werkblad staat niet in het bestand."), code="no_such_sheet")
    kept = {"sheet": sheet or run.header.get("sheet")}
    if encoding:
        kept["chosen_encoding"] = check_coding(encoding)
    run.header = {**run.header, **kept, "answers": {}, "left": {}}
    run.save(update_fields=["header"])
    queue(run, RunState.READING, now=now)


class Aside:
    """Rows that may not be meant: let through or kept out as somebody said, and counted."""

    def __init__(self, run: ImportRun) -> None:
        self.answers: dict[str, str] = run.header.get("answers", {})
        self._rows: dict[str, list[int]] = defaultdict(list)

    def taken(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if row.aside and self.answers.get(row.aside) != TAKE:
                self._rows[row.aside].append(row.number)
            else:
                yield row

    @property
    def left(self) -> dict[str, Any]:
        return {
            kind: {"count": len(numbers), "rows": numbers[:_NAMED_ROWS]}
            for kind, numbers in self._rows.items()
        }


def questions(run: ImportRun) -> list[dict[str, Any]]:
    """What the preview asks about rows that were left out, with the answer given so far."""
    left, answers = run.header.get("left", {}), run.header.get("answers", {})
    return [
        {"kind": kind, "text": _told(kind, left[kind]), "answer": answers.get(kind, "")}
        for kind in KINDS
        if kind in left
    ]


def _told(kind: str, left: dict[str, Any]) -> str:
    count = left["count"]
    if kind == "hidden":
        text = ngettext(
            "%d rij is verborgen in het bestand", "%d rijen zijn verborgen in het bestand", count
        )
    else:
        text = ngettext(
            "%d rij is doorgestreept in het bestand",
            "%d rijen zijn doorgestreept in het bestand",
            count,
        )
    rows = [str(number) for number in left["rows"]]
    more = _(" en verder") if count > len(rows) else ""
    named = rows if more else [listed(rows)]
    return f"{text % count} ({_('rij')} {', '.join(named)}{more})."


def answer(*, by: Viewer, run: ImportRun, answers: dict[str, str], now: bool = False) -> None:
    """A person says whether such rows are meant; who takes them, sees the list checked again."""
    if run.state != RunState.READY:
        raise Refusal(_("Hierover valt niets meer te kiezen."), code="wrong_state")
    given = {kind: said for kind, said in answers.items() if kind in KINDS}
    if not given or set(given.values()) - {TAKE, SKIP}:
        raise Refusal(_("Kies een van de mogelijkheden."), code="unknown_choice")
    run.header = {**run.header, "answers": {**run.header.get("answers", {}), **given}}
    run.save(update_fields=["header"])
    if TAKE in given.values():
        queue(run, RunState.CHECKING, now=now)


def refuse_unanswered(run: ImportRun) -> None:
    """Rows that may be meant are never decided about in silence. Raises Refusal."""
    open_questions = [one["text"] for one in questions(run) if not one["answer"]]
    if open_questions:
        raise Refusal(
            _("%s Zeg eerst of je ze meeneemt.") % " ".join(open_questions), code="unanswered"
        )


__all__ = [
    "KINDS",
    "SKIP",
    "TAKE",
    "Aside",
    "answer",
    "choose_reading",
    "described",
    "opened",
    "questions",
    "refuse_unanswered",
]
