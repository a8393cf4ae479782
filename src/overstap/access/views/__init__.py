"""Pages of access. What they share: one way to refuse, one limit on guessing."""

from typing import Any

from allauth.core import ratelimit
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from overstap.access.sign_in import code_key
from overstap.kernel.refusals import NotAllowed, Refusal


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that no cache keeps; with errors in its form it answers 422."""
    form = context.get("form")
    if status == 200 and form is not None and form.is_bound and form.errors:
        status = 422
    response = render(request, template, context, status=status)
    patch_cache_control(response, no_store=True, private=True)
    return response


def put_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Shows a refusal in the form; who may not do it at all gets 403."""
    if isinstance(refusal, NotAllowed):
        raise PermissionDenied(refusal.sentence)
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


def limit_guesses(request: HttpRequest, code: str) -> None:
    """Raises Refusal after too many codes from this address, or too many tries of this code."""
    if not ratelimit.consume(request, action="open_code", key=code_key(code)):
        raise Refusal(_("Te veel pogingen. Wacht een uur en probeer opnieuw."), code="too_many")
