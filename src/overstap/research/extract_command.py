"""`overstap extract`: rows without names for a researcher's own machine. As role `system`."""

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from overstap.audit.services import record_event
from overstap.kernel import clock
from overstap.kernel.periods import check_period
from overstap.kernel.refusals import Refusal
from overstap.organisations.models import Organisation
from overstap.research.characteristics import Register
from overstap.research.choices import ExtractState
from overstap.research.models import Extract
from overstap.research.services import extracting, extracts
from overstap.trajectories.choices import Pathway

_YEARS = 10


def extract(args: argparse.Namespace, register: Register | None = None) -> int:
    """Writes one extract into a new folder; 1 when refused or not made.

    `register`: characteristics to join, which another room reads from a file.
    """
    try:
        made = _asked(args, register)
        ready = extracting.make(made.pk, register)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    if not ready:
        print("Het uittreksel is niet gemaakt.", file=sys.stderr)
        return 1
    with transaction.atomic():
        made.refresh_from_db()
    print(f"{made.people} jongeren en {made.spells} periodes zonder namen, in {made.folder}.")
    if register:
        _tell(made, register)
    print(f"Wis dit ten laatste op {made.ends_on}; de dagelijkse taak doet dat ook.")
    return 0


def _tell(made: Extract, register: Register) -> None:
    """What came of the register: counts, and places of rows. Never a number or a value."""
    found = "niet getoond, het zijn er weinig" if made.matched is None else made.matched
    print(f"Aangevuld met {', '.join(made.characteristics)}. Gevonden in het register: {found}.")
    for wrong in register.wrong:
        if wrong.count:
            print(f"Niet gebruikt: {wrong}")


def _asked(args: argparse.Namespace, register: Register | None) -> Extract:
    today = clock.today()
    folder = Path(args.out).expanduser().absolute()
    ends_on = _day(args.until, "--until")
    from_on = _day(args.from_on, "--from") if args.from_on else today - timedelta(365 * _YEARS)
    until_on = _day(args.to, "--to") if args.to else today
    if not args.purpose.strip():
        raise Refusal("Zeg met --purpose waarvoor het dient.", code="no_purpose")
    if folder.exists():
        raise Refusal("Deze map bestaat al: kies met --out een nieuwe.", code="folder")
    if unknown := set(args.pathway) - set(Pathway.values):
        allowed = ", ".join(Pathway.values)
        raise Refusal(f"{', '.join(sorted(unknown))}: kies uit {allowed}.", code="pathway")
    check_period(from_on, until_on, last_counts=True)
    extracts.check_end(ends_on)
    with transaction.atomic():
        made = Extract.objects.create(
            organisation=_organisation(args.organisation),
            purpose=args.purpose.strip()[:500],
            from_on=from_on,
            until_on=until_on,
            pathways=sorted(args.pathway),
            ends_on=ends_on,
            state=ExtractState.APPROVED,
            reason="opdrachtregel",
            folder=str(folder),
            characteristics=list(register.columns) if register else [],
            characteristics_source=register.source if register else "",
        )
        record_event(
            "extract_asked",
            organisation=made.organisation_id,
            object=made.pk,
            purpose="research",
            until=ends_on.isoformat(),
        )
    return made


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{option} is een dag: 2027-12-31.", code="day") from None


def _organisation(text: str | None) -> Organisation | None:
    if not text:
        return None
    found = Organisation.objects.filter(Q(institution_number=text) | Q(name__iexact=text))[:2]
    rows = list(found)
    if len(rows) != 1:
        raise Refusal("--organisation is de naam van één organisatie.", code="no_organisation")
    return rows[0]
