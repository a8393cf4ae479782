"""The job that writes a handover as JSON-LD. Lives here: exchange stands above the handover."""

import json
from uuid import UUID

from procrastinate.contrib.django import app

from overstap.access.actor import acting_as
from overstap.exchange.kvs.jsonld import to_jsonld
from overstap.handover import services
from overstap.handover.assembly import assemble
from overstap.handover.choices import DocumentState
from overstap.handover.models import Document
from overstap.handover.tasks import failing_shown
from overstap.kernel.jobs import AGAIN


@app.task(name="exchange.make_handover_jsonld", queue="documents", retry=AGAIN)
def make_handover_jsonld(document_id: str) -> None:
    """Fills one queued document as the person who asked, with exactly what that person may see."""
    asker = services.asker_of(UUID(document_id))
    with failing_shown(UUID(document_id), asker), acting_as(asker):
        document = Document.objects.filter(pk=document_id, state=DocumentState.QUEUED).first()
        if document is not None:
            text = json.dumps(to_jsonld(assemble(document)), ensure_ascii=False, indent=2)
            services.store(document=document, content=text.encode())
