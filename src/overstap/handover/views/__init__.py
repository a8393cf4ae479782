"""Small parts that several screens of this room share."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; status 422 when a form on it was sent and has errors: nothing typed is lost."""
    wrong = any(isinstance(value, Form) and value.errors for value in context.values())
    return render(request, template, context, status=422 if wrong else 200)


def put_refusal(form: Form, refusal: Refusal) -> None:
    """The sentence beside its field, or on top of the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.sentence)


def organisation_of(viewer: Viewer) -> UUID:
    """The organisation in which a staff member acts now."""
    if viewer.organisation_id is None:
        raise PermissionDenied
    return viewer.organisation_id
