"""The verbs of the file, as the role of the server with a signed actor."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from overstap.access.actor import set_actor
from overstap.access.models import CaseloadRow, Membership
from overstap.doors.viewer import Viewer
from overstap.dossier import queries, services
from overstap.dossier.models import Entry, EntryVersion
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people.models import Person
from tests import world
from tests.conftest import owner

pytestmark = pytest.mark.django_db


def staff(membership: Membership) -> Viewer:
    set_actor(membership.user_id)
    return Viewer(
        user_id=membership.user_id,
        role=membership.role,
        name=membership.display_name,
        organisation_id=membership.organisation_id,
        membership_id=membership.pk,
    )


def young(person: Person, user_id: UUID) -> Viewer:
    set_actor(user_id)
    return Viewer(user_id=user_id, role="young_person", name="Amina", person_id=person.pk)


def guardian(person: Person, user_id: UUID) -> Viewer:
    set_actor(user_id)
    return Viewer(user_id=user_id, role="guardian", name="Ouder", person_id=person.pk)


def titles(person: Person, group: str) -> list[str]:
    return [entry.title for entry in queries.file_of(person.pk).entries(group)]


CERTIFICATE: dict[str, Any] = {"title": "Getuigschrift hoeklasser", "led_reference": "B-1"}


def receive(person: Person, by: Viewer, content: dict[str, Any] = CERTIFICATE, **more: Any) -> str:
    return services.record_received(
        person.pk,
        content,
        data_group="studies",
        kind="certificate",
        source_reference="B-1",
        by=by,
        **more,
    )


@pytest.fixture
def centre() -> Any:
    return world.organisation("Centrum Noord")


@pytest.fixture
def amina(centre: Any) -> Person:
    person = world.person(birth=date(2010, 3, 14))
    world.involve(person, centre)
    return person


def test_what_a_counsellor_writes_stands_in_the_file_with_author_and_source(
    centre: Any, amina: Person
) -> None:
    by = staff(world.member(centre, display_name="An Claes"))
    services.add_entry(amina.pk, {"label": "  paarden "}, data_group="competences",
                       kind="interest", by=by)  # fmt: skip
    (entry,) = queries.file_of(amina.pk).entries("competences")
    assert (entry.title, entry.author_name, entry.source) == ("paarden", "An Claes", "counsellor")


def test_each_change_keeps_what_stood_before(centre: Any, amina: Person) -> None:
    by = staff(world.member(centre))
    made = services.add_entry(amina.pk, {"label": "paarden"}, data_group="competences",
                              kind="interest", by=by)  # fmt: skip
    services.revise_entry(made.pk, {"label": "honden"}, by=by)
    (entry,) = queries.file_of(amina.pk).entries("competences")
    assert (entry.title, entry.versions) == ("honden", 1)
    assert [v.title for v in queries.history_of(entry)] == ["paarden"]


def test_the_same_content_again_makes_no_version(centre: Any, amina: Person) -> None:
    by = staff(world.member(centre))
    made = services.add_entry(amina.pk, {"label": "paarden"}, data_group="competences",
                              kind="interest", by=by)  # fmt: skip
    services.revise_entry(made.pk, {"label": "paarden "}, by=by)
    assert EntryVersion.objects.count() == 0


def test_what_is_taken_back_is_seen_by_nobody(centre: Any, amina: Person) -> None:
    by = staff(world.member(centre))
    made = services.add_entry(amina.pk, {"label": "paarden"}, data_group="competences",
                              kind="interest", by=by)  # fmt: skip
    services.take_back_entry(made.pk, by=by)
    assert titles(amina, "competences") == []


def test_a_missing_answer_is_refused_with_its_field(centre: Any, amina: Person) -> None:
    by = staff(world.member(centre))
    with pytest.raises(Refusal) as said:
        services.add_entry(amina.pk, {"title": ""}, data_group="studies", kind="study", by=by)
    assert (said.value.code, said.value.field) == ("required", "title")


def test_another_organisation_cannot_write_in_the_file(amina: Person) -> None:
    by = staff(world.member(world.organisation()))
    with pytest.raises(NotAllowed):
        services.add_entry(amina.pk, {"text": "x"}, data_group="family", kind="note", by=by)


def test_a_vdab_counsellor_cannot_write_even_with_an_involvement(amina: Person) -> None:
    office = world.organisation(kind="vdab")
    world.involve(amina, office, role="follows")
    by = staff(world.member(office, "vdab_counsellor"))
    with pytest.raises(NotAllowed):
        services.add_entry(amina.pk, {"label": "x"}, data_group="competences",
                           kind="interest", by=by)  # fmt: skip


def test_the_young_person_writes_own_statements_under_who_guides(
    centre: Any, amina: Person
) -> None:
    by = young(amina, world.account_of(amina))
    made = services.add_entry(amina.pk, {"label": "dansen"}, data_group="competences",
                              kind="interest", by=by)  # fmt: skip
    assert (made.source, made.organisation_id) == ("own", centre.pk)
    staff(world.member(centre))
    assert titles(amina, "competences") == ["dansen"]


def test_the_young_person_writes_no_private_note(amina: Person) -> None:
    by = young(amina, world.account_of(amina))
    with pytest.raises(NotAllowed):
        services.add_entry(amina.pk, {"text": "x"}, data_group="medical", kind="note", by=by)


def test_the_young_person_cannot_change_what_the_counsellor_wrote(
    centre: Any, amina: Person
) -> None:
    made = services.add_entry(amina.pk, {"label": "paarden"}, data_group="competences",
                              kind="interest", by=staff(world.member(centre)))  # fmt: skip
    by = young(amina, world.account_of(amina))
    with pytest.raises(NotAllowed):
        services.revise_entry(made.pk, {"label": "niets"}, by=by)


def test_a_guardian_changes_nothing(centre: Any, amina: Person) -> None:
    made = services.add_entry(amina.pk, {"label": "paarden"}, data_group="competences",
                              kind="interest", by=staff(world.member(centre)))  # fmt: skip
    by = guardian(amina, world.guardian_of(amina))
    with pytest.raises(NotAllowed):
        services.revise_entry(made.pk, {"label": "niets"}, by=by)
    with pytest.raises(NotAllowed):
        services.add_entry(amina.pk, {"label": "x"}, data_group="competences",
                           kind="interest", by=by)  # fmt: skip


def test_the_same_message_twice_changes_nothing(centre: Any, amina: Person) -> None:
    by = staff(world.member(centre))
    assert receive(amina, by) == "new"
    assert receive(amina, by) == "unchanged"
    assert Entry.objects.count() == 1


def test_status_10_withdraws_and_an_unknown_cancelled_one_leaves_nothing(
    centre: Any, amina: Person
) -> None:
    by = staff(world.member(centre))
    assert receive(amina, by, cancelled=True) == "unchanged"
    receive(amina, by)
    assert receive(amina, by, cancelled=True) == "withdrawn"
    assert receive(amina, by, cancelled=True) == "unchanged"
    assert titles(amina, "studies") == []


def test_an_authentic_entry_is_contested_not_edited(centre: Any, amina: Person) -> None:
    receive(amina, staff(world.member(centre)))
    (entry,) = queries.file_of(amina.pk).entries("studies")
    with pytest.raises(NotAllowed):
        services.revise_entry(entry.id, {"title": "anders"}, by=staff(world.member(centre)))
    by = young(amina, world.account_of(amina))
    services.contest(entry.id, "Dit is van iemand anders.", by=by)
    (entry,) = queries.file_of(amina.pk).entries("studies")
    assert entry.contest_text == "Dit is van iemand anders."


def test_copies_of_one_certificate_are_one_and_are_contested_together(
    centre: Any, amina: Person
) -> None:
    other = world.organisation("Centrum Zuid")
    world.involve(amina, other)
    receive(amina, staff(world.member(centre)))
    with owner():
        Entry.objects.update(recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    receive(amina, staff(world.member(other)), {**CERTIFICATE, "title": "Nieuwer"})
    by = young(amina, world.account_of(amina))
    (entry,) = queries.file_of(amina.pk).entries("studies")
    assert entry.title == "Nieuwer"
    services.contest(entry.id, "klopt niet", by=by)
    assert Entry.objects.filter(contested_at__isnull=False).count() == 2


def test_only_the_young_person_contests(centre: Any, amina: Person) -> None:
    receive(amina, staff(world.member(centre)))
    (entry,) = queries.file_of(amina.pk).entries("studies")
    with pytest.raises(NotAllowed):
        services.contest(entry.id, "x", by=guardian(amina, world.guardian_of(amina)))


def note(amina: Person, centre: Any, **more: Any) -> Entry:
    return services.add_entry(amina.pk, {"text": "Gaat moeilijk thuis."}, data_group="family",
                              kind="note", by=staff(world.member(centre)), **more)  # fmt: skip


def test_a_note_kept_from_guardians_is_not_there_for_them(centre: Any, amina: Person) -> None:
    note(amina, centre, hidden_reason="Amina vroeg het.")
    guardian(amina, world.guardian_of(amina))
    assert titles(amina, "family") == []
    guardian(amina, world.guardian_of(amina, may_read_all=True))
    assert titles(amina, "family") == ["Notitie"]


def test_a_counsellor_keeps_a_note_from_guardians_only_with_a_reason(
    centre: Any, amina: Person
) -> None:
    made = note(amina, centre)
    by = staff(world.member(centre))
    with pytest.raises(Refusal):
        services.hide_from_guardians(made.pk, True, by=by)
    services.hide_from_guardians(made.pk, True, by=by, reason="Op vraag van Amina.")
    guardian(amina, world.guardian_of(amina))
    assert titles(amina, "family") == []


@pytest.mark.parametrize(("day", "may"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True)])
def test_from_13_the_young_person_keeps_notes_from_guardians(
    centre: Any, stand_on: Any, day: date, may: bool
) -> None:
    stand_on(day)
    child = world.person(birth=date(2013, 3, 1))
    world.involve(child, centre)
    made = note(child, centre)
    by = young(child, world.account_of(child))
    if may:
        services.hide_from_guardians(made.pk, True, by=by)
    else:
        with pytest.raises(NotAllowed):
            services.hide_from_guardians(made.pk, True, by=by)


def test_completeness_follows_what_is_written(centre: Any, amina: Person) -> None:
    by = staff(world.member(centre))
    services.add_entry(amina.pk, {"title": "Bakker"}, data_group="experience", kind="work", by=by)
    assert CaseloadRow.objects.get(person_id=amina.pk).completeness == "00001"


def test_completeness_follows_what_the_young_person_writes(centre: Any, amina: Person) -> None:
    by = young(amina, world.account_of(amina))
    services.add_entry(amina.pk, {"title": "Bakker"}, data_group="experience", kind="work", by=by)
    services.add_entry(amina.pk, {"name": "Jan"}, data_group="experience", kind="reference", by=by)
    staff(world.member(centre))
    assert CaseloadRow.objects.get(person_id=amina.pk).completeness == "00002"


def test_the_file_costs_three_statements(
    centre: Any, amina: Person, django_assert_num_queries: Any
) -> None:
    by = staff(world.member(centre))
    for number in range(5):
        services.add_entry(amina.pk, {"label": f"i{number}"}, data_group="competences",
                           kind="interest", by=by)  # fmt: skip
    with django_assert_num_queries(3):
        queries.file_of(amina.pk)
