"""A mail that does not leave is told to who asked it, and nothing is lost by it."""

import pytest
from django.core import mail
from tests import world
from tests.access.browsers import client_of, code_on
from tests.conftest import owner

from overstap.access.models import Invitation

pytestmark = pytest.mark.django_db
NEW = {"display_name": "Sofie Peeters", "email": "sofie@centrum.test", "role": "steering"}


@pytest.fixture
def broken(monkeypatch):  # type: ignore[no-untyped-def]
    """A mail server that nobody answers at."""

    def refuse(*_args, **_named):  # type: ignore[no-untyped-def]
        raise ConnectionRefusedError("sofie@centrum.test")

    monkeypatch.setattr("overstap.access.mailing.send_mail", refuse)


def test_who_invites_reads_that_no_mail_left_and_still_has_the_link(broken, caplog) -> None:  # type: ignore[no-untyped-def]
    centre = world.organisation(kind="government")
    admin = client_of(world.member(centre, "org_admin").user_id)
    page = admin.post("/leden/uitnodigen/", NEW)
    assert page.status_code == 200
    assert "Er is geen mail vertrokken." in page.content.decode()
    assert code_on(page.content)
    with owner():
        assert Invitation.objects.filter(used_at=None, revoked_at=None).count() == 1
    assert "ConnectionRefusedError" in caplog.text
    assert "sofie" not in caplog.text


def test_who_invites_reads_that_it_was_mailed() -> None:
    centre = world.organisation(kind="government")
    admin = client_of(world.member(centre, "org_admin").user_id)
    page = admin.post("/leden/uitnodigen/", NEW).content.decode()
    assert "De link is ook gemaild." in page
    assert len(mail.outbox) == 1


def test_a_recovery_whose_mail_fails_is_not_confirmed_and_can_be_tried_again(
    broken, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    centre = world.organisation()
    first, second = world.member(centre, "org_admin"), world.member(centre, "org_admin")
    member = world.member(centre, email="jan@centrum.test")
    client_of(first.user_id).post(f"/leden/{member.pk}/herstel/", {"reason": "gsm kwijt"})
    with owner():
        asked = Invitation.objects.get(recovers=member)
    browser = client_of(second.user_id)
    page = browser.post(f"/leden/herstel/{asked.pk}/", follow=True)
    assert "De mail kon niet verstuurd worden" in page.content.decode()
    with owner():
        asked.refresh_from_db()
    assert asked.confirmed_at is None
    sent = []
    monkeypatch.setattr("overstap.access.mailing.send_mail", lambda *mail: sent.append(mail))
    browser.post(f"/leden/herstel/{asked.pk}/")
    with owner():
        asked.refresh_from_db()
    assert asked.confirmed_at is not None
    assert [one[3] for one in sent] == [["jan@centrum.test"]]


def test_a_confirmation_whose_mail_does_not_leave_confirms_nothing(broken) -> None:  # type: ignore[no-untyped-def]
    centre = world.organisation()
    asks, confirms = world.member(centre, "org_admin"), world.member(centre, "centre_lead")
    client_of(asks.user_id).post("/leden/uitnodigen/", NEW | {"role": "counsellor"})
    with owner():
        asked = Invitation.objects.get()
    browser = client_of(confirms.user_id)
    page = browser.post(f"/leden/bevestigen/{asked.pk}/", follow=True)
    assert "De mail kon niet verstuurd worden." in page.content.decode()
    with owner():
        asked.refresh_from_db()
    assert asked.confirmed_by is None
    # It still waits there for another try.
    assert "Sofie Peeters" in page.content.decode()
