"""An extract: asked, decided by another, made without names, deleted on its day."""

import argparse
import hashlib
import hmac
import json
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import ProgrammingError, transaction

from overstap.access.models import ForgetRequest
from overstap.kernel import clock
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.research import extract_command
from overstap.research.models import Extract
from overstap.research.services import extracting, extracts
from overstap.trajectories.models import Station
from tests import world
from tests.conftest import owner, role
from tests.research import site_scene as scene

pytestmark = pytest.mark.django_db

SECRET = "Zeer-geheime-tekst"


@pytest.fixture(autouse=True)
def state(settings: Any, tmp_path: Path) -> Path:
    settings.STATE_FOLDER = tmp_path
    (tmp_path / "static").mkdir()
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


@pytest.fixture
def department() -> scene.Department:
    return scene.Department()


def asked(department: scene.Department, **fields: Any) -> Extract:
    today = clock.today()
    who = {"from_on": today - timedelta(days=700), "until_on": today, "pathways": []} | fields
    with scene.acting(department.user("lies")):
        return extracts.ask(
            by=department.by("lies"),
            purpose="Verlaten minder jongeren de school?",
            ends_on=today + timedelta(days=30),
            **who,
        )


def approved(department: scene.Department, **fields: Any) -> Extract:
    made = asked(department, **fields)
    admin = scene.platform_admin()
    with scene.acting(admin.user_id):
        extracts.decide(by=scene.viewer(admin), extract=made, agree=True, reason="Nuttig.")
    return made


def made(department: scene.Department, **fields: Any) -> tuple[Extract, Path]:
    extract = approved(department, **fields)
    with role("system"):
        assert extracting.make(extract.pk)
        extract = Extract.objects.get(pk=extract.pk)
    return extract, extracting.folder_of(extract)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    found = duckdb.sql(f"select * from '{folder / name}'")
    names = found.columns
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def centre() -> Any:
    return world.organisation("CDO De Proef")


class TestAsking:
    def test_it_waits_for_a_decision(self, department: scene.Department) -> None:
        extract = asked(department)
        with scene.acting(department.user("tom")):
            assert Extract.objects.get(pk=extract.pk).state == "asked"

    @pytest.mark.parametrize("days", [0, -1, 800])
    def test_an_end_that_is_past_or_far_is_refused(
        self, department: scene.Department, days: int
    ) -> None:
        today = clock.today()
        with scene.acting(department.user("lies")), pytest.raises(Refusal) as refused:
            extracts.ask(
                by=department.by("lies"), purpose="x", ends_on=today + timedelta(days=days),
                from_on=today, until_on=today, pathways=[],
            )  # fmt: skip
        assert refused.value.field == "ends_on"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "approved"},
            {"state": "ready"},
            {"asked_by": "other"},
            {"organisation": "other"},
            {"ends_on": date(2099, 1, 1)},
            {"folder": "/etc"},
            {"people": 5},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    def test_raw_rows_that_decide_for_themselves_are_refused(
        self, department: scene.Department, wrong: dict[str, Any]
    ) -> None:
        other = scene.Department("Elders")
        today = clock.today()
        fields = {
            "organisation": department.organisation, "purpose": "x", "from_on": today,
            "until_on": today, "ends_on": today + timedelta(days=9),
            "asked_by": department.user("lies"),
        }  # fmt: skip
        if wrong.get("asked_by"):
            wrong = {"asked_by": department.user("tom")}
        if wrong.get("organisation"):
            wrong = {"organisation": other.organisation}
        with scene.acting(department.user("lies")):
            with transaction.atomic():
                Extract.objects.create(**fields)
            with pytest.raises(ProgrammingError), transaction.atomic():
                Extract.objects.create(**fields | wrong)

    def test_a_steering_group_asks_nothing(self, department: scene.Department) -> None:
        today = clock.today()
        with (
            scene.acting(department.user("an")),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
        ):
            Extract.objects.create(
                organisation=department.organisation, purpose="x", from_on=today, until_on=today,
                ends_on=today + timedelta(days=9), asked_by=department.user("an"),
            )  # fmt: skip


