"""Searching both lists of handovers by name: found, safe, and in no address."""

import pytest

from overstap.access.actor import acting_as
from tests import world
from tests.handover.test_pages import client_of, url

pytestmark = pytest.mark.django_db


def found(client, name, text):
    return client.post(url(name), {"naam": text}).content.decode()


@pytest.fixture
def lists(scene):
    """The pages of the office and of the centre, with three people in them."""
    scene.sent()
    for first in ("Bram", "Nele"):
        scene.arrived(first, None)
    return {
        "queue": client_of(scene.receiver.user_id),
        "centre": client_of(scene.sender.user_id),
    }


@pytest.mark.parametrize("name", ["queue", "centre"])
@pytest.mark.parametrize(
    "text", ["haddad", "Hadd", "Haddad Amina", "amina haddad", "HADDÀD", "adda", "addad ami"]
)
def test_a_name_is_found_however_it_is_typed(lists, name, text):
    page = found(lists[name], name, text)
    assert "Amina Haddad" in page
    assert "Peeters" not in page


@pytest.mark.parametrize("name", ["queue", "centre"])
def test_a_search_without_a_hit_says_so_and_keeps_what_was_typed(lists, name):
    page = found(lists[name], name, "Onbekend%_")
    assert "Geen overdracht van iemand met “Onbekend%_” in de naam." in page
    assert 'value="Onbekend%_"' in page
    assert "Amina" not in page


@pytest.mark.parametrize("name", ["queue", "centre"])
def test_an_empty_search_shows_the_list(lists, name):
    page = found(lists[name], name, "  ")
    assert "Typ eerst een naam." in page
    assert "Amina Haddad" in page


def test_an_office_finds_nobody_of_another_office(scene, lists):
    other = client_of(scene.other_consultant.user_id)
    assert "Amina" not in found(other, "queue", "haddad")


def test_an_office_finds_nobody_whose_handover_it_may_not_read(scene, lists):
    """Declined or past its period, the handover stands but the person is not theirs to see."""
    with world.owner():
        world.sql("delete from access_grant where source = 'handover'")
    assert "Haddad" not in found(lists["queue"], "queue", "haddad").replace('value="haddad"', "")


@pytest.mark.parametrize("name", ["queue", "centre"])
@pytest.mark.parametrize("text", ["Guadalupe", "angeles", "guadalupe rodri", "echeverr"])
def test_a_second_name_and_the_middle_of_a_long_one_are_found(scene, lists, name, text):
    scene.arrived("Maria Guadalupe de los Ángeles", None, "Rodríguez y Echeverría")
    page = found(lists[name], name, text)
    assert "Rodríguez y Echeverría" in page
    assert "Haddad" not in page


@pytest.mark.parametrize("name", ["queue", "centre"])
def test_one_or_two_letters_count_where_a_word_begins(lists, name):
    assert "Amina Haddad" in found(lists[name], name, "Ha")
    assert "Amina Haddad" not in found(lists[name], name, "dd")
    assert "Nele Peeters" in found(lists[name], name, "ne")


def test_a_search_without_a_hit_does_not_say_that_the_list_is_empty(lists):
    assert "Geen overdrachten" not in found(lists["centre"], "centre", "Onbekend")


def finds_by_raw_sql(viewer, organisation):
    asked = "select count(*) from rights.search_handovers(%s, %s, 50)"
    with acting_as(viewer.user_id):
        return world.sql(asked, organisation.pk, ["haddad"]) == [(1,)]


def test_raw_sql_finds_nobody_whom_a_centre_only_showed_the_file(scene):
    scene.shown()
    assert finds_by_raw_sql(scene.sender, scene.centre)
    assert not finds_by_raw_sql(scene.receiver, scene.office)


def test_raw_sql_finds_nobody_of_another_organisation_or_whose_period_is_over(scene):
    scene.sent()
    assert finds_by_raw_sql(scene.receiver, scene.office)
    assert not finds_by_raw_sql(scene.receiver, scene.centre)
    assert not finds_by_raw_sql(scene.other_consultant, scene.office)
    with world.owner():
        world.sql("delete from access_grant where source = 'handover'")
    assert not finds_by_raw_sql(scene.receiver, scene.office)


def test_a_family_name_is_found_without_its_spaces(scene):
    scene.arrived("Lotte", None, "Van den Bossche")
    centre = client_of(scene.sender.user_id)
    assert "Van den Bossche" in found(centre, "centre", "vandenbossche")
