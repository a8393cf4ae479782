"""Forms about people. What they hold is checked by the services."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from overstap.kernel import clock
from overstap.kernel.dates import PartialDate
from overstap.kernel.identifiers import parse_insz
from overstap.kernel.periods import check_period
from overstap.kernel.refusals import Refusal
from overstap.people.choices import Relation
from overstap.people.guardians import GuardianData
from overstap.people.services import named
from overstap.ui.asking import RefusableForm
from overstap.ui.birth_form import BirthForm
from overstap.ui.widgets import DatePicker

ONE_NAME = _("Heeft iemand maar één naam? Laat dan het andere vak leeg.")


_BORN = {"insz", "birth_date", "birth_partly"}


def _born(birth: PartialDate) -> None:
    if birth.earliest > clock.today():
        raise Refusal(str(_("De geboortedatum ligt in de toekomst.")), code="future")


def _number(text: str) -> None:
    parse_insz(text, accept_test=settings.TEST_IDENTIFIERS)


class WhoForm(RefusableForm, BirthForm):
    """Name and birth date of somebody who may have one name, and may not know the day."""

    checks: ClassVar = {"birth_date": _born}
    first_name = forms.CharField(label=_("Voornaam"), max_length=100, required=False)
    last_name = forms.CharField(
        label=_("Familienaam"), max_length=100, required=False, help_text=ONE_NAME
    )
    field_order: Sequence[str] = ("first_name", "last_name", "birth_date", "birth_partly")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors.keys() & {"first_name", "last_name"}:
            self.check("last_name", named, data["first_name"], data["last_name"])
        return data


class NewPersonForm(WhoForm):
    """Who is new. The number may propose the birth date."""

    checks: ClassVar = {"birth_date": _born, "insz": _number}
    needs_birth = False
    insz = forms.CharField(
        label=_("Rijksregisternummer"),
        max_length=20,
        required=False,
        help_text=_("Elf cijfers, met of zonder punten. Ook een BIS-nummer kan."),
    )
    birth_date = forms.DateField(
        label=_("Geboortedatum"),
        required=False,
        widget=DatePicker,
        help_text=_("Leeg laten kan: we lezen ze uit het rijksregisternummer."),
    )
    field_order = ("first_name", "last_name", "insz", "birth_date", "birth_partly")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        # A number that was refused is told itself; a good one proposes the day.
        if not (data.get("birth_date") or data.get("insz")) and not self.errors.keys() & _BORN:
            self.add_error("birth_date", _("Vul de geboortedatum in."))
        return data


class NumberForm(RefusableForm):
    """A national number to write."""

    checks: ClassVar = {"insz": _number}
    insz = forms.CharField(label=_("Rijksregisternummer"), max_length=20)


class OtherNumberForm(RefusableForm):
    """Another national number, and why."""

    checks: ClassVar = {"insz": _number}
    insz = forms.CharField(label=_("Nieuw rijksregisternummer"), max_length=20)
    why = forms.ChoiceField(
        label=_("Waarom?"),
        choices=[
            ("changed", _("Het nummer is veranderd, bijvoorbeeld van een BIS-nummer.")),
            ("mistake", _("Het oude nummer was verkeerd getypt.")),
        ],
        widget=forms.RadioSelect,
        initial="changed",
    )


class SameNumberForm(RefusableForm):
    """The second colleague types the new number from the identity card."""

    insz = forms.CharField(
        label=_("Nieuw rijksregisternummer, van de identiteitskaart"), max_length=20
    )


class GuardianForm(RefusableForm):
    """One guardian link."""

    name = forms.CharField(label=_("Naam"), max_length=200)
    relation = forms.ChoiceField(label=_("Relatie"), choices=Relation.choices)
    has_authority = forms.BooleanField(
        label=_("Heeft ouderlijk gezag"),
        required=False,
        initial=True,
        help_text=_("Alleen wie gezag heeft, kan een keuze van de jongere bevestigen."),
    )
    may_read_all = forms.BooleanField(
        label=_("Aangesteld door de rechtbank en mag alles lezen"),
        required=False,
        help_text=_("Leest ook wat de jongere weghoudt van ouders. Vraag het vonnis."),
    )
    from_on = forms.DateField(label=_("Vanaf"), widget=DatePicker, required=False)
    until_on = forms.DateField(
        label=_("Tot"),
        widget=DatePicker,
        required=False,
        help_text=_("Leeg: tot de 18de verjaardag."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("until_on"):
            start = data.get("from_on") or clock.today()
            self.check("until_on", check_period, start, data["until_on"])
        return data

    def values(self) -> GuardianData:
        return GuardianData(**self.cleaned_data)


class MergeForm(RefusableForm):
    """Which of two records to keep, and why they are one person."""

    kept = forms.ChoiceField(label=_("Welk dossier hou je?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Hoe weet je dat dit dezelfde jongere is?"), max_length=300)

    def __init__(self, pair: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["kept"].choices = pair  # type: ignore[attr-defined]
