"""What forms of all rooms share: every mistake at once, and fields that the browser knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied

from overstap.kernel.refusals import NotAllowed, Refusal


class RefusableForm(forms.Form):
    """Shows every mistake at once, and a later refusal of a service where it belongs.

    `checks`: of a field, what a rule says about its value; the rule raises Refusal. A service that
    checks the same again stops at the first: by then there is none.
    """

    checks: ClassVar[dict[str, Callable[[Any], object]]] = {}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, check in self.checks.items():
            if data.get(name):
                self.check(name, check, data[name])
        return data

    def check(self, name: str, rule: Callable[..., object], *given: Any, **how: Any) -> None:
        """What `rule` refuses is an error of this field."""
        try:
            rule(*given, **how)
        except Refusal as refusal:
            self.refuse(refusal, name)

    def refuse(self, refusal: Refusal, name: str = "") -> None:
        """A refusal beside its field, else above the form.

        Raises PermissionDenied when the actor may not do it at all: no other input would help.
        """
        if isinstance(refusal, NotAllowed):
            raise not_allowed(refusal) from refusal
        field = refusal.field or name
        self.add_error(field if field in self.fields else None, refusal.sentence)


def not_allowed(refusal: NotAllowed) -> PermissionDenied:
    """As the server answers it: 403."""
    return PermissionDenied(refusal.sentence)


@dataclass(frozen=True)
class Known:
    """How the browser may help with a field: its type, the keyboard of a phone, what it fills."""

    kind: str = "text"
    keyboard: str = ""
    # Staff type about somebody else: what the browser kept of them is wrong, and what it would
    # keep is another's, on a computer that colleagues share.
    fill: str = "off"


# By the name of the field, in every room.
KNOWN = {
    **dict.fromkeys(("first_name", "last_name", "display_name", "name", "birth_date"), Known()),
    **dict.fromkeys(("street", "house_number", "postcode", "municipality_name"), Known()),
    **dict.fromkeys(
        ("insz", "institution_number", "enterprise_number", "establishment_number"),
        Known(keyboard="numeric"),
    ),
    "phone": Known("tel"),
    "email": Known("email"),
}
# What somebody types about himself may be filled in (WCAG 2.2, 1.3.5).
OWN = {
    "phone": "tel",
    "email": "email",
    "street": "address-line1",
    "house_number": "off",
    "postcode": "postal-code",
    "municipality_name": "address-level2",
}


TYPED = {"text", "email", "tel", "date"}


def help_browser(name: str, widget: forms.Widget) -> None:
    """Type, keyboard and filling in of a known field; what the form says itself stays."""
    known = KNOWN.get(name)
    if (
        known is None
        or not isinstance(widget, forms.widgets.Input)
        or widget.input_type not in TYPED
    ):
        return
    if widget.input_type == "text":
        widget.input_type = known.kind
    widget.attrs.setdefault("autocomplete", known.fill)
    if known.keyboard:
        widget.attrs.setdefault("inputmode", known.keyboard)
