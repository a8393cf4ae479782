"""Messages about somebody who is not known here: look again, make the person, or put it away."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.access.models import CaseloadRow
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.exchange.choices import RowOutcome, RunKind
from overstap.exchange.led import messages as led
from overstap.exchange.magda import enrolment_history
from overstap.exchange.magda.xml import UnreadableMessage
from overstap.exchange.models import ImportRow, ImportRun, WaitingMessage
from overstap.exchange.queries import find_by_number
from overstap.exchange.sealing import unseal_message
from overstap.exchange.services.messages import Result, receive
from overstap.kernel.births import as_birth, may_be_same
from overstap.kernel.dates import PartialDate
from overstap.kernel.identifiers import InvalidIdentifier, parse_insz
from overstap.kernel.refusals import Refusal
from overstap.people import services as people
from overstap.people.acts import one_at_a_time
from overstap.people.rules import sort_key


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a waiting message says about whom it is: number, proposed birth date."""

    digits: str = field(repr=False)
    birth: PartialDate | None = field(repr=False)
    birth_text: str = field(repr=False)


def proposal(message: WaitingMessage) -> Proposal:
    """For the one page where a person is made from a message."""
    digits = unseal_message(message.ciphertext)[0] or ""
    try:
        read = parse_insz(digits, accept_test=True)
    except InvalidIdentifier:
        return Proposal(digits, None, "")
    return Proposal(digits, read.birth, str(read.birth or ""))


def look_again(*, by: Viewer, organisation_id: UUID) -> int:
    """Processes every waiting message whose person is known here by now; answers how many."""
    waiting = list(WaitingMessage.objects.filter(organisation_id=organisation_id))
    persons = find_by_number(organisation_id, [one.number_hash for one in waiting])
    found = [one for one in waiting if one.number_hash in persons]
    for message in found:
        process(by=by, message=message, person_id=persons[message.number_hash])
    return len(found)


def process(*, by: Viewer, message: WaitingMessage, person_id: UUID) -> Result:
    """Reads a waiting message into the file of a person of the own caseload."""
    asked, data = unseal_message(message.ciphertext)
    reader: Any = led if message.kind == RunKind.LED else enrolment_history
    with transaction.atomic():
        run = message.run or ImportRun.objects.create(
            organisation_id=message.organisation_id, kind=message.kind, started_by=by.user_id
        )
        acting = ImportRun(
            pk=run.pk,
            organisation_id=message.organisation_id,
            kind=message.kind,
            started_by=by.user_id,
        )
        try:
            answer = reader.read_answer(data, asked)
        except UnreadableMessage as problem:
            raise Refusal(str(problem), code="unreadable") from problem
        result = receive(acting, person_id, answer, [], by=by)
        ImportRow.objects.filter(
            run_id=run.pk, outcome=RowOutcome.WAITING, person__isnull=True, number__in=_row(message)
        ).update(outcome=result.outcome, person_id=person_id, values=result.values)
        message.delete()
    return result


def _row(message: WaitingMessage) -> list[int]:
    """The row of the run in which the message came: the first that waits, when it is one file."""
    rows = ImportRow.objects.filter(run_id=message.run_id, outcome=RowOutcome.WAITING)
    numbers = list(rows.values_list("number", flat=True)[:2])
    return numbers if len(numbers) == 1 else []


@transaction.atomic
def create_for(
    *,
    by: Viewer,
    message: WaitingMessage,
    first_name: str,
    last_name: str,
    birth_date: date | PartialDate,
) -> UUID:
    """Makes the person of a waiting message, and reads every message that waited for the number."""
    digits = unseal_message(message.ciphertext)[0] or ""
    person_id = create_person(
        by=by, first_name=first_name, last_name=last_name, birth_date=birth_date, digits=digits
    )
    same = WaitingMessage.objects.filter(
        organisation_id=message.organisation_id, number_hash=message.number_hash
    )
    for one in list(same):
        process(by=by, message=one, person_id=person_id)
    return person_id


def create_person(
    *,
    by: Viewer,
    first_name: str,
    last_name: str,
    birth_date: date | PartialDate,
    digits: str,
) -> UUID:
    """A person guided by the own organisation. Never asks whether another one knows somebody."""
    key = sort_key(last_name, first_name)
    birth = as_birth(birth_date)
    # Of one name one at a time, whatever is known of the date.
    one_at_a_time("person", by.own_organisation, key)
    here = CaseloadRow.objects.filter(organisation_id=by.own_organisation, sort_key=key)
    if any(may_be_same(one.birth, birth) for one in here):
        raise Refusal(
            _(
                "In je eigen lijst staat al iemand met deze naam en geboortedatum. Vul bij die "
                "jongere het rijksregisternummer in, en kies daarna 'Kijk opnieuw'."
            ),
            code="known_here",
        )
    made = people.create_person(
        by=by,
        organisation_id=by.own_organisation,
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        insz=digits,
        tell=False,
    )
    if made.person_id is None:
        raise Refusal(_("De jongere kon niet aangemaakt worden."), code="not_created")
    return made.person_id


def discard(*, by: Viewer, message: WaitingMessage) -> None:
    """Puts a message away for good."""
    record_event(
        "message_discarded", role=by.role, organisation=message.organisation_id, object=message.pk
    )
    message.delete()
