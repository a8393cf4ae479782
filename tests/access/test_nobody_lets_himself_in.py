"""Nobody lets himself in: who reads files is invited by one person and confirmed by another."""

from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from tests import world
from tests.access.browsers import client_of, code_on
from tests.access.test_invitation import NEW, House, accept, confirm, memberships, mocked_mail
from tests.conftest import owner

from overstap.access.actor import acting_as
from overstap.access.models import Invitation, Membership
from overstap.access.sign_in import code_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def asked_by_raw_sql(by: Membership, org: Any, role: str, token: str, email: str = "x@x.test"):
    with acting_as(by.user_id):
        return Invitation.objects.create(
            organisation=org, role=role, display_name="X", email=email, invited_by=by.user_id,
            expires_at="2099-01-01T00:00Z", token_hash=code_key(token),
        )  # fmt: skip


def platform_admins(number: int) -> list[Membership]:
    platform = world.organisation(kind="platform")
    return [world.member(platform, "platform_admin") for _ in range(number)]


def confirmed(asked: Invitation, by: Membership) -> list[tuple[str, str]]:
    with mocked_mail() as sent:
        confirm(asked, by)
    return sent


def roles_of(user_id: Any) -> set[str]:
    return {row.role for row in memberships(user_id=user_id)}


@pytest.mark.parametrize("role", ["counsellor", "centre_lead", "org_admin"])
def test_an_admin_alone_lets_nobody_in_who_reads_files_or_could_confirm_that(house, role):
    token = "B" * 24
    asked = asked_by_raw_sql(house.admin, house.org, role, token)
    page = accept(token)
    assert page.status_code == 422
    assert "nog bevestigen" in page.content.decode()
    assert confirmed(asked, house.admin) == []
    assert accept(token).status_code == 422


def test_the_admin_who_invited_never_accepts_nor_does_who_confirmed(house):
    for one in (house.admin, house.second):
        token = house.invitation(display_name=f"Sofie {one.pk}")
        page = client_of(one.user_id).post("/uitnodiging/", {"code": token})
        assert page.status_code == 422
        assert "Alleen wie uitgenodigd is" in page.content.decode()
        assert roles_of(one.user_id) == {"org_admin"}
        with owner():
            Invitation.objects.all().delete()


def test_a_second_account_with_the_same_address_is_the_same_person(house):
    with owner():
        Membership.objects.filter(pk=house.admin.pk).update(email="An@centrum.test")
    elsewhere = world.member(world.organisation(), email="an@CENTRUM.test")
    token = house.invitation()
    assert client_of(elsewhere.user_id).post("/uitnodiging/", {"code": token}).status_code == 422
    assert roles_of(elsewhere.user_id) == {"counsellor"}


def test_nobody_invites_an_own_address(house):
    with owner():
        Membership.objects.filter(pk=house.admin.pk).update(email="an@centrum.test")
    page = house.browser.post("/leden/uitnodigen/", NEW | {"email": "An@centrum.test"})
    assert page.status_code == 422
    assert "je eigen e-mailadres" in page.content.decode()
    with pytest.raises(ProgrammingError), transaction.atomic():
        asked_by_raw_sql(house.admin, house.org, "counsellor", "C" * 24, "AN@centrum.test")


def test_a_lead_confirms_and_reads_afterwards_who_came_in(house):
    lead = world.member(house.org, "centre_lead")
    asked = house.ask()
    browser = client_of(lead.user_id)
    assert "1 uitnodiging wacht" in browser.get("/vandaag/").content.decode()
    assert "Sofie Peeters" in browser.get("/leden/bevestigen/").content.decode()
    [(_, token)] = confirmed(asked, lead)
    assert accept(token).status_code == 302
    page = browser.get("/vandaag/").content.decode()
    assert "Sofie Peeters, trajectbegeleider" in page
    assert f"uitgenodigd door {house.admin.display_name}" in page


def test_who_reads_files_without_leading_confirms_nobody(house):
    asked = house.ask()
    assert confirm(asked, house.member).status_code == 403
    with acting_as(house.member.user_id), pytest.raises(ProgrammingError), transaction.atomic():
        world.sql("select rights.confirm_invitation(%s, 'mijn')", asked.pk)


def test_an_admin_or_lead_of_another_organisation_confirms_nobody(house):
    asked = house.ask()
    for role in ("org_admin", "centre_lead"):
        stranger = world.member(world.organisation(), role)
        assert confirm(asked, stranger).status_code == 404
        with acting_as(stranger.user_id), pytest.raises(ProgrammingError), transaction.atomic():
            world.sql("select rights.confirm_invitation(%s, 'mijn')", asked.pk)


