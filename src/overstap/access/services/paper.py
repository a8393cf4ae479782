"""Signed forms: one staff member registers, a second one confirms."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from overstap.access.models import PaperAnswer
from overstap.access.rules import SCAN_BYTES, scan_type
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people.models import Person


@dataclass(frozen=True)
class Signed:
    """What the young person said on the form: topic -> yes or no, for one office, signed on a day;
    until when a yes counts, and which version of the text was signed."""

    receiver_id: UUID
    answers: dict[str, bool]
    signed_on: date
    until_on: date
    text_version: str


def register_paper(*, by: Viewer, person: Person, says: Signed, scan: bytes) -> PaperAnswer:
    """Registers a signed form. Nothing opens before a second staff member confirms."""
    if by.organisation_id is None:
        raise NotAllowed(_("Je begeleidt deze jongere niet."), code="may_not")
    kind = scan_type(scan)
    if not kind or len(scan) > SCAN_BYTES:
        raise Refusal(
            _("Kies een scan als pdf, png of jpeg van hoogstens 5 MB."), code="scan", field="scan"
        )
    if says.signed_on > clock.today():
        raise Refusal(_("Deze datum ligt in de toekomst."), code="future", field="signed_on")
    yes = sorted(topic for topic, answer in says.answers.items() if answer)
    no = sorted(topic for topic, answer in says.answers.items() if not answer)
    try:
        with transaction.atomic():
            made = PaperAnswer.objects.create(
                person=person,
                organisation_id=by.organisation_id,
                receiver_id=says.receiver_id,
                yes_topics=yes,
                no_topics=no,
                signed_on=says.signed_on,
                until_on=says.until_on,
                text_version=says.text_version,
                scan=scan,
                scan_type=kind,
                registered_by=by.user_id,
            )
    except ProgrammingError as error:
        raise NotAllowed(_("Je begeleidt deze jongere niet."), code="may_not") from error
    _record("paper_registered", made, by, yes=yes, no=no)
    return made


def confirm_paper(*, by: Viewer, paper: PaperAnswer) -> list[str]:
    """The second staff member compares scan and answers; now the young person's answers count.

    Answers the topics that do not, because of an online answer since the signature. A minor's yes
    waits for a guardian's own sign-in.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select rights.confirm_paper(%s)", [paper.pk])
            newer: list[str] = cursor.fetchone()[0]
    except ProgrammingError as error:
        raise _refusal(error) from error
    _record("paper_confirmed", paper, by, yes=paper.yes_topics, no=paper.no_topics, newer=newer)
    return newer


def reject_paper(*, by: Viewer, paper: PaperAnswer) -> None:
    """The answers do not match the scan: the registration counts for nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select rights.reject_paper(%s)", [paper.pk])
    except ProgrammingError as error:
        raise _refusal(error) from error
    _record("paper_rejected", paper, by)


def _refusal(error: ProgrammingError) -> Refusal:
    sentences = {
        "second_person": _("Een andere collega moet dit formulier bevestigen."),
        "already": _("Dit formulier is al afgehandeld."),
    }
    for code, sentence in sentences.items():
        if str(error).startswith(code):
            return Refusal(sentence, code=code)
    return NotAllowed(_("Dit formulier kan je niet behandelen."), code="may_not")


def _record(name: str, paper: PaperAnswer, by: Viewer, **detail: Any) -> None:
    record_event(
        name,
        role=by.role,
        person=paper.person_id,
        organisation=by.organisation_id,
        object=paper.pk,
        **detail,
    )
