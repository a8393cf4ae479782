"""Each request is one transaction with a signed actor."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from overstap.access.actor import set_actor
from overstap.access.entrance import Entrance
from overstap.doors.viewer import DEVICE_PATH, SECOND_FACTOR

# Where "Klaar" on the centre's device goes; the one address outside the locked page.
DEVICE_DONE = "/toestel/klaar/"


class ActorMiddleware:
    """Opens the transaction around the response, then signs the actor inside it.

    ATOMIC_REQUESTS alone opens it too late: the setting would be gone before the view runs.
    Exceptions have become responses by the time they arrive here, so 5xx rolls back by hand.
    Staff without their second step are nobody for the database. A session of the centre's device
    stays on its one page. The doors of all rooms find their way in on the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.entrance = Entrance()  # type: ignore[attr-defined]
        locked = request.session.get(DEVICE_PATH)
        if locked and not request.path.startswith((locked, DEVICE_DONE)):
            return redirect(locked)
        with transaction.atomic():
            user = request.user
            known = user.is_authenticated and (
                not user.needs_second_factor or request.session.get(SECOND_FACTOR)
            )
            set_actor(user.pk if known else None)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class NotKeptMiddleware:
    """No page stays in a cache: after signing out, "back" on a shared computer shows nothing.

    Every page counts, also one for strangers: it holds a token of the session. Files of the design
    are served before this and may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response
