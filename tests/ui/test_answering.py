"""One way to answer a form, a button and a refusal, in all rooms."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from tests import world
from tests.clients import client_of

from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.ui.answering import carried_out, form_page
from overstap.ui.asking import RefusableForm


class Named(RefusableForm):
    name = forms.CharField()


def asked() -> HttpRequest:
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def refuse() -> None:
    raise Refusal("Dat kan nu niet.")


@pytest.mark.parametrize(
    ("context", "status"),
    [
        ({"form": Named()}, 200),
        ({"form": Named({"name": "Ella"})}, 200),
        ({"form": Named({})}, 422),
        ({"forms": [Named(), Named({})]}, 422),
    ],
)
def test_a_page_whose_form_has_errors_says_so(context: dict[str, object], status: int) -> None:
    assert form_page(asked(), "405.html", context).status_code == status


def test_a_button_says_on_the_next_page_what_was_done_or_why_not() -> None:
    request = asked()
    assert carried_out(request, lambda: None, "Klaar.")
    assert not carried_out(request, refuse, "Klaar.")
    told = [(one.level_tag, one.message) for one in get_messages(request)]
    assert told == [("success", "Klaar."), ("error", "Dat kan nu niet.")]


def test_who_may_not_at_all_is_told_by_the_server() -> None:
    def not_mine() -> None:
        raise NotAllowed("Dit hoort bij een ander centrum.")

    with pytest.raises(PermissionDenied, match="ander centrum"):
        carried_out(asked(), not_mine)
    with pytest.raises(PermissionDenied, match="ander centrum"):
        Named({"name": "Ella"}).refuse(NotAllowed("Dit hoort bij een ander centrum."))


def test_a_refusal_stands_beside_its_field_or_above_the_form() -> None:
    form = Named({"name": "Ella"})
    form.refuse(Refusal("Te lang.", field="name"))
    form.refuse(Refusal("Niet nu.", field="elsewhere"))
    assert form.errors == {"name": ["Te lang."], "__all__": ["Niet nu."]}


@pytest.mark.django_db
def test_who_may_not_at_all_reads_why() -> None:
    centre, who = world.organisation(), world.person()
    world.involve(who, centre)
    written = world.entry(who, centre)
    young = client_of(world.account_of(who))
    answer = young.post(reverse("dossier:my_take_back", args=[written.pk]))
    assert answer.status_code == 403
    assert "Dit schreef iemand anders." in answer.content.decode()
