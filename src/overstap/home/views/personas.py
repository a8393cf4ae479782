"""The demo's sign-in with one click. Registered only when settings.DEMO (urls.py)."""

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from overstap.access.models import User
from overstap.home.models import Persona


def _known() -> list[Persona]:
    from overstap.home import demo

    return list(demo.personas())


@require_GET
def personas(request: HttpRequest) -> HttpResponse:
    """Invented people to look around as."""
    return render(request, "home/personas.html", {"personas": _known()})


@require_POST
def become(request: HttpRequest, key: str) -> HttpResponse:
    """Signs in as an invented person, second factor included."""
    persona = next((one for one in _known() if one.key == key), None)
    if persona is None or not settings.DEMO:
        raise Http404
    user = User.objects.get(pk=persona.user_id)
    auth.logout(request)
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["second_factor"] = True
    return redirect("home:front_door")
