"""Between the day on which 18 is possible and the one on which it is certain."""

from datetime import date

import pytest

from overstap.access.actor import acting_as
from overstap.access.models import Choice
from overstap.dossier.models import Entry
from overstap.people.models import Person
from tests import world
from tests.clients import client_of
from tests.conftest import owner
from tests.handover import scene as scenes
from tests.handover.scene import CAREER
from tests.handover.test_pages import seen_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def perhaps(db, stand_on):
    """Born in 2009: perhaps 18 when the handover is shown, certainly on 31 December 2027."""
    stand_on(scenes.SHOWN_ON)
    made = scenes.make(stand_on, birth=date(2009, 1, 1))
    with owner():
        Person.objects.filter(pk=made.person.pk).update(birth_precision="year")
        made.person.refresh_from_db()
    return made


def private_seen(scene):
    return scene.groups_seen_by(scene.consultant) - set(CAREER)


def test_a_guardian_confirms_on_a_page_that_shows_nothing_of_the_file(perhaps):
    handover_id = perhaps.sent()
    guardian = world.guardian_of(perhaps.person)
    perhaps.choose(handover_id, "family")
    assert private_seen(perhaps) == set()
    with acting_as(guardian):
        assert not Entry.objects.exists()
    browser = client_of(guardian)
    address = f"/mijn/bevestigen/{handover_id}/"
    shown = browser.get(address)
    assert shown.status_code == 200
    assert "Misschien is" in shown.text
    assert "Tot 31 december 2027 bevestig jij nog mee." in shown.text
    assert "Dit gaat altijd mee" not in shown.text
    assert "Jij leest niet wat er staat" in shown.text
    assert "gaat er dan ook niets mee" not in shown.text
    browser.post(address, {"family": "ja", **seen_on(shown.text)})
    assert private_seen(perhaps) == {"family"}
    assert browser.get("/mijn/").status_code == 200


def test_the_no_of_one_guardian_holds_against_the_yes_of_another(perhaps):
    handover_id = perhaps.sent()
    one, other = world.guardian_of(perhaps.person), world.guardian_of(perhaps.person)
    perhaps.choose(handover_id, "family")
    address = f"/mijn/bevestigen/{handover_id}/"
    for guardian, answer in ((one, "nee"), (other, "ja")):
        browser = client_of(guardian)
        text = browser.get(address).text
        browser.post(address, {"family": answer, **seen_on(text)})
        perhaps.choose(handover_id, "family")
    assert "Hierover is thuis nog geen akkoord" in client_of(other).get(address).text
    assert private_seen(perhaps) == set()


def test_on_the_day_that_18_is_certain_no_guardian_is_asked(perhaps):
    handover_id = perhaps.sent()
    guardian = world.guardian_of(perhaps.person)
    perhaps.at(date(2027, 12, 31))
    perhaps.choose(handover_id, "family")
    assert private_seen(perhaps) == {"family"}
    with acting_as(guardian):
        assert not Person.objects.exists()
        assert not Choice.objects.exists()
