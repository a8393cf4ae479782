"""The table of sessions, which anybody with SQL reads and writes, opens nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests import world
from tests.conftest import owner

from overstap.access.models import User
from overstap.access.sessions import SessionStore, stored_key

pytestmark = pytest.mark.django_db


def signed_in() -> tuple[Client, str]:
    browser = Client()
    with owner():
        browser.force_login(User.objects.get(pk=world.user().pk))
    return browser, browser.session.session_key


def who(key: str) -> str | None:
    return SessionStore(key).get("_auth_user_id")


def test_a_session_is_found_by_the_key_of_its_cookie() -> None:
    browser, key = signed_in()
    assert who(key) == browser.session["_auth_user_id"]


def test_the_table_does_not_hold_the_key_of_the_cookie() -> None:
    _, key = signed_in()
    row = Session.objects.get(session_key=stored_key(key))
    assert key not in f"{row.session_key} {row.session_data}"
    assert who(row.session_key) is None


def test_contents_copied_to_another_session_are_void() -> None:
    _, victim = signed_in()
    _, attacker = signed_in()
    stolen = Session.objects.get(session_key=stored_key(victim)).session_data
    Session.objects.filter(session_key=stored_key(attacker)).update(session_data=stolen)
    assert who(attacker) is None


def test_ending_a_session_removes_its_row() -> None:
    browser, key = signed_in()
    browser.session.flush()
    assert not Session.objects.filter(session_key=stored_key(key)).exists()
    assert who(key) is None


def test_a_new_key_keeps_the_contents() -> None:
    browser, key = signed_in()
    session = browser.session
    session.cycle_key()
    assert session.session_key != key
    assert who(session.session_key)
    assert who(key) is None
