"""A new password needs the present one, and ends every other session of the account."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests import world
from tests.access.test_second_factor import code_now, secret_on, set_up, staff
from tests.conftest import owner

from overstap.access.models import User
from overstap.access.sign_in import login_key

pytestmark = pytest.mark.django_db
OLD, NEW = "een lang wachtwoord", "drie nieuwe woorden"
WHERE = "/account/wachtwoord/"


@pytest.fixture
def account():
    """A young person with a name and a password."""
    cache.clear()
    user_id = world.account_of(world.person())
    with owner():
        User.objects.filter(pk=user_id).update(username=login_key("lina"))
    return user_id


def signed_in():
    browser = Client()
    assert browser.post("/aanmelden/", {"name": "lina", "password": OLD}).status_code == 302
    return browser


def change(browser, current=OLD, new=NEW, again=NEW):
    return browser.post(WHERE, {"current": current, "password": new, "password_again": again})


def test_a_new_password_lets_in_and_the_old_one_does_not(account):
    browser = signed_in()
    assert change(browser)["Location"] == "/account/"
    assert browser.get("/account/").status_code == 200, "this session goes on"
    for password, status in ((OLD, 200), (NEW, 302)):
        entered = Client().post("/aanmelden/", {"name": "lina", "password": password})
        assert (entered.status_code == 302) == (status == 302)


def test_every_other_session_ends(account):
    here, elsewhere = signed_in(), signed_in()
    change(here)
    assert elsewhere.get("/account/")["Location"].startswith("/aanmelden/")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"current": "iets anders"}, "Dit is niet je huidige wachtwoord."),
        ({"new": "kort", "again": "kort"}, "10"),
        ({"again": "drie andere woorden"}, "Dit is niet hetzelfde wachtwoord."),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(account, given, said):
    browser = signed_in()
    answer = change(browser, **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Client().post("/aanmelden/", {"name": "lina", "password": OLD}).status_code == 302


def test_guessing_the_present_password_is_limited(account):
    browser = signed_in()
    for _ in range(12):
        text = change(browser, current="gok gok gok").content.decode()
    assert "Te veel foute pogingen." in text
    assert "Te veel foute pogingen." in change(browser).content.decode()


# The second step


def test_another_app_needs_a_code_of_the_present_one(db):
    cache.clear()
    staff()
    browser = Client()
    _secret, codes = set_up(browser)
    where = "/account/tweede-stap/"
    wrong = browser.post(where, {"code": "000000"})
    assert wrong.status_code == 422
    assert "Deze code klopt niet." in wrong.content.decode()
    assert browser.get("/account/").status_code == 200, "a wrong code ends nothing"
    assert browser.post(where, {"code": codes[0]})["Location"] == where
    fresh = secret_on(browser.get(where).content)
    done = browser.post(where, {"code": code_now(fresh)})
    assert "Je herstelcodes" in done.content.decode()
    assert 'href="/account/"' in done.content.decode()


def test_new_recovery_codes_replace_the_former_ones(db):
    cache.clear()
    staff()
    browser = Client()
    _secret, former = set_up(browser)
    shown = browser.post("/account/herstelcodes/", {"code": former[0]}).content.decode()
    assert "Je vorige herstelcodes werken niet meer." in shown
    assert all(code not in shown for code in former)
    again = browser.post("/account/herstelcodes/", {"code": former[1]})
    assert again.status_code == 422
