"""Forms of the desk: filters in the URL, a search that is not, and short texts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.handover.choices import State
from overstap.trajectories.choices import Pathway


class SearchForm(forms.Form):
    """A name; sent by POST so that it never stands in an address or a log."""

    naam = forms.CharField(
        label=_("Zoek op naam"),
        max_length=100,
        required=False,
        strip=True,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control",
                "autocomplete": "off",
                "placeholder": _("Zoek op naam"),
            }
        ),
    )


class FilterForm(forms.Form):
    """The filters of Mijn jongeren. Anything unknown in the URL is no filter."""

    leerweg = forms.ChoiceField(
        label=_("Leerweg"), required=False, choices=[("", _("Alle leerwegen")), *Pathway.choices]
    )
    overdracht = forms.ChoiceField(
        label=_("Overdracht"),
        required=False,
        choices=[("", _("Overdracht: alle")), ("none", _("Nog geen")), *State.choices],
    )
    begeleider = forms.ChoiceField(label=_("Begeleider"), required=False)
    binnenkort = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["begeleider"]
        field.choices = [  # type: ignore[attr-defined]
            ("", _("Alle begeleiders")),
            ("ik", _("Mijn eigen jongeren")),
            *people,
        ]
        for asked in self.visible_fields():
            asked.field.widget.attrs["class"] = "form-select"


class QuestionForm(forms.Form):
    """A question of the young person about one line of the log."""

    text = forms.CharField(
        label=_("Je vraag"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Schrijf eerst je vraag.")},
    )


class AnswerForm(forms.Form):
    """The lead's answer."""

    text = forms.CharField(
        label=_("Je antwoord"),
        max_length=2000,
        help_text=_("De jongere leest dit. Schrijf kort en gewoon."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Schrijf eerst je antwoord.")},
    )


class ForgetForm(forms.Form):
    """Why somebody wants to be forgotten; may stay empty."""

    text = forms.CharField(
        label=_("Wil je zeggen waarom?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
