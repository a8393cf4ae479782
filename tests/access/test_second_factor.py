"""Staff sign in with a second step, at each sign-in; young people and guardians never need one."""

import html
import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import hashers
from django.test import Client
from tests import world
from tests.conftest import owner

from overstap.access.models import User
from overstap.access.sign_in import login_key
from overstap.audit.models import Record
from overstap.doors.roles import FILE_ROLES

pytestmark = pytest.mark.django_db
PASSWORD = "een lang wachtwoord"
SET_UP = "/aanmelden/tweede-stap/"


def staff(role: str = "counsellor") -> User:
    member = world.member(world.organisation(), role)
    with owner():
        User.objects.filter(pk=member.user_id).update(username=login_key("sofie@centrum.test"))
        return User.objects.get(pk=member.user_id)


def sign_in(browser: Client, name: str = "sofie@centrum.test", password: str = PASSWORD, **more):
    return browser.post("/aanmelden/", {"name": name, "password": password, **more})


def secret_on(page: bytes) -> str:
    found = re.search(r"<strong[^>]*>([A-Z2-7 ]{32,60})</strong>", page.decode())
    assert found
    return found.group(1).replace(" ", "")


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up(browser: Client) -> tuple[str, list[str]]:
    """Signs in and sets up the app; answers its secret and the recovery codes."""
    sign_in(browser)
    secret = secret_on(browser.get(SET_UP).content)
    done = browser.post(SET_UP, {"code": code_now(secret)})
    assert done.status_code == 200
    return secret, re.findall(r"<code>(\d+)</code>", done.content.decode())


def test_a_staff_member_sets_up_the_second_step_at_the_first_sign_in():
    staff()
    browser = Client()
    assert sign_in(browser)["Location"] == SET_UP
    assert browser.get("/leden/")["Location"] == SET_UP
    _secret, codes = set_up(browser)
    assert len(codes) == 10
    assert browser.get("/papier/").status_code == 200


def test_the_page_of_the_set_up_holds_its_picture_in_itself():
    staff()
    browser = Client()
    sign_in(browser)
    page = browser.get(SET_UP)
    picture = re.search(r'<img src="([^"]+)"', page.content.decode())
    assert picture
    assert html.unescape(picture.group(1)).startswith("data:image/svg+xml")
    assert "style=" not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_at_the_next_sign_in_a_code_is_asked_and_a_wrong_one_refused():
    staff()
    secret, _codes = set_up(Client())
    browser = Client()
    with time_machine.travel(time.time() + 300, tick=False):
        sign_in(browser)
        assert browser.get("/papier/")["Location"] == SET_UP
        wrong = f"{(int(code_now(secret)) + 1) % 1_000_000:06d}"
        assert browser.post(SET_UP, {"code": wrong}).status_code == 422
        assert browser.get("/papier/")["Location"] == SET_UP
        assert browser.post(SET_UP, {"code": code_now(secret)}).status_code == 302
        assert browser.get("/papier/").status_code == 200


def test_a_code_that_was_used_does_not_work_again():
    staff()
    secret, _codes = set_up(Client())
    browser = Client()
    sign_in(browser)
    assert browser.post(SET_UP, {"code": code_now(secret)}).status_code == 422


def test_a_recovery_code_works_once():
    staff()
    _secret, codes = set_up(Client())
    for expected in (302, 422):
        browser = Client()
        sign_in(browser)
        assert browser.post(SET_UP, {"code": codes[0]}).status_code == expected


def test_five_wrong_codes_stop_the_guessing():
    staff()
    set_up(Client())
    browser = Client()
    sign_in(browser)
    pages = [browser.post(SET_UP, {"code": f"{n:06d}"}).content.decode() for n in range(6)]
    assert "Te veel foute codes" in pages[5]
    assert "Te veel foute codes" not in pages[4]


def test_secrets_are_encrypted_in_the_database_and_in_the_session():
    staff()
    browser = Client()
    sign_in(browser)
    secret = secret_on(browser.get(SET_UP).content)
    assert secret not in str(dict(browser.session.items()))
    done = browser.post(SET_UP, {"code": code_now(secret)})
    [recovery] = re.findall(r"<code>(\d+)</code>", done.content.decode())[:1]
    with owner():
        kept = [str(row.data) for row in Authenticator.objects.all()]
    assert len(kept) == 2
    assert not [row for row in kept if secret in row or recovery in row]


def test_the_database_knows_nobody_before_the_second_step():
    user = staff()
    browser = Client()
    sign_in(browser)
    browser.get(SET_UP)
    assert world.sql("select rights.actor_id()") == [(None,)]
    set_up(browser)
    with owner():
        assert "second_factor_set" in set(
            Record.objects.filter(actor=user.pk).values_list("name", flat=True)
        )


def test_signing_in_again_asks_the_second_step_again_in_the_same_browser():
    staff()
    browser = Client()
    set_up(browser)
    browser.post("/afmelden/")
    sign_in(browser)
    assert browser.get("/papier/")["Location"] == SET_UP


def test_a_young_person_is_never_asked_a_second_step():
    who = world.person()
    account = world.account_of(who)
    with owner():
        User.objects.filter(pk=account).update(username=login_key("amina"))
    browser = Client()
    assert sign_in(browser, "amina")["Location"] == "/"
    assert browser.get(SET_UP)["Location"] == "/"


def test_an_unknown_name_and_a_wrong_password_read_and_cost_the_same(monkeypatch):
    staff()
    work = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, *a, **k: work.append(1) or encode(self, *a, **k),
    )
    counts, words = [], []
    for name in ("sofie@centrum.test", "niemand@centrum.test"):
        work.clear()
        answer = sign_in(Client(), name, "helemaal verkeerd")
        counts.append(len(work))
        words.append(answer.context["form"].non_field_errors())
    assert words[0] == words[1]
    assert counts[0] == counts[1] == 1


def test_a_locked_account_reads_like_a_wrong_password():
    user = staff()
    with owner():
        User.objects.filter(pk=user.pk).update(is_active=False)
    browser = Client()
    page = sign_in(browser)
    assert page.status_code == 422
    assert "horen niet bij elkaar" in page.content.decode()
    assert "_auth_user_id" not in browser.session


def test_after_five_wrong_passwords_the_right_one_waits_too():
    staff()
    for _try in range(5):
        sign_in(Client(), password="fout fout fout")
    page = sign_in(Client())
    assert page.status_code == 422
    assert "Te veel foute pogingen" in page.content.decode()


def test_signing_in_leads_to_our_own_pages_only():
    staff()
    browser = Client()
    sign_in(browser, next="https://kwaad.test/")
    secret = secret_on(browser.get(SET_UP).content)
    done = browser.post(SET_UP, {"code": code_now(secret)})
    assert "kwaad.test" not in done.content.decode()


def test_the_session_holds_no_name_that_was_typed():
    staff()
    browser = Client()
    sign_in(browser)
    assert "sofie" not in str(dict(browser.session))


def test_signing_out_is_a_post():
    browser = Client()
    assert browser.get("/afmelden/").status_code == 405


def test_every_role_that_reads_files_needs_a_second_step_when_it_joins():
    from overstap.doors.roles import ACTIONS

    staff_roles = set(ACTIONS)
    assert staff_roles >= FILE_ROLES
    # The one place where staff accounts are made: rights.accept_invitation, for all roles alike.
    [(text,)] = world.sql(
        "select prosrc from pg_proc where proname = 'accept_invitation'"
        " and pronamespace = 'rights'::regnamespace"
    )
    assert "values (known, p_username, p_password, true, 0, true, now())" in text
