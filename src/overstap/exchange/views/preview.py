"""What a row of a list would write, or wrote, in words: nothing that is written is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from overstap.exchange.models import ImportRow
from overstap.exchange.own_people import NEW
from overstap.exchange.tabular.fields import LABELS
from overstap.kernel.dutch import partial_date
from overstap.trajectories.choices import Pathway

# Follow from what is shown: the code of a municipality, the school year of a first day.
_FOLLOWS = frozenset({"municipality_nis", "school_year", "start_assumed"})
_PERSON = (
    "language",
    "street",
    "house_number",
    "postcode",
    "municipality",
    "phone",
    "email",
)
_DATES = frozenset({"birth_date", "from_on", "until_on"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One value: its label, what stood there ('' when nothing did), what comes, and what to know.

    `is_new` has nothing before it to strike out.
    """

    label: str
    new: str
    old: str = ""
    note: str = ""
    is_new: bool = False


def shown(row: ImportRow) -> list[Shown]:
    """Of somebody new all values, of somebody known what changes."""
    if row.action == "create" or (row.outcome == "new" and not row.changes):
        return list(_first_values(row.values, bool(row.number_hash)))
    several = len({one[NEW] for one in row.changes if NEW in one}) > 1
    return [_change(one, several) for one in row.changes if one["field"] not in _FOLLOWS]


def _first_values(values: Mapping[str, Any], has_number: bool) -> Iterator[Shown]:
    if has_number:
        yield Shown(LABELS["insz"], _("wordt toegevoegd"), is_new=True)
    for code in _PERSON:
        if values.get(code):
            yield Shown(LABELS[code], str(values[code]), is_new=True)
    if enrolment := values.get("enrolment"):
        yield Shown(_("Inschrijving"), _enrolment(enrolment), is_new=True)


def _change(one: Mapping[str, Any], several: bool) -> Shown:
    """`several`: the row is about more than one enrolment, so each says which."""
    code, note = one["field"], ""
    if one.get("left"):
        note = _("bleef staan: sindsdien veranderd")
    elif one.get("waits") and code != "insz":
        note = _("wacht tot een collega het bevestigt")
    elif code == "birth_date":
        note = _("soms moet een collega dit eerst bevestigen")
    if code == "insz":
        return Shown(LABELS[code], _number(one), note=note, is_new=True)
    if code == NEW:
        return Shown(_("Nieuwe inschrijving"), _enrolment(one["new"]), note=note, is_new=True)
    label = LABELS[code]
    if several and one.get("of"):
        label = _("%(label)s van de inschrijving %(which)s") % {
            "label": label,
            "which": _which(*one["of"]),
        }
    return Shown(label, _text(code, one["new"]) or "–", _text(code, one["old"]), note)


def _number(one: Mapping[str, Any]) -> str:
    """The number itself stands in no preview."""
    if one["old"] is None:
        return _("wordt toegevoegd")
    return _("ander nummer: een tweede collega bevestigt het")


def _which(programme: str, from_on: str) -> str:
    since = _("vanaf %s") % partial_date(from_on)
    return f"{programme} {since}".strip()


def _enrolment(row: Mapping[str, Any]) -> str:
    """One enrolment in one line; what is not known is said so."""
    detail = row["detail"]
    start = partial_date(row["from_on"])
    parts = [
        row["programme"] or _("opleiding niet gekend"),
        _text("pathway", row["pathway"]) or _("leerweg niet gekend"),
        _("sinds ten laatste %s (de lijst zegt niet wanneer)") % start
        if detail.get("start_assumed")
        else _("vanaf %s") % start,
    ]
    if row["until_on"]:
        parts.append(_("tot %s") % partial_date(row["until_on"]))
    if detail.get("class_name"):
        parts.append(_("klas %s") % detail["class_name"])
    if detail.get("school_reference"):
        parts.append(_("stamnummer %s") % detail["school_reference"])
    if row["institution_number"]:
        parts.append(_("instelling %s") % row["institution_number"])
    return ", ".join(str(part) for part in parts)


def _text(code: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if code == "pathway":
        return str(dict(Pathway.choices).get(value, value))
    return partial_date(value) if code in _DATES else str(value)


__all__ = ["Shown", "shown"]
