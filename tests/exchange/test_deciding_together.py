"""Evidence on another number that came with one person's messages is decided together."""

import random

import pytest
from django.urls import reverse

from overstap.access.actor import set_actor
from overstap.doors.viewer import Viewer
from overstap.exchange.led.generator import invent_people, led_answer
from overstap.exchange.models import SetAside
from overstap.exchange.sealing import hash_of
from overstap.people import services as people
from tests import world
from tests.clients import client_of
from tests.exchange import flows

pytestmark = pytest.mark.django_db
SOMEBODY, OTHER = invent_people(2, seed=4)


@pytest.fixture
def by() -> Viewer:
    """A counsellor with three certificates of Other's set aside, and one of a stranger."""
    by = flows.viewer(world.organisation())
    set_actor(by.user_id)
    for somebody in (SOMEBODY, OTHER):
        people.create_person(
            by=by,
            organisation_id=by.own_organisation,
            first_name=somebody.given_name,
            last_name=somebody.family_name,
            birth_date=somebody.born_on,
            insz=somebody.insz,
            tell=False,
        )
    for seed in range(4):
        data = led_answer(SOMEBODY, random.Random(seed), situation=4)
        flows.read(by, "led", (f"{SOMEBODY.insz}.xml", data))
    stranger = SetAside.objects.order_by("pk")[:1].get()
    SetAside.objects.exclude(pk=stranger.pk).update(number_hash=hash_of(OTHER.insz))
    return by


def _page(by: Viewer, *, of_other: bool) -> tuple[str, list[SetAside], list[SetAside]]:
    same = list(SetAside.objects.filter(number_hash=hash_of(OTHER.insz)).order_by("pk"))
    rest = list(SetAside.objects.exclude(number_hash=hash_of(OTHER.insz)))
    assert (len(same), len(rest)) == (3, 1)
    item = same[0] if of_other else rest[0]
    return reverse("exchange:set_aside", args=[item.pk]), same, rest


def test_what_stands_on_the_same_number_is_ticked_and_attached_at_once(by: Viewer) -> None:
    client = client_of(by.user_id)
    url, same, rest = _page(by, of_other=True)
    page = client.get(url).text
    assert page.count(" checked") == 2
    assert str(rest[0].pk) in page
    typed = {"act": "attach", "number": OTHER.insz, "also": [str(one.pk) for one in same[1:]]}
    assert client.post(url, typed).status_code == 302
    assert SetAside.objects.filter(state="attached").count() == 3
    assert SetAside.objects.get(state="open") == rest[0]


def test_another_number_among_them_attaches_nothing(by: Viewer) -> None:
    client = client_of(by.user_id)
    url, _same, rest = _page(by, of_other=True)
    typed = {"act": "attach", "number": OTHER.insz, "also": [str(rest[0].pk)]}
    answer = client.post(url, typed)
    assert (answer.status_code, "Vink die uit" in answer.text) == (422, True)
    assert SetAside.objects.filter(state="open").count() == 4


def test_all_of_them_are_put_away_with_one_reason(by: Viewer) -> None:
    client = client_of(by.user_id)
    url, same, _rest = _page(by, of_other=False)
    typed = {"act": "discard", "reason": "Niet van ons.", "also": [str(one.pk) for one in same]}
    assert client.post(url, typed).status_code == 302
    assert SetAside.objects.filter(state="discarded", reason="Niet van ons.").count() == 4
