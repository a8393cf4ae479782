"""What the browser shows where a view has nothing to say itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
