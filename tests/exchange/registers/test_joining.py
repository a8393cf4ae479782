"""A register that the holder of the data brings: joined into an extract, and kept nowhere."""

import argparse
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from overstap.cli import parser
from overstap.exchange.registers import commands
from overstap.kernel import clock
from overstap.kernel.identifiers import format_insz, keyed_hash, make_test_insz
from overstap.people.models import NationalNumber, Person
from overstap.research.models import Extract
from overstap.research.panels import extracts_about_me
from overstap.research.rules import Asked, on_extract, study_of, study_text
from overstap.trajectories.models import Station
from overstap_cohorts.evaluating import evaluate
from tests import world
from tests.conftest import owner, role
from tests.research import site_scene as scene

pytestmark = pytest.mark.django_db

MARK = "MERKTEKEN-Q"


def number(n: int) -> str:
    return make_test_insz(date(2007, 5, 1), n, female=n % 2 == 0)


@pytest.fixture
def centre() -> Any:
    return world.organisation("CDO De Proef")


def learners(centre: Any, count: int) -> list[Person]:
    """Learners whose national numbers are number(0), number(1), …"""
    births = [date(1990 + n // 12, n % 12 + 1, 3) for n in range(count)]
    made = [scene.learner(n, centre, birth=births[n]) for n in range(count)]
    for n, who in enumerate(made):
        give(who, number(n))
    return made


def give(who: Person, digits: str) -> None:
    with owner():
        NationalNumber.objects.create(
            person=who, ciphertext=b"x", kind="test",
            lookup_hash=keyed_hash(digits, settings.LOOKUP_KEY),
        )  # fmt: skip


def csv_of(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def arguments(folder: Path, file: Path | None, *more: str) -> argparse.Namespace:
    given = [
        "extract", "--purpose", "Wie neemt deel?", "--out", str(folder),
        "--until", (clock.today() + timedelta(days=90)).isoformat(),
    ]  # fmt: skip
    if file is not None:
        given += ["--characteristics", str(file)]
        if "--characteristics-source" not in more:
            given += ["--characteristics-source", "Leerlingenregister 2025"]
    return parser().parse_args([*given, *more])


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., int]:
    """Runs the command with this content as register; the result is in `tmp_path`/uit."""

    def run(content: bytes | None, *more: str) -> int:
        file = None
        if content is not None:
            file = tmp_path / "register.csv"
            file.write_bytes(content)
        with role("system"):
            return commands.extract(arguments(tmp_path / "uit", file, *more))

    return run


def persons(tmp_path: Path, *columns: str) -> list[tuple[Any, ...]]:
    found = duckdb.sql(
        f"select {', '.join(columns)} from '{tmp_path / 'uit' / 'persons.parquet'}' order by born"
    )
    return found.fetchall()


def facts(tmp_path: Path) -> dict[str, Any]:
    return json.loads((tmp_path / "uit" / "extract.json").read_text())


def recorded() -> Extract:
    with scene.acting(scene.platform_admin().user_id):
        return Extract.objects.get()


class TestJoined:
    def test_what_the_register_says_stands_in_persons_and_who_is_not_in_it_is_empty(
        self, centre: Any, bring: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        learners(centre, 24)
        lines = [f"{format_insz(number(n))};{'mfx'[n % 3]};low" for n in range(12)]
        assert bring(csv_of("INSZ;gender;mother_education", *lines)) == 0
        found = persons(tmp_path, "gender", "mother_education", "language")
        assert found[:12] == [("mfx"[n % 3], "low", "nl") for n in range(12)]
        assert found[12:] == [(None, None, "nl")] * 12
        told = capsys.readouterr().out
        assert "Aangevuld met gender, mother_education. Gevonden in het register: 12." in told
        assert facts(tmp_path)["characteristics"] == {
            "columns": ["gender", "mother_education"],
            "source": "Leerlingenregister 2025",
            "matched": 12,
        }
        assert not any("geslacht" in words for words in facts(tmp_path)["left_out"])
        extract = recorded()
        assert (extract.characteristics, extract.characteristics_source, extract.matched) == (
            ["gender", "mother_education"], "Leerlingenregister 2025", 12,
        )  # fmt: skip

    def test_without_a_register_the_columns_are_empty_and_the_manifest_says_why(
        self, centre: Any, bring: Any, tmp_path: Path
    ) -> None:
        learners(centre, 2)
        assert bring(None) == 0
        assert persons(tmp_path, "gender", "mother_education") == [(None, None)] * 2
        assert facts(tmp_path)["characteristics"] is None
        assert len([w for w in facts(tmp_path)["left_out"] if "platform houdt" in w]) == 2

    def test_a_language_of_the_register_replaces_that_of_the_platform_for_all(
        self, centre: Any, bring: Any, tmp_path: Path
    ) -> None:
        learners(centre, 3)
        assert bring(csv_of("insz,taal", f"{number(0)},FR", f"{number(1)},NA")) == 0
        assert persons(tmp_path, "language") == [("fr",), (None,), (None,)]

    def test_a_further_column_only_when_it_is_declared(
        self, centre: Any, bring: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        learners(centre, 2)
        content = csv_of("insz,gender,migratie", f"{number(0)},m,ja", f"{number(1)},f,")
        assert bring(content) == 1
        assert "Niet aangegeven: migratie" in capsys.readouterr().err
        assert bring(content, "--characteristics-column", "migratie") == 0
        assert persons(tmp_path, "gender", "migratie") == [("m", "ja"), ("f", None)]

    def test_a_workbook_and_numbers_that_lost_their_zeros(
        self, centre: Any, bring: Any, tmp_path: Path
    ) -> None:
        learners(centre, 2)
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Rijksregisternummer", "geslacht"])
        sheet.append([int(number(0)), "M"])
        sheet.append([number(1), "f"])
        buffer = io.BytesIO()
        book.save(buffer)
        assert bring(buffer.getvalue()) == 0
        assert persons(tmp_path, "gender") == [("m",), ("f",)]

    def test_who_was_merged_is_found_by_either_number(
        self, centre: Any, bring: Any, tmp_path: Path
    ) -> None:
        kept, gone = learners(centre, 2)
        with owner():
            Person.objects.filter(pk=gone.pk).update(merged_into=kept)
        assert bring(csv_of("insz,gender", f"{number(1)},x")) == 0
        assert persons(tmp_path, "gender") == [("x",)]

    @pytest.mark.parametrize(("found", "people"), [(9, 30), (25, 30), (0, 30)])
    def test_a_count_that_tells_of_a_few_people_is_not_told(
        self, centre: Any, bring: Any, tmp_path: Path, found: int, people: int,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        learners(centre, people)
        assert bring(csv_of("insz,gender", *(f"{number(n)},m" for n in range(found)))) == 0
        assert "Gevonden in het register: niet getoond" in capsys.readouterr().out
        assert facts(tmp_path)["characteristics"]["matched"] is None
        assert recorded().matched is None


class TestKeptNowhere:
    def test_nothing_of_it_is_in_any_table_afterwards(
        self, centre: Any, bring: Any, tmp_path: Path
    ) -> None:
        learners(centre, 2)
        stranger = number(77)
        content = csv_of("insz,klas", f"{number(0)},{MARK}", f"{stranger},{MARK}")
        assert bring(content, "--characteristics-column", "klas") == 0
        assert persons(tmp_path, "klas") == [(MARK,), (None,)]
        with connection.cursor() as cursor:
            cursor.execute(
                "select n.nspname, c.relname, pg_get_userbyid(c.relowner) from pg_class c"
                " join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm', 'p')"
                " and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')"
            )
            tables = cursor.fetchall()
            assert len(tables) > 60
            assert not [name for schema, name, _ in tables if schema.startswith("pg_temp")]
            holds = []
            for schema, name, whose in tables:
                with role(whose.removeprefix("overstap_")):
                    cursor.execute(
                        f'select count(*) from "{schema}"."{name}" t where t::text ~ %s',
                        [f"{MARK}|{stranger}|{keyed_hash(stranger, settings.LOOKUP_KEY)}"],
                    )
                    holds += [name] * cursor.fetchone()[0]
            assert holds == []

    def test_the_log_says_which_columns_and_no_value(self, centre: Any, bring: Any) -> None:
        learners(centre, 1)
        assert bring(csv_of("insz,gender,language", f"{number(0)},x,fr")) == 0
        with role("system"):
            rows = world.sql(
                "select detail from audit_record where name = 'characteristics_joined'"
            )
        assert [json.loads(detail) for (detail,) in rows] == [{"columns": ["gender", "language"]}]

    def test_a_refused_register_leaves_no_file_and_no_table(
        self, centre: Any, bring: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        learners(centre, 1)
        assert bring(csv_of("insz,gender", f"{number(0)},man")) == 1
        assert not (tmp_path / "uit").exists()
        assert recorded().state == "failed"
        assert world.sql("select to_regclass('pg_temp.register')::text") == [(None,)]

    def test_the_register_cannot_be_read_back_or_replaced(self, centre: Any) -> None:
        """Who fills the temporary table can do nothing else with it."""
        learners(centre, 1)
        extract = scene.extract(scene.Department(), state="making")
        with role("system"):
            world.sql("select rights.open_register(%s)", extract.pk)
            for statement in (
                "select * from pg_temp.register",
                "update pg_temp.register set gender = 'x'",
                "drop table pg_temp.register",
                "create temporary table joined (x int)",
                "create function pg_temp.f() returns int language sql as 'select 1'",
            ):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    connection.cursor().execute(statement)


class TestBadInput:
    def test_all_that_is_wrong_is_told_at_once_with_count_and_first_five_rows(
        self, centre: Any, bring: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        learners(centre, 12)
        wrong = number(3)[:-1] + str((int(number(3)[-1]) + 1) % 10)
        content = csv_of(
            "insz,gender,mother_education",
            *(f"{number(n)},m,low" for n in range(11)),  # rows 2 to 12
            f"{wrong},m,low",  # 13
            "geen nummer,m,low",  # 14
            ",m,low",  # 15
            *(f"{number(n)},man,low" for n in range(20, 26)),  # 16 to 21
            f"{number(4)},f,high",  # 22
            f"{number(90)},f,high",  # 23
        )
        assert bring(content) == 1
        told = capsys.readouterr().err
        assert "geen geldig rijksregisternummer: 3 rijen (rij 13, 14, 15)" in told
        gender = "onbekende code in gender (toegelaten: m, f, x): 6 rijen"
        assert f"{gender} (o.a. rij 16, 17, 18, 19, 20)" in told
        assert "stond er al (de eerste rij telt): 1 rij (rij 22)" in told
        assert "--set-aside" in told
        for digits in (wrong, number(4), number(90), "geen nummer", "man,"):
            assert digits not in told
        assert bring(content, "--set-aside") == 0
        said = capsys.readouterr().out
        assert "niemand in het platform heeft dit nummer: 1 rij (rij 23)" in said
        assert "geen geldig rijksregisternummer: 3 rijen (rij 13, 14, 15)" in said
        # The first row of a person counts.
        assert persons(tmp_path, "gender", "mother_education") == [("m", "low")] * 11 + [
            (None, None)
        ]

    def test_one_person_under_two_numbers_is_double(
        self, centre: Any, bring: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        kept, gone = learners(centre, 2)
        with owner():
            Person.objects.filter(pk=gone.pk).update(merged_into=kept)
        assert bring(csv_of("insz,gender", f"{number(0)},m", f"{number(1)},f")) == 1
        assert "stond er al (de eerste rij telt): 1 rij (rij 3)" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "leeg"),
            (b"insz\n1\n", "geen kenmerk"),
            (b"gender,mother_education\nm,low\n", "rijksregisternummer ontbreekt"),
            (b"insz,rrn,gender\n1,1,m\n", "staat er twee keer"),
            (b"insz,geslacht,gender\n1,m,m\n", "De kolom gender staat er twee keer"),
            (b"insz,gender,naam\n1,m,x\n", "Niet aangegeven: naam"),
            (b"07050100177,gender\n1,m\n", "ontbreekt"),
            (b"%PDF-1.4", "een PDF"),
            (b"\xff\xfei\x00n", "kunnen niet gelezen worden"),
        ],
    )
    def test_a_file_that_is_no_register(
        self, bring: Any, content: bytes, words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert bring(content) == 1
        told = capsys.readouterr().err
        assert words in told
        assert "07050100177" not in told
        with role("system"):
            assert Extract.objects.count() == 0

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            (("--characteristics-source", "  "), "welk register dit is"),
            (("--characteristics-source", "Lijst van 97.61.01-001.79"), "geen nummer"),
            (("--characteristics-column", "Klas"), "begin met een kleine letter"),
            (("--characteristics-column", "age"), "heeft al een betekenis"),
            (("--characteristics-column", "earlier_brug"), "heeft al een betekenis"),
            (("--characteristics-column", "klas"), "staat er niet: klas"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_asked(
        self, bring: Any, more: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert bring(b"insz,gender\n1,m\n", *more) == 1
        assert words in capsys.readouterr().err

    def test_a_source_without_a_register_or_a_file_that_is_not_there(
        self, bring: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert bring(None, "--characteristics-source", "x") == 1
        assert "--characteristics BESTAND" in capsys.readouterr().err
        with role("system"):
            assert commands.extract(arguments(tmp_path / "uit", tmp_path / "weg.csv")) == 1
        assert "Dit bestand kan niet gelezen worden" in capsys.readouterr().err

    def test_a_further_column_that_points_to_people(
        self, centre: Any, bring: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        learners(centre, 1)
        rows = [f"{number(n)},k{n}" for n in range(101)]
        declared = ("--characteristics-column", "klas")
        assert bring(csv_of("insz,klas", *rows), *declared) == 1
        assert "meer dan 100 verschillende waarden" in capsys.readouterr().err
        assert bring(csv_of("insz,klas", f"{number(0)},{number(1)}"), *declared) == 1
        told = capsys.readouterr().err
        assert "onbekende code in klas" in told
        assert number(1) not in told

    def test_a_database_without_the_right_says_what_to_do(
        self, centre: Any, bring: Any, cluster: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        learners(centre, 1)
        with cluster.superuser() as root:
            name = connection.settings_dict["NAME"]
            root.execute(f"revoke temporary on database {name} from overstap_definer")
            try:
                assert bring(csv_of("insz,gender", f"{number(0)},m")) == 1
            finally:
                root.execute(f"grant temporary on database {name} to overstap_definer")
        assert "database.sql" in capsys.readouterr().err


class TestInTheSite:
    def test_the_page_says_what_was_joined_and_the_study_form_asks_for_it(self) -> None:
        department = scene.Department()
        extract = scene.extract(
            department, characteristics=["gender", "mother_education", "klas"],
            characteristics_source="Leerlingenregister 2025", matched=120, people=300,
            made_at=clock.now(),
        )  # fmt: skip
        visitor = scene.client(department.members["lies"])
        page = visitor.get(f"/onderzoek/uittreksel/{extract.pk}/").content.decode()
        assert "geslacht, opleiding van de moeder en klas" in page
        assert "Leerlingenregister 2025" in page
        assert "120 jongeren" in page
        form = visitor.get(f"/onderzoek/uittreksel/{extract.pk}/studie/").content.decode()
        assert 'value="gender"' in form
        sent = {
            "how": "form", "kort-title": "Wie?", "kort-programme": "IBAL",
            "kort-design": "start-vs-wait", "kort-first_month": "2024-09",
            "kort-last_month": "2025-06", "kort-months": "12", "kort-outcomes": "vsv",
            "kort-covariates": ["age", "gender", "klas"], "kort-methods": "aipw",
        }  # fmt: skip
        answer = visitor.post(f"/onderzoek/uittreksel/{extract.pk}/studie/", sent)
        assert answer.status_code == 302
        with scene.acting(department.user("lies")):
            text = extract.studies.get().text
        assert 'name = "gender"\nlabel = "geslacht"' in text
        assert 'name = "klas"\nlabel = "klas"' in text
        plain = scene.extract(department)
        answer = visitor.post(f"/onderzoek/uittreksel/{plain.pk}/studie/", sent)
        assert answer.status_code == 422

    def test_who_asks_on_screen_brings_nothing(self) -> None:
        department = scene.Department()
        asked = {
            "organisation": department.organisation, "purpose": "x", "from_on": clock.today(),
            "until_on": clock.today(), "ends_on": clock.today() + timedelta(days=9),
            "asked_by": department.user("lies"),
        }  # fmt: skip
        with scene.acting(department.user("lies")):
            with transaction.atomic():
                Extract.objects.create(**asked)
            for wrong in (
                {"characteristics": ["gender"]}, {"characteristics_source": "x"}, {"matched": 12},
            ):  # fmt: skip
                with pytest.raises(ProgrammingError), transaction.atomic():
                    Extract.objects.create(**asked | wrong)

    def test_the_young_person_reads_which_columns_came_from_where(
        self, centre: Any, bring: Any
    ) -> None:
        (who,) = learners(centre, 1)
        account = world.account_of(who)
        assert bring(csv_of("insz,gender", f"{number(0)},x")) == 0
        with scene.acting(account):
            (told,) = extracts_about_me()
        assert told["characteristics"] == ["geslacht"]
        assert told["characteristics_source"] == "Leerlingenregister 2025"

    def test_a_study_over_it_says_who_takes_part(
        self, centre: Any, bring: Any, tmp_path: Path
    ) -> None:
        """The table of the HIVA study: participants by gender and mother's education."""
        people = learners(centre, 120)
        with owner():
            for n, who in enumerate(people[:60]):
                Station.objects.create(
                    person=who, organisation=centre, pathway="parttime", kind="programme",
                    label="IBAL", on=date(2025, 10 + n % 3, 3), phase_code="IBAL",
                )  # fmt: skip
        # Of the participants two in three are men; everybody's mother but a quarter low educated.
        lines = [
            f"{number(n)},{'f' if n % 3 == 0 else 'm'},{'high' if n % 4 == 0 else 'low'}"
            for n in range(120)
        ]
        assert bring(csv_of("insz,gender,mother_education", *lines)) == 0
        text = study_text(
            Asked(
                title="Wie?", question="", programme="IBAL", design="start-vs-wait",
                first_month="2025-09", last_month="2025-12", end_of_data="2026-06", months=3,
                outcomes=["vsv"], covariates=["gender", "mother_education"], methods=["aipw"],
            )
        )  # fmt: skip
        found = evaluate(
            on_extract(study_of(text), tmp_path / "uit", threshold=10), tmp_path / "rapport"
        )
        took_part = {
            (line.characteristic, line.level): round(line.treated, 3)
            for line in found.participation
            if line.characteristic in ("gender", "mother_education")
        }
        assert took_part == {
            ("gender", "f"): 0.333, ("gender", "m"): 0.667,
            ("mother_education", "high"): 0.25, ("mother_education", "low"): 0.75,
        }  # fmt: skip
        page = (tmp_path / "rapport" / "report" / "report.html").read_text()
        assert "Deelnemers aan IBAL" in page

    def test_a_table_that_somebody_else_put_there_is_not_read(
        self, centre: Any, cluster: Any
    ) -> None:
        """Where a database lets people make temporary things: what is behind one would run."""
        learners(centre, 1)
        extract = scene.extract(scene.Department(), state="approved")
        name = connection.settings_dict["NAME"]
        with cluster.superuser() as root:
            root.execute(f"grant temporary on database {name} to overstap_system")
        try:
            with role("system"), connection.cursor() as cursor:
                cursor.execute("select rights.start_extract(%s)", [extract.pk])
                for view in ("register", "joined"):
                    cursor.execute(f"create temporary view {view} as select 1 / 0 as place")
                cursor.execute("select count(*) from rights.extract_persons(%s)", [extract.pk])
                assert cursor.fetchone() == (1,)
                with pytest.raises(ProgrammingError, match="not_yours"), transaction.atomic():
                    cursor.execute("select * from rights.join_register()")
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute("select rights.open_register(%s)", [extract.pk])
                cursor.execute("drop view register, joined")
        finally:
            with cluster.superuser() as root:
                root.execute(f"revoke temporary on database {name} from overstap_system")
