"""Telling the young person, and the guardians of a minor, that there is something to read.

A mail says no more than that something waits, and where; a letter says how to get in. Neither
holds anything of the file.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.access.mailing import mail_is_sent
from overstap.access.queries import term
from overstap.access.services import issue_code
from overstap.access.services.codes import (
    activation_url,
    letter_address,
    letter_call,
    letter_greeting,
)
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.handover.choices import Occasion, State, Way
from overstap.handover.letters import Manners, WayIn, term_letter
from overstap.handover.models import Notice
from overstap.handover.permissions import party_of
from overstap.handover.queries import has_account
from overstap.kernel import clock, jobs
from overstap.kernel.refusals import Refusal
from overstap.people.models import Residence
from overstap.ui.letter import render_letter

# What the log says when somebody was told, for the young person and for a guardian.
TOLD = {Way.MAIL: "term_mailed", Way.CALL: "term_called", Way.LETTER: "term_letter_given"}
TOLD_GUARDIAN = "term_letter_to_guardian"


def tell(*, handover_id: UUID, occasion: str) -> int:
    """Makes a notice for each who must know; mails go by job. Answers how many were made."""
    return _defer_mails("select notice, how from rights.tell_term(%s, %s)", [handover_id, occasion])


def tell_talk(*, handover_id: UUID) -> None:
    """The young person is told that a talk was planned or moved, in the own way."""
    _defer_mails("select notice, how from rights.tell_talk(%s)", [handover_id])


def _defer_mails(statement: str, values: Sequence[UUID | str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        made = cursor.fetchall()
    for notice, way in made:
        if way == Way.MAIL:
            jobs.defer("handover.mail_notice", notice_id=str(notice))
    return len(made)


def mail(*, notice_id: UUID, perhaps_sent: bool = False) -> bool:
    """Sends one mail, as role `system`. False: it became a letter, or nothing waits any more.

    `perhaps_sent`: a job died over it. Nothing is mailed twice, so then it becomes a letter.
    """
    try:
        with transaction.atomic():
            notice = (
                Notice.objects.select_for_update()
                .only("id", "person_id", "sender_id", "handover_id", "way", "done_at")
                .filter(pk=notice_id, way=Way.MAIL, done_at__isnull=True)
                .first()
            )
            if notice is None:
                return False
            if perhaps_sent:
                raise LookupError("nobody knows whether it went")
            address = _address(notice.pk)
            Notice.objects.filter(pk=notice.pk).update(done_at=clock.now())
            _record(TOLD[Way.MAIL], notice, by=None)
            # Inside the transaction: a mail that does not go is not noted as gone.
            send_mail(_("Er staat iets klaar bij Overstap"), _mail_text(), None, [address])
    except (OSError, LookupError):
        write_letter(notice_id=notice_id)
        return False
    return True


def write_letter(*, notice_id: UUID) -> bool:
    """What cannot be mailed waits as a letter that the centre gives or sends."""
    waits = Notice.objects.filter(pk=notice_id, way=Way.MAIL, done_at__isnull=True)
    return bool(waits.update(way=Way.LETTER))


def _address(notice_id: UUID) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select rights.address_for(%s)", [notice_id])
        found: str | None = cursor.fetchone()[0]
    if not found or not mail_is_sent():
        raise LookupError("nowhere to send it")
    return found


def _mail_text() -> str:
    return _(
        "Er staat iets voor je klaar om te lezen bij Overstap:\n%(url)s\n\n"
        "Meld je aan met je eigen naam en wachtwoord. Heb je nog geen account? Vraag een code aan "
        "je begeleider.\n\nIn deze mail staat met opzet niets over jou.\n"
    ) % {"url": settings.PUBLIC_URL}


def tick(*, notice_id: UUID, by: Viewer) -> None:
    """The centre gave or sent the letter, or called. Once."""
    with transaction.atomic():
        notice = _waiting(notice_id, by)
        notice.done_at, notice.done_by, notice.done_by_name = clock.now(), by.user_id, by.name
        notice.save(update_fields=["done_at", "done_by", "done_by_name"])
        _record(TOLD_GUARDIAN if notice.guardian_id else TOLD[Way(notice.way)], notice, by=by)


def print_letter(*, notice_id: UUID, by: Viewer) -> bytes:
    """The letter as PDF. Who has no account yet finds a code in it; an earlier code stops."""
    with transaction.atomic():
        notice = _waiting(notice_id, by)
        guardian, person = notice.guardian, notice.person
        code = ""
        if not has_account(person.pk, guardian.pk if guardian else None):
            code = issue_code(by=by, person=person, guardian=guardian)
        _record("term_letter_printed", notice, by=by)
        home = Residence.objects.filter(person=person).first()
        return render_letter(
            term_letter(
                notice,
                _way_in(code),
                home=letter_address(home),
                centre=letter_address(notice.sender),
                manners=Manners(
                    greeting=letter_greeting(person, guardian),
                    call=letter_call(notice.sender),
                    signed_by=by.name,
                ),
            )
        )


def _way_in(code: str) -> WayIn:
    if not code:
        return WayIn("", settings.PUBLIC_URL, settings.PUBLIC_URL, None)
    until = clock.today() + timedelta(days=term("code_days"))
    return WayIn(code, activation_url(), activation_url(code), until)


def _waiting(notice_id: UUID, by: Viewer) -> Notice:
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("handover__receiver", "person", "guardian", "sender")
        .filter(pk=notice_id)
        .first()
    )
    if notice is None:
        raise Refusal(_("Deze melding is er niet (meer)."), code="not_found")
    party_of(notice.handover, by)
    if notice.done_at is not None:
        raise Refusal(_("Dit is al afgevinkt."), code="done")
    reads = notice.occasion in (Occasion.SHOWN, Occasion.REMINDER)
    over = (State.DRAFT, State.DECLINED, State.CLOSED)
    is_over = notice.handover.state != State.SHOWN if reads else notice.handover.state in over
    if is_over or notice.way == Way.MAIL:
        raise Refusal(_("Er valt nu niets te laten weten: de leestermijn loopt niet."), code="over")
    return notice


def _record(name: str, notice: Notice, *, by: Viewer | None) -> None:
    record_event(
        name,
        role=by.role if by else "job",
        person=notice.person_id,
        organisation=by.organisation_id if by else notice.sender_id,
        object=notice.handover_id,
        purpose="handover" if by else "job",
    )
