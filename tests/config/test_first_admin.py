"""A new install lets its first platform admin in, by a link that only the server prints, once."""

import argparse
import re
from datetime import timedelta

import pytest
from django.test import Client
from tests import world
from tests.access.test_second_factor import code_now, secret_on
from tests.conftest import owner

from overstap.access.actor import set_actor
from overstap.access.models import Invitation, Membership
from overstap.config.first_admin import first_admin
from overstap.kernel import clock
from overstap.organisations.models import Organisation

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/uitnodiging/#(\S+)")


def asked(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What the command answers, and the code of the link that it printed ('' for none)."""
    set_actor(None)
    with owner():
        code = first_admin(argparse.Namespace())
    found = LINK.search(capsys.readouterr().out)
    return code, found[1] if found else ""


def accept(token: str, name: str = "beheer@platform.test") -> Client:
    browser = Client()
    page = {"code": token, "name": name}
    page |= {"password": "drie groene fietsen", "password_again": "drie groene fietsen"}
    browser.answer = browser.post("/uitnodiging/", page)  # type: ignore[attr-defined]
    return browser


def test_the_link_opens_an_account_that_manages_organisations(capsys) -> None:  # type: ignore[no-untyped-def]
    code, token = asked(capsys)
    assert code == 0
    browser = accept(token)
    secret = secret_on(browser.get("/aanmelden/tweede-stap/").content)
    browser.post("/aanmelden/tweede-stap/", {"code": code_now(secret)})
    assert browser.get("/organisaties/").status_code == 200
    assert browser.get("/jongeren/").status_code == 403
    with owner():
        [made] = Membership.objects.all()
    assert (made.role, made.organisation.kind) == ("platform_admin", "platform")


def test_it_works_once_and_not_while_there_is_a_platform_admin(capsys) -> None:  # type: ignore[no-untyped-def]
    _code, token = asked(capsys)
    accept(token)
    again = accept(token, "een@ander.test")
    assert again.answer.status_code == 422  # type: ignore[attr-defined]
    assert asked(capsys) == (1, "")


def test_a_second_link_ends_the_first_and_makes_no_second_organisation(capsys) -> None:  # type: ignore[no-untyped-def]
    _code, first = asked(capsys)
    _code, second = asked(capsys)
    assert accept(first).answer.status_code == 422  # type: ignore[attr-defined]
    assert accept(second).answer.status_code == 302  # type: ignore[attr-defined]
    with owner():
        assert Organisation.objects.filter(kind="platform").count() == 1


def test_after_a_day_the_link_is_void(capsys) -> None:  # type: ignore[no-untyped-def]
    _code, token = asked(capsys)
    with owner():
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert accept(token).answer.status_code == 422  # type: ignore[attr-defined]


def test_who_left_or_is_locked_counts_as_nobody(capsys) -> None:  # type: ignore[no-untyped-def]
    platform = world.organisation(kind="platform")
    left = world.member(platform, "platform_admin")
    assert asked(capsys)[0] == 1
    with owner():
        Membership.objects.filter(pk=left.pk).update(until_on=clock.today())
    assert asked(capsys)[0] == 0


def test_the_last_of_two_gets_a_colleague_from_the_server(capsys) -> None:  # type: ignore[no-untyped-def]
    platform = world.organisation(kind="platform")
    _stays, left = (
        world.member(platform, "platform_admin"),
        world.member(platform, "platform_admin"),
    )
    assert asked(capsys)[0] == 1
    with owner():
        Membership.objects.filter(pk=left.pk).update(until_on=clock.today())
    code, token = asked(capsys)
    assert code == 0
    assert accept(token).answer.status_code == 302  # type: ignore[attr-defined]
    assert asked(capsys)[0] == 1


def test_a_link_of_the_server_is_void_once_two_keep_the_platform(capsys) -> None:  # type: ignore[no-untyped-def]
    _code, token = asked(capsys)
    platform = world.organisation(kind="platform")
    for _ in range(2):
        world.member(platform, "platform_admin")
    assert accept(token).answer.status_code == 422  # type: ignore[attr-defined]


def test_it_stands_in_the_log(capsys) -> None:  # type: ignore[no-untyped-def]
    asked(capsys)
    with owner():
        invited = Invitation.objects.get()
        found = world.sql(
            "select actor, object from audit_record where name = 'first_admin_invited'"
        )
    assert found == [(None, invited.pk)]
