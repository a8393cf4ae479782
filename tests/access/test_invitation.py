"""Staff come in by an admin's invitation, and come back by a second admin's recovery link."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from tests import world
from tests.access.browsers import client_of
from tests.conftest import owner

from overstap.access.actor import acting_as
from overstap.access.models import Invitation, Membership, User
from overstap.access.rules import ROLES_OF_KIND
from overstap.access.sign_in import code_key, login_key
from overstap.kernel import clock
from overstap.organisations.choices import OrganisationKind

pytestmark = pytest.mark.django_db
PASSWORD = "drie groene fietsen"
NEW = {"display_name": "Sofie Peeters", "email": "sofie@centrum.test", "role": "counsellor"}


class House:
    """A centre with two admins and a counsellor."""

    def __init__(self) -> None:
        self.org = world.organisation()
        self.admin = world.member(self.org, "org_admin")
        self.second = world.member(self.org, "org_admin")
        self.member = world.member(self.org, email="jan@centrum.test")
        self.browser = client_of(self.admin.user_id)

    def ask(self, **fields) -> Invitation:
        page = self.browser.post("/leden/uitnodigen/", NEW | fields)
        assert page.status_code == 302, page.content.decode()
        with owner():
            return Invitation.objects.get(used_at=None, revoked_at=None, recovers=None)

    def invitation(self, **fields) -> str:
        """Asked by one admin, confirmed by another; the code as it was mailed."""
        asked = self.ask(**fields)
        with mocked_mail() as sent:
            confirm(asked, self.second)
        [(address, token)] = sent
        assert address == asked.email
        return token

    def ask_recovery(self, member: Membership) -> Invitation:
        page = self.browser.post(f"/leden/{member.pk}/herstel/", {"reason": "gsm kwijt"})
        assert page.status_code == 302, page.content.decode()
        with owner():
            return Invitation.objects.get(recovers=member, revoked_at=None)

    def agree(self, asked: Invitation, by: Membership | None = None):
        browser = client_of((by or self.second).user_id)
        return browser.post(f"/leden/herstel/{asked.pk}/")

    def recovery(self, member: Membership) -> str:
        """Asked by one admin, confirmed by another; the code as it was mailed."""
        asked = self.ask_recovery(member)
        with mocked_mail() as sent:
            self.agree(asked)
        [(address, token)] = sent
        assert address == member.email
        return token


def confirm(asked: Invitation, by: Membership):
    return client_of(by.user_id).post(f"/leden/bevestigen/{asked.pk}/")


@contextmanager
def mocked_mail():
    sent: list[tuple[str, str]] = []
    with patch("overstap.access.services.members._mail", lambda *mail: sent.append(mail)):
        yield sent


@pytest.fixture
def house() -> House:
    return House()


def accept(token: str, name: str = "sofie@centrum.test", browser: Client | None = None):
    return (browser or Client()).post(
        "/uitnodiging/",
        {"code": token, "name": name, "password": PASSWORD, "password_again": PASSWORD},
    )


def memberships(**which):
    with owner():
        return list(Membership.objects.filter(**which).select_related("user"))


def test_an_invited_colleague_joins_with_an_own_password_and_then_sets_the_second_step(house):
    browser = Client()
    answer = accept(house.invitation(), browser=browser)
    assert answer["Location"] == "/aanmelden/tweede-stap/"
    [made] = memberships(display_name="Sofie Peeters")
    assert (made.role, made.organisation_id) == ("counsellor", house.org.pk)
    assert made.user.needs_second_factor
    assert made.user.username == login_key("sofie@centrum.test")
    assert browser.get("/papier/")["Location"] == "/aanmelden/tweede-stap/"


def test_the_invitation_is_mailed_with_its_code_after_the_hash_sign(
    house, mailoutbox, django_capture_on_commit_callbacks
):
    asked = house.ask()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(asked, house.second)
    [mail] = mailoutbox
    assert mail.to == ["sofie@centrum.test"]
    token = mail.body.split("/uitnodiging/#")[1].split()[0]
    assert accept(token).status_code == 302


def test_an_invitation_works_once_and_can_be_withdrawn(house):
    token = house.invitation()
    accept(token)
    assert accept(token, "ander@centrum.test").status_code == 422
    second = house.invitation(email="ander@centrum.test")
    with owner():
        row = Invitation.objects.get(used_at=None)
    house.browser.post(f"/leden/uitnodiging/{row.pk}/intrekken/")
    assert accept(second, "ander@centrum.test").status_code == 422


def test_an_invitation_stops_after_fourteen_days(house):
    token = house.invitation()
    with owner():
        row = Invitation.objects.get()
        assert timedelta(13) < row.expires_at - row.invited_at <= timedelta(14, minutes=1)
        Invitation.objects.update(expires_at=row.invited_at - timedelta(1))
    assert accept(token).status_code == 422


def test_a_colleague_with_an_account_joins_a_second_organisation_with_it(house):
    token = house.invitation(role="centre_lead")
    browser = client_of(house.member.user_id)
    assert browser.post("/uitnodiging/", {"code": token}).status_code == 302
    assert {m.role for m in memberships(user_id=house.member.user_id)} == {
        "counsellor",
        "centre_lead",
    }


def test_the_switch_changes_the_part_and_takes_no_other_persons_part(house):
    other = world.organisation()
    with owner():
        extra = Membership.objects.create(
            user_id=house.member.user_id, organisation=other, role="counsellor",
            display_name="Jan", from_on=house.member.from_on,
        )  # fmt: skip
    browser = client_of(house.member.user_id)
    browser.post("/wissel/", {"membership": f"m:{extra.pk}"})
    assert browser.session["acting_membership"] == str(extra.pk)
    browser.post("/wissel/", {"membership": f"m:{house.admin.pk}"})
    assert browser.session["acting_membership"] == str(extra.pk)


def test_a_name_that_exists_is_not_taken_over(house):
    world.user("sofie@centrum.test")
    answer = accept(house.invitation())
    assert answer.status_code == 422
    assert "bestaat al een account" in answer.content.decode()


@pytest.mark.parametrize("role", ["vdab_counsellor", "platform_admin", "onbestaand"])
def test_an_admin_invites_nobody_for_a_role_that_the_organisation_does_not_have(house, role):
    page = house.browser.post("/leden/uitnodigen/", NEW | {"role": role})
    assert page.status_code == 422
    with owner():
        assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["counsellor", "centre_lead", "vdab_counsellor", "vdab_lead"])
def test_only_admins_see_and_invite_members(role):
    org = world.organisation(kind="vdab" if role.startswith("vdab") else "cdo")
    browser = client_of(world.member(org, role).user_id)
    for url in ("/leden/", "/leden/uitnodigen/"):
        assert browser.get(url).status_code == 403


def test_the_admin_of_another_organisation_reaches_nothing_here(house):
    stranger = client_of(world.member(world.organisation(), "org_admin").user_id)
    urls = [
        f"/organisaties/{house.org.pk}/leden/",
        f"/organisaties/{house.org.pk}/leden/uitnodigen/",
        f"/leden/{house.member.pk}/",
        f"/leden/{house.member.pk}/einde/",
        f"/leden/{house.member.pk}/herstel/",
    ]
    for url in urls:
        assert stranger.get(url).status_code == 404, url
        assert stranger.post(url, {"reason": "x"}).status_code == 404, url


def test_the_platform_admin_invites_admins_and_nobody_who_reads_files(house):
    platform = world.member(world.organisation(kind="platform"), "platform_admin")
    browser = client_of(platform.user_id)
    url = f"/organisaties/{house.org.pk}/leden/uitnodigen/"
    assert browser.post(url, NEW).status_code == 422
    assert browser.post(url, NEW | {"role": "org_admin"}).status_code == 302
    with owner():
        asked = Invitation.objects.get()
    with mocked_mail() as sent:
        confirm(asked, house.admin)
    assert accept(sent[0][1]).status_code == 302
    assert memberships(display_name="Sofie Peeters")[0].role == "org_admin"


def test_a_recovery_gives_a_new_password_and_second_step_and_ends_old_sessions(house):
    old = client_of(house.member.user_id)
    with owner():
        before = User.objects.get(pk=house.member.user_id).password
    answer = accept(house.recovery(house.member), "jan@centrum.test")
    assert answer["Location"] == "/aanmelden/tweede-stap/"
    with owner():
        after = User.objects.get(pk=house.member.user_id)
    assert after.password != before
    assert old.get("/papier/")["Location"].startswith("/aanmelden/?next=")


def test_a_recovery_needs_a_reason_that_is_kept(house):
    page = house.browser.post(f"/leden/{house.member.pk}/herstel/", {"reason": " "})
    assert page.status_code == 422
    house.recovery(house.member)
    with owner():
        assert Invitation.objects.get().reason == "gsm kwijt"


def test_neither_admin_ever_sees_the_code_of_a_recovery(house):
    """Nor does the code that the first admin could have kept from asking open anything."""
    token = house.recovery(house.member)
    pages = [house.browser.get("/leden/"), client_of(house.second.user_id).get("/leden/")]
    for page in pages:
        assert token not in page.content.decode()
        assert "/uitnodiging/#" not in page.content.decode()


def test_one_admin_alone_recovers_nobody(house):
    """On the screen, and with raw SQL and a code that the admin chose."""
    asked = house.ask_recovery(house.member)
    with mocked_mail() as sent:
        page = house.agree(asked, house.admin)
    assert page.status_code == 302
    assert sent == []
    with acting_as(house.admin.user_id):
        for statement in (
            "select rights.confirm_recovery(id, 'mijn') from access_invitation",
            "update access_invitation set confirmed_by = gen_random_uuid()",
            "update access_invitation set token_hash = 'mijn'",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                world.sql(statement)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Invitation.objects.create(
                organisation=house.org, role="counsellor", display_name="X", email="x@x.test",
                recovers=house.member, reason="zomaar", invited_by=house.admin.user_id,
                confirmed_by=house.second.user_id, confirmed_at="2026-01-01T00:00Z",
                expires_at="2099-01-01T00:00Z", token_hash="mijn",
            )  # fmt: skip
        Invitation.objects.create(
            organisation=house.org, role="counsellor", display_name="X", email="x@x.test",
            recovers=house.member, reason="zomaar", invited_by=house.admin.user_id,
            expires_at="2099-01-01T00:00Z", token_hash=code_key("A" * 24),
        )  # fmt: skip
    assert accept("A" * 24, "jan@centrum.test").status_code == 422


def test_the_platform_admin_needs_a_second_one_too(house):
    platform = world.member(world.organisation(kind="platform"), "platform_admin")
    browser = client_of(platform.user_id)
    browser.post(f"/leden/{house.member.pk}/herstel/", {"reason": "gsm kwijt"})
    with owner():
        asked = Invitation.objects.get()
    with mocked_mail() as sent:
        house.agree(asked, platform)
        assert sent == []
        house.agree(asked)
    assert [address for address, _ in sent] == ["jan@centrum.test"]


def test_a_recovery_goes_to_no_address_that_an_admin_just_typed(house):
    contact = {"display_name": "Jan", "phone": "", "topic": "", "deputy": ""}
    house.browser.post(f"/leden/{house.member.pk}/", contact | {"email": "admin@vals.test"})
    asked = house.ask_recovery(house.member)
    with mocked_mail() as sent:
        page = house.agree(asked)
        assert sent == []
        told = client_of(house.second.user_id)
        told.cookies = page.client.cookies
        assert "pas" in told.get("/leden/").content.decode()
        with owner():
            Membership.objects.update(email_changed_at=clock.now() - timedelta(days=8))
        house.agree(asked)
    assert [address for address, _ in sent] == ["admin@vals.test"]


def test_an_admin_of_another_organisation_confirms_no_recovery(house):
    asked = house.ask_recovery(house.member)
    stranger = world.member(world.organisation(), "org_admin")
    assert house.agree(asked, stranger).status_code == 404


def test_nobody_recovers_the_own_account(house):
    page = house.browser.post(f"/leden/{house.admin.pk}/herstel/", {"reason": "zomaar"})
    assert page.status_code == 422
    with owner():
        assert not Invitation.objects.exists()


def test_an_admin_takes_over_no_account_that_reaches_another_organisation(house):
    with owner():
        Membership.objects.create(
            user_id=house.member.user_id, organisation=world.organisation(), role="counsellor",
            display_name="Jan", from_on=house.member.from_on,
        )  # fmt: skip
    page = house.browser.post(f"/leden/{house.member.pk}/herstel/", {"reason": "gsm kwijt"})
    assert page.status_code == 422
    assert "platformbeheerder" in page.content.decode()


def test_a_link_made_before_the_colleague_joined_elsewhere_stops_too(house):
    token = house.recovery(house.member)
    with owner():
        Membership.objects.create(
            user_id=house.member.user_id, organisation=world.organisation(), role="counsellor",
            display_name="Jan", from_on=house.member.from_on,
        )  # fmt: skip
    assert accept(token, "jan@centrum.test").status_code == 422


def test_a_recovery_opened_by_who_is_signed_in_changes_nothing(house):
    token = house.recovery(house.member)
    answer = house.browser.post("/uitnodiging/", {"code": token})
    assert answer.status_code == 422
    assert "Meld je eerst af" in answer.content.decode()


def test_raw_sql_as_the_app_hands_out_no_role(house):
    elsewhere = world.member(world.organisation())
    bad = [
        {"role": "platform_admin"},
        {"role": "vdab_counsellor"},
        {"recovers": elsewhere, "reason": "zomaar"},
        {"recovers": house.member, "reason": ""},
        {"recovers": house.admin, "reason": "mezelf", "role": "org_admin"},
        {"organisation": elsewhere.organisation},
        {"invited_by": house.second.user_id},
    ]
    fields = {
        "organisation": house.org,
        "role": "counsellor",
        "display_name": "X",
        "email": "x@x.test",
        "invited_by": house.admin.user_id,
        "expires_at": "2099-01-01T00:00Z",
    }
    with acting_as(house.admin.user_id):
        for n, wrong in enumerate(bad):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Invitation.objects.create(**(fields | {"token_hash": f"{n}"} | wrong))
        Invitation.objects.create(**fields, token_hash="goed")


def test_raw_sql_as_the_app_makes_no_membership_and_changes_no_role(house):
    with acting_as(house.admin.user_id):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Membership.objects.create(
                user_id=house.admin.user_id, organisation=house.org, role="counsellor",
                display_name="Ik", from_on=house.admin.from_on,
            )  # fmt: skip
        for change in (
            {"role": "counsellor"},
            {"user_id": house.admin.user_id},
            {"until_on": None},
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Membership.objects.filter(pk=house.admin.pk).update(**change)


def test_raw_sql_as_the_app_makes_no_account_and_ends_no_session(house):
    with acting_as(house.admin.user_id):
        with pytest.raises(ProgrammingError), transaction.atomic():
            User.objects.create(username="x")
        for change in ({"session_epoch": 9}, {"needs_second_factor": False}, {"username": "x"}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                User.objects.filter(pk=house.admin.user_id).update(**change)


def test_the_roles_of_a_kind_are_the_same_in_the_program_and_in_the_database():
    from overstap.doors.roles import ACTIONS

    for kind in OrganisationKind.values:
        fits = {
            r for r in ACTIONS if world.sql("select rights.role_fits(%s, %s)", str(r), kind)[0][0]
        }
        assert {str(r) for r in fits} == set(ROLES_OF_KIND[kind]), kind
