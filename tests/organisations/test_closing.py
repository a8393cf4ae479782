"""An organisation that closes; its kind, which stays what it is while people depend on it."""

import pytest

from overstap.access.actor import set_actor
from overstap.organisations.models import Organisation
from overstap.people.models import Person
from tests import world
from tests.clients import client_of
from tests.conftest import owner

pytestmark = pytest.mark.django_db


def form_of(org: Organisation, **changed: object) -> dict[str, object]:
    values = {"name": org.name, "kind": org.kind, "is_active": "on"} | changed
    return {name: value for name, value in values.items() if value is not None}


def test_closing_ends_the_access_of_its_people_at_the_next_query() -> None:
    centre, platform = world.organisation(), world.organisation(kind="platform")
    who, member = world.person(), world.member(centre)
    admin = client_of(world.member(platform, "platform_admin").user_id)
    world.involve(who, centre)
    set_actor(member.user_id)
    assert Person.objects.count() == 1
    answer = admin.post(f"/organisaties/{centre.pk}/", form_of(centre, is_active=None))
    assert answer.status_code == 302
    set_actor(member.user_id)
    assert Person.objects.count() == 0
    # The session that was open already, at its next page.
    assert client_of(member.user_id).get("/jongeren/").status_code == 403
    admin.post(f"/organisaties/{centre.pk}/", form_of(centre))
    set_actor(member.user_id)
    assert Person.objects.count() == 1


def test_a_colleague_who_also_works_elsewhere_goes_on_there() -> None:
    closed, other = world.organisation(is_active=False), world.organisation()
    member = world.member(closed)
    world.involve(world.person(), other)
    with owner():
        type(member).objects.create(
            user=member.user, organisation=other, role="counsellor", display_name="X",
            from_on="2024-01-01",
        )  # fmt: skip
    assert client_of(member.user_id).get("/jongeren/").status_code == 200


@pytest.mark.parametrize("kind", ["school", "vdab", "platform"])
def test_the_kind_stays_while_somebody_works_there(kind: str) -> None:
    centre, platform = world.organisation(), world.organisation(kind="platform")
    admin = client_of(world.member(platform, "platform_admin").user_id)
    world.member(centre)
    answer = admin.post(f"/organisaties/{centre.pk}/", form_of(centre, kind=kind))
    assert answer.status_code == 422
    assert "De soort kan niet meer veranderen" in answer.content.decode()
    with owner():
        centre.refresh_from_db()
    assert centre.kind == "cdo"


def test_the_kind_of_one_where_nobody_works_may_be_mended() -> None:
    centre, platform = world.organisation(), world.organisation(kind="platform")
    admin = client_of(world.member(platform, "platform_admin").user_id)
    assert (
        admin.post(f"/organisaties/{centre.pk}/", form_of(centre, kind="school")).status_code == 302
    )


def test_the_last_platform_organisation_does_not_close() -> None:
    platform = world.organisation(kind="platform")
    admin = client_of(world.member(platform, "platform_admin").user_id)
    answer = admin.post(f"/organisaties/{platform.pk}/", form_of(platform, is_active=None))
    assert answer.status_code == 422
    assert "het enige platformbeheer" in answer.content.decode()
    assert admin.get("/organisaties/").status_code == 200
