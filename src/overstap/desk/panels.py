"""Markup that stands in a page dozens of times: written in Python, ten times as fast as a template.

Everything that came from people is escaped here; words are looked up once a page.
"""

from collections.abc import Iterable
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overstap.desk.queries.caseload import Line
from overstap.desk.rules import FilterChoice
from overstap.doors.caseload import Cell
from overstap.doors.rooms import columns
from overstap.handover.panels.caseload import Chip, NextStep
from overstap.kernel import clock, dutch
from overstap.kernel.births import age_in_words
from overstap.ui.templatetags.components import chip, meter

_NOBODY = UUID(int=0)


def lines_rows(lines: Iterable[Line]) -> SafeString:
    """The `<tr>` of each young person, for the table of desk/parts/lines.html."""
    writer = _Rows()
    return SafeString("\n".join(writer.row(line) for line in lines))


class _Rows:
    """Writes rows; what comes back in many of them is made once."""

    def __init__(self) -> None:
        self.today = clock.today()
        self.before, self.after = reverse("desk:person", args=[_NOBODY]).split(str(_NOBODY))
        self.years, self.was = _("jaar"), _("was")
        self.leaves, self.left = _("vertrekt"), _("vertrok")
        self.labels = [
            escape(word)
            for word in (_("Leerweg"), _("Mijn Loopbaan"), _("Overdracht"), _("Volgende stap"))
        ]
        self.unknown = _sub(_("nog niet ingevuld"))
        self.nothing = _sub(_("niets gepland"))
        self.meters: dict[tuple[str, ...], str] = {}
        self.chips: dict[Chip, str] = {}
        self.columns = [(column, escape(str(column.label))) for column in columns()]

    def row(self, line: Line) -> str:
        pathway, file, handover, step = self.labels
        return (
            f"<tr><td>{self._who(line)}</td>"
            f'<td data-label="{pathway}">{self._pathway(line)}</td>'
            f'<td data-label="{file}">{self._meter(line)}</td>'
            f'<td data-label="{handover}">{self._handover(line)}</td>'
            f'<td data-label="{step}">{self._step(line.step)}</td>{self._added(line)}</tr>'
        )

    def _added(self, line: Line) -> str:
        """The columns of rooms, from the facts of each."""
        return "".join(
            f'<td data-label="{label}">{_cell(column.cell(line.facts.get(column.room, {})))}</td>'
            for column, label in self.columns
        )

    def _who(self, line: Line) -> str:
        about = f"{age_in_words(line.birth, self.today)} {self.years}"
        if line.place:
            about += f" · {line.place}"
        url = f"{self.before}{line.person_id}{self.after}"
        return f'<a class="name" href="{url}">{escape(line.full_name)}</a>{_sub(about)}'

    def _pathway(self, line: Line) -> str:
        below = _sub(line.programme) if line.programme else ""
        if not line.pathway:
            return f"<div>{self.unknown}</div>{below}" if below else self.unknown
        return f"<div>{escape(line.pathway)}</div>{below}"

    def _meter(self, line: Line) -> str:
        parts = tuple(line.meter)
        if parts not in self.meters:
            self.meters[parts] = meter(parts)
        return self.meters[parts]

    def _handover(self, line: Line) -> str:
        if line.chip not in self.chips:
            self.chips[line.chip] = chip(line.chip.state, line.chip.label)
        shown = self.chips[line.chip]
        if line.leaving_on:
            verb = self.left if line.leaving_on < self.today else self.leaves
            shown += _sub(f"{verb} {dutch.long_date(line.leaving_on)}", "sub mt-1")
        return shown

    def _step(self, step: NextStep) -> str:
        if not step.text:
            return self.nothing
        shown = f"<div>{escape(step.text)}</div>"
        if step.on is None:
            return shown
        if step.is_late:
            return shown + _sub(f"{self.was} {dutch.long_date(step.on)}", "sub late")
        return shown + _sub(dutch.due(step.on, self.today))


def _cell(cell: Cell) -> str:
    shown = chip(cell.look, cell.text) if cell.look else f"<div>{escape(cell.text)}</div>"
    return shown + (_sub(cell.below) if cell.below else "")


def _sub(text: str, look: str = "sub") -> str:
    return f'<div class="{look}">{escape(text)}</div>'


def filter_fields(choices: Iterable[FilterChoice], order: FilterChoice) -> SafeString:
    """The lists to choose from above Mijn jongeren, each with its label for a screen reader; the
    order only where no heads of columns are seen."""
    shown = [_choice(choice) for choice in choices]
    return SafeString("".join([*shown, _choice(order, "narrow-only")]))


def _choice(choice: FilterChoice, look: str = "") -> str:
    options = "".join(
        f'<option value="{escape(value)}"{" selected" * (value == choice.chosen)}>'
        f"{escape(label)}</option>"
        for value, label in choice.options
    )
    name = choice.name
    return (
        f'<div class="{look}"><label class="visually-hidden" for="id_{name}">'
        f"{escape(choice.label)}</label>"
        f'<select name="{name}" class="form-select" id="id_{name}">{options}</select></div>\n'
    )
