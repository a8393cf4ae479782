"""Creating a person answers 'new' or 'perhaps known', and nothing more."""

from datetime import date, timedelta
from typing import Any

import pytest

from overstap.access.actor import set_actor
from overstap.access.models import Involvement, LinkRequest
from overstap.audit.models import Record
from overstap.kernel import clock
from overstap.kernel.identifiers import make_test_insz
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people import queries, services
from overstap.people.models import Person
from tests import world
from tests.conftest import owner
from tests.people.viewers import staff, young

pytestmark = pytest.mark.django_db
BIRTH = date(2009, 5, 17)


def create(by: Any, first: str = "Noor", last: str = "Peeters", **more: Any) -> services.Created:
    return services.create_person(
        by=by, organisation_id=by.organisation_id, first_name=first, last_name=last,
        birth_date=more.pop("birth_date", BIRTH), **more,
    )  # fmt: skip


def test_a_new_person_is_guided_from_today_by_who_made_it() -> None:
    by = staff(world.member(world.organisation()))
    made = create(by)
    assert made.outcome == "new"
    assert Person.objects.get(pk=made.person_id).full_name == "Noor Peeters"


def test_somebody_whom_another_has_is_perhaps_known_and_nobody_is_made() -> None:
    there = world.organisation()
    create(staff(world.member(there)))
    here = staff(world.member(world.organisation()))
    made = create(here)
    assert (made.outcome, made.person_id) == ("perhaps_known", None)
    assert Person.objects.count() == 0
    request = LinkRequest.objects.get()
    assert (request.typed_name, request.organisation_id) == ("Noor Peeters", here.organisation_id)


def test_asking_twice_asks_once() -> None:
    create(staff(world.member(world.organisation())))
    here = staff(world.member(world.organisation()))
    create(here)
    create(here)
    assert LinkRequest.objects.count() == 1


def test_a_list_learns_nothing_and_opens_nothing_of_another() -> None:
    there = world.organisation()
    created = create(staff(world.member(there)))
    with owner():
        known = Person.objects.get(pk=created.person_id)
    world.entry(known, there, "studies")
    here = staff(world.member(world.organisation()))
    made = create(here, tell=False)
    assert made.outcome == "new"
    assert made.person_id != known.pk
    assert not Person.objects.filter(pk=known.pk).exists()
    assert world.sql("select count(*) from dossier_entry") == [(0,)]


def test_who_asks_too_often_hears_so() -> None:
    by = staff(world.member(world.organisation()))
    world.sql("select 1")
    with owner():
        limit = int(
            world.sql("select value from access_setting where name = 'known_questions_per_hour'")[
                0
            ][0]
        )
    outcomes = [create(by, first=f"Naam{n}").outcome for n in range(limit + 1)]
    assert outcomes == ["new"] * limit + ["too_many"]


def test_an_organisation_never_lets_itself_in() -> None:
    """Two records of one person in two centres: asking for it and answering it oneself."""
    there, here = world.organisation(), world.organisation()
    known = world.person("Noor", "Peeters", BIRTH)
    world.involve(known, there)
    by = staff(world.member(here, "centre_lead"))
    create(by)
    world.involve(known, here)  # unconfirmed, by whatever way
    by = staff(world.member(here, "centre_lead"))
    request = LinkRequest.objects.get()
    with pytest.raises(NotAllowed):
        services.answer_link(request.pk, True, by=by)
    assert not Involvement.objects.filter(confirmed_at__isnull=False).exists()


@pytest.mark.parametrize("agree", [True, False])
def test_the_young_person_lets_another_organisation_in_or_not(agree: bool) -> None:
    there = world.organisation()
    known = world.person("Noor", "Peeters", BIRTH)
    world.involve(known, there)
    world.entry(known, there, "studies")
    here = world.member(world.organisation())
    create(staff(here))
    by = young(known)
    services.answer_link(LinkRequest.objects.get().pk, agree, by=by)
    assert bool([i for i in queries.new_involvements(known.pk) if i.is_confirmed]) == agree
    staff(here)
    assert world.sql("select count(*) from dossier_entry") == [(1 if agree else 0,)]


