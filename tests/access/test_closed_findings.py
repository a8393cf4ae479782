# ruff: noqa: E501  (SQL reads better whole)
"""What a review with fresh eyes found open in the floor, tried again as whoever could use it."""

from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from tests import world
from tests.access.attacked import World, be
from tests.conftest import owner

import overstap.config.care  # noqa: F401  declares what the commands write down
from overstap.access.actor import acting_as
from overstap.audit.events import DECLARED
from overstap.audit.models import Record
from overstap.audit.services import record_event
from overstap.config import guard
from overstap.config.embedded import Cluster
from overstap.config.state import MachineRefusal
from overstap.kernel import clock

KNOWN = """
select rights.create_person(%s, %s, 'Geheim', 'Slachtoffer', 'slachtoffer geheim', '2008-03-14', 'day', 'nld',
    '', null, '', current_date, true)
"""


def test_the_limit_on_perhaps_known_is_not_rolled_back(filled: World) -> None:
    """Raw SQL with an own actor: ask, read the answer, roll back, ask again."""
    me, org = filled.strangers["counsellor"], filled.other_centre
    answers = []
    with filled.app() as attacker:
        for _ in range(80):
            be(attacker, me)
            answers.append(attacker.execute(KNOWN, [uuid4(), org]).fetchone()[0])  # type: ignore[index]
            attacker.rollback()
    assert answers[0] == "perhaps_known"
    assert answers[-1] == "too_many"
    # Three times the limit of one person in an hour (it may have turned while this ran).
    assert answers.count("perhaps_known") <= 60 or answers.index("too_many") <= 120


@pytest.mark.django_db
def test_who_only_follows_learns_nothing_of_what_another_office_was_given() -> None:
    person, centre = world.person(), world.organisation()
    office, follower = world.organisation(kind="vdab"), world.organisation()
    world.involve(person, centre)
    world.involve(person, follower, "follows")
    world.sent_handover(person, centre, office)
    question = "select rights.groups_open(%s, %s, '{studies}')"
    with acting_as(world.member(centre).user_id):
        assert world.sql(question, person.pk, office.pk) == [(True,)]
    with acting_as(world.member(follower).user_id):
        assert world.sql(question, person.pk, office.pk) == [(False,)]


@pytest.mark.django_db
class TestTheLogTakesDeclaredEventsOnly:
    @pytest.fixture
    def counsellor(self) -> world.Membership:
        return world.member(world.organisation())

    @pytest.mark.parametrize(
        ("kind", "name", "purpose", "detail"),
        [
            ("event", "iets_anders", "guidance", "{}"),
            ("event", "Jan heeft iets gedaan", "guidance", "{}"),
            # A function of the database writes these when they happened.
            ("event", "link_answered", "guidance", "{}"),
            ("event", "people_merged", "guidance", "{}"),
            ("look", "group_opened", "guidance", '{"text": "studies"}'),
            ("look", "group_opened", "guidance", '{"group": "Jan Peeters woont hier"}'),
            ("look", "group_opened", "guidance", '{"group": {"a": 1}}'),
            ("look", "group_opened", "guidance", '{"group": ["Jan Peeters"]}'),
            ("look", "group_opened", "guidance", "[]"),
            ("look", "group_opened", "omdat het kan", "{}"),
        ],
    )
    def test_nothing_that_is_not_declared(self, counsellor, kind, name, purpose, detail) -> None:
        refused = pytest.raises(ProgrammingError, match="not_declared")
        with acting_as(counsellor.user_id), refused, transaction.atomic():
            statement = "select rights.record(%s, %s, '', null, null, null, %s, %s)"
            world.sql(statement, kind, name, purpose, detail)

    def test_a_role_that_is_not_the_actors_is_not_written(self, counsellor) -> None:
        with acting_as(counsellor.user_id):
            for role in ("vdab_lead", "young_person", "guardian", "directeur", "counsellor"):
                record_event("code_printed", role=role)
        with owner():
            roles = list(Record.objects.order_by("id").values_list("role", flat=True))
        assert roles == ["", "", "", "", "counsellor"]

    def test_the_server_reaches_no_way_around(self, counsellor) -> None:
        with acting_as(counsellor.user_id):
            for statement in (
                "select rights.write_record('event', 'x', '', null, null, null, '', '{}')",
                "select * from rights.declared_event",
                "insert into rights.declared_event values ('x', false, '{}')",
            ):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    world.sql(statement)

    def test_the_database_knows_every_declared_event(self) -> None:
        with owner(), connection.cursor() as cursor:
            cursor.execute("set local role overstap_definer")
            cursor.execute("select name, detail from rights.declared_event")
            kept = {name: frozenset(detail) for name, detail in cursor.fetchall()}
        assert kept.items() <= {d.name: d.detail for d in DECLARED.values()}.items()
        assert len(kept) > 50


