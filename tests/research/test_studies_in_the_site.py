"""A study runs in a process of its own over the own extract, and leaves its report alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.research import rules
from overstap.research.models import Extract, ReportFile, StudyRun
from overstap.research.services import running, studies
from overstap_cohorts.refusals import StudyRefused
from tests import world
from tests.conftest import owner, role
from tests.research import site_scene as scene

pytestmark = pytest.mark.django_db

# Stands in for the child: reads its order, tells how far it is, writes what an engine writes.
CHILD = """
import json, os, pathlib, sys, time
order = json.load(sys.stdin)
def say(**message): print(json.dumps(message), flush=True)
pathlib.Path(os.environ["HOME"], "pid").write_text(str(os.getpid()))
out = pathlib.Path(order["out"]); report = out / "report"; report.mkdir(parents=True)
(out / "private").mkdir()
(out / "private" / "cohort.parquet").write_text("rijen")
say(stage="schatten: IBAL, vsv", share=0.5)
%s
(report / "report.html").write_text(json.dumps([order, dict(os.environ)]))
(report / "estimates.json").write_text("{}")
(report / "balance.csv").write_text("a")
(report / "rows.csv").write_text("rijen")
(report / "report.pdf").symlink_to("/etc/passwd")
say(facts={"seed": 1, "engine": "duckdb", "out": str(out)})
"""


@pytest.fixture(autouse=True)
def state(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.STATE_FOLDER = tmp_path / "state"
    monkeypatch.setattr(running, "acting_as", scene.as_app)
    monkeypatch.setattr(running, "BEAT_SECONDS", 0.05)
    return tmp_path / "state"


@pytest.fixture
def department() -> scene.Department:
    return scene.Department()


def child(monkeypatch: pytest.MonkeyPatch, extra: str = "") -> None:
    monkeypatch.setattr(running, "PROGRAM", (sys.executable, "-c", CHILD % extra))


def ran(study: StudyRun) -> StudyRun:
    with role("system"):
        running.run(study.pk)
        return StudyRun.objects.get(pk=study.pk)


def test_only_the_files_of_the_report_are_kept(
    department: scene.Department, monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    child(monkeypatch)
    extract = scene.extract(department)
    study = ran(scene.study(department, extract))
    assert (study.state, study.percent, study.stage) == ("done", 100, "")
    assert study.facts == {"seed": 1, "engine": "duckdb"}
    with role("system"):
        files = {one.name: bytes(one.content) for one in ReportFile.objects.all()}
    # Nothing of private/, no other file, and no link to elsewhere.
    assert set(files) == {"report.html", "estimates.json", "balance.csv"}
    assert list((state / "cohorts" / "studies").iterdir()) == []
    order, environment = json.loads(files["report.html"])
    assert order["memory_gb"] == running.MEMORY_GB
    assert order["extract"] == str(state / "cohorts" / "extracts" / str(extract.pk))
    assert set(environment) <= {"PATH", "LANG", "HOME", "TMPDIR", "PYTHONPATH", "LC_CTYPE", "PWD"}


def test_stopping_kills_the_process_and_leaves_nothing(
    department: scene.Department, monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    child(monkeypatch, "time.sleep(60)")
    study = scene.study(department, scene.extract(department))
    seen: list[int] = []
    tell = running._tell

    def ask_to_stop(one: StudyRun, **fields: Any) -> None:
        pid = state / "cohorts" / "studies" / str(study.pk) / "pid"
        if fields.get("percent") == 50 and not seen:
            seen.append(int(pid.read_text()))
            with owner():
                from overstap.kernel import clock

                StudyRun.objects.filter(pk=study.pk).update(cancel_asked_at=clock.now())
        tell(one, **fields)

    monkeypatch.setattr(running, "_tell", ask_to_stop)
    assert ran(study).state == "cancelled"
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)
    assert list((state / "cohorts" / "studies").iterdir()) == []
    with role("system"):
        assert not ReportFile.objects.exists()


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("say(refused='regel 3: dat kan niet'); sys.exit()", "regel 3: dat kan niet"),
        ("say(failed='memory'); sys.exit()", "meer geheugen of tijd"),
        ("say(failed='ValueError'); sys.exit()", "door een fout gestopt"),
        ("os.kill(os.getpid(), 9)", "meer geheugen of tijd"),
        ("sys.exit(3)", "door een fout gestopt"),
    ],
)
def test_a_study_that_ends_badly_says_so_in_a_sentence(
    department: scene.Department, monkeypatch: pytest.MonkeyPatch, extra: str, words: str
) -> None:
    child(monkeypatch, extra)
    study = ran(scene.study(department, scene.extract(department)))
    assert study.state == "failed"
    assert words in study.problem
    with role("system"):
        assert not ReportFile.objects.exists()


def test_it_does_not_run_for_who_no_longer_works_there(
    department: scene.Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(monkeypatch)
    study = scene.study(department, scene.extract(department))
    with owner():
        member = department.members["lies"]
        type(member).objects.filter(pk=member.pk).update(until_on=member.from_on)
    study = ran(study)
    assert study.state == "failed"
    assert study.problem == running.NO_RIGHT


def test_nor_over_an_extract_that_is_gone(
    department: scene.Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(monkeypatch)
    study = ran(scene.study(department, scene.extract(department, state="deleted")))
    assert study.problem == running.NO_RIGHT


@pytest.fixture
def past(department: scene.Department) -> Extract:
    """Ready, and its last day was yesterday: the job that deletes it did not run yet."""
    return scene.extract(department, ends_on=clock.today())


def test_an_extract_past_its_end_takes_no_new_study(
    department: scene.Department, past: Extract
) -> None:
    visitor = scene.client(department.members["lies"])
    page = visitor.get(f"/onderzoek/uittreksel/{past.pk}/").content.decode()
    assert "Begin een studie" not in page
    form = f"/onderzoek/uittreksel/{past.pk}/studie/"
    answer = visitor.get(form, follow=True)
    assert answer.redirect_chain == [(f"/onderzoek/uittreksel/{past.pk}/", 302)]
    assert str(studies.NO_EXTRACT) in answer.content.decode()
    # Who still had the form open.
    answer = visitor.post(form, {"how": "text", "tekst-text": scene.STUDY})
    assert answer.status_code == 422
    assert str(studies.NO_EXTRACT) in answer.content.decode()
    with scene.acting(department.user("lies")):
        assert not StudyRun.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            StudyRun.objects.create(
                organisation=department.organisation, extract=past, text=scene.STUDY, title="x",
                started_by=department.user("lies"),
            )  # fmt: skip


def test_a_study_that_waited_past_the_end_of_its_extract_does_not_run(
    department: scene.Department, past: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(monkeypatch)
    study = ran(scene.study(department, past))
    assert (study.state, study.problem) == ("failed", running.NO_RIGHT)
    visitor = scene.client(department.members["lies"])
    page = visitor.get(f"/onderzoek/studie/{study.pk}/").content.decode()
    assert running.NO_RIGHT in page
    assert "Pas aan en begin opnieuw" not in page


def test_the_report_of_an_extract_past_its_end_stays_and_its_rows_are_nowhere(
    department: scene.Department, past: Extract
) -> None:
    study = scene.study(department, past, state="done")
    with owner():
        ReportFile.objects.create(
            study=study, organisation=department.organisation, name="report.html",
            content=b"<p>R</p>", digest="x",
        )  # fmt: skip
    visitor = scene.client(department.members["lies"])
    report = visitor.get(f"/onderzoek/studie/{study.pk}/bestand/report.html")
    assert report.content == b"<p>R</p>"
    for name in (rules.PERSONS, rules.SPELLS, rules.FACTS):
        for place in (f"studie/{study.pk}/bestand", f"uittreksel/{past.pk}/bestand"):
            assert visitor.get(f"/onderzoek/{place}/{name}").status_code == 404


def test_a_name_that_is_too_long_stands_beside_its_field(department: scene.Department) -> None:
    extract = scene.extract(department)
    visitor = scene.client(department.members["lies"])
    text = scene.STUDY.replace('name = "IBAL"', f'name = "{"I" * 251}"')
    answer = visitor.post(
        f"/onderzoek/uittreksel/{extract.pk}/studie/", {"how": "text", "tekst-text": text}
    )
    assert answer.status_code == 422
    assert "mag hoogstens 200 tekens lang zijn" in str(answer.context["whole"].errors["text"])


def test_a_row_cannot_be_written_over_the_extract_of_another(
    department: scene.Department,
) -> None:
    other = scene.Department("Elders")
    theirs, own = scene.extract(other, asked_by=other.user("lies")), scene.extract(department)
    old = scene.extract(department, state="deleted")
    with scene.acting(department.user("lies")):
        rows = {
            "organisation": department.organisation, "title": "x", "text": "x",
            "started_by": department.user("lies"),
        }  # fmt: skip
        with transaction.atomic():
            StudyRun.objects.create(extract=own, **rows)
        for extract in (theirs, old):
            with pytest.raises(ProgrammingError), transaction.atomic():
                StudyRun.objects.create(extract=extract, **rows)
        for wrong in (
            {"state": "done"},
            {"started_by": department.user("tom")},
            {"organisation": other.organisation, "extract": theirs},
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                StudyRun.objects.create(**{"extract": own} | rows | wrong)


@pytest.mark.parametrize(
    "data",
    [
        'persons = "/etc/passwd"\nspells = "/etc/shadow"',
        'persons = "../../elders/persons.parquet"\nspells = "../spells.parquet"',
        'persons = "https://example.com/x.parquet"\nspells = "s3://x/y"',
    ],
)
def test_whatever_files_a_study_names_it_reads_its_extract(data: str) -> None:
    study = rules.study_of(f"{scene.STUDY}\n[data]\n{data}\n")
    over = rules.on_extract(study, Path("/uittreksel"), threshold=10)
    assert over.data == type(over.data)(
        Path("/uittreksel/persons.parquet"), Path("/uittreksel/spells.parquet")
    )
    assert over.source is None


def test_a_flat_table_beside_the_extract_is_refused() -> None:
    text = scene.STUDY.replace("start-vs-wait", "static")
    with pytest.raises(StudyRefused) as refused:
        rules.study_of(f'{text}\n[data]\nfile = "/etc/passwd"\n')
    assert refused.value.reason == "flat"


def test_a_threshold_under_that_of_the_site_is_raised() -> None:
    study = rules.study_of("threshold = 1\n" + scene.STUDY)
    assert rules.on_extract(study, Path("/x"), threshold=10).threshold == 10
    study = rules.study_of("threshold = 25\n" + scene.STUDY)
    assert rules.on_extract(study, Path("/x"), threshold=10).threshold == 25


def test_what_is_wrong_is_said_before_anything_runs(department: scene.Department) -> None:
    extract = scene.extract(department)
    for text, words in (
        ("x = [", "Geen geldige TOML"),
        (scene.STUDY.replace('"vsv"\nmeasure', '"vsv"\nmaat'), "regel 1"),
        ("a = " + "[" * 20_000, "diep genest"),
        ("x" * 70_000, "64.000"),
        (scene.STUDY.replace('name = "IBAL"', f'name = "{"I" * 251}"'), "hoogstens 200 tekens"),
    ):
        with scene.acting(department.user("lies")), pytest.raises(Refusal) as refused:
            studies.start(by=department.by("lies"), extract=extract, text=text)
        assert words in refused.value.sentence


def test_the_short_form_writes_a_study_that_reads_back() -> None:
    asked = rules.Asked(
        title='Een "titel" \x7f met \\ en é', question="Waarom?\nDaarom.", programme="IBAL",
        design="start-vs-wait", first_month="2024-09", last_month="2025-06", end_of_data="",
        months=12, outcomes=list(rules.OUTCOMES), covariates=list(rules.COVARIATES),
        methods=["difference", "aipw"],
    )  # fmt: skip
    study = rules.study_of(rules.study_text(asked))
    assert (study.title, study.question) == (asked.title, asked.question)
    assert [one.name for one in study.outcomes] == list(rules.OUTCOMES)
    assert [one.name for one in study.covariates] == list(rules.COVARIATES)
    assert study.treatments[0].codes == ("IBAL",)


def test_the_process_of_a_study_imports_no_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None;"
        "import overstap.research.study_process, overstap.research.rules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_silent_study_is_ended(department: scene.Department) -> None:
    from overstap.kernel import clock

    extract = scene.extract(department)
    silent = scene.study(
        department, extract, state="running", heard_at=clock.now() - 2 * running.SILENT
    )
    busy = scene.study(department, extract, state="running", heard_at=clock.now())
    with role("system"):
        running.end_silent()
        states = dict(StudyRun.objects.values_list("pk", "state"))
    assert states == {silent.pk: "failed", busy.pk: "running"}


def test_a_study_that_was_ended_meanwhile_keeps_nothing(
    department: scene.Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(monkeypatch)
    study = scene.study(department, scene.extract(department))
    keep = running._keep

    def late(one: StudyRun, *rest: Any) -> None:
        running._finish(one, "failed", "stil")
        keep(one, *rest)

    monkeypatch.setattr(running, "_keep", late)
    ended = ran(study)
    assert (ended.state, ended.problem) == ("failed", "stil")
    with role("system"):
        assert ReportFile.objects.count() == 0
        assert world.sql(
            "select count(*) from audit_record where name = 'study_ended' and object = %s", study.pk
        ) == [(1,)]  # fmt: skip


def test_the_log_of_a_study_names_nobody(
    department: scene.Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(monkeypatch)
    study = ran(scene.study(department, scene.extract(department)))
    with role("system"):
        assert world.sql(
            "select subject, detail ->> 'state' from audit_record"
            " where name = 'study_ended' and object = %s", study.pk,
        ) == [(None, "done")]  # fmt: skip
