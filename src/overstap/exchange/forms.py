"""Forms of the exchange."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overstap.exchange.choices import RunKind
from overstap.exchange.tabular.codings import CODINGS
from overstap.exchange.tabular.fields import FIELDS
from overstap.ui.asking import RefusableForm


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files; the cleaned value is a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files]


class MessagesForm(RefusableForm):
    kind = forms.ChoiceField(
        label=_("Wat lees je in?"),
        choices=[
            (RunKind.LED, _("Bewijzen: antwoorden van de LED (GeefBewijs)")),
            (RunKind.ENROLMENTS, _("Inschrijvingen: antwoorden op GeefHistoriekInschrijving")),
        ],
        widget=forms.RadioSelect,
    )
    files = ManyFilesField(  # type: ignore[assignment]
        label=_("XML-bestanden"),
        help_text=_(
            "Je mag er meer dan één kiezen, samen hoogstens 20 MB. De naam van elk bestand is het "
            "rijksregisternummer dat gevraagd werd."
        ),
        widget=ManyFiles(attrs={"accept": ".xml"}),
        allow_empty_file=True,
    )


class ListForm(RefusableForm):
    files = forms.FileField(  # type: ignore[assignment]
        label=_("Leerlingenlijst"),
        help_text=_("XLSX, XLS, ODS of CSV, hoogstens 20 MB en 100.000 rijen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        allow_empty_file=True,
    )


class ReadingForm(RefusableForm):
    """Which sheet is read, and how its letters are; only what there is to choose."""

    def __init__(self, *args: Any, header: dict[str, Any], **kw: Any) -> None:
        super().__init__(*args, **kw)
        sheets, codings = header.get("sheets", []), header.get("encodings", [])
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Werkblad"),
                choices=[(name, name) for name in sheets],
                initial=header.get("sheet"),
            )
        if len(codings) > 1:
            sure = header.get("sure_letters", True)
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Zo staan de namen er goed"),
                help_text=""
                if sure
                else _("Dit bestand zegt niet hoe zijn letters geschreven zijn. Wat is juist?"),
                choices=[(name, f"{words} ({CODINGS[name]})") for name, words in codings],
                initial=header.get("encoding") if sure else None,
                widget=forms.RadioSelect,
            )


class ColumnsForm(RefusableForm):
    """One choice a column; field names are positions, so no header gets into the page's names."""

    def __init__(
        self, *args: Any, columns: list[dict[str, Any]], mapping: dict[str, str], **kw: Any
    ):
        super().__init__(*args, **kw)
        self.columns = columns
        options = [("", _("niet overnemen")), *((one.code, one.label) for one in FIELDS)]
        for index, column in enumerate(columns):
            examples = ", ".join(column["examples"])
            about = _("Bijvoorbeeld: %s") % examples if examples else _("Geen voorbeelden")
            if column.get("hidden"):
                about = _("Deze kolom is verborgen in het bestand. %s") % about
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=column["text"] or _("kolom %d zonder titel") % (index + 1),
                help_text=about,
                choices=options,
                required=False,
                initial=mapping.get(column["key"], ""),
            )

    @property
    def mapping(self) -> dict[str, str]:
        return {
            column["key"]: self.cleaned_data.get(f"column_{index}", "")
            for index, column in enumerate(self.columns)
        }


class AttachForm(RefusableForm):
    number = forms.CharField(
        label=_("Rijksregisternummer op het bewijs"),
        help_text=_("Neem het over van de identiteitskaart van de jongere, niet uit dit scherm."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AlsoForm(RefusableForm):
    """Which other evidence is decided together with this one."""

    also = forms.MultipleChoiceField(
        label=_("Beslis meteen ook over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aangevinkt is wat op hetzelfde nummer staat. Bekijk een ander eerst apart."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kw: Any):
        super().__init__(*args, **kw)
        self.fields["also"].choices = choices  # type: ignore[attr-defined]


class DiscardForm(RefusableForm):
    reason = forms.CharField(
        label=_("Waarom leg je dit weg?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
