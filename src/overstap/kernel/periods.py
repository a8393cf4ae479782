"""What somebody may type as a period."""

from datetime import date

from django.utils.translation import gettext as _

from overstap.kernel.refusals import Refusal


def check_period(from_on: date, until_on: date | None, *, last_counts: bool = False) -> None:
    """A period lasts a day at least, or has no end. Raises Refusal at `until_on`.

    `last_counts`: the end is its last day, else the first day after it.
    """
    if until_on is None or until_on > from_on or (last_counts and until_on == from_on):
        return
    if until_on == from_on:
        sentence = _("Het einde is dezelfde dag als het begin.")
    else:
        sentence = _("Het einde ligt voor het begin.")
    raise Refusal(sentence, code="period", field="until_on")
