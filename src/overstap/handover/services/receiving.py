"""Verbs of the receiving office: open, ask, accept, decline, first contact; and of both: close."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.doors.viewer import Viewer
from overstap.handover.choices import DeclineReason
from overstap.handover.models import Handover
from overstap.handover.services.record import locked, move_to, write_step
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal


def open_received(*, handover_id: UUID, by: Viewer) -> Handover:
    """The first opening is the receipt; later ones change nothing."""
    with transaction.atomic():
        handover = locked(handover_id)
        if handover.seen_at is None:
            move_to(handover, "open", by=by, seen_at=clock.now())
            write_step(handover, "open", by=by)
    return handover


def ask(*, handover_id: UUID, question: str, by: Viewer) -> None:
    """A question to the centre; it waits there until answered."""
    _need(question, _("Schrijf je vraag."), "question")
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(handover, "ask", by=by, question=question, question_answer="")
        write_step(handover, "ask", by=by, note=question)


def accept(*, handover_id: UUID, by: Viewer) -> None:
    """The office takes over the guidance."""
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(handover, "accept", by=by, accepted_at=clock.now())
        write_step(handover, "accept", by=by)


def decline(*, handover_id: UUID, code: str, sentence: str, by: Viewer) -> None:
    """Not accepted, with a coded reason and a sentence that sender and young person read.

    The file closes for this office in the same transaction, choices included."""
    if code not in DeclineReason.values:
        raise Refusal(_("Kies een reden."), code="empty", field="code")
    _need(sentence, _("Schrijf in een zin waarom. De jongere leest dit ook."), "sentence")
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(
            handover,
            "decline",
            by=by,
            declined_at=clock.now(),
            decline_code=code,
            decline_sentence=sentence,
        )
        write_step(handover, "decline", by=by, note=sentence, code=code)


def record_contact(*, handover_id: UUID, on: date, result: str, by: Viewer) -> None:
    """The first contact of the office with the young person."""
    if on > clock.today():
        raise Refusal(
            _("Deze datum ligt in de toekomst. Noteer een contact dat geweest is."),
            code="future",
            field="on",
        )
    _need(result, _("Schrijf kort wat jullie afspraken."), "result")
    with transaction.atomic():
        handover = locked(handover_id)
        if handover.sent_at and on < handover.sent_at.astimezone(clock.BRUSSELS).date():
            raise Refusal(
                _("Het contact kan niet vóór het versturen van de overdracht geweest zijn."),
                code="too_early",
                field="on",
            )
        move_to(handover, "record_contact", by=by, contacted_on=on, contact_result=result)
        write_step(handover, "record_contact", by=by, note=result)


def close(*, handover_id: UUID, by: Viewer) -> None:
    """The handover is done; what travelled stays readable until its period ends."""
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(handover, "close", by=by, closed_at=clock.now())
        write_step(handover, "close", by=by)


def _need(text: str, sentence: str, field: str) -> None:
    if not text.strip():
        raise Refusal(sentence, code="empty", field=field)