def test_a_refusal_reads_as_no_answer_yet_for_who_asked() -> None:
    """Row for row, column for column, and asking once more too."""

    def world_where(refused: bool) -> list[Any]:
        there, here = world.organisation(), world.organisation()
        known = world.person("Noor", f"Peeters {refused}", BIRTH)
        world.involve(known, there)
        asker = world.member(here, "centre_lead")
        create(staff(asker), last=known.last_name)
        if refused:
            by = young(known)
            services.answer_link(LinkRequest.objects.get().pk, False, by=by)
            assert not LinkRequest.objects.exists(), "who answered has nothing left to answer"
        again = create(staff(asker), last=known.last_name)
        fields = ("outcome", "closed_at", "organisation_id", "asked_by")
        rows = list(LinkRequest.objects.values_list(*fields))
        return [again.outcome, len(rows), [row[:2] for row in rows]]

    assert world_where(refused=True) == world_where(refused=False)


def test_a_question_may_be_asked_once_more_after_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    there = world.organisation()
    known = world.person("Noor", "Peeters", BIRTH)
    world.involve(known, there)
    asker = world.member(world.organisation(), "centre_lead")
    create(staff(asker))
    by = young(known)
    services.answer_link(LinkRequest.objects.get().pk, False, by=by)
    with owner():
        LinkRequest.objects.update(asked_at=clock.now() - timedelta(days=31))
    create(staff(asker))
    set_actor(by.user_id)
    assert LinkRequest.objects.filter(closed_at=None).count() == 1


def test_the_present_lead_sees_the_same_day_who_came_to_guide() -> None:
    there = world.organisation("Centrum Noord")
    known = world.person("Noor", "Peeters", BIRTH)
    world.involve(known, there)
    newcomer = world.organisation("Centrum Zuid")
    lead = world.member(there, "centre_lead")
    world.involve(known, newcomer)
    staff(lead)
    (seen,) = queries.new_involvements_for(there.pk)
    assert (seen.person_id, seen.organisation_name) == (known.pk, "Centrum Zuid")
    staff(world.member(newcomer, "centre_lead"))
    assert queries.new_involvements_for(newcomer.pk) == []
    staff(world.member(world.organisation(), "centre_lead"))
    assert queries.new_involvements_for(there.pk) == []
    assert queries.new_involvements(known.pk) == []


def test_duplicates_of_the_own_organisation_are_shown_before() -> None:
    org = world.organisation()
    by = staff(world.member(org))
    insz = make_test_insz(BIRTH, 1, female=True)
    create(by, insz=insz)
    alike = queries.possible_duplicates(org.pk, "Nora", "Peters", BIRTH)
    assert [(d.full_name, d.reason) for d in alike] == [("Noor Peeters", "name_and_date")]
    by_number = queries.possible_duplicates(org.pk, "X", "Y", date(2001, 1, 1), insz)
    assert [d.reason for d in by_number] == ["number"]
    assert queries.possible_duplicates(org.pk, "Bram", "Claes", BIRTH) == []


def test_duplicates_elsewhere_are_not_shown() -> None:
    create(staff(world.member(world.organisation())))
    here = world.organisation()
    staff(world.member(here))
    assert queries.possible_duplicates(here.pk, "Noor", "Peeters", BIRTH) == []


def test_the_number_is_found_by_exact_match_and_read_by_who_guides_only() -> None:
    org = world.organisation()
    by = staff(world.member(org))
    insz = make_test_insz(BIRTH, 2, female=True)
    made = create(by, insz=insz)
    assert made.person_id
    assert queries.people_with_number(org.pk, [insz, "niets"]) == {insz: made.person_id}
    assert services.show_number(made.person_id, by=by) == insz
    office = world.organisation(kind="vdab")
    with owner():
        person = Person.objects.get(pk=made.person_id)
    staff(world.member(office, "vdab_counsellor"))
    assert services.number_of(person.pk) is None


def test_the_number_stands_nowhere_in_the_log() -> None:
    by = staff(world.member(world.organisation()))
    insz = make_test_insz(BIRTH, 3, female=False)
    made = create(by, insz=insz)
    assert made.person_id
    services.show_number(made.person_id, by=by)
    with owner():
        rows = list(Record.objects.filter(actor=by.user_id))
    assert "number_shown" in {row.name for row in rows}
    assert insz not in repr([vars(row) for row in rows])


def test_a_wrong_number_is_refused_and_nobody_is_made() -> None:
    by = staff(world.member(world.organisation()))
    with pytest.raises(Refusal):
        create(by, insz="12345678901")
    assert Person.objects.count() == 0


def test_only_who_guides_young_people_makes_people() -> None:
    for kind, role in (("vdab", "vdab_counsellor"), ("cdo", "org_admin")):
        by = staff(world.member(world.organisation(kind=kind), role))
        with pytest.raises(NotAllowed):
            create(by)
