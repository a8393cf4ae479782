"""A birth date of which the day or the month is unknown: what it decides, and how it is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from overstap.access.actor import acting_as, set_actor
from overstap.access.models import CaseloadRow, LinkRequest
from overstap.kernel import births, clock
from overstap.kernel.dates import PartialDate, birthday, parse_partial
from overstap.people import guardians, services
from overstap.people.models import BirthCorrection, Guardian, Person
from overstap.people.rules import is_minor, may_be_adult, may_keep_from_guardians
from tests import world
from tests.access.browsers import code_on
from tests.clients import client_of
from tests.conftest import owner
from tests.people.viewers import staff

pytestmark = pytest.mark.django_db
DATES = ["2008", "2008-02", "2007-02", "2008-12", "2008-02-29", "2009-05-17", "2000-01-01"]


def ask(statement: str, *arguments: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        row = cursor.fetchone()
        return row[0] if len(row) == 1 else row


def made(by: Any, birth: date | PartialDate, first: str = "Noor", last: str = "Peeters") -> Any:
    return services.create_person(
        by=by, organisation_id=by.organisation_id, first_name=first, last_name=last,
        birth_date=birth,
    )  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_the_database_and_python_give_the_same_first_and_last_day(text: str) -> None:
    birth = parse_partial(text)
    stored = ask("select rights.first_birth(%s), rights.precision_of(%s)", text, text)
    assert stored == (birth.earliest, births.precision_of(birth))
    assert ask("select rights.latest_birth(%s, %s)", *stored) == birth.latest
    assert births.birth_of(*stored) == birth


@pytest.mark.parametrize("text", DATES)
def test_the_database_and_python_say_the_same_of_two_dates(text: str) -> None:
    one = parse_partial(text)
    for other in map(parse_partial, DATES):
        pair = [(b.earliest, str(births.precision_of(b))) for b in (one, other)]
        met = ask("select rights.births_meet(%s, %s, %s, %s)", *pair[0], *pair[1])
        assert met == births.may_be_same(one, other)


def test_what_needs_a_yes_ends_late_what_guardians_read_ends_early_and_13_starts_early() -> None:
    birth = PartialDate(2008)
    first, last = birthday(birth.earliest, 18), birthday(birth.latest, 18)
    assert may_be_adult(birth, first)
    assert not may_be_adult(birth, first - timedelta(days=1))
    assert is_minor(birth, last - timedelta(days=1))
    assert not is_minor(birth, last)
    assert may_keep_from_guardians(birth, date(2021, 1, 1))
    assert not may_keep_from_guardians(birth, date(2020, 12, 31))


def test_the_words_say_what_is_not_known() -> None:
    assert births.in_words(PartialDate(2008)) == "2008 (dag en maand niet gekend)"
    assert births.born_in_words(PartialDate(2008, 5)) == "geboren in mei 2008 (dag niet gekend)"
    assert births.born_in_words(date(2008, 5, 4)) == "geboren op 4 mei 2008"
    assert births.age_in_words(PartialDate(2008), date(2026, 11, 30)) == "17 of 18"
    assert births.age_in_words(PartialDate(2008), date(2026, 12, 31)) == "18"


@pytest.mark.parametrize("typed", ["2008", "00/00/2008", "05/2008", "00/05/2008", "5-2008"])
def test_people_type_what_they_know(typed: str) -> None:
    birth = births.read_typed(typed)
    assert (birth.year, birth.day) == (2008, None)
    assert births.read_typed(births.typed(birth)) == birth


@pytest.mark.parametrize("typed", ["", "08", "14/05/2008", "13/2008", "mei"])
def test_what_is_no_year_and_no_month_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        births.read_typed(typed)


def test_no_whole_date_is_made_of_a_part() -> None:
    with owner(), pytest.raises(Exception, match="person_birth_precision"):
        world.person("Noor", "Peeters", date(2008, 5, 17), "month")


def sixteen_or_so() -> tuple[Any, Any, PartialDate]:
    """Somebody of whom 18 is possible since 1 January and certain at the year's end."""
    birth = PartialDate(clock.today().year - 18)
    person = world.person("Noor", "Peeters", birth.earliest, "year")
    centre = world.organisation()
    world.involve(person, centre)
    return person, centre, birth


def test_a_guardian_reads_no_file_any_more_and_still_decides(stand_on: Any) -> None:
    stand_on(date(2026, 11, 30))
    person, _centre, birth = sixteen_or_so()
    guardian = world.guardian_of(person)
    with acting_as(guardian):
        assert ask("select rights.my_wards()") == []
        assert ask("select rights.deciding_wards()") == [person.pk]
        assert [one.pk for one in Person.objects.all()] == [person.pk]
        assert Guardian.objects.count() == 0
    stand_on(birthday(birth.latest, 18))
    with acting_as(guardian):
        assert ask("select rights.deciding_wards()") == []
        assert Person.objects.count() == 0


