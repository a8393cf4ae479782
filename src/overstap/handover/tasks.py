"""Jobs of the handover. Arguments are opaque ids; the work is done by the services."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app

from overstap.access.actor import acting_as
from overstap.access.queries import term
from overstap.handover import services
from overstap.handover.choices import DocumentState, State, Way
from overstap.handover.models import Document, Handover, Notice
from overstap.handover.rules import may_be_sent
from overstap.kernel import clock
from overstap.kernel.jobs import (
    AGAIN,
    is_passing,
    is_repeated,
    look,
    renew_connection,
    waiting_without_job,
)
from overstap.kernel.refusals import Refusal

log = logging.getLogger(__name__)


@contextmanager
def failing_shown(document_id: UUID, asker: UUID | None) -> Iterator[None]:
    """The page of a document says that making it failed. A database that was lost is no failure:
    the job is done again."""
    try:
        yield
    except Exception as problem:
        if not is_passing(problem):
            renew_connection()
            with acting_as(asker):
                services.fail_document(document_id=document_id)
        raise


@app.task(name="handover.make_pdf", queue="documents", retry=AGAIN)
def make_pdf(document_id: str) -> None:
    """Makes one PDF as the person who asked: it holds what that person may see, nothing else."""
    asker = services.asker_of(UUID(document_id))
    with failing_shown(UUID(document_id), asker), acting_as(asker):
        services.make_pdf(document_id=UUID(document_id))


def _end_document(document_id: str) -> bool:
    return services.fail_document(document_id=UUID(document_id))


@look("handover.documents", end=_end_document)
def lost_documents() -> set[str]:
    """Documents that somebody waits for."""
    queued = Document.objects.filter(state=DocumentState.QUEUED)
    return waiting_without_job(queued, "document_id")


@app.task(name="handover.mail_notice", queue="mail", retry=AGAIN, pass_context=True)
def mail_notice(context: JobContext, notice_id: str) -> None:
    """One mail that says that something waits. What cannot be mailed becomes a letter."""
    if not services.mail(notice_id=UUID(notice_id), perhaps_sent=is_repeated(context)):
        log.warning("notice %s was not mailed", notice_id)


def _end_notice(notice_id: str) -> bool:
    return services.write_letter(notice_id=UUID(notice_id))


@look("handover.notices", end=_end_notice)
def lost_notices() -> set[str]:
    """Mails that have to go."""
    waiting = Notice.objects.filter(way=Way.MAIL, done_at__isnull=True)
    return waiting_without_job(waiting, "notice_id")


@app.periodic(cron="10 5 * * *")
@app.task(name="handover.daily", queueing_lock="handover.daily", retry=AGAIN)
def daily(timestamp: int = 0) -> None:
    """Each morning, as role `system` without an actor: reminders, ends of terms, old documents."""
    remind_all()
    send_all()
    expire_documents()


def remind_all() -> int:
    """Reminds of each handover whose term to read ends soon; answers how many."""
    soon = clock.today() + timedelta(days=term("read_reminder_before_days"))
    # The days of `reminder_is_due`, which decides: most of what is shown ends later.
    waiting = Handover.objects.filter(
        state=State.SHOWN,
        reminded_at__isnull=True,
        term_ends_on__gt=clock.today(),
        term_ends_on__lte=soon,
    ).order_by("id")
    return sum(services.remind(handover_id=pk) for pk in list(waiting.values_list("pk", flat=True)))


def send_all() -> int:
    """Silence does not stop the administrative act: sends what was shown and whose term is over.

    One transaction each, so that one that cannot leave holds back no other.
    """
    sent = 0
    waiting = Handover.objects.filter(state=State.SHOWN, term_ends_on__lte=clock.today())
    for pk, ends_on in list(
        waiting.order_by("term_ends_on", "id").values_list("pk", "term_ends_on")
    ):
        if not may_be_sent(ends_on, clock.today()):
            continue
        try:
            services.send(handover_id=pk, by=None)
            sent += 1
        except Refusal as refusal:
            log.warning("handover %s was not sent: %s", pk, refusal.code)
    return sent


def expire_documents() -> int:
    """Empties generated files older than `document_days`."""
    before = clock.now() - timedelta(days=term("document_days"))
    with transaction.atomic():
        old = list(
            Document.objects.filter(state=DocumentState.READY, made_at__lt=before)
            .order_by("id")
            .values_list("pk", "person_id")
        )
    return sum(services.expire_document(document_id=pk, person_id=who) for pk, who in old)
