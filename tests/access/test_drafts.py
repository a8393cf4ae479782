"""A session that runs out while somebody types loses nothing, and shows it to nobody else."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.utils import timezone
from tests import world
from tests.conftest import owner

from overstap.access.drafts import COOKIE
from overstap.access.models import User
from overstap.dossier.models import Entry

pytestmark = pytest.mark.django_db

TYPED = "Komt elke dag op tijd."
FORM = {"label": TYPED}
SIGN_IN = "/aanmelden/?next=/concept/"


def sign_in(browser: Client, user_id: object) -> None:
    with owner():
        browser.force_login(User.objects.get(pk=user_id))
        session = browser.session
        session["second_factor"] = True
        session.save()


def run_out() -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def scene() -> tuple[Client, object, str]:
    """A counsellor at the form of a competence of a young person."""
    centre = world.organisation("Centrum")
    counsellor = world.member(centre)
    person = world.person()
    world.involve(person, centre)
    browser = Client()
    sign_in(browser, counsellor.user_id)
    page = f"/jongeren/{person.pk}/dossier/competences/nieuw/personal_competence/"
    return browser, counsellor.user_id, page


def labels() -> list[object]:
    with owner():
        return list(Entry.objects.order_by("pk").values_list("content__label", flat=True))


def test_what_was_typed_is_sent_after_signing_in_again() -> None:
    browser, user, page = scene()
    run_out()
    answer = browser.post(page, FORM)
    assert answer.headers["Location"] == SIGN_IN
    assert labels() == []
    sign_in(browser, user)
    shown = browser.get("/concept/").content.decode()
    assert TYPED in shown
    assert "Er is nog niets verstuurd" in shown
    sent = browser.post("/concept/", FORM)
    assert (sent.status_code, sent.headers["Location"]) == (307, page)
    browser.post(page, FORM)
    assert labels() == [TYPED]
    # Sent is gone: the same address shows nothing any more.
    assert browser.get("/concept/").headers["Location"] == "/"


def test_somebody_else_at_the_same_browser_reads_nothing() -> None:
    browser, _user, page = scene()
    run_out()
    browser.post(page, FORM)
    sign_in(browser, world.member(world.organisation("Elders")).user_id)
    answer = browser.get("/concept/")
    assert answer.headers["Location"] == "/"
    assert TYPED not in answer.content.decode()
    assert browser.cookies[COOKIE].value == ""


def test_another_browser_of_the_same_person_finds_nothing() -> None:
    browser, user, page = scene()
    run_out()
    browser.post(page, FORM)
    other = Client()
    sign_in(other, user)
    assert other.get("/concept/").headers["Location"] == "/"


def test_the_cache_does_not_hold_what_was_typed(monkeypatch) -> None:
    browser, user, page = scene()
    run_out()
    held = []
    monkeypatch.setattr(LocMemCache, "set", lambda _cache, *row: held.append(str(row)))
    browser.post(page, FORM)
    assert len(held) == 1
    key = browser.cookies[COOKIE].value
    assert not any(word in held[0] for word in ("Komt", "label", str(user), page, key))


def test_who_signed_out_leaves_no_draft() -> None:
    browser, _user, page = scene()
    key = browser.cookies["sessionid"].value
    browser.post("/afmelden/")
    browser.cookies["sessionid"] = key
    answer = browser.post(page, FORM)
    assert answer.headers["Location"] == f"/aanmelden/?next={page}"
    assert COOKIE not in answer.cookies


def test_throwing_it_away_leaves_nothing() -> None:
    browser, user, page = scene()
    run_out()
    browser.post(page, FORM)
    sign_in(browser, user)
    browser.post("/concept/", {"weg": "1"})
    assert browser.get("/concept/").headers["Location"] == "/"
    assert labels() == []


def test_a_fragment_sends_the_whole_page_to_sign_in() -> None:
    browser, _user, _page = scene()
    run_out()
    answer = browser.get(
        "/jongeren/?leerweg=dual",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/jongeren/"},
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/aanmelden/?next=/jongeren/"
