"""What a yes takes along: rows that travel, rows that stay and why, and a mark of what was seen.

A guardian never meets the rows that are kept from them: the database leaves them out before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.access.models import Choice
from overstap.dossier.choices import Kind
from overstap.handover.contents import Group, Row
from overstap.handover.rules import Written, stays_because
from overstap.handover.texts import CHOICE_TEXT


@dataclass(frozen=True)
class Reach:
    """One private group under one choice, or under the one that is still to be made."""

    goes: tuple[Row, ...]
    hidden: tuple[Row, ...]
    later: tuple[Row, ...]

    @property
    def is_whole(self) -> bool:
        return not self.hidden and not self.later

    @property
    def goes_nowhere(self) -> bool:
        """There is something, and none of it travels."""
        return not self.goes and not self.is_whole

    @property
    def told(self) -> tuple[str, ...]:
        """What stays out, in sentences for the young person alone."""
        told = []
        if self.hidden:
            told.append(_staying_hidden(self.hidden))
        if self.later:
            told.append(_staying_later(self.later))
        return tuple(told)


def reach_of(group: Group, choice: Choice | None, *, is_minor: bool) -> Reach:
    """What a yes to this group reaches for whoever reads it. Without a choice: what it would reach
    now; of a minor a parent confirms, who does not read what is kept from parents."""
    found: dict[str, list[Row]] = {"": [], "hidden": [], "later": []}
    for row in group.rows:
        why = stays_because(
            Written(row.hidden, row.recorded_at, row.revised_at, row.opened_at),
            covers_hidden=choice.covers_hidden if choice else not is_minor,
            given_at=choice.given_at if choice else None,
        )
        found[why].append(row)
    return Reach(tuple(found[""]), tuple(found["hidden"]), tuple(found["later"]))


def seen_mark(rows: Iterable[Row], choice: Choice | None = None) -> str:
    """A mark of what somebody saw before a yes: another note, another word or another choice gives
    another mark. It holds nothing that can be read back."""
    parts = [CHOICE_TEXT.version, str(choice.pk if choice else "")]
    parts += sorted(
        f"{row.entry_id}|{row.recorded_at}|{row.revised_at}|{row.hidden}|{row.opened_at}"
        for row in rows
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:20]


def _staying_hidden(rows: tuple[Row, ...]) -> str:
    if _all_notes(rows):
        return ngettext(
            "1 notitie is niet voor ouders. Ze gaat niet mee, ook als een ouder ja zegt.",
            "%(n)s notities zijn niet voor ouders. Ze gaan niet mee, ook als een ouder ja zegt.",
            len(rows),
        ) % {"n": len(rows)}
    return ngettext(
        "1 gegeven is niet voor ouders. Het gaat niet mee, ook als een ouder ja zegt.",
        "%(n)s gegevens zijn niet voor ouders. Ze gaan niet mee, ook als een ouder ja zegt.",
        len(rows),
    ) % {"n": len(rows)}


def _staying_later(rows: tuple[Row, ...]) -> str:
    if _all_notes(rows):
        return ngettext(
            "1 notitie is nieuwer dan je keuze. Ze gaat niet mee.",
            "%(n)s notities zijn nieuwer dan je keuze. Ze gaan niet mee.",
            len(rows),
        ) % {"n": len(rows)}
    return ngettext(
        "1 gegeven is nieuwer dan je keuze. Het gaat niet mee.",
        "%(n)s gegevens zijn nieuwer dan je keuze. Ze gaan niet mee.",
        len(rows),
    ) % {"n": len(rows)}


def _all_notes(rows: tuple[Row, ...]) -> bool:
    return all(row.kind == Kind.NOTE for row in rows)


def told_state(state: str, reach: Reach | None) -> str:
    """Where a choice stands, with what it takes along when that is not all."""
    if reach is None or reach.is_whole:
        return state
    if reach.goes_nowhere:
        return _("%(state)s, maar er gaat niets mee") % {"state": state}
    return _("%(state)s, maar niet alles gaat mee") % {"state": state}
