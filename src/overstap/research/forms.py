"""Forms of research: an extract, a study, a decision."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from overstap.kernel.periods import check_period
from overstap.research.rules import (
    COVARIATES,
    MOST_CHARACTERS,
    OUTCOMES,
    PROGRAMMES,
    Asked,
    covariates_of,
)
from overstap.research.services.extracts import check_end
from overstap.trajectories.choices import Pathway
from overstap.ui.asking import RefusableForm
from overstap.ui.widgets import DatePicker

_LINES = forms.Textarea(attrs={"rows": "3"})
_MONTH = RegexValidator(r"^[12]\d{3}-(0[1-9]|1[0-2])$", _("Schrijf een maand als 2016-09."))


class ExtractForm(RefusableForm):
    checks: ClassVar = {"ends_on": check_end}
    purpose = forms.CharField(
        label=_("Waarvoor dient het?"),
        help_text=_("Eén vraag, in gewone woorden. De jongeren lezen dit ook."),
        max_length=500,
        widget=_LINES,
    )
    from_on = forms.DateField(label=_("Ingeschreven vanaf"), widget=DatePicker)
    until_on = forms.DateField(label=_("Ingeschreven tot en met"), widget=DatePicker)
    pathways = forms.MultipleChoiceField(
        label=_("In welke leerweg?"),
        help_text=_("Niets aangevinkt is: elke leerweg."),
        choices=Pathway.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ends_on = forms.DateField(
        label=_("Wanneer wordt het gewist?"),
        help_text=_("Niet later dan nodig. Die dag gaan de gegevens en de sleutel weg."),
        widget=DatePicker,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("from_on") and data.get("until_on"):
            period = data["from_on"], data["until_on"]
            self.check("until_on", check_period, *period, last_counts=True)
        return data


class StudyForm(RefusableForm):
    """The short form; it makes the same text that somebody may bring."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    question = forms.CharField(
        label=_("Vraag"),
        max_length=500,
        required=False,
        help_text=_("Staat vooraan in het rapport."),
    )
    programme = forms.ChoiceField(label=_("Programma"), choices=list(PROGRAMMES.items()))
    design = forms.ChoiceField(
        label=_("Vergelijk wie start met"),
        choices=[
            ("start-vs-wait", _("wie die maand nog niet gestart is (aangeraden)")),
            ("start-vs-never-within-k", _("wie ook de volgende maanden niet start")),
            ("static", _("wie nooit start (misleidt: het rapport zegt waarom)")),
        ],
        widget=forms.RadioSelect,
        initial="start-vs-wait",
    )
    first_month = forms.CharField(
        label=_("Eerste maand"), help_text=_("Bijvoorbeeld 2024-09."), validators=[_MONTH]
    )
    last_month = forms.CharField(label=_("Laatste maand"), validators=[_MONTH])
    end_of_data = forms.CharField(
        label=_("Tot welke maand is alles bekend?"),
        help_text=_("Leeg: tot de laatste maand die in het uittreksel staat."),
        validators=[_MONTH],
        required=False,
    )
    months = forms.IntegerField(
        label=_("Hoeveel maanden later kijken?"), min_value=1, max_value=120, initial=12
    )
    outcomes = forms.MultipleChoiceField(
        label=_("Uitkomsten"),
        choices=[(name, words) for name, (_measure, words, _more) in OUTCOMES.items()],
        initial=["vsv", "nec"],
        widget=forms.CheckboxSelectMultiple,
    )
    covariates = forms.MultipleChoiceField(
        label=_("Kenmerken waarin de groepen gelijk moeten zijn"),
        choices=list(COVARIATES.items()),
        initial=["age", "earlier_programmes"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    methods = forms.MultipleChoiceField(
        label=_("Methoden"),
        choices=[
            ("difference", _("verschil zoals het eruitziet")),
            ("aipw", _("dubbel robuust (aangeraden)")),
            ("ipw", _("gewogen")),
            ("regression", _("regressie")),
            ("cem", _("gelijke groepen")),
            ("psm", _("paren")),
        ],
        initial=["difference", "aipw"],
        widget=forms.CheckboxSelectMultiple,
    )
    set_aside = forms.BooleanField(
        label=_("Laat periodes weg die elkaar overlappen of niet kunnen kloppen"),
        help_text=_("Anders stopt de studie daarop. Het rapport zegt hoeveel er weg zijn."),
        required=False,
    )

    def __init__(self, *given: Any, characteristics: Collection[str] = (), **named: Any) -> None:
        """`characteristics`: what a register added to the extract; asked for unless taken off."""
        super().__init__(*given, **named)
        field = self.fields["covariates"]
        field.choices = list(covariates_of(characteristics).items())  # type: ignore[attr-defined]
        field.initial = [*characteristics, *(n for n in field.initial if n not in characteristics)]

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class TomlForm(RefusableForm):
    """A whole study, as a file or as text."""

    file = forms.FileField(
        label=_("Studie als bestand (TOML)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )
    text = forms.CharField(
        label=_("Of als tekst"),
        required=False,
        max_length=MOST_CHARACTERS,
        help_text=_("Het blok [data] mag je weglaten: het uittreksel is altijd bedoeld."),
        widget=forms.Textarea(attrs={"rows": "12", "spellcheck": "false", "class": "code"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        upload = cleaned.get("file")
        if upload is not None:
            if upload.size > MOST_CHARACTERS:
                raise forms.ValidationError(_("Dit bestand is te groot voor een studie."))
            try:
                cleaned["text"] = upload.read().decode("utf-8")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("Dit bestand is geen tekst in UTF-8.")) from None
        if not str(cleaned.get("text", "")).strip():
            raise forms.ValidationError(_("Kies een bestand of plak de tekst van een studie."))
        return cleaned


class ProposeForm(RefusableForm):
    title = forms.CharField(label=_("Titel"), max_length=200)
    question = forms.CharField(label=_("Vraag"), max_length=500, required=False, widget=_LINES)
    why = forms.CharField(
        label=_("Waarom publiceren?"),
        max_length=500,
        help_text=_("Wat kan de stuurgroep ermee? Een collega leest het rapport en beslist."),
        widget=_LINES,
    )


class WhyForm(RefusableForm):
    why = forms.CharField(label=_("Waarom?"), max_length=500, widget=_LINES)
