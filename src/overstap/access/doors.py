"""The door of a page: who may knock, for what purpose, and the line in the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from overstap.access import drafts
from overstap.access.roles import can
from overstap.access.sending import once
from overstap.access.viewer import DEVICE_PATH, SECOND_FACTOR, Viewer, viewer_of
from overstap.audit.services import record_look, record_looks


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
                return once(request, lambda: view(request, viewer, *args, **kwargs))
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
        if not request.user.is_authenticated:
            return to_sign_in(request)
        locked = request.session.get(DEVICE_PATH)
        if locked and not request.path.startswith(locked):
            return redirect(locked)
        # Before the viewer: without the second step the database shows nobody anything.
        if request.user.needs_second_factor and not request.session.get(SECOND_FACTOR):
            return redirect("access:second_factor")
        viewer = viewer_of(request)
        if viewer is None:
            return to_sign_in(request)
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


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back: to the page that was asked, or to what was typed
    on it when the session ran out. A fragment is no place to sign in: HTMX goes there whole."""
    fragment = bool(getattr(request, "htmx", False))
    if request.method != "POST":
        asked = request.htmx.current_url_abs_path if fragment else ""  # type: ignore[attr-defined]
        response = redirect_to_login(asked or request.get_full_path())
    else:
        response = redirect_to_login(reverse("access:draft"))
        if not drafts.keep(request, response):
            response = redirect_to_login(request.get_full_path())
    if fragment:
        whole = HttpResponseClientRedirect(response.url)
        whole.cookies = response.cookies
        return whole
    return response


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
