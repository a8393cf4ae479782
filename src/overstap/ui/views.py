"""The gallery: every component, with long names and with nothing in it."""

import inspect

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from overstap.ui.specimens import SPECIMENS, ShareForm, SpecimenForm
from overstap.ui.templatetags import components, dutch


def gallery(request: HttpRequest) -> HttpResponse:
    """Shows the components to whoever builds a page; holds made-up data only."""
    forms = {
        "example": SpecimenForm(),
        "wrong": SpecimenForm({"name": ""}, prefix="wrong"),
        "share": ShareForm({"family": "on"}),
    }
    narrow = request.GET.get("smal") == "1"
    template = "ui/gallery_phone.html" if narrow else "ui/gallery.html"
    return render(request, template, {**SPECIMENS, **forms, "usage": _usage()})


def _usage() -> list[tuple[str, str]]:
    """How each tag and filter is written and what it does, from its own docstring."""
    tags = [
        (f"{{% {' '.join([name, *_parameters(tag)])} %}}", inspect.getdoc(tag) or "")
        for name, tag in sorted(components.register.tags.items())
    ]
    filters = [
        (f"|{name}", inspect.getdoc(function) or "")
        for name, function in sorted(dutch.register.filters.items())
    ]
    return [*tags, *filters]


def _parameters(tag: object) -> list[str]:
    signature = inspect.signature(tag)  # type: ignore[arg-type]
    return [
        name if parameter.default is parameter.empty else f"{name}={parameter.default!r}"
        for name, parameter in signature.parameters.items()
        if name not in {"context", "content"}
    ]
