"""Who has no device answers on the centre's: a session of one page, twenty minutes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone
from tests import world
from tests.access.browsers import code_on
from tests.access.test_activation import BORN, Centre, activate
from tests.conftest import owner

from overstap.access.models import PersonAccount, User
from overstap.access.sessions import stored_key
from overstap.audit.models import Record
from overstap.doors.viewer import answer_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return Centre()


def device_code(centre: Centre, page=None) -> str:
    answer = centre.browser.post(
        centre.url, {"recipient": "self", "overdracht": str(page or uuid4())}
    )
    return code_on(answer.content)


def open_page(code: str, browser: Client):
    return browser.post("/toestel/", {"code": code, "birth_date": BORN.isoformat()})


def test_the_code_opens_the_one_page_that_was_given_and_no_other(centre):
    handover, browser = uuid4(), Client()
    page = f"/mijn/keuze/{handover}/"
    assert open_page(device_code(centre, handover), browser)["Location"] == page
    for other in ("/", "/mijn/", "/mijn/dossier/", f"/mijn/keuze/{uuid4()}/", "/aanmelden/",
                  "/activeren/", "/toestel/", "/papier/", "/wissel/"):  # fmt: skip
        assert browser.get(other).headers.get("Location") == page, other
    assert browser.get(page).headers.get("Location") != page


def test_the_session_ends_after_twenty_minutes_however_much_is_clicked(centre):
    browser = Client()
    open_page(device_code(centre), browser)
    [session] = Session.objects.filter(session_key=stored_key(browser.session.session_key))
    left = session.expire_date - timezone.now()
    assert timedelta(minutes=19) < left <= timedelta(minutes=20)
    browser.get("/")
    assert Session.objects.get(pk=session.pk).expire_date == session.expire_date


def test_the_counsellor_who_was_signed_in_on_this_device_is_signed_out(centre):
    old_key = centre.browser.session.session_key
    open_page(device_code(centre), centre.browser)
    assert not Session.objects.filter(session_key=stored_key(old_key)).exists()
    assert centre.browser.session["_auth_user_id"] != str(centre.member.user_id)
    assert "second_factor" not in centre.browser.session


def test_klaar_ends_the_session_and_leaves_nothing_behind(centre):
    browser = Client()
    answer = open_page(device_code(centre), browser)
    assert browser.post("/toestel/klaar/")["Location"] == "/toestel/"
    assert "_auth_user_id" not in browser.session
    assert "/aanmelden/" in browser.get("/papier/")["Location"]
    assert answer["Location"] not in browser.get("/toestel/").headers.get("Location", "")


def test_a_device_code_works_once_and_needs_the_birth_date(centre):
    code = device_code(centre)
    wrong = Client().post("/toestel/", {"code": code, "birth_date": "1999-01-01"})
    assert wrong.status_code == 422
    assert open_page(code, Client()).status_code == 302
    assert open_page(code, Client()).status_code == 422


def test_a_device_code_opens_no_account_and_an_account_code_no_device(centre):
    assert activate(device_code(centre)).status_code == 422
    assert open_page(centre.code(), Client()).status_code == 422


def test_the_account_behind_it_cannot_be_signed_in_to_until_it_is_activated(centre):
    open_page(device_code(centre), Client())
    with owner():
        [link] = PersonAccount.objects.all()
        assert not User.objects.get(pk=link.user_id).has_usable_password()
    assert activate(centre.code(), name="amina").status_code == 302
    with owner():
        assert PersonAccount.objects.count() == 1
        assert User.objects.get(pk=link.user_id).has_usable_password()


def test_an_account_that_exists_keeps_its_password(centre):
    account = world.account_of(centre.person)
    with owner():
        before = User.objects.get(pk=account).password
    browser = Client()
    open_page(device_code(centre), browser)
    assert browser.session["_auth_user_id"] == str(account)
    with owner():
        assert User.objects.get(pk=account).password == before


def test_an_answer_given_here_is_marked_as_given_on_the_device(centre):
    browser = Client()
    open_page(device_code(centre), browser)
    request = RequestFactory().get("/")
    request.session = browser.session
    assert answer_channel(request) == "device"
    request.session = {}
    assert answer_channel(request) == "account"


def test_the_opening_stands_in_the_log_of_the_young_person(centre):
    open_page(device_code(centre), Client())
    with owner():
        assert Record.objects.filter(name="device_opened").exclude(subject=None).exists()


def test_a_link_to_another_site_is_no_page(centre):
    answer = centre.browser.post(centre.url, {"recipient": "self", "overdracht": "//kwaad.test"})
    # Not a handover: an ordinary code is shown, that opens no device.
    assert open_page(code_on(answer.content), Client()).status_code == 422
