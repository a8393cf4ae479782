"""The front door: what everybody sees, and where each role lands."""

import pytest
from django.test import Client

from tests import world
from tests.desk.conftest import centre, office, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_front_door_is_open_without_signing_in() -> None:
    page = Client().get("/")
    assert page.status_code == 200
    assert "Meld je aan" in page.content.decode()


@pytest.mark.parametrize("role", ["counsellor", "centre_lead"])
def test_who_guides_lands_on_the_own_young_people(role, signed_in) -> None:  # noqa: F811
    member = world.member(world.organisation(), role)
    assert signed_in(member.user_id).get("/")["Location"] == "/jongeren/"


def test_vdab_lands_on_the_queue_or_on_today(office, signed_in) -> None:  # noqa: F811
    assert signed_in(office.user_id).get("/")["Location"] in {"/overdrachten/", "/vandaag/"}


def test_a_young_person_and_a_guardian_land_on_the_overstap(signed_in) -> None:  # noqa: F811
    from datetime import date

    who = world.person(birth=date(2012, 1, 1))
    assert signed_in(world.account_of(who)).get("/")["Location"] == "/mijn/"
    assert signed_in(world.guardian_of(who)).get("/")["Location"] == "/mijn/"


def test_an_admin_lands_on_the_members(signed_in) -> None:  # noqa: F811
    member = world.member(world.organisation(), "org_admin")
    assert signed_in(member.user_id).get("/")["Location"] == "/leden/"


def test_the_menu_shows_only_what_leads_somewhere_and_marks_the_page(
    centre,  # noqa: F811
    signed_in,  # noqa: F811
) -> None:
    client = signed_in(centre.counsellor.user_id)
    page = client.get("/vandaag/")
    entries = {entry["label"]: entry for entry in page.context["navigation"]}
    assert entries["Vandaag"]["current"]
    assert not entries["Jongeren"]["current"]
    assert "Vragen" not in entries
    for entry in entries.values():
        assert client.get(entry["url"]).status_code == 200
    assert "Vragen" in {
        entry["label"]
        for entry in signed_in(centre.lead.user_id).get("/vandaag/").context["navigation"]
    }


def test_one_account_with_two_parts_can_switch(centre, signed_in) -> None:  # noqa: F811
    from datetime import date

    from overstap.access.models import PersonAccount
    from overstap.people.models import Guardian
    from tests.conftest import owner

    child = world.person("Noor", "Verbeke", date(2012, 5, 1))
    with owner():
        link = Guardian.objects.create(
            person=child,
            name="Ilse Verbeke",
            relation="parent",
            from_on=date(2012, 5, 1),
            until_on=date(2030, 5, 1),
        )
        PersonAccount.objects.create(
            user_id=centre.counsellor.user_id, person=child, kind="guardian", guardian=link
        )
    client = signed_in(centre.counsellor.user_id)
    menu = client.get("/vandaag/").context["account_menu"]
    assert [part.current for part in menu["switches"]] == [True, False]
    client.post(menu["switch_url"], {"membership": menu["switches"][1].value})
    assert client.get("/")["Location"] == "/mijn/"
    assert "De overstap van Noor" in client.get("/mijn/").content.decode()
    menu = client.get("/mijn/").context["account_menu"]
    assert [part.current for part in menu["switches"]] == [False, True]