def test_a_choice_waits_for_a_guardian_until_18_is_certain(stand_on: Any) -> None:
    stand_on(date(2026, 11, 30))
    person, _centre, birth = sixteen_or_so()
    mine, guardian = world.account_of(person), world.guardian_of(person)
    office = world.organisation("VDAB", "vdab")

    def give() -> Any:
        with acting_as(mine):
            until = clock.today() + timedelta(days=90)
            text = "select rights.give_choice(%s, %s, 'medical', %s, 'v1', 'account')"
            return ask(text, person.pk, office.pk, until)

    choice = give()
    with owner():
        assert ask("select needs_guardian from access_choice where id = %s", choice)
    with acting_as(guardian):
        assert ask("select id from access_choice") == choice
        assert ask("select rights.confirm_choice(%s)", choice)
    stand_on(birthday(birth.latest, 18))
    choice = give()
    with owner():
        assert not ask("select needs_guardian from access_choice where id = %s", choice)


def test_a_period_of_a_guardian_runs_until_18_is_certain(stand_on: Any) -> None:
    stand_on(date(2026, 11, 30))
    centre = world.organisation()
    by = staff(world.member(centre))
    person_id = made(by, PartialDate(2009, 2)).person_id
    what = guardians.GuardianData(name="Fatima", relation="parent")
    row = guardians.add_guardian(person_id, what, by=by)
    assert row.until_on == date(2027, 2, 28)


def test_who_is_made_with_a_year_only_is_stored_and_listed_so() -> None:
    by = staff(world.member(world.organisation()))
    person = Person.objects.get(pk=made(by, PartialDate(2009)).person_id)
    assert (person.birth_date, person.birth_precision) == (date(2009, 1, 1), "year")
    assert CaseloadRow.objects.get().birth == PartialDate(2009)
    client = client_of(by.user_id)
    for page in (f"/jongeren/{person.pk}/dossier/", f"/jongeren/{person.pk}/gegevens/"):
        text = client.get(page).text
        assert "1 januari 2009" not in text
        assert "2009-01-01" not in text


def test_a_form_takes_a_year_or_a_month_and_never_both_dates() -> None:
    by = staff(world.member(world.organisation()))
    client = client_of(by.user_id)
    typed = {"first_name": "Bram", "last_name": "Claes", "birth_date": "", "birth_partly": "2009"}
    answer = client.post("/jongeren/nieuw/", {**typed, "birth_date": "2009-05-17"})
    assert answer.status_code == 422
    answer = client.post("/jongeren/nieuw/", {**typed, "birth_partly": "mei"})
    assert "Schrijf een jaar (2008) of maand/jaar (05/2008)." in answer.text
    assert client.post("/jongeren/nieuw/", {**typed, "birth_partly": "05/2009"}).status_code == 302
    set_actor(by.user_id)
    assert Person.objects.get().birth == PartialDate(2009, 5)


def test_a_number_that_tells_a_year_proposes_the_year() -> None:
    by = staff(world.member(world.organisation()))
    typed = {"first_name": "Bram", "last_name": "Claes", "insz": "09000000123"}
    answer = client_of(by.user_id).post("/jongeren/nieuw/", {**typed, "birth_date": ""})
    assert "geboren in 2009 (dag en maand niet gekend)" in answer.text
    assert 'value="2009"' in answer.text


def test_somebody_of_a_part_is_perhaps_known_by_a_date_that_can_be_the_same() -> None:
    made(staff(world.member(world.organisation())), PartialDate(2009))
    by = staff(world.member(world.organisation()))
    assert made(by, date(2009, 5, 17)).outcome == "perhaps_known"
    assert LinkRequest.objects.get().birth == PartialDate(2009, 5, 17)
    assert made(by, date(2010, 5, 17)).outcome == "new"


def test_two_of_one_caseload_are_shown_as_perhaps_one() -> None:
    by = staff(world.member(world.organisation()))
    made(by, PartialDate(2009))
    typed = {"first_name": "Nora", "last_name": "Peeters", "birth_date": "2009-05-17"}
    answer = client_of(by.user_id).post("/jongeren/nieuw/", typed)
    assert "Noor Peeters" in answer.text
    assert "2009 (dag en maand niet gekend)" in answer.text


def test_another_birth_date_of_a_minor_waits_for_a_colleague_when_it_says_less_too() -> None:
    centre = world.organisation()
    by, second = staff(world.member(centre)), world.member(centre)
    person_id = made(by, date(2010, 5, 17)).person_id
    guardians.add_guardian(person_id, guardians.GuardianData("Fatima", "parent"), by=by)
    assert services.correct_birth_dates({person_id: PartialDate(2010)}) == {person_id}
    colleague = staff(second)
    services.answer_birth_correction(BirthCorrection.objects.get(), True, by=colleague)
    assert Person.objects.get().birth == PartialDate(2010)


@pytest.mark.parametrize(
    ("born", "opens"), [("2009-01-01", True), ("2009-05-17", True), ("2010-01-01", False)]
)
def test_a_code_opens_with_any_day_that_it_can_be(born: str, opens: bool) -> None:
    person = world.person("Noor", "Peeters", date(2009, 1, 1), "year")
    centre = world.organisation()
    world.involve(person, centre)
    member = world.member(centre)
    page = client_of(member.user_id).post(f"/jongeren/{person.pk}/code/", {"recipient": "self"})
    code = code_on(page.content)
    answer = Client().post(
        "/activeren/",
        {"code": code, "birth_date": born, "name": "noor", "password": "drie groene fietsen",
         "password_again": "drie groene fietsen"},
    )  # fmt: skip
    assert (answer.status_code == 302) is opens
