"""The demo's one-click sign-in: there in the demo, nowhere else."""

import importlib

import pytest
from django.test import Client

from overstap.home.models import Persona
from tests import world
from tests.conftest import owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def persona(db):
    member = world.member(world.organisation(), display_name="Ilse Verbeke")
    with owner():
        return Persona.objects.create(
            key="ilse",
            name="Ilse Verbeke",
            role_label="trajectbegeleider",
            story="Begeleidt 38 jongeren.",
            user=member.user,
            sort=1,
        )


def test_one_click_signs_in_with_the_second_factor_done(persona) -> None:
    client = Client()
    assert "Begeleidt 38 jongeren." in client.get("/demo/").content.decode()
    assert client.get("/demo/ilse/").status_code == 405
    client.post("/demo/ilse/")
    assert client.get("/", follow=True).redirect_chain == [("/jongeren/", 302)]


def test_an_unknown_persona_is_not_found(persona) -> None:
    assert Client().post("/demo/niemand/").status_code == 404


def test_outside_the_demo_the_addresses_do_not_exist(settings) -> None:
    from overstap.home import urls

    settings.DEMO = False
    try:
        names = {pattern.name for pattern in importlib.reload(urls).urlpatterns}
    finally:
        settings.DEMO = True
        importlib.reload(urls)
    assert names == {"front_door"}
