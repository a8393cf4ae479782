"""Read-only tables that every room may point to. No personal data, so no row-level security:
the owner of the tables loads them, the running roles only read (see the first migration)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overstap.kernel.shapes import public_list
from overstap.kernel.whose import nobody


class Municipality(models.Model):
    """Gemeente: by NIS code (REFNIS of Statbel), also the codes that merged away."""

    access = public_list()
    whose = nobody("names and numbers of municipalities")

    nis = models.CharField(_("NIS-code"), max_length=5, primary_key=True)
    name_nl = models.CharField(_("naam"), max_length=100)
    name_fr = models.CharField(max_length=100)
    # Empty in Brussels, which has no province.
    province_nis = models.CharField(max_length=5, blank=True)
    province_nl = models.CharField(_("provincie"), max_length=60, blank=True)
    region_nis = models.CharField(max_length=5)
    region_nl = models.CharField(_("gewest"), max_length=60)
    search_key = models.CharField(max_length=100, db_index=True)
    # First day on which the code no longer counts, and the code that took its place.
    until_on = models.DateField(_("geldig tot"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        ordering = ("search_key", "nis")
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True, successor__isnull=True)
                | Q(until_on__isnull=False, successor__isnull=False),
                name="former_municipality_has_successor",
            ),
        ]


class Postcode(models.Model):
    """Postcode: of one municipality; 1040, 1050 and 1804 belong to two."""

    access = public_list()
    whose = nobody("postcodes and their places")

    postcode = models.CharField(_("postcode"), max_length=4)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="postcodes"
    )
    # The part of the municipality where it is known, otherwise the municipality itself.
    locality = models.CharField(_("plaats"), max_length=100)

    class Meta:
        ordering = ("postcode", "municipality_id")
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        constraints = [
            models.UniqueConstraint(
                fields=("postcode", "municipality"), name="postcode_once_per_municipality"
            ),
        ]


class Country(models.Model):
    """Land: ISO 3166-1, the alpha-3 code being the one that education messages use."""

    access = public_list()
    whose = nobody("names of countries")

    iso3 = models.CharField(_("landcode"), max_length=3, primary_key=True)
    iso2 = models.CharField(max_length=2, unique=True)
    name_nl = models.CharField(_("naam"), max_length=100)
    search_key = models.CharField(max_length=100)

    class Meta:
        ordering = ("search_key",)
        verbose_name = _("land")
        verbose_name_plural = _("landen")


class Occupation(models.Model):
    """Beroep: from ESCO, the classification of the European Commission, in Dutch."""

    access = public_list()
    whose = nobody("names of occupations")

    uri = models.CharField(max_length=100, primary_key=True)
    code = models.CharField(_("ESCO-code"), max_length=20)
    isco_group = models.CharField(_("ISCO-groep"), max_length=4)
    label = models.CharField(_("beroep"), max_length=200)
    # One a line, as ESCO gives them.
    alt_labels = models.TextField(_("andere namen"), blank=True)
    search_key = models.CharField(max_length=200)
    # Keys of the other names and of our own Flemish words, each between two line ends.
    other_keys = models.TextField(blank=True)

    class Meta:
        ordering = ("search_key", "code")
        verbose_name = _("beroep")
        verbose_name_plural = _("beroepen")

    def __str__(self) -> str:
        return self.label
