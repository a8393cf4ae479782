"""Forms of the trajectory."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.kernel.periods import check_period
from overstap.trajectories.choices import EndReason, Pathway, SituationAfter, StationKind
from overstap.trajectories.services import EnrolmentData, StationData
from overstap.ui.asking import RefusableForm
from overstap.ui.widgets import DatePicker


class StationForm(RefusableForm):
    """A milestone on the line."""

    label = forms.CharField(label=_("Naam van de stap"), max_length=120)
    kind = forms.ChoiceField(label=_("Soort"), choices=StationKind.choices)
    pathway = forms.ChoiceField(label=_("Leerweg"), choices=Pathway.choices)
    on = forms.DateField(label=_("Datum"), widget=DatePicker)
    planned = forms.BooleanField(label=_("Dit is nog een plan"), required=False)

    def values(self) -> StationData:
        return StationData(**self.cleaned_data)


class EnrolmentForm(RefusableForm):
    """An enrolment written by hand."""

    institution_name = forms.CharField(label=_("School of centrum"), max_length=200)
    programme = forms.CharField(label=_("Opleiding"), max_length=200, required=False)
    pathway = forms.ChoiceField(label=_("Leerweg"), choices=Pathway.choices)
    from_on = forms.DateField(label=_("Vanaf"), widget=DatePicker)
    until_on = forms.DateField(
        label=_("Vertrekt op"),
        widget=DatePicker,
        required=False,
        help_text=_("Als dat al gepland is."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("from_on"), data.get("until_on")
        if start and end:
            self.check("until_on", check_period, start, end)
        return data

    def values(self) -> EnrolmentData:
        return EnrolmentData(**self.cleaned_data)


class EndForm(RefusableForm):
    """The end of an enrolment, with the official codes."""

    until_on = forms.DateField(label=_("Vertrekt op"), widget=DatePicker)
    end_reason = forms.ChoiceField(
        label=_("Aanleiding"), choices=[("", _("Kies een reden")), *EndReason.choices]
    )
    situation_after = forms.ChoiceField(
        label=_("Wat komt erna?"), choices=[("", _("Kies")), *SituationAfter.choices]
    )

    def __init__(self, *given: Any, from_on: date, **named: Any) -> None:
        """`from_on`: the first day of the enrolment that ends."""
        super().__init__(*given, **named)
        self.from_on = from_on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("until_on"):
            self.check("until_on", check_period, self.from_on, data["until_on"])
        return data
