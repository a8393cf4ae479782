"""Searching both lists of handovers by name: found, safe, and in no address."""

import pytest

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
@pytest.mark.parametrize("text", ["haddad", "Hadd", "Haddad Amina", "amina haddad", "HADDÀD"])
def test_a_name_is_found_however_it_is_typed(lists, name, text):
    page = found(lists[name], name, text)
    assert "Amina Haddad" in page
    assert "Peeters" not in page


@pytest.mark.parametrize("name", ["queue", "centre"])
def test_a_search_without_a_hit_says_so_and_keeps_what_was_typed(lists, name):
    page = found(lists[name], name, "Onbekend%_")
    assert "Geen overdracht begint met “Onbekend%_”." in page
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


def test_the_sign_for_begins_with_is_leakproof(db):
    """What the search stands on: such a sign may run before a policy without telling anything."""
    sql = "select p.proleakproof from pg_operator o join pg_proc p on p.oid = o.oprcode" + (
        " where o.oprname = '^@'"
    )
    assert world.sql(sql) == [(True,)]
