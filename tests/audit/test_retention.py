"""What is past its term goes; the log can still be checked; nobody can be found again."""

import argparse
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from tests import catalogue, world
from tests.access.attacked import World, role
from tests.audit.conftest import MONTHS, Log
from tests.conftest import owner

from overstap.audit import commands, retention, sealed, seals
from overstap.config import care
from overstap.dossier.models import Entry
from overstap.people import forgetting
from overstap.people.models import Person


class TestTheLog:
    def test_a_month_past_its_term_goes_and_the_check_stays_well(self, history: Log) -> None:
        history.seal()
        cursor = history.become("owner")
        months = dict(retention.months_before(cursor, date(2026, 9, 1)))
        assert months[MONTHS[0][:8] + "01"] == 10
        for month, rows in months.items():
            retention.drop_month(cursor, month, rows)
        history.connection.commit()
        history.write(MONTHS[3], 4)
        history.seal()
        found = sealed.check(history.become("system"))
        assert found.findings == ()
        assert found.dropped == 10

    def test_a_month_that_is_not_wholly_sealed_stays(self, history: Log) -> None:
        history.write(MONTHS[0], 2)
        cursor = history.become("owner")
        with pytest.raises(seals.SealRefusal):
            retention.drop_month(cursor, "2026-08-01", 12)

    def test_a_month_dropped_without_an_anchor_is_found(self, history: Log) -> None:
        history.become("owner").execute("drop table audit_record_2026_08")
        found = sealed.check(history.become("owner")).findings
        assert {f.kind for f in found} == {"removal"}
        assert {f.month for f in found} == {"2026-08-01"}

    @pytest.mark.parametrize(
        "forgery",
        [
            "update audit_anchor set rows = rows - 1",
            "delete from audit_anchor",
            "update audit_anchor set month = '2026-09-01'",
        ],
    )
    def test_a_forged_anchor_is_found(self, history: Log, forgery: str) -> None:
        cursor = history.become("owner")
        retention.drop_month(cursor, "2026-08-01", 10)
        cursor.execute(forgery)
        assert "anchor" in {f.kind for f in sealed.check(cursor).findings}

    def test_the_coming_months_are_made_once(self, history: Log) -> None:
        cursor = history.become("owner")
        for _ in range(2):
            retention.make_months(cursor, date(2031, 1, 1), ahead=3)
        cursor.execute("select to_regclass('audit_record_2031_04')::text")
        assert cursor.fetchone() == ("audit_record_2031_04",)


def test_forgetting_leaves_no_row_in_any_table(filled: World) -> None:
    with filled.test() as test:
        role(test, "owner")
        cursor = test.cursor()
        before = cursor.execute("select count(*) from access_user").fetchone()
        deleted = forgetting.forget(cursor, filled.victim)
        assert deleted["people_person"] == 1
        left = {
            t.name: test.execute(
                f"select count(*) from {t.name} where "
                + " or ".join(f"{column} = %s" for column in t.about),
                [filled.victim] * len(t.about),
            ).fetchone()
            for t in catalogue.tables(test)
            if t.is_about_people
        }
        assert {name for name, count in left.items() if count != (0,)} == set()
        # The accounts of the young person and the guardian went along; staff and others stayed.
        after = cursor.execute("select count(*) from access_user").fetchone()
        assert before
        assert after == (before[0] - 2,)
        assert cursor.execute("select count(*) from people_person").fetchone() == (1,)
        # The line of the log is still there, and points to nobody.
        role(test, "definer")
        assert cursor.execute(
            "select count(*) from audit_record where subject is not null"
            " and subject not in (select key from audit_subjectkey)"
        ).fetchone() == (1,)


@pytest.mark.django_db
class TestCommands:
    def forget(self, ref: object, **options: bool) -> int:
        options = {"yes": True, "force": False} | options
        with owner():
            return care.forget(argparse.Namespace(ref=str(ref), **options))

    def retention(self, *, dry_run: bool = False) -> int:
        with owner():
            return care.run_retention(argparse.Namespace(dry_run=dry_run))

    def left(self, days_ago: int) -> Person:
        who, centre = world.person(), world.organisation()
        gone = timezone.localdate() - timedelta(days=days_ago)
        world.involve(who, centre, from_on=gone - timedelta(days=300), until_on=gone)
        world.entry(who, centre, "studies")
        world.entry(who, centre, "medical")
        with owner():
            Person.objects.filter(pk=who.pk).update(
                created_at=timezone.now() - timedelta(days=9999)
            )
        return who

    def count(self, model: type, **where: object) -> int:
        with owner():
            return model.objects.filter(**where).count()  # type: ignore[attr-defined]

    def test_an_unknown_ref_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.forget(uuid4()) == 1
        assert self.forget("p-7KQ2MX") == 1
        assert "geen referentie" in capsys.readouterr().out

    def test_without_the_word_nothing_is_deleted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        who = world.person()
        monkeypatch.setattr("builtins.input", lambda _: "ja")
        assert self.forget(who.pk, yes=False) == 1
        assert self.count(Person, pk=who.pk) == 1

    def test_forgetting_tells_how_much_went_and_no_name(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        who = self.left(10)
        assert self.forget(who.pk) == 0
        out = capsys.readouterr().out
        assert "people_person" in out
        assert who.last_name not in out
        assert self.count(Person, pk=who.pk) == 0

    def test_a_dry_run_deletes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        who = self.left(3000)
        assert self.retention(dry_run=True) == 0
        assert "1  jongeren" in capsys.readouterr().out
        assert self.count(Person, pk=who.pk) == 1

    def test_private_notes_go_before_the_file_does(self) -> None:
        who = self.left(500)
        assert self.retention() == 0
        assert self.count(Entry, person=who, data_group="medical") == 0
        assert self.count(Entry, person=who, data_group="studies") == 1

    def test_a_file_past_its_years_goes_whole(self) -> None:
        who = self.left(3000)
        assert self.retention() == 0
        assert self.count(Person, pk=who.pk) == 0

    def test_who_is_still_guided_stays_whole(self) -> None:
        who = self.left(3000)
        world.involve(who, world.organisation())
        assert self.retention() == 0
        assert self.count(Entry, person=who) == 2

    def test_each_run_is_an_event(self) -> None:
        assert self.retention() == 0
        with owner(), connection.cursor() as cursor:
            cursor.execute("select count(*) from audit_record where name = 'retention_run'")
            assert cursor.fetchone() == (1,)

    def test_check_warns_when_no_run_was_seen_for_two_days(self) -> None:
        assert not self.late()
        with owner(), connection.cursor() as cursor:
            cursor.execute("set local role overstap_definer")
            cursor.execute(
                "insert into audit_record (at, kind, name, role, purpose, detail)"
                " values (now() - interval '3 days', 'event', 'import_applied', '', '', '{}')"
            )
        assert self.late()
        assert self.retention() == 0
        assert not self.late()

    def late(self) -> bool:
        with owner(), connection.cursor() as cursor:
            return commands._retention_is_late(cursor)
