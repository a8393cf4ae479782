"""Screens about people: new, name, number, guardians, duplicates."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from overstap.access.models import LinkRequest
from overstap.audit.models import Record
from overstap.kernel.identifiers import format_insz, make_test_insz
from overstap.people.models import Guardian, Person
from tests import world
from tests.clients import BUDGET, FRAME, client_of, statements
from tests.conftest import owner
from tests.people.viewers import staff

pytestmark = pytest.mark.django_db
BIRTH = date(2010, 5, 17)
INSZ = make_test_insz(BIRTH, 7, female=True)


@pytest.fixture
def scene() -> Any:
    class Scene:
        centre = world.organisation("Centrum Noord")
        counsellor = world.member(centre)
        lead = world.member(centre, "centre_lead")
        noor = world.person("Noor", "Peeters", BIRTH)

    world.involve(Scene.noor, Scene.centre)
    return Scene


def of(scene: Any, name: str, *args: Any) -> str:
    return reverse(f"people:{name}", args=[scene.noor.pk, *args])


def everybody() -> list[str]:
    with owner():
        return sorted(p.full_name for p in Person.objects.all())


def test_the_birth_date_is_proposed_from_the_number_and_used_only_after_a_look(
    scene: Any,
) -> None:
    client = client_of(scene.counsellor.user_id)
    typed = {"first_name": "Bram", "last_name": "Claes", "insz": format_insz(INSZ)}
    answer = client.post(reverse("people:new"), {**typed, "birth_date": ""})
    assert answer.status_code == 200
    assert "17 mei 2010" in answer.text
    assert 'value="2010-05-17"' in answer.text
    assert everybody() == ["Noor Peeters"]
    assert client.post(reverse("people:new"), {**typed, "birth_date": "2010-05-17"}).status_code
    assert everybody() == ["Bram Claes", "Noor Peeters"]


def test_somebody_alike_is_shown_before_anything_is_written(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    typed = {"first_name": "Nora", "last_name": "Peeters", "birth_date": "2010-05-17"}
    answer = client.post(reverse("people:new"), typed)
    assert "Noor Peeters" in answer.text
    assert everybody() == ["Noor Peeters"]
    assert client.post(reverse("people:new"), {**typed, "other": "1"}).status_code == 302
    assert everybody() == ["Noor Peeters", "Nora Peeters"]


def test_perhaps_known_names_nobody_and_no_organisation(scene: Any) -> None:
    there = world.member(world.organisation("Centrum Zuid"))
    client = client_of(there.user_id)
    typed = {"first_name": "Noor", "last_name": "Peeters", "birth_date": "2010-05-17"}
    answer = client.post(reverse("people:new"), typed)
    assert answer.status_code == 200
    assert "vroegen een koppeling" in answer.text
    for secret in ("Noor", "Peeters", "Centrum Noord"):
        assert secret not in answer.text
    with owner():
        assert LinkRequest.objects.count() == 1


def test_a_new_person_without_any_birth_date_is_asked_for_it(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    answer = client.post(reverse("people:new"), {"first_name": "A", "last_name": "B"})
    assert answer.status_code == 422
    assert "Vul de geboortedatum in." in answer.text


def test_the_number_is_shown_only_when_asked_and_that_is_logged(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    client.post(of(scene, "number"), {"insz": INSZ})
    page = client.get(of(scene, "edit")).text
    assert INSZ not in page
    assert format_insz(INSZ) not in page
    answer = client.post(of(scene, "show_number"))
    assert format_insz(INSZ) in answer.text
    assert answer["Cache-Control"] == "no-store, private"
    assert client.get(of(scene, "show_number")).status_code == 405
    with owner():
        assert Record.objects.filter(name="number_shown").count() == 1


def test_a_wrong_number_is_refused_without_repeating_it_in_the_log(scene: Any) -> None:
    answer = client_of(scene.counsellor.user_id).post(of(scene, "number"), {"insz": "123"})
    assert answer.status_code == 422


def test_guardians_are_added_changed_and_ended(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    client.post(
        of(scene, "new_guardian"),
        {"name": "Lies Peeters", "relation": "parent", "has_authority": "on"},
    )
    with owner():
        row = Guardian.objects.get()
    assert (row.until_on, row.has_authority, row.may_read_all) == (date(2028, 5, 17), True, False)
    edit = of(scene, "edit_guardian", row.pk)
    client.post(edit, {"name": "Lies P.", "relation": "foster"})
    with owner():
        row = Guardian.objects.get()
    assert (row.name, row.has_authority) == ("Lies P.", False)
    client.post(of(scene, "end_guardian", row.pk))
    assert "Lies P." not in client.get(of(scene, "edit")).text


def test_nobody_of_18_gets_a_guardian_whatever_is_written(scene: Any) -> None:
    adult = world.person("Bram", "Claes", date(2008, 1, 1))
    world.involve(adult, scene.centre)
    client = client_of(scene.counsellor.user_id)
    url = reverse("people:new_guardian", args=[adult.pk])
    answer = client.post(url, {"name": "Moeder", "relation": "parent"})
    assert answer.status_code == 422
    assert "18 jaar" in answer.text
    staff(scene.counsellor)
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError, match="guardian_after_18"), transaction.atomic():
        Guardian(
            person=scene.noor, name="x", relation="parent", from_on=date(2020, 1, 1),
            until_on=date(2040, 1, 1),
        ).save(force_insert=True)  # fmt: skip


def test_a_corrected_birth_date_ends_guardian_rights_in_time(scene: Any) -> None:
    world.guardian_of(scene.noor)
    client_of(scene.counsellor.user_id).post(
        of(scene, "edit"),
        {"first_name": "Noor", "last_name": "Peeters", "birth_date": "2009-01-02"},
    )
    with owner():
        assert Guardian.objects.get().until_on == date(2027, 1, 2)


def test_a_stranger_finds_nothing_about_people(scene: Any) -> None:
    client = client_of(world.member(world.organisation()).user_id)
    for name in ("edit", "new_guardian"):
        assert client.get(of(scene, name)).status_code == 404
    assert client.post(of(scene, "show_number")).status_code == 404
    assert client.post(of(scene, "number"), {"insz": INSZ}).status_code == 404


def test_the_lead_compares_merges_and_undoes(scene: Any) -> None:
    nora = world.person("Nora", "Peeters", BIRTH)
    world.involve(nora, scene.centre)
    client = client_of(scene.lead.user_id)
    overview = reverse("people:duplicates")
    compare = reverse("people:compare", args=[scene.noor.pk, nora.pk])
    shown = client.get(overview).text
    assert "Noor Peeters" in shown
    assert "Nora Peeters" in shown
    assert client.get(compare).status_code == 200
    assert client.post(compare, {"kept": str(scene.noor.pk), "reason": ""}).status_code == 422
    client.post(compare, {"kept": str(scene.noor.pk), "reason": "Zelfde kaart"})
    text = client.get(overview).text
    assert "Zelfde kaart" in text
    with owner():
        from overstap.people.models import Merge

        made = Merge.objects.get()
    client.post(reverse("people:undo_merge", args=[made.pk]))
    assert "Zelfde kaart" not in client.get(overview).text


def test_the_lead_sees_names_that_differ_by_a_vowel_or_two(scene: Any) -> None:
    for first, last, born in (
        ("Jayden", "Wouters", BIRTH), ("Jaiden", "Wauters", BIRTH), ("Jeroen", "Wouterse", BIRTH),
    ):  # fmt: skip
        world.involve(world.person(first, last, born), scene.centre)
    shown = client_of(scene.lead.user_id).get(reverse("people:duplicates")).text
    assert "Jayden Wouters" in shown
    assert "Jaiden Wauters" in shown
    assert "Jeroen" not in shown


def test_a_counsellor_does_not_merge(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    assert client.get(reverse("people:duplicates")).status_code == 403


@pytest.mark.parametrize("name", ["edit", "new_guardian"])
def test_pages_about_people_keep_their_budget(scene: Any, name: str) -> None:
    for _number in range(5):
        world.guardian_of(scene.noor)
    client = client_of(scene.counsellor.user_id)
    assert statements(client, of(scene, name)) <= BUDGET + FRAME


def test_duplicates_and_comparing_keep_their_budget(scene: Any) -> None:
    others = [world.person("Noor", f"Peeters{'s' * n}", BIRTH) for n in range(5)]
    for other in others:
        world.involve(other, scene.centre)
    client = client_of(scene.lead.user_id)
    assert statements(client, reverse("people:duplicates")) <= BUDGET + FRAME
    url = reverse("people:compare", args=[scene.noor.pk, others[0].pk])
    assert statements(client, url) <= BUDGET + FRAME + 1  # two looks are logged
