"""Organisations: shipped ones, real schools, and the screens of the platform admin."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from overstap.organisations import queries, services
from overstap.organisations.models import Organisation
from overstap.reference import services as reference
from tests import world
from tests.clients import BUDGET, FRAME, client_of, statements
from tests.conftest import owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> None:
    with owner():
        reference.load()


@pytest.fixture
def admin() -> Any:
    platform = world.organisation("Platform", "platform")
    return client_of(world.member(platform, "platform_admin").user_id)


FORM = {
    "name": "CDO Test", "kind": "cdo", "institution_number": "990001",
    "enterprise_number": "0267.382.874", "street": "Dorp", "house_number": "1",
    "postcode": "8400", "is_active": "on",
}  # fmt: skip


def test_loading_twice_changes_nothing(places: None) -> None:
    with owner():
        first = services.load()
        before = list(Organisation.objects.order_by("pk").values())
        assert services.load() == first
        assert list(Organisation.objects.order_by("pk").values()) == before
    assert first.shipped >= 26


def test_every_municipality_of_flanders_and_brussels_has_an_office(places: None) -> None:
    from overstap.reference.models import Municipality

    with owner():
        services.load()
        served = {n for row in Organisation.objects.filter(kind="vdab") for n in row.serves_nis}
        wanted = set(
            Municipality.objects.filter(
                until_on__isnull=True, region_nis__in=("02000", "04000")
            ).values_list("nis", flat=True)
        )
    assert wanted <= served


def test_an_office_is_found_by_the_municipality_where_somebody_lives(places: None) -> None:
    with owner():
        services.load()
        assert [o.name for o in queries.offices_for("35013")] == ["VDAB Oostende"]


def test_real_schools_load_and_none_is_lost_by_a_code_that_merged_away(
    places: None, shared: Path
) -> None:
    """37015 (Tielt) merged in 2025: its schools stand in the municipality that follows."""
    with owner():
        loaded = services.load(shared=shared)
        schools = Organisation.objects.exclude(enterprise_number="")
        assert loaded.schools == schools.count() > 30
        assert not schools.filter(municipality_nis="").exists()
        tielt = list(schools.filter(postcode="8700"))
        again = services.load(shared=shared)
    assert tielt
    assert all(row.municipality_nis != "37015" for row in tielt)
    assert again == loaded


def test_the_platform_admin_adds_and_changes(places: None, admin: Any) -> None:
    assert admin.post(reverse("organisations:add"), FORM).status_code == 302
    with owner():
        row = Organisation.objects.get(institution_number="990001")
    assert (row.enterprise_number, row.municipality_name) == ("0267382874", "Oostende")
    admin.post(reverse("organisations:edit", args=[row.pk]), {**FORM, "name": "CDO Anders"})
    assert "CDO Anders" in admin.get(reverse("organisations:list")).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("enterprise_number", "0267.382.875", "ondernemingsnummer klopt niet"),
        ("establishment_number", "123", "vestigingsnummer"),
        ("institution_number", "abc", "geen instellingsnummer"),
        ("postcode", "0001", "postcode kennen we niet"),
    ],
)
def test_a_wrong_number_is_refused_by_its_field(
    places: None, admin: Any, field: str, value: str, words: str
) -> None:
    answer = admin.post(reverse("organisations:add"), {**FORM, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="CDO Test"' in answer.text


def test_the_same_site_twice_is_refused(places: None, admin: Any) -> None:
    admin.post(reverse("organisations:add"), FORM)
    answer = admin.post(reverse("organisations:add"), FORM)
    assert answer.status_code == 422
    assert "bestaat al" in answer.text


def test_others_change_no_organisation(places: None) -> None:
    for role in ("counsellor", "centre_lead", "org_admin"):
        client = client_of(world.member(world.organisation(), role).user_id)
        assert client.get(reverse("organisations:list")).status_code == 403
        assert client.post(reverse("organisations:add"), FORM).status_code == 403


def test_the_list_pages_by_key_and_filters(places: None, admin: Any) -> None:
    for number in range(60):
        world.organisation(f"School {number:02}", "school")
    first = admin.get(reverse("organisations:list"), {"soort": "school"})
    assert "School 00" in first.text
    assert "School 59" not in first.text
    last = first.context["rows"][-1]
    second = admin.get(reverse("organisations:list"), {"soort": "school", "na": str(last.pk)})
    assert "School 59" in second.text
    assert "School 00" not in second.text
    found = admin.get(reverse("organisations:list"), {"zoek": "school 07"})
    assert [row.name for row in found.context["rows"]] == ["School 07"]


def test_the_list_keeps_its_budget(places: None, admin: Any) -> None:
    with owner():
        services.load()
    assert statements(admin, reverse("organisations:list")) <= BUDGET + FRAME


def test_a_new_organisation_leads_to_inviting_its_admin(places: None, admin: Any) -> None:
    answer = admin.post(reverse("organisations:add"), FORM, follow=True)
    made = Organisation.objects.get(institution_number="990001")
    assert answer.redirect_chain == [(reverse("access:members_of", args=[made.pk]), 302)]
    assert reverse("access:invite_to", args=[made.pk]) in answer.text
    page = admin.get(reverse("organisations:edit", args=[made.pk])).text
    assert reverse("access:members_of", args=[made.pk]) in page
    assert "Oostende, provincie West-Vlaanderen" in page