def new_centre_with_an_admin(by: Membership) -> tuple[Any, Membership]:
    """A new organisation whose first admin one platform admin appointed."""
    centre = world.organisation()
    url = f"/organisaties/{centre.pk}/leden/uitnodigen/"
    page = client_of(by.user_id).post(
        url, {"display_name": "Eerste", "email": "eerste@nieuw.test", "role": "org_admin"}
    )
    assert accept(code_on(page.content), "eerste@nieuw.test").status_code == 302
    [admin] = memberships(organisation=centre)
    return centre, admin


def test_the_first_who_reads_files_in_a_new_organisation_is_confirmed_by_a_second_platform_admin():
    one, two = platform_admins(2)
    centre, admin = new_centre_with_an_admin(one)
    asked = asked_by_raw_sql(admin, centre, "centre_lead", "D" * 24)
    assert confirmed(asked, one) == []
    [(_, token)] = confirmed(asked, two)
    assert accept(token, "lead@nieuw.test").status_code == 302
    again = asked_by_raw_sql(admin, centre, "counsellor", "E" * 24, "nog@nieuw.test")
    assert confirmed(again, two) == []  # once: from now on their own lead says yes
    [lead] = memberships(organisation=centre, role="centre_lead")
    assert len(confirmed(again, lead)) == 1


def test_two_first_invitations_confirmed_by_the_platform_let_one_in():
    one, two = platform_admins(2)
    centre, admin = new_centre_with_an_admin(one)
    tokens = []
    for role in ("centre_lead", "counsellor"):
        asked = asked_by_raw_sql(admin, centre, role, role.upper() * 3)
        tokens += [token for _, token in confirmed(asked, two)]
    assert accept(tokens[0], "een@nieuw.test").status_code == 302
    assert accept(tokens[1], "twee@nieuw.test").status_code == 422


def test_the_admin_whom_a_platform_admin_appointed_alone_does_not_confirm_for_that_one():
    one, two = platform_admins(2)
    centre, admin = new_centre_with_an_admin(one)
    asked = asked_by_raw_sql(one, centre, "org_admin", "F" * 24)
    assert confirmed(asked, admin) == []
    assert len(confirmed(asked, two)) == 1


def test_a_platform_admin_gets_no_membership_elsewhere(house):
    [platform] = platform_admins(1)
    token = house.invitation()
    page = client_of(platform.user_id).post("/uitnodiging/", {"code": token})
    assert page.status_code == 422
    assert "eigen account" in page.content.decode()
    assert roles_of(platform.user_id) == {"platform_admin"}


def test_who_works_in_an_organisation_does_not_become_platform_admin_beside_it(house):
    [platform] = platform_admins(1)
    token = "G" * 24
    asked_by_raw_sql(platform, platform.organisation, "platform_admin", token)
    page = client_of(house.member.user_id).post("/uitnodiging/", {"code": token})
    assert page.status_code == 422
    assert roles_of(house.member.user_id) == {"counsellor"}


def test_the_third_platform_admin_takes_two():
    one, two = platform_admins(2)
    token = "H" * 24
    asked = asked_by_raw_sql(one, one.organisation, "platform_admin", token)
    assert accept(token).status_code == 422
    assert confirmed(asked, one) == []
    assert len(confirmed(asked, two)) == 1


def test_an_invitation_of_an_admin_who_is_none_any_more_stops(house):
    token = house.invitation()
    with owner():
        Membership.objects.filter(pk=house.admin.pk).update(until_on=house.admin.from_on)
    assert accept(token).status_code == 422


def test_an_organisation_with_one_admin_is_told_so():
    alone = client_of(world.member(world.organisation(), "org_admin").user_id)
    assert "maar één beheerder" in alone.get("/leden/").content.decode()
    assert "maar één beheerder" not in House().browser.get("/leden/").content.decode()


def test_neither_admin_sees_the_code_nor_does_raw_sql_show_its_hash(house):
    token = house.invitation()
    for page in (house.browser.get("/leden/"), client_of(house.second.user_id).get("/leden/")):
        assert token not in page.content.decode()
    with acting_as(house.admin.user_id):
        for column in ("token_hash", "*"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                world.sql(f"select {column} from access_invitation")


def test_a_code_that_was_withdrawn_is_confirmed_by_nobody(house):
    asked = house.ask()
    house.browser.post(f"/leden/uitnodiging/{asked.pk}/intrekken/")
    assert confirmed(asked, house.second) == []
    assert Client().get("/uitnodiging/").status_code == 200