class TestDeciding:
    def test_nobody_of_the_organisation_decides(self, department: scene.Department) -> None:
        extract = asked(department)
        for key in ("lies", "tom", "an", "boss"):
            with scene.acting(department.user(key)), pytest.raises(NotAllowed):
                extracts.decide(by=department.by(key), extract=extract, agree=True, reason="Ja.")

    def test_a_platform_admin_who_works_for_the_organisation_does_not_decide(
        self, department: scene.Department
    ) -> None:
        extract, admin = asked(department), scene.platform_admin()
        with owner():
            type(admin).objects.create(
                user_id=admin.user_id, organisation=department.organisation, role="steering",
                display_name="Twee petten", from_on=date(2020, 1, 1),
            )  # fmt: skip
        with scene.acting(admin.user_id), pytest.raises(Refusal) as refused:
            extracts.decide(by=scene.viewer(admin), extract=extract, agree=True, reason="Ja.")
        assert refused.value.code == "second_person"

    def test_a_decision_has_a_reason_and_is_made_once(self, department: scene.Department) -> None:
        extract, admin = asked(department), scene.platform_admin()
        by = scene.viewer(admin)
        with scene.acting(admin.user_id):
            with pytest.raises(Refusal) as refused:
                extracts.decide(by=by, extract=extract, agree=True, reason=" ")
            assert refused.value.code == "no_reason"
            extracts.decide(by=by, extract=extract, agree=False, reason="Te ruim.")
            with pytest.raises(Refusal) as refused:
                extracts.decide(by=by, extract=extract, agree=True, reason="Toch.")
            assert refused.value.code == "already"

    def test_what_is_not_approved_is_not_made(self, department: scene.Department) -> None:
        extract = asked(department)
        with role("system"):
            assert not extracting.make(extract.pk)


