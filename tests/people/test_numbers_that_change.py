"""A national number that changes: two colleagues, one person, and messages to either number."""

from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from overstap.access.actor import set_actor
from overstap.audit.models import Record
from overstap.kernel.identifiers import make_test_insz
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people import queries, services
from overstap.people.forgetting import forget
from overstap.people.models import FormerNumber, NumberChange, Person
from tests import world
from tests.clients import client_of
from tests.conftest import owner
from tests.people.viewers import staff, young

pytestmark = pytest.mark.django_db
BIRTH = date(2009, 5, 17)
OLD, NEW, OTHER = (make_test_insz(BIRTH, turn, female=True) for turn in (7, 8, 9))


class Scene:
    """One centre, two colleagues, and Noor, whose account makes her file more than a slip."""

    def __init__(self) -> None:
        self.centre = world.organisation("Centrum Noord")
        self.first, self.second = world.member(self.centre), world.member(self.centre)
        self.noor = self.person("Noor", "Peeters")
        self.account = world.account_of(self.noor)
        services.set_number(self.noor.pk, OLD, by=staff(self.first))

    def person(self, first: str, last: str) -> Person:
        person = world.person(first, last, BIRTH)
        world.involve(person, self.centre)
        return person

    def propose(self, number: str = NEW, **how: Any) -> NumberChange:
        assert not services.set_number(self.noor.pk, number, by=staff(self.first), **how)
        change = queries.number_change_of(self.noor.pk)
        assert change is not None
        return change

    def change(self, **how: Any) -> None:
        change = self.propose(**how)
        services.answer_number_change(change, NEW, by=staff(self.second))

    def found(self, *numbers: str) -> dict[str, Any]:
        return queries.people_with_number(self.centre.pk, numbers)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_another_number_counts_when_a_second_colleague_types_it_too(scene: Scene) -> None:
    change = scene.propose()
    assert services.number_of(scene.noor.pk) == OLD
    with pytest.raises(Refusal, match="Vraag het een collega"):
        services.answer_number_change(change, NEW, by=staff(scene.first))
    with pytest.raises(Refusal, match="niet het nummer dat je collega invulde"):
        services.answer_number_change(change, OTHER, by=staff(scene.second))
    assert services.number_of(scene.noor.pk) == OLD
    services.answer_number_change(change, NEW, by=staff(scene.second))
    assert services.number_of(scene.noor.pk) == NEW
    with owner():
        names = set(Record.objects.exclude(subject=None).values_list("name", flat=True))
        assert list(NumberChange.objects.values_list("lookup_hash", "ciphertext")) == [("", b"")]
    assert {"number_proposed", "number_confirmed"} <= names


def test_both_numbers_find_the_one_person(scene: Scene) -> None:
    scene.change()
    assert scene.found(OLD, NEW, OTHER) == {OLD: scene.noor.pk, NEW: scene.noor.pk}


def test_a_number_that_was_typed_wrong_finds_nobody_afterwards(scene: Scene) -> None:
    scene.change(changed=False)
    assert scene.found(OLD, NEW) == {NEW: scene.noor.pk}


def test_a_no_leaves_the_number_and_keeps_nothing_of_the_other(scene: Scene) -> None:
    services.answer_number_change(scene.propose(), None, by=staff(scene.second))
    assert services.number_of(scene.noor.pk) == OLD
    assert scene.found(NEW) == {}
    with owner():
        assert NumberChange.objects.get().lookup_hash == ""


def test_a_number_that_somebody_else_has_or_had_is_refused(scene: Scene) -> None:
    bram = scene.person("Bram", "Claes")
    services.set_number(bram.pk, OTHER, by=staff(scene.first))
    with pytest.raises(Refusal, match="Een andere jongere in jullie lijst heeft of had dit nummer"):
        services.set_number(scene.noor.pk, OTHER, by=staff(scene.first))
    scene.change()
    with pytest.raises(Refusal, match="heeft of had dit nummer"):
        services.set_number(bram.pk, OLD, by=staff(scene.first))


def test_a_former_number_that_another_has_now_means_nobody_for_a_message(scene: Scene) -> None:
    from overstap.exchange.queries import find_by_number
    from overstap.exchange.sealing import hash_of

    scene.change()
    bram = scene.person("Bram", "Claes")
    with owner():
        services.NationalNumber.objects.create(
            person=bram, ciphertext=b"x", lookup_hash=hash_of(OLD), kind="test"
        )
    staff(scene.first)
    assert find_by_number(scene.centre.pk, [hash_of(OLD), hash_of(NEW)]) == {
        hash_of(NEW): scene.noor.pk
    }


