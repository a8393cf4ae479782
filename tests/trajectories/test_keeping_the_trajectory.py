"""Verbs and pages of the trajectory."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from overstap.access.models import CaseloadRow, Grant
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people.models import Person
from overstap.trajectories import queries, services
from overstap.trajectories.models import Enrolment, Station
from overstap.trajectories.services import EnrolmentData, StationData
from tests import world
from tests.clients import BUDGET, FRAME, client_of, statements
from tests.conftest import owner
from tests.people.viewers import staff, young

pytestmark = pytest.mark.django_db
DUAL = EnrolmentData("CDO De Brug", "dual", date(2025, 9, 1), date(2099, 7, 1), "Kapper")
STEP = StationData("Screening", "screening", "dual", date(2025, 10, 1))


@pytest.fixture
def centre() -> Any:
    return world.organisation("Centrum Noord")


@pytest.fixture
def noor(centre: Any) -> Person:
    person = world.person("Noor", "Peeters", date(2010, 5, 17))
    world.involve(person, centre)
    return person


def test_an_enrolment_fills_the_line_of_mijn_jongeren(centre: Any, noor: Person) -> None:
    services.enrol(noor.pk, DUAL, by=staff(world.member(centre)))
    row = CaseloadRow.objects.get(person_id=noor.pk)
    assert (row.pathway, row.programme, row.leaving_on) == ("dual", "Kapper", date(2099, 7, 1))


def test_ending_an_enrolment_keeps_the_official_codes(centre: Any, noor: Person) -> None:
    by = staff(world.member(centre))
    made = services.enrol(noor.pk, DUAL, by=by)
    with pytest.raises(Refusal):
        services.end_enrolment(made.pk, until_on=date(2026, 6, 30), end_reason="Q",
                               situation_after="5", by=by)  # fmt: skip
    services.end_enrolment(made.pk, until_on=date(2026, 6, 30), end_reason="X",
                           situation_after="5", by=by)  # fmt: skip
    made.refresh_from_db()
    assert (made.end_reason_code, made.situation_after_code) == ("X", "5")


def test_the_same_message_twice_changes_nothing(centre: Any, noor: Person) -> None:
    by = staff(world.member(centre))

    def receive(what: EnrolmentData) -> str:
        return services.record_received(noor.pk, what, source="LP", source_reference="LP/1", by=by)

    assert receive(DUAL) == "new"
    assert receive(DUAL) == "unchanged"
    assert receive(EnrolmentData("CDO De Brug", "dual", date(2025, 9, 1))) == "changed"
    assert Enrolment.objects.count() == 1


def test_another_organisation_writes_nothing_on_the_line(centre: Any, noor: Person) -> None:
    made = services.add_station(noor.pk, STEP, by=staff(world.member(centre)))
    stranger = staff(world.member(world.organisation()))
    for act in (
        lambda: services.add_station(noor.pk, STEP, by=stranger),
        lambda: services.remove_station(made.pk, by=stranger),
        lambda: services.enrol(noor.pk, DUAL, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert queries.line_of(noor.pk) == []


def test_the_young_person_sees_the_line(centre: Any, noor: Person) -> None:
    services.add_station(noor.pk, STEP, by=staff(world.member(centre)))
    young(noor)
    assert [s.label for s in queries.line_of(noor.pk)] == ["Screening", "Vandaag"]
    assert queries.line_of(noor.pk)[0].when == "okt. 2025"


def test_a_receiver_sees_the_line_only_with_studies(centre: Any, noor: Person) -> None:
    services.add_station(noor.pk, STEP, by=staff(world.member(centre)))
    office = world.organisation(kind="vdab")
    reader = world.member(office, "vdab_counsellor")
    staff(reader)
    assert queries.line_of(noor.pk) == []
    with owner():
        Grant.objects.create(
            person=noor, data_group="studies", organisation=office, purpose="handover",
            from_on=date(2025, 1, 1), source="handover", source_id=noor.pk, covers_others=True,
        )  # fmt: skip
    staff(reader)
    assert queries.line_of(noor.pk)[0].label == "Screening"


def test_the_page_adds_changes_and_removes_a_step(centre: Any, noor: Person) -> None:
    client = client_of(world.member(centre).user_id)
    page = reverse("trajectories:line", args=[noor.pk])
    typed = {"label": "Proeftijd", "kind": "milestone", "pathway": "dual", "on": "2026-01-15"}
    client.post(reverse("trajectories:add_station", args=[noor.pk]), typed)
    assert "Proeftijd" in client.get(page).text
    with owner():
        made = Station.objects.get()
    change = reverse("trajectories:change_station", args=[noor.pk, made.pk])
    client.post(change, {**typed, "label": "Proeftijd klaar"})
    assert "Proeftijd klaar" in client.get(page).text
    client.post(reverse("trajectories:remove_station", args=[noor.pk, made.pk]))
    assert "Proeftijd klaar" not in client.get(page).text


def test_the_page_enrols_and_ends(centre: Any, noor: Person) -> None:
    client = client_of(world.member(centre).user_id)
    enrol = reverse("trajectories:enrol", args=[noor.pk])
    wrong = client.post(
        enrol,
        {"institution_name": "X", "pathway": "dual", "from_on": "2026-09-01",
         "until_on": "2025-09-01"},
    )  # fmt: skip
    assert wrong.status_code == 422
    client.post(enrol, {"institution_name": "X", "pathway": "dual", "from_on": "2025-09-01"})
    with owner():
        made = Enrolment.objects.get()
    end = reverse("trajectories:end", args=[noor.pk, made.pk])
    assert client.get(end).status_code == 200
    wrong = client.post(end, {"until_on": "2025-08-31", "end_reason": "", "situation_after": "5"})
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"until_on", "end_reason"}
    client.post(end, {"until_on": "2026-07-01", "end_reason": "X", "situation_after": "5"})
    made.refresh_from_db()
    assert made.until_on == date(2026, 7, 1)


def test_a_stranger_finds_no_line(noor: Person) -> None:
    client = client_of(world.member(world.organisation()).user_id)
    assert client.get(reverse("trajectories:line", args=[noor.pk])).status_code == 404


def test_the_line_keeps_its_budget(centre: Any, noor: Person) -> None:
    by = staff(world.member(centre))
    for month in range(1, 13):
        services.add_station(
            noor.pk, StationData(f"Stap {month}", "milestone", "dual", date(2026, month, 1)), by=by
        )
    client = client_of(by.user_id)
    url = reverse("trajectories:line", args=[noor.pk])
    assert statements(client, url) <= BUDGET + FRAME
