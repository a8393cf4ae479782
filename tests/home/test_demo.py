"""The demo holds every situation, is the same for the same seed, and invents everybody."""

from collections.abc import Iterator

import pytest
from django.db import connection

from overstap.access.models import Choice, Grant, Membership, PersonAccount
from overstap.dossier.models import Entry
from overstap.dossier.rules import completeness, digits
from overstap.handover.choices import RECEIVED_STATES, State
from overstap.handover.models import Handover
from overstap.home import demo
from overstap.home.demo import making
from overstap.kernel import clock
from overstap.kernel.identifiers import InszKind, parse_insz
from overstap.organisations.services import load as load_organisations
from overstap.people.models import ContactPoint, Guardian, Person
from overstap.people.services import number_of
from overstap.reference.services import load as load_reference
from overstap.trajectories.models import Station
from tests.conftest import role


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """One demo for all tests of this file, rolled back after the last."""
    from django.db import transaction

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        transaction.set_autocommit(False)
        try:
            with connection.cursor() as cursor:
                cursor.execute("set role overstap_owner")
            demo.load("small")
            yield
        finally:
            transaction.rollback()
            with connection.cursor() as cursor:
                cursor.execute("reset role")
            transaction.rollback()
            transaction.set_autocommit(True)


def test_three_hundred_young_people_and_some_that_were_merged(loaded: None) -> None:
    assert Person.objects.filter(merged_into__isnull=True).count() == 300
    assert Person.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize("state", State.values)
def test_each_state_of_a_handover_is_there(loaded: None, state: str) -> None:
    assert Handover.objects.filter(state=state).exists()


@pytest.mark.parametrize("state", [s for s in RECEIVED_STATES if s != State.DECLINED])
def test_a_sent_handover_opened_the_five_career_groups(loaded: None, state: str) -> None:
    handover = Handover.objects.filter(state=state).first()
    assert Grant.objects.filter(source_id=handover.pk).count() == 5


def test_a_declined_handover_opens_nothing(loaded: None) -> None:
    declined = Handover.objects.filter(state=State.DECLINED).values_list("pk", flat=True)
    assert not Grant.objects.filter(source_id__in=declined).exists()


@pytest.mark.parametrize(
    "answer",
    [
        {"needs_guardian": False, "withdrawn_at": None},
        {"needs_guardian": True, "confirmed_at": None, "refused_at": None, "withdrawn_at": None},
        {"confirmed_at__isnull": False},
        {"refused_at__isnull": False},
        {"withdrawn_at__isnull": False},
    ],
    ids=["given", "waits for a guardian", "confirmed", "refused", "withdrawn"],
)
def test_each_answer_to_a_choice_is_there(loaded: None, answer: dict[str, object]) -> None:
    assert Choice.objects.filter(**answer).exists()


def test_a_choice_that_waits_opens_nothing(loaded: None) -> None:
    waiting = Choice.objects.filter(needs_guardian=True, confirmed_at=None)
    assert waiting.exists()
    assert not Grant.objects.filter(source_id__in=waiting.values("pk")).exists()


@pytest.mark.parametrize("group", ["family", "attendance", "psychosocial", "medical"])
def test_each_private_group_holds_something(loaded: None, group: str) -> None:
    assert Entry.objects.filter(data_group=group).exists()


def test_files_run_from_empty_to_contested_and_hidden(loaded: None) -> None:
    assert Entry.objects.filter(hidden_from_guardians=True).exists()
    assert Entry.objects.filter(contested_at__isnull=False).exists()
    assert Entry.objects.filter(withdrawn_at__isnull=False).exists()
    assert Person.objects.filter(merged_into=None, entry__isnull=True).exists()


def test_people_differ_in_names_guardians_and_how_they_are_reached(loaded: None) -> None:
    assert Person.objects.filter(first_name="").exists()
    assert max(len(person.full_name) for person in Person.objects.all()) > 60
    assert Person.objects.filter(merged_into=None, contactpoint__isnull=True).exists()
    counts = {person.guardians.count() for person in Person.objects.filter(merged_into=None)}
    assert counts == {0, 1, 2}
    assert Guardian.objects.filter(has_authority=False).exists()


def test_somebody_has_a_route_of_twenty_five_stations(loaded: None) -> None:
    from django.db.models import Count

    counts = Station.objects.values("person").annotate(stops=Count("pk"))
    assert max(row["stops"] for row in counts) >= 25


def test_every_national_number_is_a_test_number(loaded: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select person_id from people_nationalnumber")
        people = [row[0] for row in cursor.fetchall()]
    assert len(people) > 200
    numbers = {number_of(person) for person in people}
    assert len(numbers) == len(people)
    assert {parse_insz(number, accept_test=True).kind for number in numbers} == {InszKind.TEST}


def test_addresses_and_telephones_are_plainly_invented(loaded: None) -> None:
    points = ContactPoint.objects.all()
    assert all(p.value.endswith(".example") for p in points if p.kind == "email")
    assert all(p.value.startswith("0400") for p in points if p.kind == "phone")
    assert all(m.email.endswith(".example") for m in Membership.objects.all())


def test_nobody_signs_in_to_an_invented_account_with_a_password(loaded: None) -> None:
    users = [persona.user for persona in demo.personas()]
    assert len(users) == 9
    assert not any(user.has_usable_password() for user in users)


def test_amina_is_seventeen_and_her_mother_may_confirm(loaded: None) -> None:
    amina = Person.objects.get(first_name="Amina", last_name="Haddad")
    link = PersonAccount.objects.get(person=amina, kind="guardian")
    assert link.guardian.has_authority
    assert Handover.objects.get(person=amina).state == State.SHOWN
    assert link.guardian.until_on > clock.today()


def test_the_log_tells_who_looked_in_the_past_weeks(loaded: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(distinct subject), max(at) - min(at) from audit_record"
        )
        rows, subjects, span = cursor.fetchone()
    assert rows > 300
    assert subjects > 100
    assert span.days > 20


def test_a_second_load_refuses_to_mix_with_what_is_there(loaded: None) -> None:
    with pytest.raises(RuntimeError, match="not empty"):
        demo.load("small")


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_people_and_another_seed_others() -> None:
    def names(seed: int) -> list[str]:
        from django.db import transaction

        point = transaction.savepoint_create()
        with role("owner"):
            load_reference()
            load_organisations()
            making.make(demo.Size(40, 2), seed)
            found = list(Person.objects.order_by("id").values_list("id", "sort_key"))
        transaction.savepoint_rollback(point)
        return found

    first = names(7)
    assert names(7) == first
    assert names(8) != first


def test_mijn_jongeren_says_of_each_file_what_the_file_itself_says(loaded: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.completeness, c.person_id, exists (select from people_contactpoint p"
            " where p.person_id = c.person_id), exists (select from people_residence r"
            " where r.person_id = c.person_id) from access_caseloadrow c"
            " where (select count(*) from access_caseloadrow o where o.person_id = c.person_id) = 1"
        )
        rows = cursor.fetchall()
    wrong = []
    for kept, person, has_contact, has_home in rows:
        by_group: dict[str, list[tuple[str, dict]]] = {}
        for entry in Entry.objects.filter(person_id=person, withdrawn_at__isnull=True).order_by(
            "pk"
        ):
            by_group.setdefault(entry.data_group, []).append((entry.kind, entry.content))
        now = digits(completeness(by_group, has_contact, has_home))
        if now != kept:
            wrong.append((kept, now))
    assert len(rows) > 250
    assert wrong == []
