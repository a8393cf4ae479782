"""Records of organisations. Nothing here is about a person."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from overstap.kernel.conditions import PLATFORM_ADMIN, SIGNED_IN
from overstap.kernel.shapes import ALL, READS, Job, reference
from overstap.kernel.whose import nobody
from overstap.organisations.choices import OrganisationKind


class Organisation(models.Model):
    """Organisatie: a school, centre, VDAB office or enterprise at one site."""

    # Public knowledge among signed actors; only the platform admin changes them.
    access = reference(
        SIGNED_IN,
        insert=PLATFORM_ADMIN,
        change=PLATFORM_ADMIN,
        columns=ALL,
        definer=READS,
        jobs=(Job("read"),),
    )
    whose = nobody("schools, centres, offices and enterprises; the people there are memberships")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("naam"), max_length=200)
    sort_key = models.CharField(max_length=210, db_index=True)
    kind = models.CharField(_("soort"), max_length=12, choices=OrganisationKind)
    institution_number = models.CharField(_("instellingsnummer"), max_length=6, blank=True)
    enterprise_number = models.CharField(_("KBO-nummer"), max_length=10, blank=True)
    establishment_number = models.CharField(_("vestigingsnummer"), max_length=10, blank=True)
    street = models.CharField(_("straat"), max_length=120, blank=True)
    house_number = models.CharField(_("huisnummer"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=15, blank=True)
    municipality_nis = models.CharField(max_length=5, blank=True)
    municipality_name = models.CharField(_("gemeente"), max_length=100, blank=True)
    phone = models.CharField(_("telefoon"), max_length=40, blank=True)
    # VDAB offices: NIS codes of the municipalities that they serve.
    serves_nis = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("sort_key", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("institution_number", "postcode", "street", "house_number"),
                condition=~models.Q(institution_number=""),
                name="one_site_per_institution",
            )
        ]

    def __str__(self) -> str:
        return self.name