class TestWhatIsInIt:
    def test_no_name_number_reference_or_typed_word_leaves(
        self, department: scene.Department, centre: Any
    ) -> None:
        people = [scene.learner(n, centre) for n in range(3)]
        who = people[0]
        for group in ("medical", "family", "attendance", "psychosocial"):
            world.entry(who, centre, group, content={"text": SECRET})
        world.entry(
            who,
            centre,
            "experience",
            content={"title": SECRET, "employer": SECRET, "from_on": "2025-03"},
        )
        world.entry(
            who, centre, "studies", kind="certificate", source="own",
            content={"title": SECRET, "certificate_type": SECRET, "issued_on": "2025-06-30"},
        )  # fmt: skip
        extract, folder = made(department)
        everything = b"".join(path.read_bytes() for path in folder.iterdir())
        everything += json.dumps(
            [rows(folder, n) for n in ("persons.parquet", "spells.parquet")], default=str
        ).encode()
        for one in people:
            for text in (one.first_name, one.last_name, str(one.pk), one.pk.hex):
                assert text.encode() not in everything
        for text in (SECRET, centre.name, "999001", str(centre.pk), "Aanvuller"):
            assert text.encode() not in everything
        kinds = {(row["kind"], row["code"]) for row in rows(folder, "spells.parquet")}
        assert kinds == {("enrolment", "PARTTIME"), ("work", "NEC")}
        assert extract.people == 3
        assert extract.spells == 4

    def test_contested_withdrawn_merged_and_forgotten_stay_out(
        self, department: scene.Department, centre: Any
    ) -> None:
        stays, merged, leaves = (scene.learner(n, centre) for n in range(3))
        now = clock.now()
        for gone in ({"contested_at": now}, {"withdrawn_at": now}):
            world.entry(stays, centre, "experience", content={"from_on": "2025-01"}, **gone)
        with owner():
            type(merged).objects.filter(pk=merged.pk).update(merged_into=stays)
            ForgetRequest.objects.create(person=leaves, organisation=centre, asked_by=stays.pk)
        extract, folder = made(department)
        assert extract.people == 1
        assert {row["kind"] for row in rows(folder, "spells.parquet")} == {"enrolment"}

    def test_a_place_with_few_people_is_named_more_widely_or_not_at_all(
        self, department: scene.Department, centre: Any
    ) -> None:
        number = iter(range(100))
        for nis, count in (("35013", 10), ("35002", 6), ("35029", 5), ("44021", 3), ("", 2)):
            for _ in range(count):
                scene.learner(next(number), centre, nis)
        _, folder = made(department)
        found = [row["residence"] for row in rows(folder, "persons.parquet")]
        assert {place: found.count(place) for place in set(found)} == {
            "35013": 10, "35000": 11, None: 5,
        }  # fmt: skip

    def test_birth_is_a_month_and_the_period_bounds_who_and_what(
        self, department: scene.Department, centre: Any
    ) -> None:
        scene.learner(7, centre, birth=date(2007, 5, 29))
        scene.learner(8, centre, until_on=date(2025, 9, 15))
        scene.learner(9, centre, pathway="dual")
        day = date(2025, 10, 1)
        _extract, folder = made(department, from_on=day, until_on=day, pathways=["parttime"])
        assert [row["born"] for row in rows(folder, "persons.parquet")] == [date(2007, 5, 1)]
        spells = rows(folder, "spells.parquet")
        assert [(row["start_on"], row["end_on"]) for row in spells] == [(date(2025, 9, 1), None)]

    def test_no_month_of_birth_is_made_up(self, department: scene.Department, centre: Any) -> None:
        scene.learner(7, centre, birth=date(2007, 1, 1), precision="year")
        scene.learner(8, centre, birth=date(2007, 5, 1), precision="month")
        _extract, folder = made(department)
        found = {row["born"] for row in rows(folder, "persons.parquet")}
        assert found == {None, date(2007, 5, 1)}

    def test_programmes_run_until_the_next_and_hold_their_hours(
        self, department: scene.Department, centre: Any
    ) -> None:
        who = scene.learner(1, centre)
        with owner():
            for kind, label, code, day in (
                ("programme", "Brug 180 u.", "", date(2025, 9, 10)),
                ("milestone", "Evaluatie", "", date(2025, 9, 20)),
                ("programme", "Begeleiding", "IBAL", date(2025, 11, 3)),
                ("milestone", "Klaar voor werk", "NEC", date(2026, 1, 5)),
            ):
                Station.objects.create(
                    person=who, organisation=centre, pathway="parttime", kind=kind, label=label,
                    on=day, phase_code=code,
                )  # fmt: skip
        _, folder = made(department)
        found = [
            (r["kind"], r["code"], r["start_on"], r["end_on"], r["hours"])
            for r in rows(folder, "spells.parquet") if r["kind"] in ("programme", "track")
        ]  # fmt: skip
        assert found == [
            ("programme", "BRUG", date(2025, 9, 10), date(2025, 11, 2), 180.0),
            ("programme", "IBAL", date(2025, 11, 3), date(2026, 1, 4), None),
            ("track", "IBAL", date(2025, 11, 3), date(2026, 1, 4), None),
            ("track", "NEC", date(2026, 1, 5), None, None),
        ]

    def test_a_certificate_is_a_qualification_that_a_source_gave(
        self, department: scene.Department, centre: Any
    ) -> None:
        who = scene.learner(1, centre)
        for number, (source, content) in enumerate((
            ("led", {"certificate_type": "Studiegetuigschrift", "degree": "3de graad"}),
            ("led", {"certificate_type": "Getuigschrift", "degree": "1ste graad"}),
            ("led", {"certificate_type": "Getuigschrift van de tweede graad"}),
            ("led", {"certificate_type": "Deelcertificaat", "state": "Tussenbewijs"}),
            ("led", {"certificate_type": "Certificaat", "category": "Ervaringsbewijzen"}),
            ("own", {"certificate_type": "Diploma secundair onderwijs"}),
        )):  # fmt: skip
            world.entry(
                who, centre, "studies", kind="certificate", source=source,
                content=content | {"issued_on": f"2026-0{number + 1}"},
            )  # fmt: skip
        _, folder = made(department)
        spells = rows(folder, "spells.parquet")
        assert [
            (row["code"], row["start_on"]) for row in spells if row["kind"] == "certificate"
        ] == [("QUALIFICATION", date(2026, 1, 1))]

    def test_the_pseudonym_is_an_hmac_with_a_key_of_this_extract_alone(
        self, department: scene.Department, centre: Any
    ) -> None:
        who = scene.learner(1, centre)
        first, folder = made(department)
        _, other_folder = made(department)
        mine = rows(folder, "persons.parquet")[0]["person"]
        assert {row["person"] for row in rows(folder, "spells.parquet")} == {mine}
        assert rows(other_folder, "persons.parquet")[0]["person"] != mine
        with role("owner"), role("definer"):
            ((inner,),) = world.sql(
                "select inner_pad from rights.extract_key where extract_id = %s", first.pk
            )
        key = bytes(b ^ 0x36 for b in bytes(inner)).rstrip(b"\0")
        digest = hmac.new(key, who.pk.bytes, hashlib.sha256).digest()
        assert int.from_bytes(digest[:8], signed=True) == mine
        assert key.hex().encode() not in b"".join(p.read_bytes() for p in folder.iterdir())


