"""A room adds its part to what rooms below ask, on its model, and no SQL of theirs is edited."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, models, transaction

from overstap.access.actor import set_actor
from overstap.config.stored_sql.owning import asking
from overstap.kernel import clock
from overstap.kernel.conditions import parent, where
from overstap.kernel.declared import tables
from overstap.kernel.refusals import Refusal
from overstap.kernel.whose import FILE, GUIDANCE, Answers, about, met, stays
from overstap.people import acts
from tests import world
from tests.conftest import owner, role
from tests.people.viewers import staff
from tests.scratch_room.making import make, run
from tests.scratch_room.models import Placement

pytestmark = pytest.mark.django_db
BIRTH = date(2009, 5, 17)
WITH_SCRATCH = [*tables(), (Placement, Placement.whose)]


class Scene:
    def __init__(self) -> None:
        make()
        with owner():
            run(asking.written(WITH_SCRATCH))
        self.centre, self.enterprise = world.organisation(), world.organisation()
        self.lead = world.member(self.centre, "centre_lead")
        self.person = world.person("Nora", "Peeters", BIRTH)

    def place(self, state: str = "proposed", **fields: Any) -> Placement:
        with owner():
            return Placement.objects.create(
                organisation_id=self.centre.pk,
                enterprise_id=self.enterprise.pk,
                person_id=self.person.pk,
                state=state,
                **fields,
            )

    def asked(self, question: str, *arguments: Any) -> Any:
        with role("definer"):
            return world.sql(f"select {question}", *arguments)[0][0]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_row_ties_the_record(scene: Scene) -> None:
    assert scene.asked("rights.is_fresh(%s)", scene.person.pk) is True
    scene.place()
    assert scene.asked("rights.is_fresh(%s)", scene.person.pk) is False


@pytest.mark.parametrize(
    ("state", "knows"), [("proposed", False), ("agreed", True), ("running", True)]
)
def test_an_organisation_has_met_whom_its_row_counts_for(
    scene: Scene, state: str, knows: bool
) -> None:
    inside, outside = world.member(scene.enterprise), world.member(world.organisation())
    scene.place(state)
    set_actor(inside.user_id)
    assert scene.asked("rights.knows(%s)", scene.person.pk) is knows
    set_actor(outside.user_id)
    assert scene.asked("rights.knows(%s)", scene.person.pk) is False


def test_a_look_of_who_has_met_the_person_may_be_written_down(scene: Scene) -> None:
    look = "rights.record('look', 'file_opened', '', %s, null, null, 'guidance', '{}')"
    set_actor(world.member(scene.enterprise).user_id)
    with pytest.raises(ProgrammingError, match="not_yours"), transaction.atomic():
        world.sql(f"select {look}", scene.person.pk)
    scene.place("agreed")
    assert world.sql(f"select {look}", scene.person.pk)[0][0]


class TestMerging:
    @pytest.fixture
    def kept(self, scene: Scene) -> Any:
        kept = world.person("Noor", "Peeters", BIRTH)
        world.involve(kept, scene.centre)
        world.involve(scene.person, scene.centre)
        return kept

    def merge(self, scene: Scene, kept: Any) -> Any:
        from overstap.people import services

        by = staff(scene.lead)
        return services.merge(kept.pk, scene.person.pk, "Twee keer ingeschreven", by=by)

    def test_waits_and_says_why_in_the_words_of_the_room(
        self, scene: Scene, kept: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(acts, "tables", lambda: WITH_SCRATCH)
        scene.place("running")
        with pytest.raises(Refusal) as refusal:
            self.merge(scene, kept)
        assert (refusal.value.code, str(refusal.value)) == (
            "merged_has_placement",
            "Er loopt een werkplek.",
        )

    def test_waits_for_no_row_that_does_not_count(self, scene: Scene, kept: Any) -> None:
        scene.place("agreed")
        assert self.merge(scene, kept)


def since(scene: Scene, day: date) -> list[str]:
    found = scene.asked(
        "rights.answered_since(%s, %s, %s)", scene.person.pk, scene.enterprise.pk, day
    )
    return sorted(found)


def test_what_was_answered_online_counts_from_its_day_on(scene: Scene) -> None:
    now: datetime = clock.now()
    today = clock.today()
    assert since(scene, today) == []
    row = scene.place(said_at=now - timedelta(days=9))
    assert since(scene, today) == []
    assert since(scene, today - timedelta(days=9)) == ["family", "medical"]
    with owner():
        row.stopped_at = now
        row.save()
    assert since(scene, today) == ["family", "medical"]
    assert since(scene, today + timedelta(days=1)) == []


class Unsaid(models.Model):
    """About somebody, and asked nothing."""

    person_id = models.UUIDField()
    whose = about("Niets", GUIDANCE, FILE, merged=stays("a record that stays behind"))

    class Meta:
        app_label = "scratch"
        apps = Placement._meta.apps


def test_where_no_table_answers_the_functions_stand_all_the_same(scene: Scene) -> None:
    with owner():
        run(asking.written([(Unsaid, Unsaid.whose)]))
    person = scene.person.pk
    scene.place("running", said_at=clock.now())
    assert scene.asked("rights.is_tied(%s)", person) is False
    assert scene.asked("rights.knows(%s)", person) is False
    assert scene.asked("rights.merge_waits(%s, %s)", person, scene.centre.pk) is None
    assert since(scene, clock.today()) == []


def asked_with(**rest: Any) -> str:
    said = about("Niets", GUIDANCE, FILE, merged=stays("a record that stays behind"), **rest)
    return asking.written([(Placement, said)])


def test_a_row_counts_by_its_own_columns_alone() -> None:
    elsewhere = parent("scratch_agreement", "agreement_id", where(note="x"))
    with pytest.raises(TypeError, match="own columns"):
        asked_with(met=met("enterprise_id", where(state="agreed") & elsewhere))


def test_an_office_is_reached_through_a_key_alone() -> None:
    with pytest.raises(TypeError, match="no key"):
        asked_with(answers=Answers("enterprise_id.id", at="said_at", topics="medical"))


def test_nobody_else_asks_these_functions(scene: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, r.rolname from pg_proc p cross join pg_roles r"
            " where p.pronamespace = 'rights'::regnamespace"
            " and p.proname in ('is_tied', 'knows', 'merge_waits', 'answered_since')"
            " and r.rolname in ('overstap_app', 'overstap_system')"
            " and has_function_privilege(r.oid, p.oid, 'execute')"
        )
        assert cursor.fetchall() == []
