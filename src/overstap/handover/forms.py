"""Clean what people type; write nothing."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.access.choices import PRIVATE_GROUPS, ChoiceTopic, home_label
from overstap.handover.choices import DeclineReason, Signal, Situation
from overstap.kernel import clock
from overstap.ui.asking import RefusableForm
from overstap.ui.widgets import DatePicker, TimePicker

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YES, NO = "ja", "nee"


class NeedForm(RefusableForm):
    """Step 1: what kind, and why."""

    leaving_on = forms.DateField(
        label=gettext_lazy("Wanneer verlaat de jongere het centrum?"), widget=DatePicker
    )
    signals = forms.MultipleChoiceField(
        label=gettext_lazy("Wat zie je?"),
        help_text=gettext_lazy(
            "Duid aan wat klopt. Twee signalen, of een vraag om steun, wijzen op een"
            " warme overdracht."
        ),
        choices=Signal,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_advised = forms.TypedChoiceField(
        label=gettext_lazy("Wat stel je voor?"),
        choices=[
            ("nee", gettext_lazy("Enkel de administratieve overdracht")),
            ("ja", gettext_lazy("Ook een warm contact: samen praten met VDAB")),
        ],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom?"),
        help_text=gettext_lazy("Eén of twee zinnen. VDAB leest dit niet, de jongere wel."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OfficeForm(RefusableForm):
    """Step 2: the contact person, and so the office."""

    contact = forms.ChoiceField(
        label=gettext_lazy("Contactpersoon bij VDAB"),
        help_text=gettext_lazy("Het kantoor dat bij de woonplaats hoort, staat bovenaan."),
    )

    def __init__(self, *args: Any, groups: list[tuple[str, list[tuple[str, str]]]], **more: Any):
        super().__init__(*args, **more)
        self.fields["contact"].choices = groups  # type: ignore[attr-defined]

    def clean_contact(self) -> UUID:
        return UUID(self.cleaned_data["contact"])


class AsksForm(RefusableForm):
    """Step 3: which private groups to ask about."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Waarover vraag je of het mee mag?"),
        help_text=gettext_lazy("Vragen opent niets. De jongere kiest, groep per groep."),
        choices=[(group.value, group.label) for group in PRIVATE_GROUPS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _text(
    label: "StrOrPromise", *, longest: int, help_text: "StrOrPromise" = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        error_messages={"required": gettext_lazy("Schrijf een zin of meer.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _been(day: date) -> date:
    if day > clock.today():
        raise forms.ValidationError(_("Deze datum ligt in de toekomst. Noteer wat al geweest is."))
    return day


class AskForm(RefusableForm):
    question = _text(gettext_lazy("Je vraag aan het centrum"), longest=1000)


class AnswerForm(RefusableForm):
    answer = _text(gettext_lazy("Je antwoord"), longest=2000)


class DeclineForm(RefusableForm):
    code = forms.ChoiceField(
        label=gettext_lazy("Reden"),
        choices=DeclineReason,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies een reden.")},
    )
    sentence = _text(
        gettext_lazy("Uitleg in een zin"),
        longest=500,
        help_text=gettext_lazy("Het centrum en de jongere lezen deze zin."),
    )


class ContactForm(RefusableForm):
    on = forms.DateField(label=gettext_lazy("Wanneer was het contact?"), widget=DatePicker)
    result = _text(gettext_lazy("Wat spraken jullie af?"), longest=500)

    def clean_on(self) -> date:
        return _been(self.cleaned_data["on"])


class FollowUpForm(RefusableForm):
    """How it goes, some months later. What the young person does now, only when reached."""

    on = forms.DateField(label=gettext_lazy("Wanneer vroeg je het?"), widget=DatePicker)
    is_reached = forms.TypedChoiceField(
        label=gettext_lazy("Heb je de jongere bereikt?"),
        choices=[(YES, gettext_lazy("Ja")), (NO, gettext_lazy("Nee"))],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies ja of nee.")},
    )
    situation = forms.ChoiceField(
        label=gettext_lazy("Wat doet de jongere nu?"),
        help_text=gettext_lazy("Enkel als je de jongere bereikte."),
        choices=[("", gettext_lazy("Kies")), *Situation.choices],
        required=False,
    )
    sentence = _text(
        gettext_lazy("Hoe gaat het, in een zin?"),
        longest=500,
        help_text=gettext_lazy("De jongere leest deze zin. Het centrum niet."),
    )

    def clean_on(self) -> date:
        return _been(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_reached") and not data.get("situation"):
            self.add_error("situation", _("Kies wat de jongere nu doet."))
        return data


class MeetingForm(RefusableForm):
    """When and where the three sit together, in Belgian time."""

    on = forms.DateField(label=gettext_lazy("Dag"), widget=DatePicker)
    time = forms.TimeField(label=gettext_lazy("Uur"), widget=TimePicker)
    place = forms.CharField(label=gettext_lazy("Waar"), max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on") and data["on"] < clock.today():
            self.add_error("on", _("Deze dag is voorbij. Kies vandaag of later."))
        elif data.get("on") and data.get("time") and self.at <= clock.now():
            self.add_error("time", _("Dit uur is voorbij. Kies een later uur."))
        return data

    @property
    def at(self) -> datetime:
        data = self.cleaned_data
        return datetime.combine(data["on"], data["time"], tzinfo=clock.BRUSSELS)


class ChoiceForm(RefusableForm):
    """A switch for each private group and for the warm contact."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for topic in ChoiceTopic.values:
            self.fields[topic] = forms.BooleanField(label=topic_label(topic), required=False)

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(topic for topic in ChoiceTopic.values if self.cleaned_data.get(topic))


# A parent's question about each topic, about "je kind".
_PARENT_ASKS = {
    ChoiceTopic.FAMILY: gettext_lazy("Mag VDAB zien wat er over thuis staat van je kind?"),
    ChoiceTopic.ATTENDANCE: gettext_lazy(
        "Mag VDAB zien wat er over aanwezig zijn staat van je kind?"
    ),
    ChoiceTopic.PSYCHOSOCIAL: gettext_lazy(
        "Mag VDAB zien wat er staat over hoe het met je kind gaat?"
    ),
    ChoiceTopic.MEDICAL: gettext_lazy("Mag VDAB zien wat er over de gezondheid van je kind staat?"),
    ChoiceTopic.WARM_CONTACT: gettext_lazy("Mag je kind samen praten met de begeleider en VDAB?"),
}


class GuardianForm(RefusableForm):
    """Yes or no for each topic that the young person chose, in the words of a parent."""

    def __init__(self, *args: Any, topics: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        for topic in topics:
            talk = topic == ChoiceTopic.WARM_CONTACT
            self.fields[topic] = forms.ChoiceField(
                label=_PARENT_ASKS[ChoiceTopic(topic)],
                choices=[
                    (YES, _("Ja, dit gesprek mag") if talk else _("Ja, dit mag VDAB zien")),
                    (NO, _("Nee, dit niet")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies ja of nee.")},
            )

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(name for name, answer in self.cleaned_data.items() if answer == YES)


def topic_label(topic: str) -> str:
    """What a topic is called on the pages of the young person."""
    return home_label(topic, parent=False)
