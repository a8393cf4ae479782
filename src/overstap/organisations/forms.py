"""The form of an organisation, and its filters."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.kernel.identifiers import (
    parse_enterprise_number,
    parse_establishment_number,
    parse_institution_number,
)
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.services import OrganisationData, place_of
from overstap.ui.asking import RefusableForm


class OrganisationForm(RefusableForm):
    """What the platform admin fills in."""

    checks: ClassVar = {
        "institution_number": parse_institution_number,
        "enterprise_number": parse_enterprise_number,
        "establishment_number": parse_establishment_number,
        "postcode": place_of,
    }
    name = forms.CharField(label=_("Naam"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Soort"), choices=[("", _("Kies een soort")), *OrganisationKind.choices]
    )
    institution_number = forms.CharField(
        label=_("Instellingsnummer"), max_length=20, required=False
    )
    enterprise_number = forms.CharField(
        label=_("KBO-nummer"), max_length=30, required=False, help_text=_("Tien cijfers.")
    )
    establishment_number = forms.CharField(
        label=_("Vestigingsnummer"), max_length=30, required=False, help_text=_("Tien cijfers.")
    )
    street = forms.CharField(label=_("Straat"), max_length=120, required=False)
    house_number = forms.CharField(label=_("Huisnummer"), max_length=20, required=False)
    postcode = forms.CharField(
        label=_("Postcode"), max_length=4, required=False, help_text=_("De gemeente volgt vanzelf.")
    )
    phone = forms.CharField(
        label=_("Telefoon"),
        max_length=40,
        required=False,
        help_text=_("Staat in brieven aan jongeren en ouders."),
    )
    is_active = forms.BooleanField(
        label=_("In gebruik"),
        required=False,
        initial=True,
        help_text=_("Zonder dit vinkje is ze gesloten: haar medewerkers zien meteen niets meer."),
    )

    def values(self) -> OrganisationData:
        return OrganisationData(**self.cleaned_data)


class FilterForm(RefusableForm):
    """Filters of the list; an organisation is no person, so they may live in the URL."""

    zoek = forms.CharField(label=_("Naam of gemeente"), max_length=80, required=False)
    soort = forms.ChoiceField(
        label=_("Soort"), required=False, choices=[("", _("Alle")), *OrganisationKind.choices]
    )
    na = forms.UUIDField(required=False, widget=forms.HiddenInput)