class TestItsLife:
    def test_only_its_owner_reads_the_files_and_they_say_what_they_are_for(
        self, department: scene.Department, centre: Any
    ) -> None:
        scene.learner(1, centre)
        extract, folder = made(department)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
        facts = json.loads((folder / "extract.json").read_text())
        assert facts["purpose"] == extract.purpose
        assert facts["delete_on"] == extract.ends_on.isoformat()
        digest = hashlib.sha256((folder / "persons.parquet").read_bytes()).hexdigest()
        assert facts["sha256"]["persons.parquet"] == digest
        with role("system"):
            log = world.sql(
                "select purpose, organisation, subject, detail ->> 'people' from audit_record"
                " where name = 'extract_made' and object = %s", extract.pk,
            )  # fmt: skip
        assert log == [("research", department.organisation.pk, None, "1")]

    def test_on_its_day_files_and_key_go_and_what_others_put_there_stays(
        self, department: scene.Department, centre: Any, stand_on: Any
    ) -> None:
        scene.learner(1, centre)
        extract, folder = made(department)
        (folder / "van-iemand-anders.txt").write_text("x")
        with role("system"):
            assert extracting.delete_due() == 0
        stand_on(extract.ends_on)
        with role("system"):
            assert extracting.delete_due() == 1
            assert Extract.objects.get(pk=extract.pk).state == "deleted"
        assert [path.name for path in folder.iterdir()] == ["van-iemand-anders.txt"]
        with role("owner"), role("definer"):
            assert world.sql("select count(*) from rights.extract_key") == [(0,)]

    def test_a_failure_leaves_nothing_behind(
        self,
        department: scene.Department,
        centre: Any,
        monkeypatch: pytest.MonkeyPatch,
        state: Path,
    ) -> None:
        scene.learner(1, centre)
        extract = approved(department)

        def breaks(*_args: object) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(extracting, "_write_facts", breaks)
        with role("system"), pytest.raises(OSError, match="disk full"):
            extracting.make(extract.pk)
        with role("system"):
            assert Extract.objects.get(pk=extract.pk).state == "failed"
        assert list((state / "cohorts" / "extracts").iterdir()) == []

    def test_a_job_that_was_killed_leaves_no_rows_behind(
        self, department: scene.Department, state: Path
    ) -> None:
        killed = scene.extract(department, state="making")
        ready = scene.extract(department)
        folder = state / "cohorts" / "extracts"
        for extract in (killed, ready):
            (folder / f".{extract.pk}.part").mkdir(parents=True)
            (folder / f".{extract.pk}.part" / "persons.parquet").write_bytes(b"rows")
        with role("system"):
            extracting.end_silent()
            assert Extract.objects.get(pk=killed.pk).state == "failed"
            assert Extract.objects.get(pk=ready.pk).state == "ready"
            assert [path.name for path in folder.iterdir()] == [f".{ready.pk}.part"]
            extracting.delete(ready)
        assert list(folder.iterdir()) == []

    def test_the_young_person_reads_what_it_was_for(
        self, department: scene.Department, centre: Any
    ) -> None:
        inside, outside = scene.learner(1, centre), scene.learner(2, centre, pathway="dual")
        accounts = [world.account_of(one) for one in (inside, outside)]
        extract, _ = made(department, pathways=["parttime"])
        found = []
        for account in accounts:
            with scene.acting(account):
                found.append(world.sql("select purpose from rights.extracts_about_me()"))
        assert found == [[(extract.purpose,)], []]


