"""What the browser shows where a view has nothing to say itself."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.ui.asking import not_allowed


class OnlyButtonsMiddleware:
    """The address of a button, opened as a page: a sentence and a way on, no empty screen.

    That happens after a refused form: its page has the button's address, and whoever types Enter in
    the address bar or comes back from the sign-in page asks for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


class RefusalMiddleware:
    """A refusal that a view had no place for: one page with the sentence and the way back.

    What the act wrote before it was refused goes back, as it does where a view catches it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409 for a refusal; who may not do it at all gets the server's 403."""
        if isinstance(exception, NotAllowed):
            raise not_allowed(exception) from exception
        if not isinstance(exception, Refusal):
            return None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        return render(request, "refused.html", {"sentence": exception.sentence}, status=409)
