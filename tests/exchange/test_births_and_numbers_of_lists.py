"""Birth dates partly known and numbers that changed, from lists and messages to the file."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from overstap.access.actor import set_actor
from overstap.access.models import CaseloadRow
from overstap.doors.viewer import Viewer
from overstap.dossier.models import Entry
from overstap.exchange.models import ImportRow, ImportRun, SetAside
from overstap.exchange.sealing import hash_of
from overstap.exchange.services import evidence, pupils
from overstap.kernel import clock
from overstap.organisations.models import Organisation
from overstap.people import queries, services
from overstap.people.models import FormerNumber, NationalNumber, NumberChange, Person
from tests import world
from tests.conftest import owner
from tests.exchange import flows
from tests.exchange.tabular.lists import case

pytestmark = pytest.mark.django_db
TITLES = ["Familienaam", "Voornaam", "Geboortedatum", "INSZ", "Klas"]
OLD, NEW = "08650480122", "08650486258"
# Tells the year of birth alone.
YEAR = "08600080110"


@pytest.fixture
def by(stand_on: Callable[[date], None]) -> Viewer:
    stand_on(date(2026, 11, 30))
    return flows.viewer(world.organisation())


def check(by: Viewer, *row: Any) -> ImportRun:
    return flows.check(by, flows.csv([row], TITLES))


def fields(run: ImportRun) -> list[tuple[Any, Any]]:
    row = ImportRow.objects.get(run=run)
    return [(one["old"], one["new"]) for one in row.changes if one["field"] == "birth_date"]


def told(run: ImportRun) -> set[str]:
    """What a list would change of who somebody is; nobody in it is new or a doubt."""
    assert set(flows.outcomes(run)) <= {"changed", "unchanged"}
    found = {one["field"] for row in ImportRow.objects.filter(run=run) for one in row.changes}
    return found & {"birth_date", "insz", "first_name", "last_name"}


@pytest.mark.shared
def test_people_of_whom_the_day_is_unknown_come_in_so_and_the_same_list_says_nothing_new(
    by: Viewer,
) -> None:
    data = case("05-unknown-birth-day.xlsx").read_bytes()
    run = flows.apply(by, flows.check(by, data))
    assert run.state == "applied", run.problem
    found = {one.last_name: str(one.birth) for one in Person.objects.all()}
    assert found == {
        "Rahimi": "2008", "Ahmadi": "2008-05", "Haile": "2008", "Tesfay": "2008",
        "Osman": "2008-01-01",
    }  # fmt: skip
    assert {str(one.birth) for one in CaseloadRow.objects.all()} == set(found.values())
    assert told(flows.check(by, data)) == set()
    assert flows.undo(by, run).counts["taken_back"] == 5
    assert not Person.objects.exists()


def test_a_list_that_knows_more_tells_it_and_one_that_knows_less_changes_nothing(
    by: Viewer,
) -> None:
    flows.apply(by, check(by, "Wouters", "Lotte", "2008", YEAR, None))
    more = check(by, "Wouters", "Lotte", "04/05/2008", YEAR, None)
    assert fields(more) == [("2008", "2008-05-04")]
    more = flows.apply(by, more)
    assert str(Person.objects.get().birth) == "2008-05-04"
    assert fields(check(by, "Wouters", "Lotte", "05/2008", YEAR, None)) == []
    assert flows.undo(by, more).state == "undone"
    assert str(Person.objects.get().birth) == "2008"


def test_a_name_with_part_of_a_birth_date_is_a_doubt_and_not_two_people(by: Viewer) -> None:
    flows.apply(by, check(by, "Wouters", "Lotte", "04/05/2008", None, "6A"))
    run = check(by, "Wouters", "Lotte", "2008", None, "6A")
    row = ImportRow.objects.get(run=run)
    assert (row.outcome, row.why) == (
        "doubtful",
        "De naam is gekend, maar niet de hele geboortedatum.",
    )
    assert flows.outcomes(check(by, "Wouters", "Lotte", "2007", None, "6A")) == ["new"]


@pytest.mark.shared
def test_a_list_with_a_new_number_asks_a_second_colleague_and_both_numbers_find_one_person(
    by: Viewer,
) -> None:
    flows.apply(by, check(by, "Wouters", "Lotte", "04/05/2008", OLD, "6DUA"))
    with owner():
        Person.objects.update(created_at=clock.now() - timedelta(days=60))
    lotte = Person.objects.get()
    data = case("22-list-new-number.xlsx").read_bytes()
    run = flows.check(by, data)
    row = ImportRow.objects.get(run=run)
    assert row.outcome == "doubtful"
    pupils.decide_row(by=by, run=run, number=row.number, decision=str(lotte.pk))
    assert "insz" in {one["field"] for one in ImportRow.objects.get(run=run).changes}
    flows.apply(by, run)
    assert services.number_of(lotte.pk) == OLD
    centre = Organisation.objects.get(pk=by.organisation_id)
    colleague = flows.viewer_of(world.member(centre), centre)
    set_actor(colleague.user_id)
    change = queries.number_change_of(lotte.pk)
    assert change is not None
    services.answer_number_change(change, NEW, by=colleague)
    set_actor(by.user_id)
    assert services.number_of(lotte.pk) == NEW
    assert told(flows.check(by, data)) == set()
    assert told(check(by, "Wouters", "Lotte", "04/05/2008", OLD, "6DUA")) == set()
    read_the_answer(by, lotte)
    assert Person.objects.count() == 1


def proposed(by: Viewer, *, days: int) -> tuple[Person, ImportRun]:
    """Lotte, made some days ago, and an applied list that gives her another number."""
    flows.apply(by, check(by, "Wouters", "Lotte", "04/05/2008", OLD, "6DUA"))
    with owner():
        Person.objects.update(created_at=clock.now() - timedelta(days=days))
    lotte = Person.objects.get()
    run = check(by, "Wouters", "Lotte", "04/05/2008", NEW, "6DUA")
    row = ImportRow.objects.get(run=run)
    pupils.decide_row(by=by, run=run, number=row.number, decision=str(lotte.pk))
    return lotte, flows.apply(by, run)


def test_undoing_withdraws_another_number_that_still_waits(by: Viewer) -> None:
    lotte, run = proposed(by, days=60)
    assert queries.number_change_of(lotte.pk) is not None
    assert flows.undo(by, run).counts.get("left", 0) == 0
    assert queries.number_change_of(lotte.pk) is None
    assert services.number_of(lotte.pk) == OLD


def test_undoing_leaves_another_number_that_a_colleague_confirmed(by: Viewer) -> None:
    lotte, run = proposed(by, days=60)
    centre = Organisation.objects.get(pk=by.organisation_id)
    colleague = flows.viewer_of(world.member(centre), centre)
    change = queries.number_change_of(lotte.pk)
    assert change is not None
    set_actor(colleague.user_id)
    services.answer_number_change(change, NEW, by=colleague)
    set_actor(by.user_id)
    assert flows.undo(by, run).counts["left"] == 1
    assert services.number_of(lotte.pk) == NEW


def test_undoing_gives_the_number_back_of_somebody_who_was_just_made(by: Viewer) -> None:
    lotte, run = proposed(by, days=0)
    assert services.number_of(lotte.pk) == NEW
    assert flows.undo(by, run).counts.get("left", 0) == 0
    assert services.number_of(lotte.pk) == OLD
    assert not FormerNumber.objects.defer("ciphertext").exists()


def test_a_second_list_with_another_number_waits_for_the_answer_about_the_first(
    by: Viewer,
) -> None:
    lotte, _run = proposed(by, days=60)
    before = queries.number_change_of(lotte.pk)
    run = check(by, "Wouters", "Lotte", "04/05/2008", NEW, "6DUA")
    row = ImportRow.objects.get(run=run)
    pupils.decide_row(by=by, run=run, number=row.number, decision=str(lotte.pk))
    assert ImportRow.objects.get(run=run).changes == []
    assert queries.number_change_of(lotte.pk) == before


def read_the_answer(by: Viewer, lotte: Person) -> None:
    """The LED answers for the new number with a certificate that was issued to the former one."""
    folder = case("22-led-former-number")
    files = [(one.name, one.read_bytes()) for one in sorted(folder.iterdir())]
    run = flows.read(by, "led", *files)
    assert flows.outcomes(run) == ["received"]
    aside = SetAside.objects.get()
    assert evidence.attach(by=by, one=aside, number=OLD) == lotte.pk
    assert Entry.objects.filter(person=lotte, source="led").count() == 1


def test_a_former_number_that_another_has_now_makes_a_row_doubtful(by: Viewer) -> None:
    flows.apply(by, check(by, "Wouters", "Lotte", "04/05/2008", NEW, "6A"))
    lotte = Person.objects.get()
    with owner():
        bram = Person.objects.create(
            first_name="Bram", last_name="Claes", sort_key="claes bram", birth_date="2008-01-02"
        )
        FormerNumber.objects.create(
            person=lotte, ciphertext=b"", lookup_hash=hash_of(OLD), kind="test",
            left_at=clock.now(),
        )  # fmt: skip
        NationalNumber.objects.create(
            person=bram, ciphertext=b"", lookup_hash=hash_of(OLD), kind="test"
        )
    world.involve(bram, Organisation.objects.get(pk=by.organisation_id))
    run = check(by, "Claes", "Bram", "02/01/2008", OLD, "6A")
    row = ImportRow.objects.get(run=run)
    assert row.why == "Dit rijksregisternummer was vroeger van een andere jongere."
    assert set(row.meant) == {str(lotte.pk), str(bram.pk)}
    assert not NumberChange.objects.defer("ciphertext", "lookup_hash").exists()
