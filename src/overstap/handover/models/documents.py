"""What was set on paper, and who took a copy out."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overstap.handover.choices import (
    DocumentKind,
    DocumentState,
)
from overstap.handover.models.handovers import (
    STAYS,
    Handover,
)
from overstap.kernel.conditions import (
    SELF,
    By,
    empty,
    filled,
    readers,
)
from overstap.kernel.shapes import by_hand, of_organisation
from overstap.kernel.whose import DOCUMENTS, FILE, HANDOVER, about
from overstap.organisations.models import Organisation
from overstap.people.models import Person


class Document(models.Model):
    """Document: a generated file, fetched through a checked link, deleted at withdrawal."""

    access = by_hand("for one account or for one organisation, while its groups are open to it")
    whose = about(
        _("Documenten over jou"),
        HANDOVER,
        f"{FILE} {DOCUMENTS}",
        acted=_("Documenten"),
        acts="requested_by@requested_at",
        secret={"content": "made of the file, which is in the copy, for whoever asked for it"},
        by_function=True,
        merged=STAYS,
        seen=_("wie het vroeg: jij, of een organisatie zolang zij dat deel mag lezen"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    handover = models.ForeignKey(Handover, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=16, choices=DocumentKind)
    # For an organisation (its readers) or for one account (the young person).
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="+"
    )
    requested_by = models.UUIDField()
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=DocumentState, default=DocumentState.QUEUED)
    groups = ArrayField(models.CharField(max_length=14), default=list)
    content = models.BinaryField(null=True)
    made_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-requested_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", content__isnull=False)
                | Q(content__isnull=True) & ~Q(state="ready"),
                name="document_ready_has_content",
            )
        ]


class Download(models.Model):
    """Download: a copy that left the system; after a withdrawal the receiver must delete it."""

    # That it was deleted is said once, in the own name.
    access = of_organisation(
        SELF | readers(),
        change=(
            readers() & empty("deleted_at"),
            readers() & filled("deleted_at") & By("deleted_by"),
        ),
        columns="deleted_at deleted_by",
        by_hand={"insert": "of a document that is ready, of the same organisation and groups"},
    )
    whose = about(
        _("Kopieën die het systeem verlieten"),
        HANDOVER,
        FILE,
        acted=_("Bewaarde kopieën"),
        acts="by@at deleted_by@deleted_at",
        names="by_name",
        merged=STAYS,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    document = models.ForeignKey(Document, on_delete=models.CASCADE)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    groups = ArrayField(models.CharField(max_length=14), default=list)
    at = models.DateTimeField(auto_now_add=True)
    delete_asked_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("-at",)
