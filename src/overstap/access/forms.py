"""Forms of access."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from overstap.access.choices import ChoiceTopic
from overstap.access.models import Membership
from overstap.access.rules import CODE_LENGTH, TOKEN_LENGTH, plain_code
from overstap.doors.roles import Role
from overstap.kernel import clock
from overstap.ui.asking import RefusableForm
from overstap.ui.widgets import DatePicker

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    type Text = str | _StrPromise

_ONE_WORD = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def _password(label: "Text", *, new: bool, help_text: "Text" = "") -> forms.CharField:
    kind = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": kind}),
    )


class SignInForm(RefusableForm):
    """Name and password."""

    name = forms.CharField(
        label=_("Naam of e-mailadres"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", **_ONE_WORD}),
    )
    password = _password(_("Wachtwoord"), new=False)


class SecondFactorForm(RefusableForm):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code van zes cijfers"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class _CodeForm(RefusableForm):
    code_length = CODE_LENGTH

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "data-from-fragment": ""}
        ),
    )

    def clean_code(self) -> str:
        code = plain_code(self.cleaned_data["code"])
        if len(code) != self.code_length:
            raise forms.ValidationError(
                _("De code heeft %(length)s letters en cijfers. Kijk ze na.")
                % {"length": self.code_length}
            )
        return code


class _NewPassword(RefusableForm):
    """A password typed twice."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("password"), cleaned.get("password_again")
        if first and second and first != second:
            self.add_error("password_again", _("Dit is niet hetzelfde wachtwoord."))
        if first:
            try:
                validate_password(first)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class CodeAndBirthDateForm(_CodeForm):
    """A code and the birth date of the young person that it is about."""

    birth_date = forms.DateField(
        label=_("Geboortedatum"),
        help_text=_(
            "Ben je ouder of voogd? Dan die van je kind. Is de dag of de maand niet gekend? "
            "Kies dan een dag in de maand of in het jaar op de identiteitskaart."
        ),
        widget=DatePicker,
    )
    field_order: tuple[str, ...] = ("code", "birth_date")


class ActivateForm(CodeAndBirthDateForm, _NewPassword):
    """The same with an own name and password."""

    name = forms.CharField(
        label=_("Kies een naam om je mee aan te melden"),
        min_length=3,
        max_length=200,
        help_text=_("Je e-mailadres, of een naam die je goed onthoudt."),
        error_messages={"min_length": _("Kies een naam van minstens 3 tekens.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", **_ONE_WORD}),
    )
    password = _password(
        _("Kies een wachtwoord"), new=True, help_text=_("Minstens 10 tekens. Drie woorden is goed.")
    )
    password_again = _password(_("Typ je wachtwoord nog eens"), new=True)
    field_order = ("code", "birth_date", "name", "password", "password_again")


class ChangePasswordForm(_NewPassword):
    """The present password, and a new one twice."""

    current = _password(_("Je huidige wachtwoord"), new=False)
    password = _password(
        _("Kies een nieuw wachtwoord"),
        new=True,
        help_text=_("Minstens 10 tekens. Drie woorden is goed."),
    )
    password_again = _password(_("Typ je nieuwe wachtwoord nog eens"), new=True)
    field_order = ("current", "password", "password_again")


class JoinForm(_CodeForm):
    """An invitation accepted by somebody who is signed in already."""

    code_length = TOKEN_LENGTH
    code = forms.CharField(
        label=_("Code van de uitnodiging"),
        max_length=80,
        widget=_CodeForm.base_fields["code"].widget,
    )


class AcceptForm(JoinForm, _NewPassword):
    """An invitation accepted with a new account."""

    name = forms.EmailField(
        label=_("Je e-mailadres"),
        help_text=_("Hiermee meld je je later aan."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = _password(
        _("Kies een wachtwoord"), new=True, help_text=_("Minstens 10 tekens. Drie woorden is goed.")
    )
    password_again = _password(_("Typ je wachtwoord nog eens"), new=True)
    field_order = ("code", "name", "password", "password_again")


class IssueCodeForm(RefusableForm):
    """For whom the code is: the young person, or one of the guardians."""

    def __init__(self, *args: Any, recipients: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"] = forms.ChoiceField(
            label=_("Voor wie is de code?"),
            choices=recipients,
            initial=recipients[0][0],
            widget=forms.RadioSelect,
        )


class InviteForm(RefusableForm):
    """Name, e-mail address and role of a new staff member."""

    display_name = forms.CharField(label=_("Naam"), max_length=200)
    email = forms.EmailField(label=_("E-mailadres"))

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            label=_("Rol"),
            choices=[(role, Role(role).label.capitalize()) for role in roles],
            widget=forms.RadioSelect,
        )


if TYPE_CHECKING:
    _MembershipForm = forms.ModelForm[Membership]
else:
    _MembershipForm = forms.ModelForm  # takes no parameter when it runs


class MemberForm(_MembershipForm):
    """Contact data, and what somebody is the fixed contact person for."""

    class Meta:
        model = Membership
        fields = ("display_name", "phone", "email", "is_contact", "topic", "deputy")
        labels = {"deputy": _("Vervanger"), "topic": _("Contactpersoon voor")}

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deputy"]
        field.queryset = colleagues  # type: ignore[attr-defined]
        field.empty_label = _("Niemand")  # type: ignore[attr-defined]
        field.label_from_instance = lambda member: member.display_name  # type: ignore[attr-defined]


class ReasonForm(RefusableForm):
    """Why a colleague needs a recovery link."""

    reason = forms.CharField(
        label=_("Waarom is herstel nodig?"),
        max_length=300,
        help_text=_("Bijvoorbeeld: gsm kwijt, wachtwoord vergeten. Dit wordt bewaard."),
    )


class PaperForm(RefusableForm):
    """What the signed form says, and its scan."""

    signed_on = forms.DateField(label=_("Getekend op"), widget=DatePicker)
    scan = forms.FileField(
        label=_("Scan van het formulier"),
        help_text=_("Pdf, png of jpeg, hoogstens 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    answers = (("yes", _("Ja")), ("no", _("Nee")), ("", _("Niet gevraagd")))

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"] = forms.ModelChoiceField(
            label=_("Voor welk VDAB-kantoor?"), queryset=offices, empty_label=_("Kies een kantoor")
        )
        for topic in ChoiceTopic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=self.answers, required=False, widget=forms.RadioSelect
            )
        self.order_fields(("receiver", *ChoiceTopic.values, "signed_on", "scan"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["answers"] = {
            topic: cleaned.get(topic) == "yes" for topic in ChoiceTopic.values if cleaned.get(topic)
        }
        if not cleaned["answers"]:
            self.add_error(None, _("Duid bij minstens één onderwerp ja of nee aan."))
        if (signed := cleaned.get("signed_on")) and signed > clock.today():
            self.add_error("signed_on", _("Deze datum ligt in de toekomst."))
        return cleaned