@pytest.mark.django_db
class TestRest:
    """An account that a code just opened opens nothing private for some days."""

    def test_a_choice_of_a_fresh_account_opens_after_three_days(self) -> None:
        person, centre = world.person(birth=date(2000, 1, 1)), world.organisation()
        office, member = world.organisation(kind="vdab"), world.member(centre)
        world.involve(person, centre)
        world.sent_handover(person, centre, office)
        account = world.account_of(person)
        used_code(person, centre, member, account)
        give(person, office, account)
        first_day = clock.today() + timedelta(days=3)
        assert world.sql("select from_on from access_choice")[0] == (first_day,)
        with owner():
            granted = "select from_on from access_grant where source = 'choice'"
            assert world.sql(granted) == [(first_day,)]
        # The office does not even see that something is coming.
        with acting_as(world.member(office, "vdab_counsellor").user_id):
            assert world.sql("select count(*) from access_grant where source = 'choice'") == [(0,)]

    def test_an_account_of_long_ago_does_not_wait(self) -> None:
        person, centre = world.person(birth=date(2000, 1, 1)), world.organisation()
        office, member = world.organisation(kind="vdab"), world.member(centre)
        world.involve(person, centre)
        world.sent_handover(person, centre, office)
        account = world.account_of(person)
        used_code(person, centre, member, account, days_ago=3)
        give(person, office, account)
        assert world.sql("select from_on from access_choice")[0] == (clock.today(),)

    def test_a_guardian_whose_account_is_fresh_makes_it_wait_too(self) -> None:
        person, centre = (
            world.person(birth=date(clock.today().year - 16, 1, 1)),
            world.organisation(),
        )
        office, member = world.organisation(kind="vdab"), world.member(centre)
        world.involve(person, centre)
        world.sent_handover(person, centre, office)
        account, guardian = world.account_of(person), world.guardian_of(person)
        used_code(person, centre, member, guardian)
        give(person, office, account)
        assert world.sql("select from_on from access_choice")[0] == (clock.today(),)
        with acting_as(guardian):
            world.sql("select rights.confirm_choice(id) from access_choice")
            days = world.sql("select from_on from access_choice")
        assert days == [(clock.today() + timedelta(days=3),)]


def used_code(person, centre, member, account, days_ago: int = 0) -> None:
    from overstap.access.models import ActivationCode

    now = clock.now() - timedelta(days=days_ago)
    with owner():
        ActivationCode.objects.create(
            code_hash=uuid4().hex, person=person, kind="self", organisation=centre,
            issued_by=member.user_id, expires_at=now, used_at=now, opened_account=account,
        )  # fmt: skip


def give(person, office, account) -> None:
    from overstap.access.actor import set_actor

    set_actor(account)
    world.sql(
        "select rights.give_choice(%s, %s, 'medical', %s, '1', 'account')",
        person.pk, office.pk, clock.today() + timedelta(days=200),
    )  # fmt: skip


class TestTheLogOfTheDatabase:
    """Its own log file would hold the statements, and with them names."""

    def test_our_roles_write_none_whatever_the_file_says(
        self, cluster: Cluster, filled: World
    ) -> None:
        for role in ("app", "owner", "system"):
            with psycopg.connect(cluster.urls(filled.database)[role]) as opened:
                for name, silent in guard.SILENT.items():
                    value = opened.execute("select current_setting(%s, true)", [name]).fetchone()
                    assert value in {(one,) for one in (*silent, None)}, (role, name)

    @pytest.mark.django_db
    def test_the_server_refuses_a_database_that_talks(self, monkeypatch) -> None:
        monkeypatch.setattr(connection, "close", lambda: None)
        # The tests sign in as a role of their own, for which nothing was set.
        monkeypatch.setitem(guard.SILENT, "log_duration", ("off",))
        quiet = guard.talkative_settings()
        monkeypatch.setitem(guard.SILENT, "log_statement", ("nooit",))
        assert guard.talkative_settings() == sorted([*quiet, "log_statement = none"])
        with pytest.raises(MachineRefusal, match="log_statement = none"):
            guard.refuse_talkative_log()
