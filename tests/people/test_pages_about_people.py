"""Screens about people: new, name, number, guardians, duplicates."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from overstap.access.models import Choice, LinkRequest
from overstap.audit.models import Record
from overstap.kernel import clock
from overstap.kernel.identifiers import format_insz, make_test_insz
from overstap.people import services
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


def test_an_empty_form_names_what_is_missing_at_once(scene: Any) -> None:
    page = client_of(scene.counsellor.user_id).post(reverse("people:new"), {"first_name": " "})
    assert page.status_code == 422
    assert "Familienaam: Vul een naam in." in page.text
    assert "Geboortedatum: Vul de geboortedatum in." in page.text


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
    with pytest.raises(ProgrammingError, match="guardian_after_18"), transaction.atomic():
        Guardian(
            person=scene.noor, name="x", relation="parent", from_on=date(2020, 1, 1),
            until_on=date(2040, 1, 1),
        ).save(force_insert=True)  # fmt: skip


def test_all_mistakes_of_a_guardian_are_named_at_once(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    backwards = {"from_on": "2026-05-01", "until_on": "2026-04-01", "relation": "parent"}
    answer = client.post(of(scene, "new_guardian"), backwards)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "until_on"}
    right = client.post(of(scene, "new_guardian"), {**backwards, "name": "Lies"})
    assert "Het einde ligt voor het begin." in right.text


def correct_birth_date(scene: Any, day: str = "2009-01-02") -> None:
    client_of(scene.counsellor.user_id).post(
        of(scene, "edit"), {"first_name": "Noor", "last_name": "Peeters", "birth_date": day}
    )


def answer_birth_date(scene: Any, user_id: Any, answer: str = "ja") -> Any:
    return client_of(user_id).post(of(scene, "birth_date"), {"antwoord": answer})


def birth_date_of(scene: Any) -> date:
    with owner():
        return Person.objects.get(pk=scene.noor.pk).birth_date


def test_a_corrected_birth_date_ends_guardian_rights_in_time(scene: Any) -> None:
    world.guardian_of(scene.noor)
    correct_birth_date(scene)
    answer_birth_date(scene, world.member(scene.centre).user_id)
    with owner():
        assert Guardian.objects.get().until_on == date(2027, 1, 2)


def test_one_person_alone_makes_nobody_an_adult(scene: Any) -> None:
    """Neither on the screen, nor with raw SQL, nor by answering the own proposal."""
    world.guardian_of(scene.noor)
    before = birth_date_of(scene)
    correct_birth_date(scene, "2005-01-01")
    answer_birth_date(scene, scene.counsellor.user_id)
    staff(scene.counsellor)
    for statement in (
        "update people_person set birth_date = '2005-01-01'",
        "update people_birthcorrection set is_confirmed = true",
        "select rights.answer_birth_correction(id, true) from people_birthcorrection",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            world.sql(statement)
    assert birth_date_of(scene) == before
    assert client_of(world.member(scene.centre).user_id).get("/papier/").text.count("Noor Peeters")


def test_a_colleague_says_no_to_another_birth_date(scene: Any) -> None:
    world.guardian_of(scene.noor)
    before = birth_date_of(scene)
    correct_birth_date(scene)
    colleague = world.member(scene.centre).user_id
    answer_birth_date(scene, colleague, "nee")
    answer_birth_date(scene, colleague)
    assert birth_date_of(scene) == before
    with owner():
        names = set(Record.objects.exclude(subject=None).values_list("name", flat=True))
    assert {"birth_date_proposed", "birth_date_rejected"} <= names


def test_nobody_from_elsewhere_answers_about_a_birth_date(scene: Any) -> None:
    world.guardian_of(scene.noor)
    before = birth_date_of(scene)
    correct_birth_date(scene)
    for role in ("counsellor", "centre_lead"):
        stranger = world.member(world.organisation(), role)
        assert answer_birth_date(scene, stranger.user_id).status_code == 404
    assert birth_date_of(scene) == before


def test_a_slip_in_a_record_of_today_is_corrected_alone(scene: Any) -> None:
    before = birth_date_of(scene)
    correct_birth_date(scene, before.replace(day=1).isoformat())
    assert birth_date_of(scene) == before.replace(day=1)


@pytest.mark.parametrize("tie", ["account", "choice", "handover"])
def test_of_a_record_of_today_on_which_something_hangs_it_waits(scene: Any, tie: str) -> None:
    before, today, office = birth_date_of(scene), clock.today(), world.organisation(kind="vdab")
    if tie == "account":
        world.account_of(scene.noor)
    if tie == "handover":
        world.sent_handover(scene.noor, scene.centre, office)
    if tie == "choice":
        with owner():
            Choice.objects.create(
                person=scene.noor, organisation=office, topic="family", from_on=today,
                until_on=today + timedelta(days=9), text_version="1", given_by=uuid4(),
                given_at=clock.now(), needs_guardian=False,
            )  # fmt: skip
    correct_birth_date(scene, before.replace(day=1).isoformat())
    assert birth_date_of(scene) == before


def test_the_birth_date_of_an_adult_who_stays_one_is_corrected_alone(scene: Any) -> None:
    with owner():
        Person.objects.filter(pk=scene.noor.pk).update(
            birth_date=date(1999, 1, 1), created_at=clock.now() - timedelta(days=60)
        )
    correct_birth_date(scene, "1999-02-01")
    assert birth_date_of(scene) == date(1999, 2, 1)
    correct_birth_date(scene, "2012-02-01")
    assert birth_date_of(scene) == date(1999, 2, 1)


def test_a_list_changes_no_birth_date_of_a_minor_either(scene: Any) -> None:
    world.guardian_of(scene.noor)
    before = birth_date_of(scene)
    staff(scene.counsellor)
    assert services.correct_birth_dates({scene.noor.pk: date(2005, 1, 1)}) == {scene.noor.pk}
    assert birth_date_of(scene) == before


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
    old = reverse("desk:person", args=[nora.pk])
    assert client.get(old).headers["Location"] == reverse("desk:person", args=[scene.noor.pk])
    stranger = world.member(world.organisation("Elders"), "centre_lead")
    assert client_of(stranger.user_id).get(old).status_code == 404
    with owner():
        from overstap.people.models import Merge

        made = Merge.objects.get()
    client.post(reverse("people:undo_merge", args=[made.pk]))
    assert "Zelfde kaart" not in client.get(overview).text
    assert client.get(old).status_code == 200


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