def command(folder: Path, **more: Any) -> int:
    given: dict[str, Any] = {
        "purpose": "Effect van IBAL", "until": (clock.today() + timedelta(days=90)).isoformat(),
        "out": str(folder), "from_on": None, "to": None, "pathway": [], "organisation": None,
    }  # fmt: skip
    with role("system"):
        return extract_command.extract(argparse.Namespace(**given | more))


class TestCommand:
    def test_it_writes_a_folder_that_is_listed_logged_and_deleted_on_its_day(
        self, centre: Any, tmp_path: Path, stand_on: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scene.learner(1, centre)
        folder = tmp_path / "uittreksel"
        assert command(folder) == 0
        assert "1 jongeren en 1 periodes zonder namen" in capsys.readouterr().out
        assert {path.name for path in folder.iterdir()} == {
            "persons.parquet", "spells.parquet", "extract.json",
        }  # fmt: skip
        with scene.acting(scene.platform_admin().user_id):
            listed = Extract.objects.get()
        assert (listed.purpose, listed.asked_by, listed.folder) == (
            "Effect van IBAL", None, str(folder),
        )  # fmt: skip
        with role("system"):
            names = world.sql("select name from audit_record where object = %s", listed.pk)
        assert {name for (name,) in names} == {"extract_asked", "extract_made"}
        stand_on(listed.ends_on)
        with role("system"):
            assert extracting.delete_due() == 1
        assert not folder.exists()

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"until": "morgen"}, "--until is een dag"),
            ({"until": "2020-01-01"}, "Kies een dag na vandaag"),
            ({"purpose": " "}, "--purpose"),
            ({"pathway": ["maan"]}, "kies uit fulltime"),
            ({"organisation": "Niemand"}, "--organisation"),
            ({"from_on": "2026-09-01", "to": "2026-08-01"}, "ligt voor het begin"),
        ],
    )
    def test_what_it_cannot_do_it_says(
        self, tmp_path: Path, wrong: dict[str, Any], words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command(tmp_path / "nieuw", **wrong) == 1
        assert words in capsys.readouterr().err
        assert not (tmp_path / "nieuw").exists()

    def test_a_folder_that_exists_is_left_alone(self, tmp_path: Path) -> None:
        assert command(tmp_path) == 1


def test_two_extracts_are_ended_in_a_row(department: scene.Department) -> None:
    """The job that deletes may stand in the queue twice."""
    first, second = scene.extract(department), scene.extract(department)
    visitor = scene.client(department.members["tom"])
    for extract in (first, second):
        answer = visitor.post(f"/onderzoek/uittreksel/{extract.pk}/wissen/")
        assert answer.status_code == 302
    with scene.acting(department.user("tom")):
        assert set(Extract.objects.values_list("ends_on", flat=True)) == {clock.today()}
    with role("system"):
        assert extracting.delete_due() == 2


def test_people_of_another_organisation_see_no_extract(department: scene.Department) -> None:
    scene.extract(department)
    other = scene.Department("Elders")
    for user, seen in (
        (department.user("tom"), 1), (department.user("an"), 0), (department.user("boss"), 0),
        (other.user("lies"), 0), (scene.platform_admin().user_id, 1), (None, 0),
    ):  # fmt: skip
        with scene.acting(user):
            assert Extract.objects.count() == seen
