"""The door of a page: who may knock, for what purpose, and the line in the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Protocol
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from overstap.audit.services import record_look, record_looks
from overstap.doors.roles import can
from overstap.doors.viewer import DEVICE_PATH, SECOND_FACTOR, Viewer


class Entrance(Protocol):
    """Where people come in. Accounts know people and organisations, and those have doors too: so
    the middleware of `access` puts it on each request (`request.entrance`)."""

    def viewer_of(self, request: HttpRequest) -> Viewer | None:
        """Who looks; None when nobody is signed in."""

    def to_sign_in(self, request: HttpRequest) -> HttpResponse:
        """The way to the sign-in page, and from there back."""

    def once[R: HttpResponseBase](
        self, request: HttpRequest, view: Callable[[], R]
    ) -> R | HttpResponse:
        """Lets a view make something, unless the same person just sent the same."""


@dataclass(frozen=True)
class Door:
    """A decorator of views: see `door`."""

    roles: frozenset[str] | set[str] | None
    action: str | None
    creates: bool

    def __call__[**P, R: HttpResponseBase](
        self, view: Callable[Concatenate[HttpRequest, Viewer, P], R]
    ) -> Callable[Concatenate[HttpRequest, P], R | HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
            viewer = self.let_in(request)
            if isinstance(viewer, HttpResponse):
                return viewer
            if self.creates:
                return _entrance(request).once(
                    request, lambda: view(request, viewer, *args, **kwargs)
                )
            return view(request, viewer, *args, **kwargs)

        # Read by the tests, which knock at every door, and send what creates something twice.
        opened.door = self  # type: ignore[attr-defined]
        return opened

    def admits(self, role: str) -> bool:
        """Whether a role comes in at all, whatever the record behind the door."""
        if self.roles is not None and role not in self.roles:
            return False
        return self.action is None or can(role, self.action)

    def let_in(self, request: HttpRequest) -> Viewer | HttpResponse:
        """Who looks, or the answer to somebody who may not go on."""
        if is_ahead(request):
            # Not logged, so not answered: who reads in this way would leave no trace. A browser
            # asks again when somebody really goes there.
            return HttpResponse(status=503)
        entrance = _entrance(request)
        if not request.user.is_authenticated:
            return entrance.to_sign_in(request)
        locked = request.session.get(DEVICE_PATH)
        if locked and not request.path.startswith(locked):
            return redirect(locked)
        # Before the viewer: without the second step the database shows nobody anything.
        if request.user.needs_second_factor and not request.session.get(SECOND_FACTOR):
            return redirect("access:second_factor")
        viewer = entrance.viewer_of(request)
        if viewer is None:
            return entrance.to_sign_in(request)
        if not self.admits(viewer.role):
            raise PermissionDenied
        return viewer


def door(
    *,
    roles: frozenset[str] | set[str] | None = None,
    action: str | None = None,
    creates: bool = False,
) -> Door:
    """Opens a view to signed-in viewers with one of `roles`, or with a staff `action`.

    Not signed in: to the sign-in page. Wrong role: 403. A person that is not yours is not found:
    the view's first line fetches in scope. A locked session of the centre's device opens its one
    page only. The view gets the viewer as its second argument.
    """
    return Door(roles, action, creates)


def _entrance(request: HttpRequest) -> Entrance:
    entrance: Entrance = request.entrance  # type: ignore[attr-defined]
    return entrance


def is_ahead(request: HttpRequest) -> bool:
    """A browser that fetches or renders a page before anybody goes there, or says that it does."""
    said = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return "prefetch" in said.lower() or "prerender" in said.lower()


def is_look(request: HttpRequest) -> bool:
    """A page that somebody really gets to see: no HEAD. A form that was refused shows its page, and
    all that stands on it, as a GET does."""
    return request.method in {"GET", "POST"} and not is_ahead(request)


def looked(
    request: HttpRequest,
    viewer: Viewer,
    name: str,
    *,
    person: UUID | None,
    purpose: str,
    object: UUID | None = None,
    **detail: object,
) -> None:
    """Logs the opening of a file, data group, document or export by this request.

    Called where the page is made: never before a redirect.
    """
    if is_look(request):
        record_look(
            name,
            role=viewer.role,
            person=person,
            organisation=viewer.organisation_id,
            object=object,
            purpose=purpose,
            **detail,
        )


def looked_into(
    request: HttpRequest, viewer: Viewer, *, person: UUID, groups: Mapping[str, str]
) -> None:
    """Logs the opening of several data groups by one page, each with its purpose."""
    if groups and is_look(request):
        record_looks(
            "group_opened",
            role=viewer.role,
            person=person,
            organisation=viewer.organisation_id,
            details=[(purpose, {"group": group}) for group, purpose in groups.items()],
        )
