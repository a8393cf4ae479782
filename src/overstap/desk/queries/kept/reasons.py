"""Beside the rows: on what ground they are kept, how long, and who reads them."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from overstap.access.choices import YOUNG_LABELS, DataGroup
from overstap.access.models import Setting
from overstap.access.queries import current
from overstap.kernel import dutch
from overstap.kernel.conditions import (
    ANY_GROUP,
    Both,
    By,
    Condition,
    Either,
    Granted,
    Guides,
    Involved,
    Is,
    Mine,
    Parent,
    Who,
    WithRole,
)
from overstap.kernel.shapes import Access
from overstap.kernel.whose import Whose

# How a term reads; its number is the setting's.
TERMS = {
    "file_years_after_leaving": ngettext_lazy(
        "tot %d jaar na het einde van de begeleiding",
        "tot %d jaar na het einde van de begeleiding",
    ),
    "private_note_years_after_leaving": ngettext_lazy(
        "wat privé is tot %d jaar na dat einde", "wat privé is tot %d jaar na dat einde"
    ),
    "document_days": ngettext_lazy(
        "wat er in een document stond %d dag", "wat er in een document stond %d dagen"
    ),
    "log_months": ngettext_lazy("%d maand", "%d maanden"),
    "list_days": ngettext_lazy(
        "wat in de lijst stond tot %d dag na het inlezen",
        "wat in de lijst stond tot %d dagen na het inlezen",
    ),
    "sent_form_hours": ngettext_lazy("%d uur", "%d uur"),
    "unknown_person_days": ngettext_lazy("%d dag", "%d dagen"),
    "former_contact_days": ngettext_lazy("%d dag", "%d dagen"),
    "staff_years_after_leaving": ngettext_lazy(
        "van wie hier werkt tot %d jaar daarna", "van wie hier werkt tot %d jaar daarna"
    ),
}
# Who is in a set: told to the young person, and to anybody else.
_SETS = {
    Who.SELF: (gettext_lazy("jij"), gettext_lazy("de jongere")),
    Who.WARDS: (
        gettext_lazy("je ouders of voogd tot je 18 bent"),
        gettext_lazy("de ouders of voogd van de jongere"),
    ),
    Who.LEADS: (gettext_lazy("de verantwoordelijke daar"),) * 2,
    Who.ADMINS: (gettext_lazy("de beheerder daar"),) * 2,
    Who.MEMBERS: (gettext_lazy("de collega's daar"),) * 2,
    Who.AROUND_ME: (gettext_lazy("de jongeren van die organisatie en hun ouders"),) * 2,
    Who.RESEARCHERS: (gettext_lazy("de onderzoekers daar"),) * 2,
    Who.REPORT_READERS: (gettext_lazy("de onderzoekers en de stuurgroep daar"),) * 2,
    Who.MATCHED_REQUESTS: (gettext_lazy("wie je begeleidt"), gettext_lazy("wie begeleidt")),
}
_SETS[Who.DECIDING_WARDS] = _SETS[Who.WARDS]
_READERS = {
    "sender_id": gettext_lazy("begeleiders van het centrum"),
    "receiver_id": gettext_lazy("begeleiders van het kantoor"),
}


class Reasons:
    """The settings of today, read once for a whole copy."""

    def __init__(self) -> None:
        self.settings = {one.name: one for one in current(Setting.objects.all())}

    def ground(self, whose: Whose) -> str:
        """The legal basis. Somebody who ended a setting does not keep anybody from his copy."""
        found = self.settings.get(whose.basis)
        return found.value if found else _("Niet ingevuld: vraag het aan de beheerder.")

    def source(self, whose: Whose) -> str:
        """Where the legal basis stands, or that it is an assumption."""
        found = self.settings.get(whose.basis)
        return found.source if found else "–"

    def term(self, whose: Whose) -> str:
        """How long the rows are kept."""
        terms = ((name, self.settings.get(name)) for name in whose.kept.split())
        told = [str(TERMS[name] % int(found.value)) for name, found in terms if found]
        return "; ".join(told) or _("Niet ingevuld: vraag het aan de beheerder.")


def seen_by(model: type[models.Model], whose: Whose, *, young: bool) -> str:
    """Who may read such a row, from the rights of the table itself."""
    if whose.seen:
        return str(whose.seen)
    access: Any = model.__dict__.get("access")
    found = access.read or access.everything if isinstance(access, Access) else None
    told = list(dict.fromkeys(_who(found, 0 if young else 1))) if found else []
    # The reader first.
    told.sort(key=lambda one: one != str(_SETS[Who.SELF][0]))
    return dutch.listed(told) if told else _("niemand; alleen de databank zelf")


def _who(one: Condition, to: int) -> Iterator[str]:
    if isinstance(one, Either):
        for part in one.parts:
            yield from _who(part, to)
    elif isinstance(one, Both):
        # What holds beside it narrows; the first that is somebody says who.
        yield from next(([said] for part in one.parts for said in _who(part, to)), [])
    elif isinstance(one, Parent):
        yield from _who(one.where, to)
    elif isinstance(one, Mine):
        readers = _READERS.get(one.column, _("begeleiders van die organisatie"))
        yield str(_SETS[one.who][to] if one.who in _SETS else readers)
    elif isinstance(one, WithRole):
        yield _("begeleiders van die organisatie")
    elif isinstance(one, By):
        yield _("wiens account het is")
    elif isinstance(one, Is) and one.what == "platform_admin":
        yield _("de platformbeheerder")
    elif isinstance(one, (Guides, Involved, Granted)):
        yield _granted(one, to)


def _granted(one: Condition, to: int) -> str:
    if not isinstance(one, Granted) or one.source == "involvement":
        return str(_SETS[Who.MATCHED_REQUESTS][to])
    if one.group == ANY_GROUP:
        return _("wie een recht heeft op een deel van het dossier")
    if one.group not in DataGroup.values:
        return _("het kantoor, zolang die keuze loopt")
    labels = (YOUNG_LABELS[DataGroup(one.group)], DataGroup(one.group).label)
    return _("wie ‘%s’ mag lezen") % labels[to]
