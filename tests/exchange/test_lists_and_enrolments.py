"""What a pupil list says of enrolments: of those that are there, and no invented ones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from overstap.access.models import CaseloadRow
from overstap.doors.viewer import Viewer
from overstap.exchange.models import ImportRow, ImportRun
from overstap.people.models import Person
from overstap.trajectories.models import Enrolment
from overstap.trajectories.services import EnrolmentData, enrol, record_received
from tests import world
from tests.clients import client_of
from tests.conftest import SHARED
from tests.exchange import flows

pytestmark = pytest.mark.django_db
CASES = SHARED / "cases" / "lists-and-messages"
WHO = ["Bogaert", "Ella", date(2008, 6, 6)]
NAMES = ("Familienaam", "Voornaam", "Geboortedatum")


@pytest.fixture
def by(stand_on: Callable[[date], None]) -> Viewer:
    stand_on(date(2026, 11, 30))
    return flows.viewer(world.organisation())


def listed(by: Viewer, **cells: Any) -> ImportRun:
    """A list with one pupil, checked: `Klas="5DUA"` and so on."""
    return flows.check(by, flows.csv([[*WHO, *cells.values()]], (*NAMES, *cells)))


def somebody(by: Viewer, **said: Any) -> Person:
    """Ella, whom a counsellor enrolled by hand."""
    flows.apply(by, listed(by))
    (person,) = Person.objects.all()
    what = EnrolmentData(by.organisation_name, "dual", date(2026, 9, 1), programme="Kapper")
    enrol(person.pk, replace(what, **said), by=by)
    return person


def spells() -> list[tuple[str, str, str, str]]:
    return [
        (one.programme, one.pathway, str(one.from_on), str(one.until_on))
        for one in Enrolment.objects.order_by("from_on", "programme")
    ]


def changes(run: ImportRun) -> list[tuple[str, Any, Any]]:
    return [
        (one["field"], one["old"], one["new"])
        for row in ImportRow.objects.filter(run=run).order_by("number")
        for one in row.changes
    ]


def test_a_class_is_said_of_the_enrolment_that_a_counsellor_wrote(by: Viewer) -> None:
    somebody(by)
    before = spells()
    run = listed(by, Klas="5DUA", Stamnummer="A-12")
    assert changes(run) == [("class_name", None, "5DUA"), ("school_reference", None, "A-12")]
    run = flows.apply(by, run)
    assert spells() == before
    assert Enrolment.objects.get().detail == {"class_name": "5DUA", "school_reference": "A-12"}
    assert listed(by, Klas="5DUA", Stamnummer="A-12").counts == {"unchanged": 1}
    flows.undo(by, run)
    assert (spells(), Enrolment.objects.get().detail) == (before, {})


def test_an_unknown_pathway_stays_unknown_and_an_unknown_start_is_no_first_of_september(
    by: Viewer,
) -> None:
    run = listed(by, Klas="5DUA")
    (row,) = ImportRow.objects.filter(run=run)
    assert row.values["enrolment"]["pathway"] == ""
    flows.apply(by, run)
    assert spells() == [("", "", "2026-11-30", "None")]
    assert Enrolment.objects.get().detail == {"class_name": "5DUA", "start_assumed": True}
    # The next list says since when, and how.
    run = flows.apply(by, listed(by, Leerweg="Duaal leren", Instapdatum=date(2026, 9, 1)))
    assert spells() == [("", "dual", "2026-09-01", "None")]
    assert CaseloadRow.objects.get().pathway == "dual"
    flows.undo(by, run)
    assert spells() == [("", "", "2026-11-30", "None")]
    assert CaseloadRow.objects.get().pathway == ""


def test_another_course_from_another_day_stands_beside_the_one_before(by: Viewer) -> None:
    somebody(by)
    run = listed(by, Opleiding="Kok", Leerweg="Aanloopfase", Instapdatum=date(2026, 11, 2))
    found = changes(run)
    assert ("until_on", None, "2026-11-01") in found
    assert {"programme": "Kok", "from_on": "2026-11-02"}.items() <= found[-1][2].items()
    run = flows.apply(by, run)
    assert spells() == [
        ("Kapper", "dual", "2026-09-01", "2026-11-01"),
        ("Kok", "runup", "2026-11-02", "None"),
    ]
    assert CaseloadRow.objects.get().programme == "Kok"
    flows.undo(by, run)
    assert spells() == [("Kapper", "dual", "2026-09-01", "None")]
    assert CaseloadRow.objects.get().programme == "Kapper"


def test_the_lists_the_other_way_round_give_the_same(by: Viewer) -> None:
    later = {"Opleiding": "Kok", "Leerweg": "Aanloopfase", "Instapdatum": date(2026, 11, 2)}
    earlier = {"Opleiding": "Kapper", "Leerweg": "Duaal leren", "Instapdatum": date(2026, 9, 1)}
    for cells in (later, earlier, later, earlier):
        flows.apply(by, listed(by, **cells))
    assert spells() == [
        ("Kapper", "dual", "2026-09-01", "2026-11-01"),
        ("Kok", "runup", "2026-11-02", "None"),
    ]


def test_an_official_enrolment_keeps_what_the_source_said(by: Viewer) -> None:
    person = somebody(by)
    Enrolment.objects.all().delete()
    what = EnrolmentData(by.organisation_name, "dual", date(2026, 9, 3), programme="Haarzorg duaal")
    record_received(person.pk, what, source="magda", source_reference="7", by=by)
    cells = {"Klas": "5DUA", "Opleiding": "Kapper", "Instapdatum": date(2026, 9, 1)}
    run = listed(by, **cells)
    assert changes(run) == [("class_name", None, "5DUA")]
    assert "blijft staan" in str(ImportRow.objects.get(run=run).problems)
    flows.apply(by, run)
    assert spells() == [("Haarzorg duaal", "dual", "2026-09-03", "None")]
    # The source says the same again: nothing changes, and the class stays.
    assert (
        record_received(person.pk, what, source="magda", source_reference="7", by=by) == "unchanged"
    )
    assert listed(by, **cells).counts == {"unchanged": 1}


def test_an_enrolment_at_another_school_is_not_the_one_of_a_list(by: Viewer) -> None:
    somebody(by, institution_name="Atheneum Elders", programme="Moderne talen", pathway="fulltime")
    run = flows.apply(by, listed(by, Klas="5DUA"))
    assert len(spells()) == 2
    flows.undo(by, run)
    assert [one[0] for one in spells()] == ["Moderne talen"]


def test_what_changed_since_the_preview_is_asked_again(by: Viewer) -> None:
    somebody(by)
    run = listed(by, Opleiding="Kok")
    Enrolment.objects.update(programme="Bakker")
    run = flows.apply(by, run)
    assert [one[0] for one in spells()] == ["Bakker"]
    assert flows.outcomes(run) == ["doubtful"]


def _file(by: Viewer, name: str) -> ImportRun:
    return flows.check(by, (CASES / name).read_bytes())


@pytest.mark.shared
@pytest.mark.parametrize("name", ["15-two-enrolments-one-year", "15d-two-enrolments-new-person"])
def test_two_enrolments_of_one_list_are_one_person(by: Viewer, name: str) -> None:
    run = _file(by, f"{name}.xlsx")
    assert run.counts == {"new": 1, "changed": 1}
    run = flows.apply(by, run)
    assert Person.objects.count() == 1
    assert spells() == [
        ("Kapper", "dual", "2026-09-01", "2026-10-31"),
        ("Kok", "runup", "2026-11-02", "None"),
    ]
    assert CaseloadRow.objects.get().programme == "Kok"
    assert _file(by, f"{name}.xlsx").counts == {"unchanged": 2}
    run = flows.undo(by, run)
    assert (Person.objects.count(), Enrolment.objects.count()) == (0, 0)
    assert (run.counts["taken_back"], run.counts.get("left", 0)) == (1, 0)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("latest_first", [False, True])
def test_two_first_days_of_one_list_are_two_enrolments_in_any_order(
    by: Viewer, known: bool, latest_first: bool
) -> None:
    """What a list says first of an enrolment is not corrected by what it says of the other."""
    if known:
        flows.apply(by, listed(by))
    days = sorted([date(2025, 9, 1), date(2026, 9, 1)], reverse=latest_first)
    file = flows.csv([[*WHO, day] for day in days], (*NAMES, "Instapdatum"))
    run = flows.apply(by, flows.check(by, file))
    assert spells() == [
        ("", "", "2025-09-01", "2026-08-31"),
        ("", "", "2026-09-01", "None"),
    ]
    assert flows.check(by, file).counts == {"unchanged": 2}
    flows.undo(by, run)
    assert spells() == []


@pytest.mark.shared
def test_a_later_list_ends_what_ran_before_it(by: Viewer) -> None:
    flows.apply(by, _file(by, "15b-first-list.xlsx"))
    flows.apply(by, _file(by, "15c-later-list.xlsx"))
    assert spells() == [
        ("Kapper", "dual", "2026-09-01", "2026-11-01"),
        ("Kok", "runup", "2026-11-02", "None"),
    ]


@pytest.mark.shared
def test_a_class_changes_and_comes_back(by: Viewer) -> None:
    flows.apply(by, _file(by, "17-same-list-twice.xlsx"))
    for _again in range(2):
        run = _file(by, "17-same-list-twice.xlsx")
        assert run.counts == {"unchanged": 1}
        flows.apply(by, run)
    run = _file(by, "17b-other-class.xlsx")
    assert changes(run) == [("class_name", "5DUA", "6DUA")]
    run = flows.apply(by, run)
    assert Enrolment.objects.get().detail["class_name"] == "6DUA"
    flows.undo(by, run)
    assert Enrolment.objects.get().detail["class_name"] == "5DUA"


def test_what_a_list_did_not_know_a_counsellor_fills_in(by: Viewer) -> None:
    run = flows.apply(by, listed(by, Klas="5DUA"))
    (person,) = Person.objects.all()
    what = EnrolmentData(by.organisation_name, "dual", date(2026, 9, 1), programme="Kapper")
    enrol(person.pk, what, by=by)
    assert spells() == [("Kapper", "dual", "2026-09-01", "None")]
    assert Enrolment.objects.get().detail == {"class_name": "5DUA"}
    assert listed(by, Klas="5DUA").counts == {"unchanged": 1}
    assert flows.undo(by, run).counts["left"] == 1
    assert len(spells()) == 1


def test_the_preview_shows_all_that_a_new_person_gets(by: Viewer) -> None:
    run = listed(by, Klas="5DUA", Gsm="0470 11 22 33", Gemeente="Gent", Postcode="9000")
    page = client_of(by.user_id).get(reverse("exchange:rows", args=[run.pk])).text
    for told in ("+32470112233", "9000", "Gent", "leerweg niet gekend", "klas 5DUA"):
        assert told in page
    assert "sinds ten laatste 30 november 2026" in page
