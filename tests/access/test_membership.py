"""An admin keeps the members of the own organisation; who leaves is out at once."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from tests import world
from tests.access.browsers import client_of
from tests.access.test_invitation import NEW, House
from tests.conftest import owner

from overstap.access.actor import acting_as
from overstap.access.models import ActivationCode, Invitation, Membership, User
from overstap.audit.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def end(house: House, member: Membership):
    return house.browser.post(f"/leden/{member.pk}/einde/")


def test_who_leaves_is_signed_out_everywhere_at_once(house):
    colleague = client_of(house.member.user_id)
    assert colleague.get("/papier/").status_code == 200
    assert end(house, house.member).status_code == 302
    assert colleague.get("/papier/")["Location"].startswith("/aanmelden/")
    with acting_as(house.member.user_id):
        assert world.sql("select cardinality(rights.my_orgs())") == [(0,)]


def test_the_end_of_the_sessions_is_part_of_the_same_transaction(house):
    with acting_as(house.admin.user_id), transaction.atomic():
        world.sql("select rights.end_membership(%s)", house.member.pk)
        transaction.set_rollback(True)
    with owner():
        assert User.objects.get(pk=house.member.user_id).session_epoch == 0
        assert Membership.objects.get(pk=house.member.pk).until_on is None


def test_open_codes_and_invitations_of_who_leaves_stop(house):
    person = world.person()
    world.involve(person, house.org)
    colleague = client_of(house.member.user_id)
    colleague.post(f"/jongeren/{person.pk}/code/", {"recipient": "self"})
    second = client_of(house.second.user_id)
    second.post("/leden/uitnodigen/", NEW)
    end(house, house.member)
    end(house, house.second)
    with owner():
        assert ActivationCode.objects.get().revoked_at
        assert Invitation.objects.get().revoked_at


def test_an_admin_does_not_end_the_own_membership(house):
    end(house, house.admin)
    with owner():
        assert Membership.objects.get(pk=house.admin.pk).until_on is None


def test_raw_sql_ends_no_membership_of_another_organisation(house):
    stranger = world.member(world.organisation())
    with acting_as(house.admin.user_id), pytest.raises(ProgrammingError), transaction.atomic():
        world.sql("select rights.end_membership(%s)", stranger.pk)
    with acting_as(house.member.user_id), pytest.raises(ProgrammingError), transaction.atomic():
        world.sql("select rights.end_membership(%s)", house.second.pk)


def test_the_members_page_shows_who_works_here_and_the_contact_person(house):
    page = house.browser.post(
        f"/leden/{house.member.pk}/",
        {
            "display_name": "Jan Maes",
            "phone": "059 00 00 00",
            "email": "jan@centrum.test",
            "is_contact": "on",
            "topic": "overdrachten",
            "deputy": str(house.second.pk),
        },
    )
    assert page.status_code == 302
    text = house.browser.get("/leden/").content.decode()
    for words in ("Jan Maes", "overdrachten", house.second.display_name):
        assert words in text


def test_a_deputy_comes_from_the_same_organisation(house):
    stranger = world.member(world.organisation())
    page = house.browser.post(
        f"/leden/{house.member.pk}/", {"display_name": "Jan", "deputy": str(stranger.pk)}
    )
    assert page.status_code == 422


def test_a_former_member_is_not_in_the_list_and_has_no_page(house):
    with owner():
        Membership.objects.filter(pk=house.member.pk).update(until_on=date(2024, 1, 1))
    assert house.member.display_name not in house.browser.get("/leden/").content.decode()
    assert house.browser.get(f"/leden/{house.member.pk}/").status_code == 404


def test_what_an_admin_does_stands_in_the_log_without_names(house):
    house.browser.post("/leden/uitnodigen/", NEW)
    end(house, house.member)
    with owner():
        kept = list(Record.objects.filter(actor=house.admin.user_id))
    assert {"member_invited", "membership_ended"} <= {row.name for row in kept}
    assert not [row for row in kept if "Sofie" in str(row.detail) or "@" in str(row.detail)]


def test_the_members_page_asks_little_of_the_database(house, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        house.browser.get("/leden/")
