"""Generated files: asked for, made by a job, fetched through a checked link, deleted in time."""

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.access.choices import CAREER_GROUPS, DataGroup
from overstap.access.queries import open_groups
from overstap.audit.services import record_event, record_look
from overstap.doors.viewer import Viewer
from overstap.handover.assembly import assemble
from overstap.handover.choices import DocumentKind, DocumentState
from overstap.handover.models import Document, Download, Handover
from overstap.handover.moves import SENDER
from overstap.handover.pdf import render
from overstap.handover.permissions import party_of
from overstap.kernel import clock, jobs
from overstap.kernel.refusals import Refusal

# Deferred by name: the JSON-LD job lives in exchange, a room above this one.
JOBS = {
    DocumentKind.HANDOVER_PDF: "handover.make_pdf",
    DocumentKind.HANDOVER_JSONLD: "exchange.make_handover_jsonld",
}


def request_document(*, handover_id: UUID, kind: str, by: Viewer) -> Document:
    """Asks for a file of what travels. It will hold the groups that are open to the asker now:
    the five career groups for the centre, what the grants open for the office."""
    if kind not in JOBS:
        raise Refusal(_("Dit soort document bestaat niet."), code="no_kind")
    handover = Handover.objects.get(pk=handover_id)
    if party_of(handover, by) == SENDER:
        groups = [str(group) for group in CAREER_GROUPS]
    else:
        opened = open_groups(handover.person_id, handover.receiver_id)
        groups = [group for group in DataGroup.values if group in opened]
    with transaction.atomic():
        document = Document.objects.create(
            person_id=handover.person_id,
            handover=handover,
            kind=kind,
            organisation_id=by.organisation_id,
            requested_by=by.user_id,
            groups=groups,
        )
        record_event(
            "document_asked",
            role=by.role,
            person=handover.person_id,
            organisation=by.organisation_id,
            object=document.pk,
            purpose="handover",
            kind=kind,
        )
        jobs.defer(JOBS[DocumentKind(kind)], document_id=str(document.pk))
    return document


def asker_of(document_id: UUID) -> UUID | None:
    """Who asked for a document. Whom a job acts for stands in the row, which the policy holds to
    its asker; the server's role may write any argument into the queue."""
    with connection.cursor() as cursor:
        cursor.execute("select rights.asker_of(%s)", [document_id])
        found: UUID | None = cursor.fetchone()[0]
    return found


def make_pdf(*, document_id: UUID) -> bool:
    """Fills a queued document, as the actor who asked. False: it is gone or closed meanwhile."""
    document = Document.objects.filter(pk=document_id, state=DocumentState.QUEUED).first()
    if document is None:
        return False
    store(document=document, content=render(assemble(document)))
    return True


def store(*, document: Document, content: bytes) -> None:
    """Keeps what a job made, once: of two jobs over one document the first."""
    with transaction.atomic():
        kept = Document.objects.filter(pk=document.pk, state=DocumentState.QUEUED).update(
            content=content, state=DocumentState.READY, made_at=clock.now()
        )
        if not kept:
            return
        record_event(
            "document_made",
            role="job",
            person=document.person_id,
            organisation=document.organisation_id,
            object=document.pk,
            purpose="job",
            kind=document.kind,
        )


def fail_document(*, document_id: UUID) -> bool:
    """The page says that it did not work; asking again is one click."""
    waits = Document.objects.filter(pk=document_id, state=DocumentState.QUEUED)
    return bool(waits.update(state=DocumentState.FAILED))


def download(*, document_id: UUID, by: Viewer) -> Document:
    """The file itself, while all its groups are open; a copy that leaves is written down."""
    document = Document.objects.filter(pk=document_id, state=DocumentState.READY).first()
    if document is None:
        raise Refusal(_("Dit document is er niet (meer). Vraag een nieuw."), code="gone")
    with transaction.atomic():
        Download.objects.create(
            person_id=document.person_id,
            document=document,
            organisation_id=document.organisation_id,
            by=by.user_id,
            by_name=by.name,
            groups=document.groups,
        )
        record_look(
            "document_opened",
            role=by.role,
            person=document.person_id,
            organisation=by.organisation_id,
            object=document.pk,
            purpose="handover",
            kind=document.kind,
        )
    return document


def report_deleted(*, download_id: UUID, by: Viewer) -> None:
    """Somebody of the office says that the copy is deleted."""
    with transaction.atomic():
        copy = Download.objects.select_for_update().filter(pk=download_id).first()
        if copy is None or copy.organisation_id != by.organisation_id:
            raise Refusal(_("Deze kopie is er niet (meer)."), code="not_found")
        if copy.deleted_at is not None:
            return
        copy.deleted_at = clock.now()
        copy.deleted_by = by.user_id
        copy.save(update_fields=["deleted_at", "deleted_by"])
        record_event(
            "copy_deleted",
            role=by.role,
            person=copy.person_id,
            organisation=by.organisation_id,
            object=copy.pk,
            purpose="handover",
        )


def expire_document(*, document_id: UUID, person_id: UUID) -> bool:
    """Empties one document past its days; run by the daily job."""
    with transaction.atomic():
        emptied = Document.objects.filter(pk=document_id).update(
            state=DocumentState.DELETED, content=None, deleted_at=clock.now()
        )
        if emptied:
            record_event(
                "document_expired", role="job", person=person_id, object=document_id, purpose="job"
            )
    return bool(emptied)
