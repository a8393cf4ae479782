"""The question for a birth date of which the day or the month may be unknown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.kernel.births import read_typed, whole
from overstap.ui.widgets import DatePicker

_BIRTH = {"birth_date", "birth_partly"}


class BirthForm(forms.Form):
    """A birth date, of which the day or the month may be unknown: `cleaned_data["birth_date"]`."""

    birth_date = forms.DateField(label=_("Geboortedatum"), required=False, widget=DatePicker)
    birth_partly = forms.CharField(
        label=_("Dag of maand niet gekend?"),
        max_length=20,
        required=False,
        help_text=_("Laat de geboortedatum dan leeg, en vul hier 2008 of 05/2008 in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    needs_birth = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, partly = cleaned.get("birth_date"), cleaned.pop("birth_partly", "")
        cleaned["birth_date"] = whole(day) if day else None
        if day and partly:
            self.add_error("birth_partly", _("Vul een van de twee in, niet allebei."))
        elif partly:
            try:
                cleaned["birth_date"] = read_typed(partly)
            except ValueError:
                self.add_error(
                    "birth_partly", _("Schrijf een jaar (2008) of maand/jaar (05/2008).")
                )
        elif self.needs_birth and not day and not self.errors.keys() & _BIRTH:
            self.add_error("birth_date", _("Vul de geboortedatum in."))
        return cleaned
