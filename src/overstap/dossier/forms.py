"""One form per kind of entry, made from the table of rules; contact data; saying no."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.dossier import rules, wording, wording_lists
from overstap.dossier.choices import REGIONS
from overstap.kernel.dutch import listed
from overstap.kernel.refusals import Refusal
from overstap.kernel.search_keys import search_key
from overstap.people.choices import Channel, ContactKind
from overstap.people.models import Residence
from overstap.people.services import Address, contact_value, municipality_of
from overstap.reference.models import Occupation
from overstap.reference.queries import search_occupations
from overstap.ui.asking import OWN, RefusableForm

TYPED = "none"
_LABELS = {
    "situation": wording_lists.SITUATIONS,
    "preference": wording_lists.PREFERENCES,
    "regime": wording_lists.REGIMES,
    "language": wording_lists.LANGUAGES,
    "category": wording_lists.LICENCES,
}


def _options(field: rules.Field) -> list[tuple[str, str]]:
    if field.name == "language":
        return [("", _("Kies een taal")), *wording.language_choices()]
    labels = _LABELS.get(field.name, {})
    named = []
    for code in field.options:
        label = _(labels[code]) if code in labels else code
        named.append((code, f"{code} ({label})" if field.name == "category" else capfirst(label)))
    return [("", _("Kies")), *named]


def _field(field: rules.Field) -> forms.Field:
    given: dict[str, Any] = {
        "label": _(field.label),
        "required": field.required,
        "help_text": _(field.help) if field.help else "",
    }
    if field.form == "choice":
        return forms.ChoiceField(choices=_options(field), **given)
    if field.form == "yes":
        return forms.BooleanField(**given)
    if field.form == "number":
        return forms.IntegerField(min_value=0, max_value=99_999, **given)
    if field.form == "long":
        return forms.CharField(max_length=field.longest, widget=forms.Textarea, **given)
    if field.form == "list":
        return forms.MultipleChoiceField(
            choices=list(REGIONS.items()), widget=forms.CheckboxSelectMultiple, **given
        )
    return forms.CharField(max_length=field.longest, **given)


class EntryForm(RefusableForm):
    """The form of one kind. `content` fills it in; `find` only looks for an occupation."""

    def __init__(
        self,
        kind: str,
        data: Mapping[str, Any] | None = None,
        *,
        content: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind = kind
        self.before = dict(content or {})
        # A wish is mostly a job that somebody wants: one choice less to make.
        super().__init__(data, initial={"preference": "wanted"} | self.before)
        for field in rules.CONTENT[kind]:
            if field.form != "source":
                self.fields[field.name] = _field(field)
        self.candidates: list[Occupation] = []
        # What somebody only looked for: who finds nothing reads that.
        self.looked_for: str | None = None
        if "region_nis" in self.fields:
            self._keep_regions()
        if "occupation_label" in self.fields:
            self._ask_occupation()

    def _keep_regions(self) -> None:
        """A region that is not in our short list (a municipality) stays choosable."""
        other = [nis for nis in self.before.get("region_nis", ()) if nis not in REGIONS]
        label = self.before.get("region_label") or ", ".join(other)
        self.fields["region_nis"].choices += [(nis, label) for nis in other]  # type: ignore[attr-defined]

    def _ask_occupation(self) -> None:
        typed = str(self.data.get("occupation_label", "")) if self.is_bound else ""
        self.fields["occupation_label"].help_text = _(
            "Typ een beroep, bijvoorbeeld lasser. De lijst is ESCO, de classificatie van de"
            " Europese Commissie."
        )
        if typed and search_key(typed) != search_key(self.before.get("occupation_label", "")):
            self.candidates = search_occupations(typed, 8)
        options = [(row.uri, row.label) for row in self.candidates]
        if options:
            options.append((TYPED, _("Geen van deze: bewaar wat ik typte")))
        self.fields["occupation_choice"] = forms.ChoiceField(
            label=_("Kies het beroep"), choices=options, required=False, widget=forms.RadioSelect
        )
        names = list(self.fields)
        names.insert(names.index("occupation_label") + 1, names.pop())
        self.order_fields(names)

    def only_find(self) -> None:
        """Shows what was typed with the occupations found; looking for one is no mistake."""
        self._errors = ErrorDict()
        self.looked_for = str(self.data.get("occupation_label", "")).strip()

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        for refusal in rules.problems(self.kind, {**dict.fromkeys(self.fields, ""), **clean}):
            if refusal.field not in self.errors:
                self.refuse(refusal)
        if "occupation_label" in self.fields and clean.get("occupation_label"):
            self._settle_occupation(clean)
        if "region_nis" in self.fields:
            labels = dict(self.fields["region_nis"].choices)  # type: ignore[attr-defined]
            chosen = clean.get("region_nis") or ()
            clean["region_label"] = listed(str(labels[nis]) for nis in chosen)
        return clean

    def _settle_occupation(self, clean: dict[str, Any]) -> None:
        typed, chosen = clean["occupation_label"], clean.pop("occupation_choice", "")
        key = search_key(typed)
        exact = next((row for row in self.candidates if row.search_key == key), None)
        row = next((row for row in self.candidates if row.uri == chosen), exact)
        if row is not None and chosen != TYPED:
            clean["occupation_label"], clean["occupation_uri"] = row.label, row.uri
        elif self.candidates and chosen != TYPED:
            self.add_error("occupation_label", _("Kies hieronder het beroep dat het best past."))
        elif key == search_key(self.before.get("occupation_label", "")):
            clean["occupation_uri"] = self.before.get("occupation_uri", "")
        else:
            clean["occupation_uri"] = ""

    def content(self) -> dict[str, Any]:
        """What the service gets; only after is_valid()."""
        return {key: value for key, value in self.cleaned_data.items() if value is not None}


class HideForm(RefusableForm):
    """Keeping a note from guardians; staff say why."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom mogen ouders dit niet lezen?"), max_length=300, required=False
    )