def test_nobody_becomes_two_people_by_the_former_number(scene: Scene) -> None:
    scene.change()
    typed = {"first_name": "Nora", "last_name": "Maes", "birth_date": "2001-02-03", "insz": OLD}
    answer = client_of(scene.first.user_id).post("/jongeren/nieuw/", typed)
    assert "zelfde rijksregisternummer" in answer.text
    elsewhere = staff(world.member(world.organisation()))
    made = services.create_person(
        by=elsewhere, organisation_id=elsewhere.organisation_id, first_name="Nora",
        last_name="Maes", birth_date=BIRTH, insz=OLD,
    )  # fmt: skip
    assert made.outcome == "perhaps_known"


@pytest.mark.parametrize(
    "statement",
    [
        "update people_nationalnumber set lookup_hash = 'x'",
        "select ciphertext from people_numberchange",
        "select lookup_hash from people_numberchange",
        "select ciphertext from people_formernumber",
        "delete from people_formernumber",
    ],
)
def test_the_application_writes_and_reads_no_number_past_the_second_colleague(
    scene: Scene, statement: str
) -> None:
    staff(scene.first)
    with pytest.raises(ProgrammingError), transaction.atomic():
        world.sql(statement)


def test_a_stranger_sees_no_former_number_and_answers_nothing(scene: Scene) -> None:
    change = scene.propose()
    stranger = staff(world.member(world.organisation()))
    assert queries.number_change_of(scene.noor.pk) is None
    with pytest.raises(NotAllowed):
        services.answer_number_change(change, NEW, by=stranger)
    scene_change = change  # the same row, answered by who guides
    services.answer_number_change(scene_change, NEW, by=staff(scene.second))
    staff(world.member(world.organisation()))
    assert not FormerNumber.objects.defer("ciphertext").exists()


def test_the_young_person_reads_of_it_in_the_own_copy(scene: Scene) -> None:
    from overstap.desk.queries.subject import everything

    scene.change()
    copy = everything(young(scene.noor, scene.account), Person.objects.get(pk=scene.noor.pk))
    assert copy["national_number"] == NEW
    rows = {one["what"]: one["rows"] for one in copy["kept"]}
    assert [row["Soort"] for row in rows["Je vroegere rijksregisternummer"]] == ["testnummer"]
    assert [r["Bevestigd"] for r in rows["Een ander rijksregisternummer voorgesteld"]] == ["ja"]
    assert "hash" not in str(rows)


def test_forgetting_takes_the_former_numbers_along(scene: Scene) -> None:
    from django.db import connection

    scene.change()
    scene.propose(OTHER)
    with owner(), connection.cursor() as cursor:
        forget(cursor, scene.noor.pk)
        assert not FormerNumber.objects.exists()
        assert not NumberChange.objects.exists()


def test_of_two_records_with_two_numbers_the_kept_one_is_found_by_both(scene: Scene) -> None:
    lead = staff(world.member(scene.centre, "centre_lead"))
    nora = scene.person("Nora", "Peeters")
    services.set_number(nora.pk, NEW, by=lead)
    merged = services.merge(scene.noor.pk, nora.pk, "Zelfde kaart", by=lead)
    assert scene.found(OLD, NEW) == {OLD: scene.noor.pk, NEW: scene.noor.pk}
    services.undo_merge(merged, by=lead)
    assert scene.found(OLD, NEW) == {OLD: scene.noor.pk, NEW: nora.pk}


def test_the_screen_proposes_confirms_and_shows_no_number(scene: Scene) -> None:
    first, second = client_of(scene.first.user_id), client_of(scene.second.user_id)
    page = f"/jongeren/{scene.noor.pk}/gegevens/"
    answer = first.post(page + "nummer/", {"insz": NEW, "why": "changed"}, follow=True)
    assert "Een collega bevestigt het nieuwe nummer nog." in answer.text
    assert "Ander rijksregisternummer" in second.get(reverse("access:papers")).text
    shown = second.get(page).text
    assert "Bevestig het nieuwe nummer" in shown
    assert NEW not in shown
    wrong = second.post(page + "nummer/bevestigen/", {"insz": OTHER, "antwoord": "ja"})
    assert wrong.status_code == 422
    assert "niet het nummer dat je collega invulde" in wrong.text
    second.post(page + "nummer/bevestigen/", {"insz": NEW, "antwoord": "ja"})
    set_actor(scene.second.user_id)
    assert services.number_of(scene.noor.pk) == NEW
    assert Client().get(page).status_code == 302
