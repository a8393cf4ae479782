"""The log. Rows hold opaque ids and codes only, no names and no foreign keys."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.kernel.shapes import Job, by_hand, definer_only, jobs_only
from overstap.kernel.whose import FILE, LOG, LOG_MONTHS, Kept, about, nobody, stays


class Record(models.Model):
    """Logregel: one look or one event. Written only by the database function `rights.record`.

    Partitioned by month; UPDATE, DELETE and TRUNCATE raise for every role.
    """

    access = by_hand("subjects are keys, not people, and the detail decides what a guardian reads")
    # Without its key a row tells of nobody: forgetting takes the key.
    whose = about(
        _("Wie keek"),
        LOG,
        LOG_MONTHS,
        person="subject",
        merged=stays("the log is sealed; the key of each record stays with that record"),
        forgotten=Kept("sealed: without its key, which is deleted, a line points to nobody"),
        secret={
            "actor": "named in those words",
            "organisation": "named in those words",
            "object": "a reference, which says nothing",
        },
        no_copy="told in words under its own heading: who looked, when and why",
        seen=_(
            "jij, je ouders of voogd, en de verantwoordelijke van de organisatie waar het om gaat"
        ),
    )

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=5)  # look | event
    name = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=30)
    organisation = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    object = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    detail = models.JSONField()

    class Meta:
        managed = False
        db_table = "audit_record"
        ordering = ("-at", "-id")


class SubjectKey(models.Model):
    """Sleutel: the only link between the log and a person. Forgetting deletes it."""

    access = definer_only()
    whose = about(
        _("De sleutel van je logboek"),
        LOG,
        FILE,
        person="person",
        merged=stays("lines written for a record stay with that record"),
        secret={"key": "random: who has it finds the lines of the log"},
        no_copy="a random key says nothing; what it opens, the log, is in the copy",
    )

    person = models.UUIDField(primary_key=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    # Over person and key, with the key of the seals: nobody hands one person's log to another.
    signature = models.CharField(max_length=64, default="")


class Seal(models.Model):
    """Zegel: a signed head over one batch of log rows of one month.

    A batch holds all rows whose transaction lies in [from_txid, to_txid): transactions below
    `to_txid` had all ended when it was sealed, so no later row can fall inside.
    """

    access = jobs_only(Job("read"), Job("insert"))
    whose = nobody("digests of the log")

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    from_txid = models.BigIntegerField()
    to_txid = models.BigIntegerField()
    rows = models.IntegerField()
    head = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Anchor(models.Model):
    """Anker: a month of the log that was dropped at its term, signed; its seals stay."""

    # Written by the owner when a month is dropped, and read when the log is checked.
    access = jobs_only(Job("read"))
    whose = nobody("digests of a month of the log that was dropped")

    month = models.DateField(primary_key=True)
    rows = models.IntegerField()
    # Head of the last seal of the month.
    head = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)