class ContestForm(RefusableForm):
    """'Dit klopt niet', in one sentence."""

    text = forms.CharField(
        label=gettext_lazy("Wat klopt er niet?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContactForm(RefusableForm):
    """How somebody is reached and where they live."""

    phone = forms.CharField(label=gettext_lazy("Telefoon"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=200, required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Liefst bereikbaar"), choices=Channel.choices)
    language = forms.ChoiceField(label=gettext_lazy("Taal"))
    street = forms.CharField(label=gettext_lazy("Straat"), max_length=120, required=False)
    house_number = forms.CharField(
        label=gettext_lazy("Huisnummer en bus"), max_length=20, required=False
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=15, required=False)
    municipality_name = forms.CharField(
        label=gettext_lazy("Gemeente"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Bij een Belgische postcode vullen we dit zelf in."),
    )

    checks: ClassVar = {
        "phone": lambda typed: contact_value(ContactKind.PHONE, typed),
        "email": lambda typed: contact_value(ContactKind.EMAIL, typed),
    }

    def __init__(self, *args: Any, is_own: bool = False, **kwargs: Any) -> None:
        """`is_own`: somebody writes about himself, and the browser may fill in."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _options(rules.CONTENT["language"][0])  # type: ignore[attr-defined]
        for name, token in OWN.items() if is_own else ():
            self.fields[name].widget.attrs["autocomplete"] = token

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        self.check("postcode", lambda: (where := self.address()) and municipality_of(where))
        return clean

    def points(self) -> list[tuple[str, str]]:
        """(kind, value) pairs as people.services takes them."""
        phone, email = self.cleaned_data["phone"], self.cleaned_data["email"]
        return [(ContactKind.PHONE, phone), (ContactKind.EMAIL, email)]

    def address(self) -> Address | None:
        """The address, or None when none of it was filled in."""
        names = ("postcode", "street", "house_number", "municipality_name")
        given = {name: self.cleaned_data.get(name, "") for name in names}
        if not any(given.values()):
            return None
        if not given["postcode"]:
            raise Refusal(_("Vul de postcode in."), code="required", field="postcode")
        return Address(**given)


def address_initial(home: Residence | None) -> dict[str, str]:
    """The address as the contact form shows it."""
    names = ("street", "house_number", "postcode", "municipality_name")
    return {name: getattr(home, name) for name in names} if home else {}
