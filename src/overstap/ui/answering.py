"""What a page answers after a form or a button: one way for all rooms."""

from collections.abc import Callable, Iterable, Mapping

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.ui.asking import not_allowed


def form_page(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    """The page; with 422 when a form on it was sent and has errors. Nothing typed is lost."""
    wrong = any(map(_is_wrong, _forms(context.values())))
    return render(request, template, context, status=422 if wrong else 200)


def carried_out(request: HttpRequest, act: Callable[[], object], told: str = "") -> bool:
    """Does what a button asked, and whether it was done. The next page says `told`, or why not.

    Raises PermissionDenied when the actor may not do it at all.
    """
    try:
        act()
    except NotAllowed as refusal:
        raise not_allowed(refusal) from refusal
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return False
    if told:
        messages.success(request, told)
    return True


def _forms(values: Iterable[object]) -> Iterable[BaseForm]:
    for value in values:
        if isinstance(value, BaseForm):
            yield value
        elif isinstance(value, list | tuple):
            yield from (one for one in value if isinstance(one, BaseForm))


def _is_wrong(form: BaseForm) -> bool:
    return form.is_bound and bool(form.errors)
