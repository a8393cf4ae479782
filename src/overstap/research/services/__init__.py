"""Verbs of research, by what they are about."""

from typing import Any

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.kernel.refusals import NotAllowed, Refusal

_SENTENCES = {
    "second_person": gettext_lazy(
        "Hierover beslist iemand anders: niet wie het vroeg of maakte, en bij een uittreksel"
        " niemand van de organisatie die het vraagt."
    ),
    "already": gettext_lazy("Hierover is al beslist."),
    "no_reason": gettext_lazy("Schrijf waarom."),
}


def act(function: str, *arguments: Any) -> None:
    """Calls one act of the database, which decides. Raises Refusal, or NotAllowed."""
    marks = ", ".join(["%s"] * len(arguments))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select rights.{function}({marks})", arguments)
    except ProgrammingError as error:
        code = str(error).partition("\n")[0].strip()
        if code in _SENTENCES:
            raise Refusal(str(_SENTENCES[code]), code=code) from error
        raise NotAllowed(_("Dit mag je niet, of het kan niet meer."), code="may_not") from error
