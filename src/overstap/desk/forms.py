"""Forms of the desk: filters in the URL, a search that is not, and short texts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from overstap.desk.rules import FilterChoice
from overstap.doors.rooms import columns, filters
from overstap.dossier.wording import language_choices
from overstap.people.choices import Channel, ContactKind
from overstap.ui.asking import RefusableForm


class SearchForm(RefusableForm):
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


WHO = "begeleider"


def filter_choices(query: QueryDict, people: Iterable[tuple[str, str]]) -> list[FilterChoice]:
    """The filters of Mijn jongeren: those of the rooms, and who guides. Anything unknown in the URL
    is no filter."""
    who = [("", _("Alle begeleiders")), ("ik", _("Mijn eigen jongeren")), *people]
    rooms = [_choice(query, one.name, one.label, [*one.options]) for one in filters()]
    return [*rooms, _choice(query, WHO, _("Begeleider"), who)]


def sort_choice(sort: str) -> FilterChoice:
    """The order as a list, for a phone: there the heads of the columns are away."""
    orders: dict[str, object] = {
        "stap": _("Volgende stap"),
        "naam": _("Naam"),
        "vertrek": _("Vertrek"),
    }
    orders |= {one.sort.name: one.label for one in columns() if one.sort}
    options = [(key, _("Sorteer: %s") % str(label).lower()) for key, label in orders.items()]
    if sort.startswith("-") and sort[1:] in orders:
        text = _("Sorteer: %s, omgekeerd") % str(orders[sort[1:]]).lower()
        options.append((sort, text))
    shown = tuple((value, str(text)) for value, text in options)
    return FilterChoice("sorteer", str(_("Volgorde")), shown, sort)


def _choice(query: QueryDict, name: str, label: object, options: list[Any]) -> FilterChoice:
    asked = query.get(name, "")
    known = any(asked == value for value, _label in options)
    shown = tuple((str(value), str(text)) for value, text in options)
    return FilterChoice(name, str(label), shown, asked if known else "")


class PreferenceForm(RefusableForm):
    """How the young person is told, and in which language to talk: only ways that are there."""

    channel = forms.ChoiceField(label=_("Hoe laten we weten dat er iets klaarstaat?"))
    language = forms.ChoiceField(
        label=_("In welke taal spreek je het liefst?"),
        help_text=_("De pagina's zijn in het Nederlands. Je begeleider ziet welke taal je kiest."),
    )

    def __init__(self, *args: Any, kinds: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = {Channel.EMAIL: ContactKind.EMAIL, Channel.PHONE: ContactKind.PHONE}
        ways = [way for way in Channel if way not in needs or needs[way] in kinds]
        options = [(way.value, way.label.capitalize()) for way in ways]
        self.fields["channel"].choices = options  # type: ignore[attr-defined]
        self.fields["channel"].widget = forms.RadioSelect(choices=options)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]


class QuestionForm(RefusableForm):
    """A question of the young person about one line of the log."""

    text = forms.CharField(
        label=_("Je vraag"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Schrijf eerst je vraag.")},
    )


class AnswerForm(RefusableForm):
    """The lead's answer."""

    text = forms.CharField(
        label=_("Je antwoord"),
        max_length=2000,
        help_text=_("De jongere leest dit. Schrijf kort en gewoon."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Schrijf eerst je antwoord.")},
    )


class ForgetForm(RefusableForm):
    """Why somebody wants to be forgotten; may stay empty."""

    text = forms.CharField(
        label=_("Wil je zeggen waarom?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
