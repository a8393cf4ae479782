"""Each request is one transaction with a signed actor."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from overstap.access.actor import set_actor


class ActorMiddleware:
    """Opens the transaction around the response, then signs the actor inside it.

    ATOMIC_REQUESTS alone opens it too late: the setting would be gone before the view runs.
    Exceptions have become responses by the time they arrive here, so 5xx rolls back by hand.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            user = request.user
            set_actor(user.pk if user.is_authenticated else None)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
