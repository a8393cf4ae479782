"""The file: entries of nine data groups, and their history."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import DataGroup
from overstap.dossier.choices import Kind, Source
from overstap.kernel.conditions import SELF, WARD, readers
from overstap.kernel.shapes import by_hand, child_of
from overstap.kernel.whose import DOSSIER, FILE, NOTES, about, goes_along, moves
from overstap.organisations.models import Organisation
from overstap.people.models import Person


class Entry(models.Model):
    """Gegeven in het dossier: one certificate, job wish, competence, note, …

    `content` holds the keys of its kind (rules.CONTENT). `organisation` is the organisation in
    whose guidance it was recorded, also for an own statement: an involvement opens only that.
    """

    access = by_hand("nine groups; what is contested, hidden, joined: read it whole")
    whose = about(
        _("Je dossier"),
        DOSSIER,
        f"{FILE} {NOTES}",
        acted=_("Gegevens in dossiers"),
        acts="author@recorded_at",
        names="author_name",
        merged=moves("source source_reference", ("dossier_entryversion", "entry_id")),
        seen=_("jij, je ouders of voogd, wie je begeleidt, en wie een recht heeft op dat deel"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    data_group = models.CharField(max_length=12, choices=DataGroup)
    kind = models.CharField(max_length=20, choices=Kind)
    content = models.JSONField()
    source = models.CharField(max_length=10, choices=Source)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    author = models.UUIDField(null=True)
    author_name = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    revised_at = models.DateTimeField(null=True)
    # Reference at the source (LED: Bewijsreferte): the same message twice changes nothing.
    source_reference = models.CharField(max_length=100, blank=True)
    # Cancelled at the source, or taken back by who wrote it.
    withdrawn_at = models.DateTimeField(null=True)
    # "Dit klopt niet": does not travel while it is contested.
    contested_at = models.DateTimeField(null=True)
    contest_text = models.CharField(max_length=1000, blank=True)
    # Moved here by a merge: opens to other organisations only by a grant made after it.
    joined_at = models.DateTimeField(null=True)
    hidden_from_guardians = models.BooleanField(default=False)
    hidden_reason = models.CharField(max_length=300, blank=True)
    # When a note that was kept from guardians was opened to them: what was chosen before, does not
    # take it along.
    opened_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("data_group", "kind", "recorded_at", "id")
        indexes = [models.Index(fields=["person", "data_group"], name="entry_person_group")]
        constraints = [
            models.UniqueConstraint(
                fields=("person", "organisation", "source", "source_reference"),
                condition=~models.Q(source_reference=""),
                name="one_entry_per_source_reference",
            )
        ]


class EntryVersion(models.Model):
    """Geschiedenis: an entry as it stood before a change; written by a trigger."""

    # A receiver reads what stands there now, not what was taken out before it travelled.
    access = child_of("dossier_entry", "entry_id", SELF | WARD | readers())
    whose = about(
        _("Hoe het vroeger in je dossier stond"),
        DOSSIER,
        f"{FILE} {NOTES}",
        acted=_("Verbeterde gegevens in dossiers"),
        acts="replaced_by@replaced_at",
        merged=goes_along("dossier_entry"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="versions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    content = models.JSONField()
    replaced_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("-replaced_at",)
