"""The gallery: every component, with long names and with nothing in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from overstap.ui.specimens import SPECIMENS, ShareForm, SpecimenForm


def gallery(request: HttpRequest) -> HttpResponse:
    """Shows the components to whoever builds a page; holds made-up data only."""
    forms = {
        "example": SpecimenForm(),
        "wrong": SpecimenForm({"name": ""}, prefix="wrong"),
        "share": ShareForm({"family": "on"}),
    }
    narrow = request.GET.get("smal") == "1"
    template = "ui/gallery_phone.html" if narrow else "ui/gallery.html"
    return render(request, template, {**SPECIMENS, **forms})
