"""Records of people. Ids are random: an id never tells how many people there are."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.kernel.births import Precision, birth_of
from overstap.kernel.conditions import ANY_GROUP, DECIDING_WARD, GUIDE, SELF, WARD, Granted, leads
from overstap.kernel.dates import PartialDate
from overstap.kernel.shapes import definer_only, of_organisation, of_person
from overstap.kernel.whose import (
    ACCOUNT,
    FILE,
    FORMER_CONTACTS,
    GUIDANCE,
    about,
    moves_alone,
    stays,
)
from overstap.people.choices import NUMBER_KINDS, Channel, ContactKind, Relation


def precision_field() -> "models.CharField[str, str]":
    """How much of a birth date is known: day, month or year."""
    return models.CharField(max_length=5, default=Precision.DAY, db_default=Precision.DAY.value)


def first_day(name: str) -> models.Q:
    """The date is the first day that it can be, for what is known of it."""
    day, precision = f"{name}_date", f"{name}_precision"
    return (
        models.Q(**{precision: Precision.DAY.value})
        | models.Q(**{precision: Precision.MONTH.value, f"{day}__day": 1})
        | models.Q(**{precision: Precision.YEAR.value, f"{day}__day": 1, f"{day}__month": 1})
    )


class Person(models.Model):
    """Jongere: the young person whose file this is, not the account."""

    # Whoever has any grant on the file knows who it is about; so does a guardian who still answers.
    access = of_person(
        person="id",
        read=SELF | WARD | DECIDING_WARD | Granted(ANY_GROUP),
        change=GUIDE,
        columns="channel first_name language last_name sort_key",
    )
    whose = about(
        _("Wie je bent"),
        GUIDANCE,
        FILE,
        person="id",
        secret={"merged_into_id": "a reference; the merge itself is in the copy"},
        merged=stays("the record that was merged stays behind as a sign, seen by nobody"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_name = models.CharField(_("voornaam"), max_length=100)
    last_name = models.CharField(_("familienaam"), max_length=100)
    # Lower case without accents, "family first": lists sort and search on it.
    sort_key = models.CharField(max_length=210)
    # The first day that it can be, and what of it is known: `birth` is both.
    birth_date = models.DateField(_("geboortedatum"))
    birth_precision = precision_field()
    language = models.CharField(_("taal"), max_length=3, default="nld")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.CENTRE)
    created_at = models.DateTimeField(auto_now_add=True)
    # A tombstone: the person into whom this record was merged.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("sort_key", "id")
        constraints = [
            models.CheckConstraint(condition=first_day("birth"), name="person_birth_precision")
        ]

    @property
    def birth(self) -> PartialDate:
        """The birth date, of which the day or the month may be unknown."""
        return birth_of(self.birth_date, self.birth_precision)

    @property
    def full_name(self) -> str:
        # Some people have one name.
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def called(self) -> str:
        """What a sentence calls somebody: the first name, or the only one."""
        return self.first_name or self.last_name


class NationalNumber(models.Model):
    """INSZ of a person: encrypted, found only by exact match through a keyed hash.

    No unique constraint over people: it would tell of a row that the actor may not see.
    """

    # The young person, and who guides. A receiver gets it by an export's purpose. Another number is
    # set by rights.set_number, and confirmed by a second colleague.
    access = of_person("personal", source="involvement", wards=False, insert=GUIDE)
    whose = about(
        _("Je rijksregisternummer"),
        GUIDANCE,
        FILE,
        words={"kind": NUMBER_KINDS},
        merged=moves_alone(one=True),
    )

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    ciphertext = models.BinaryField()
    lookup_hash = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=10)


class FormerNumber(models.Model):
    """Vroeger rijksregisternummer: it still finds the person, and nobody reads it."""

    access = of_person(
        "personal",
        source="involvement",
        wards=False,
        reads="id kind left_at lookup_hash person_id",
    )
    whose = about(
        _("Je vroegere rijksregisternummer"),
        GUIDANCE,
        FILE,
        words={"kind": NUMBER_KINDS},
        merged=moves_alone(),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    # Kept so that the hash can be made anew when the lookup key rotates.
    ciphertext = models.BinaryField()
    lookup_hash = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=10)
    left_at = models.DateTimeField()

    class Meta:
        ordering = ("left_at", "id")


class NumberChange(models.Model):
    """Ander rijksregisternummer: one proposes, another confirms. Functions write it.

    `keeps_former`: the number changed; else it was typed wrong, and the wrong one finds nobody.
    The application reads neither `ciphertext` nor `lookup_hash`; both are empty once closed.
    """

    access = of_person(
        "personal",
        source="involvement",
        wards=False,
        reads=(
            "closed_at closed_by id is_confirmed keeps_former kind person_id "
            "proposed_at proposed_by"
        ),
    )
    whose = about(
        _("Een ander rijksregisternummer voorgesteld"),
        GUIDANCE,
        FILE,
        acted=_("Rijksregisternummers"),
        acts="proposed_by@proposed_at closed_by@closed_at",
        words={"kind": NUMBER_KINDS},
        merged=stays("what was proposed for one record says nothing of the other"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    ciphertext = models.BinaryField()
    lookup_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    keeps_former = models.BooleanField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ("proposed_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_confirmed=False)
                | models.Q(closed_at__isnull=False) & ~models.Q(closed_by=models.F("proposed_by")),
                name="number_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(lookup_hash=""),
                name="closed_number_change_keeps_none",
            ),
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(closed_at__isnull=True),
                name="one_open_number_change",
            ),
        ]


class ContactPoint(models.Model):
    """Contactpunt: a telephone number or e-mail address."""

    # Whose a row is, is written once.
    access = of_person(
        "personal",
        insert=SELF | GUIDE,
        change=SELF | GUIDE,
        columns="kind value",
        delete=SELF | GUIDE,
    )
    whose = about(_("Hoe iemand je bereikt"), GUIDANCE, FILE, merged=moves_alone("kind value"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=ContactKind)
    value = models.CharField(max_length=200)

    class Meta:
        ordering = ("kind", "value")


class FormerContact(models.Model):
    """Contactpunt dat wegging: an e-mail address, for thirty days, told when a code is used.

    Kept by a trigger, read by one database function.
    """

    access = definer_only("select", "insert", "delete")
    whose = about(
        _("Een e-mailadres dat je wegdeed"),
        ACCOUNT,
        FORMER_CONTACTS,
        merged=stays("kept some days to warn of a code that was used for that record"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # No foreign key: taking back a list deletes the contact point and then the person, in one act.
    person_id = models.UUIDField(db_index=True)
    value = models.CharField(max_length=254)
    gone_at = models.DateTimeField()


class Residence(models.Model):
    """Verblijfplaats: where somebody lives, with the NIS code of the municipality."""

    access = of_person(
        "personal",
        insert=SELF | GUIDE,
        change=SELF | GUIDE,
        columns=("house_number municipality_name municipality_nis postcode street"),
    )
    whose = about(_("Waar je woont"), GUIDANCE, FILE, merged=moves_alone(one=True))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE)
    street = models.CharField(_("straat"), max_length=120, blank=True)
    house_number = models.CharField(_("huisnummer"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=15)
    municipality_nis = models.CharField(_("gemeente"), max_length=5, blank=True)
    municipality_name = models.CharField(max_length=100)


class Guardian(models.Model):
    """Ouder of voogd: the link between a young person and one guardian, with its period."""

    # The business of the young person, the guardians and who guides: not of receivers.
    access = of_person(
        ANY_GROUP,
        source="involvement",
        insert=GUIDE,
        change=GUIDE,
        columns="from_on has_authority may_read_all name relation until_on",
    )
    whose = about(
        _("Je ouders of voogd"),
        GUIDANCE,
        FILE,
        guardian="id",
        as_account=_("Jij als ouder of voogd"),
        guardian_gets="name relation has_authority may_read_all from_on until_on",
        merged=stays("a parent's account reads one record: a merge hands no other to it"),
        ties=True,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(_("naam"), max_length=200)
    relation = models.CharField(_("relatie"), max_length=10, choices=Relation)
    has_authority = models.BooleanField(_("heeft ouderlijk gezag"), default=True)
    # Appointed by the court: reads also what the young person keeps from guardians.
    may_read_all = models.BooleanField(default=False)
    from_on = models.DateField()
    # At the latest the 18th birthday: guardian rights end at midnight by this row.
    until_on = models.DateField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("from_on")), name="guardian_period"
            )
        ]


class BirthCorrection(models.Model):
    """Verbetering van een geboortedatum: one proposes, another confirms. Functions write it."""

    # Why two people: access/sql/birth_dates.sql.
    access = of_person(read=SELF | WARD | GUIDE)
    whose = about(
        _("Je geboortedatum verbeterd"),
        GUIDANCE,
        FILE,
        acted=_("Geboortedatums"),
        acts="proposed_by@proposed_at closed_by@closed_at",
        merged=stays("what was proposed for one record says nothing of the other"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    old_date = models.DateField()
    old_precision = precision_field()
    new_date = models.DateField()
    new_precision = precision_field()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ("proposed_at", "id")
        constraints = [
            models.CheckConstraint(condition=first_day("new"), name="new_birth_precision"),
            models.CheckConstraint(
                condition=models.Q(is_confirmed=False)
                | models.Q(closed_at__isnull=False) & ~models.Q(closed_by=models.F("proposed_by")),
                name="birth_date_confirmed_by_another",
            ),
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(closed_at__isnull=True),
                name="one_open_birth_correction",
            ),
        ]

    @property
    def old(self) -> PartialDate:
        return birth_of(self.old_date, self.old_precision)

    @property
    def new(self) -> PartialDate:
        return birth_of(self.new_date, self.new_precision)


class Merge(models.Model):
    """Samenvoeging: one record moved into another; can be undone."""

    access = of_organisation(leads())
    whose = about(
        _("Twee dossiers van jou samengevoegd"),
        GUIDANCE,
        FILE,
        person="kept_id merged_id",
        taken_back="undone_at",
        acted=_("Samenvoegingen"),
        acts="by@at",
        secret={"moved": "references of rows, which are in the copy themselves"},
        merged=stays("the account of the merge itself, by which it is undone"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    # table name -> ids of the rows that moved, so that undoing moves exactly those back
    moved = models.JSONField(default=dict)
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
