"""Shapes that no room has yet, attacked with raw SQL by everybody who is not meant."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from overstap.access.actor import set_actor, sign
from tests import world
from tests.conftest import owner
from tests.scratch_room import models
from tests.scratch_room.making import hold, make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _room(stand_on: Any) -> None:
    make()
    stand_on(TODAY)


@pytest.fixture
def centre() -> Any:
    return world.organisation()


@pytest.fixture
def strangers() -> list[Any]:
    """Of each kind of staff one of another organisation, a young person, and nobody."""
    other = world.organisation()
    office = world.organisation(kind="vdab")
    people = [
        world.member(other),
        world.member(other, "centre_lead"),
        world.member(office, "vdab_lead"),
    ]
    return [None, *(member.user_id for member in people), world.user().pk]


def made(model: Any, **fields: Any) -> Any:
    with owner():
        return model.objects.create(**fields)


def seen(sql: str, actor: Any = None, holder: str = "") -> list[tuple[Any, ...]]:
    set_actor(actor)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('overstap.holder', %s, true)", [holder])
        cursor.execute(sql)
        return list(cursor.fetchall())


def refused(sql: str, actor: Any) -> bool:
    set_actor(actor)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "row-level security" in str(error)
    return False


class TestAssigned:
    @pytest.fixture
    def talk(self, centre: Any) -> Any:
        return made(models.Talk, organisation_id=centre.pk, note="x")

    def assign(self, talk: Any, user: Any, from_on: date, until_on: date | None) -> None:
        made(
            models.Assignment,
            organisation_id=talk.organisation_id,
            talk_id=talk.pk,
            user_id=user,
            from_on=from_on,
            until_on=until_on,
        )

    def test_a_colleague_reads_it_while_assigned(self, centre: Any, talk: Any) -> None:
        named, unnamed = world.member(centre), world.member(centre)
        lead = world.member(centre, "centre_lead")
        self.assign(talk, named.user_id, TODAY, None)
        rows = [seen("select note from scratch_talk", m.user_id) for m in (named, lead, unnamed)]
        assert rows == [[("x",)], [("x",)], []]

    @pytest.mark.parametrize(
        ("from_on", "until_on"),
        [(date(2026, 3, 3), None), (date(2026, 1, 1), TODAY)],
        ids=["not yet", "over"],
    )
    def test_outside_its_period_it_opens_nothing(
        self, centre: Any, talk: Any, from_on: date, until_on: date | None
    ) -> None:
        named = world.member(centre)
        self.assign(talk, named.user_id, from_on, until_on)
        assert seen("select note from scratch_talk", named.user_id) == []

    def test_who_left_the_organisation_reads_it_no_more(self, centre: Any, talk: Any) -> None:
        gone = world.member(centre, until_on=TODAY)
        self.assign(talk, gone.user_id, TODAY, None)
        assert seen("select note from scratch_talk", gone.user_id) == []

    def test_strangers_read_nothing_also_when_named(self, talk: Any, strangers: list[Any]) -> None:
        for stranger in strangers:
            if stranger:
                self.assign(talk, stranger, TODAY, None)
            assert seen("select note from scratch_talk", stranger) == []

    def test_nobody_assigns_himself(self, centre: Any, talk: Any) -> None:
        me = world.member(centre).user_id
        insert = (
            "insert into scratch_assignment (id, organisation_id, talk_id, user_id, from_on)"
            f" values (gen_random_uuid(), '{centre.pk}', '{talk.pk}', '{me}', '{TODAY}')"
        )
        assert refused(insert, me)


class TestParty:
    @pytest.fixture
    def enterprise(self) -> Any:
        return world.organisation()

    @pytest.fixture(autouse=True)
    def _agreement(self, centre: Any, enterprise: Any) -> None:
        made(
            models.Agreement,
            organisation_id=centre.pk,
            enterprise_id=enterprise.pk,
            starts_on=TODAY,
            note="private",
        )

    def test_a_party_reads_the_named_columns(self, enterprise: Any) -> None:
        actor = world.member(enterprise).user_id
        sql = "select starts_on from rights.scratch_agreement_of_party()"
        assert seen(sql, actor) == [(TODAY,)]

    def test_a_party_reads_no_row_and_no_other_column(self, enterprise: Any) -> None:
        actor = world.member(enterprise).user_id
        assert seen("select note from scratch_agreement", actor) == []
        columns = seen("select * from rights.scratch_agreement_of_party()", actor)
        assert len(columns[0]) == 2

    def test_its_organisation_reads_the_row(self, centre: Any) -> None:
        rows = seen("select note from scratch_agreement", world.member(centre).user_id)
        assert rows == [("private",)]

    def test_strangers_read_neither(self, strangers: list[Any]) -> None:
        for stranger in strangers:
            assert seen("select id from scratch_agreement", stranger) == []
            assert seen("select * from rights.scratch_agreement_of_party()", stranger) == []


class TestPartOfAWhole:
    @pytest.fixture
    def partners(self) -> list[Any]:
        return [world.organisation(), world.organisation()]

    @pytest.fixture
    def project(self, centre: Any, partners: list[Any]) -> Any:
        whole = made(models.Project, organisation_id=centre.pk, title="p")
        for amount, partner in enumerate(partners, 1):
            made(
                models.Share,
                organisation_id=centre.pk,
                project_id=whole.pk,
                partner_id=partner.pk,
                amount=amount,
            )
        return whole

    def test_a_partner_reads_the_whole_and_the_own_share(
        self, centre: Any, project: Any, partners: list[Any]
    ) -> None:
        own, lead = world.member(partners[1]).user_id, world.member(centre).user_id
        shares = "select amount from scratch_share order by amount"
        assert seen(shares, own) == [(2,)]
        assert seen("select title from scratch_project", own) == [("p",)]
        assert seen(shares, lead) == [(1,), (2,)]

    def share(self, lead: Any, project: Any, partner: Any) -> str:
        return (
            "insert into scratch_share (id, organisation_id, project_id, partner_id, amount)"
            f" values (gen_random_uuid(), '{lead}', '{project}', '{partner}', 9)"
        )

    def test_who_leads_adds_a_partner(self, centre: Any, project: Any) -> None:
        actor, new = world.member(centre).user_id, world.organisation()
        assert not refused(self.share(centre.pk, project.pk, new.pk), actor)
        assert seen("select amount from scratch_share", world.member(new).user_id) == [(9,)]

    @pytest.mark.usefixtures("project")
    def test_strangers_read_neither(self, strangers: list[Any]) -> None:
        for stranger in strangers:
            assert seen("select id from scratch_share", stranger) == []
            assert seen("select id from scratch_project", stranger) == []

    def test_nobody_makes_himself_a_partner(self, project: Any) -> None:
        """Neither as the lead that he is not, nor by saying that he leads."""
        mine = world.organisation()
        actor = world.member(mine).user_id
        for lead in (project.organisation_id, mine.pk):
            assert refused(self.share(lead, project.pk, mine.pk), actor)


class TestHolder:
    SQL = "select answer from scratch_form"

    @pytest.fixture
    def form(self, centre: Any) -> Any:
        made(models.Form, organisation_id=centre.pk, answer="another")
        return made(models.Form, organisation_id=centre.pk, answer="x")

    def test_a_holder_reads_the_one_row(self, form: Any) -> None:
        assert seen(self.SQL, holder=hold("mentor_form", form.pk)) == [("x",)]

    def test_what_is_not_handed_out_for_it_opens_nothing(self, form: Any) -> None:
        good = hold("mentor_form", form.pk)
        bad = {
            "another purpose": hold("calendar", form.pk),
            "ended": hold("mentor_form", form.pk, seconds=-1),
            "another key": hold("mentor_form", form.pk, key=b"k" * 64),
            "another row": good.replace(str(form.pk), str(uuid4())),
            "longer": good.replace(good.split(".")[2], "999999999999"),
            "an account": sign(form.pk),
            "an account in its clothes": "holder:mentor_form." + sign(form.pk),
            "no signature": good[:-64],
        }
        assert {name for name, value in bad.items() if seen(self.SQL, holder=value)} == set()

    def test_a_holder_is_no_account(self, form: Any) -> None:
        value = hold("mentor_form", form.pk)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('overstap.actor', %s, true)", [value])
            cursor.execute("select rights.actor_id(), rights.my_orgs()")
            assert cursor.fetchone() == (None, [])

    def test_a_holder_writes_nothing_and_reads_no_file(self, form: Any) -> None:
        world.person()
        value = hold("mentor_form", form.pk)
        assert seen("select id from people_person", holder=value) == []
        assert seen("update scratch_form set answer = 'y' returning id", holder=value) == []

    def test_strangers_read_nothing(self, form: Any, strangers: list[Any]) -> None:
        assert form
        assert [one for one in strangers if seen(self.SQL, one)] == []
