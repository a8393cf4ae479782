"""Merging moves what the own organisation wrote, can be undone, and never widens a right."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from overstap.access.models import Grant, Involvement
from overstap.dossier import queries as file_queries
from overstap.dossier.models import Entry
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people import queries, services
from overstap.people.models import ContactPoint, Merge, NationalNumber, Person, Residence
from overstap.trajectories.models import Enrolment, Station
from tests import world
from tests.conftest import owner
from tests.people.viewers import staff, young

pytestmark = pytest.mark.django_db
BIRTH = date(2009, 5, 17)


@pytest.fixture
def scene() -> Any:
    class Scene:
        centre = world.organisation("Centrum Noord")
        lead = world.member(centre, "centre_lead")
        kept = world.person("Noor", "Peeters", BIRTH)
        merged = world.person("Nora", "Peeters", BIRTH)

    world.involve(Scene.kept, Scene.centre)
    world.involve(Scene.merged, Scene.centre)
    world.entry(Scene.merged, Scene.centre, "studies", content={"title": "Verhuisd"})
    with owner():
        Enrolment.objects.create(
            person=Scene.merged, organisation=Scene.centre, institution_name="School",
            pathway="dual", school_year="2025-2026", from_on=date(2025, 9, 1),
        )  # fmt: skip
        Station.objects.create(
            person=Scene.merged, organisation=Scene.centre, pathway="dual", kind="start",
            label="Start", on=date(2025, 9, 1),
        )  # fmt: skip
        ContactPoint.objects.create(person=Scene.merged, kind="phone", value="0470 00 00 00")
    return Scene


def merge(scene: Any) -> UUID:
    return services.merge(
        scene.kept.pk, scene.merged.pk, "Twee keer ingeschreven", by=staff(scene.lead)
    )


def moved_rows(person: Person) -> list[int]:
    with owner():
        return [
            model.objects.filter(person=person).count()
            for model in (Entry, Enrolment, Station, ContactPoint)
        ]


def test_all_that_the_own_organisation_wrote_moves(scene: Any) -> None:
    merge(scene)
    assert moved_rows(scene.kept) == [1, 1, 1, 1]
    assert moved_rows(scene.merged) == [0, 0, 0, 0]
    titles = [e.title for e in file_queries.file_of(scene.kept.pk).entries("studies")]
    assert titles == ["Verhuisd"]


def test_the_merged_record_is_a_tombstone_that_nobody_sees(scene: Any) -> None:
    merge(scene)
    assert not Person.objects.filter(pk=scene.merged.pk).exists()
    with owner():
        assert Person.objects.get(pk=scene.merged.pk).merged_into_id == scene.kept.pk


def test_undoing_gives_nobody_what_was_changed_of_the_other_since(scene: Any) -> None:
    """The merge was wrong: what was put right at the kept record is about whom that record is."""
    hers = {"street": "Dorp", "house_number": "1", "postcode": "9000", "municipality_name": "Gent"}
    with owner():
        NationalNumber.objects.create(
            person=scene.merged, ciphertext=b"van Nora", lookup_hash="a" * 64, kind="insz"
        )
        Residence.objects.create(person=scene.merged, **hers)
        ContactPoint.objects.create(person=scene.merged, kind="email", value="nora@voorbeeld.be")
    made = merge(scene)
    with owner():
        NationalNumber.objects.update(ciphertext=b"van Noor", lookup_hash="b" * 64)
        Residence.objects.update(street="Nieuwe straat van Noor")
        ContactPoint.objects.filter(kind="phone").update(value="0470 11 11 11")
    services.undo_merge(made, by=staff(scene.lead))
    with owner():
        assert {
            model: set(model.objects.values_list("person_id", what))
            for model, what in (
                (NationalNumber, "lookup_hash"), (Residence, "street"), (ContactPoint, "value"),
            )
        } == {
            NationalNumber: {(scene.kept.pk, "b" * 64)},
            Residence: {(scene.kept.pk, "Nieuwe straat van Noor")},
            ContactPoint: {
                (scene.kept.pk, "0470 11 11 11"), (scene.merged.pk, "nora@voorbeeld.be"),
            },
        }  # fmt: skip


def test_a_merge_of_before_the_prints_is_undone_as_it_was(scene: Any) -> None:
    made = merge(scene)
    with owner():
        Merge.objects.update(
            moved={
                table: dict.fromkeys(rows) if table == "people_contactpoint" else rows
                for table, rows in Merge.objects.get().moved.items()
            }
        )
    services.undo_merge(made, by=staff(scene.lead))
    assert moved_rows(scene.merged) == [1, 1, 1, 1]


def test_undoing_moves_exactly_that_back(scene: Any) -> None:
    made = merge(scene)
    world.entry(scene.kept, scene.centre, "studies", content={"title": "Later"})
    services.undo_merge(made, by=staff(scene.lead))
    assert moved_rows(scene.merged) == [1, 1, 1, 1]
    assert moved_rows(scene.kept) == [1, 0, 0, 0]
    staff(scene.lead)
    assert Person.objects.filter(pk=scene.merged.pk).exists()
    with owner():
        assert not Entry.objects.filter(joined_at__isnull=False).exists()
    with pytest.raises(NotAllowed):
        services.undo_merge(made, by=staff(scene.lead))


def read_by(membership: Any, person: Person) -> tuple[Any, ...]:
    staff(membership)
    return tuple(
        tuple(world.sql(f"select id from {table} where person_id = %s", person.pk))
        for table in (
            "dossier_entry",
            "trajectories_enrolment",
            "trajectories_station",
            "people_contactpoint",
        )
    )


def test_a_merge_opens_nothing_to_an_office_that_read_the_kept_record(scene: Any) -> None:
    office = world.organisation("VDAB", "vdab")
    with owner():
        from django.utils import timezone

        for group in ("studies", "personal"):
            Grant.objects.create(
                person=scene.kept, data_group=group, organisation=office, purpose="handover",
                from_on=date(2025, 1, 1), source="handover", source_id=scene.kept.pk,
                covers_others=True, content_until=timezone.now(),
            )  # fmt: skip
    reader = world.member(office, "vdab_counsellor")
    before = read_by(reader, scene.kept)
    merge(scene)
    assert read_by(reader, scene.kept) == before


def test_a_merge_opens_nothing_to_a_centre_that_guides_too_even_later(scene: Any) -> None:
    other = world.organisation("Centrum Zuid")
    from django.utils import timezone

    link = world.involve(scene.kept, other, confirmed_at=timezone.now(), confirmed_by=scene.kept.pk)
    reader = world.member(other)
    before = read_by(reader, scene.kept)
    merge(scene)
    assert read_by(reader, scene.kept) == before
    with owner():
        Involvement.objects.filter(pk=link.pk).update(until_on=date(2030, 1, 1))
    assert read_by(reader, scene.kept) == before


def test_what_another_organisation_wrote_stays_where_it_was(scene: Any) -> None:
    other = world.organisation("Centrum Zuid")
    world.involve(scene.merged, other)
    theirs = world.entry(scene.merged, other, "studies")
    merge(scene)
    with owner():
        assert Entry.objects.get(pk=theirs.pk).person_id == scene.merged.pk
        assert Person.objects.get(pk=scene.merged.pk).merged_into_id is None
    staff(world.member(other))
    assert Person.objects.filter(pk=scene.merged.pk).exists()


def test_only_the_lead_of_both_merges(scene: Any) -> None:
    with pytest.raises(NotAllowed):
        services.merge(scene.kept.pk, scene.merged.pk, "x", by=staff(world.member(scene.centre)))
    stranger = world.person("Vreemd", "Iemand", BIRTH)
    world.involve(stranger, world.organisation())
    for pair in ((scene.kept, stranger), (stranger, scene.kept), (scene.kept, scene.kept)):
        with pytest.raises(NotAllowed):
            services.merge(pair[0].pk, pair[1].pk, "x", by=staff(scene.lead))
    with pytest.raises(Refusal):
        services.merge(scene.kept.pk, scene.merged.pk, "  ", by=staff(scene.lead))


def test_a_record_with_an_own_account_is_the_one_to_keep(scene: Any) -> None:
    young(scene.merged)
    with pytest.raises(Refusal) as said:
        merge(scene)
    assert said.value.code == "merged_has_account"


def test_the_same_certificate_in_both_stays_in_both(scene: Any) -> None:
    for person in (scene.kept, scene.merged):
        world.entry(person, scene.centre, "studies", source="led", source_reference="B-1")
    merge(scene)
    assert moved_rows(scene.kept)[0] == 2


def test_pairs_to_look_at_are_shown_to_the_lead_only(scene: Any) -> None:
    staff(scene.lead)
    (pair,) = queries.duplicate_pairs(scene.centre.pk)
    assert {pair.one, pair.other} == {scene.kept, scene.merged}
    staff(world.member(scene.centre))
    assert queries.duplicate_pairs(scene.centre.pk) == []


def test_a_merge_waits_while_a_handover_of_the_record_that_goes_runs(scene: Any) -> None:
    handover = world.sent_handover(scene.merged, scene.centre, world.organisation(kind="vdab"))
    with pytest.raises(Refusal, match="rond de overdracht eerst af") as refusal:
        merge(scene)
    assert refusal.value.code == "merged_has_handover"
    with owner():
        handover.delete()
        handover.pk, handover.state = uuid4(), "closed"
        handover.save(force_insert=True)
    assert merge(scene)


def test_it_waits_for_no_handover_of_the_record_that_stays_or_of_another_centre(scene: Any) -> None:
    office, elsewhere = world.organisation(kind="vdab"), world.organisation()
    world.sent_handover(scene.kept, scene.centre, office)
    world.sent_handover(scene.merged, elsewhere, office)
    assert merge(scene)
