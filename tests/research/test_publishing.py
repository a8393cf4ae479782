"""Publishing: one proposes, another decides, the steering group reads the report and no more."""

from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.research.models import Publication, ReportFile, StudyRun
from overstap.research.services import publishing
from tests.conftest import owner
from tests.research import site_scene as scene

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><html lang=nl><title>R</title><style>p{color:red}</style><script>x</script>"


@pytest.fixture
def department() -> scene.Department:
    return scene.Department()


@pytest.fixture
def study(department: scene.Department) -> StudyRun:
    made = scene.study(department, scene.extract(department), state="done")
    with owner():
        for name, content in (("report.html", HTML), ("estimates.json", b"{}")):
            ReportFile.objects.create(
                study=made, organisation=department.organisation, name=name, content=content,
                digest="x",
            )  # fmt: skip
    return made


def proposed(department: scene.Department, study: StudyRun, key: str = "lies") -> Publication:
    with scene.acting(department.user(key)):
        return publishing.propose(
            by=department.by(key), study=study, title="Wat deed IBAL?", question="", why="Nuttig."
        )


def published(department: scene.Department, study: StudyRun) -> Publication:
    made = proposed(department, study)
    with scene.acting(department.user("tom")):
        publishing.decide(by=department.by("tom"), publication=made, agree=True, why="Klopt.")
    return made


def seen(department: scene.Department, key: str) -> tuple[int, int, int]:
    with scene.acting(department.user(key)):
        return Publication.objects.count(), ReportFile.objects.count(), StudyRun.objects.count()


def test_the_steering_group_reads_only_what_another_researcher_published(
    department: scene.Department, study: StudyRun
) -> None:
    assert seen(department, "an") == (0, 0, 0)
    made = proposed(department, study)
    assert seen(department, "an") == (0, 0, 0)
    with scene.acting(department.user("tom")):
        publishing.decide(by=department.by("tom"), publication=made, agree=True, why="Klopt.")
    assert seen(department, "an") == (1, 2, 0)
    with scene.acting(department.user("lies")):
        publishing.withdraw(by=department.by("lies"), publication=made, why="Een fout.")
    assert seen(department, "an") == (0, 0, 0)
    assert seen(department, "tom") == (1, 2, 1)
    other = scene.Department("Elders")
    assert seen(other, "an") == seen(other, "lies") == (0, 0, 0)


def test_who_made_or_proposed_it_does_not_decide(
    department: scene.Department, study: StudyRun
) -> None:
    made = proposed(department, study, "tom")
    for key in ("lies", "tom"):
        with scene.acting(department.user(key)), pytest.raises(Refusal) as refused:
            publishing.decide(by=department.by(key), publication=made, agree=True, why="Ja.")
        assert refused.value.code == "second_person"
    for key in ("an", "boss"):
        with scene.acting(department.user(key)), pytest.raises(NotAllowed):
            publishing.decide(by=department.by(key), publication=made, agree=True, why="Ja.")


def test_every_decision_has_a_reason_and_is_kept(
    department: scene.Department, study: StudyRun
) -> None:
    made = published(department, study)
    with scene.acting(department.user("tom")), pytest.raises(Refusal):
        publishing.withdraw(by=department.by("tom"), publication=made, why="  ")
    with scene.acting(department.user("tom")):
        publishing.withdraw(by=department.by("tom"), publication=made, why="Een fout.")
        row = Publication.objects.get(pk=made.pk)
    assert (row.state, row.proposed_why, row.decided_why, row.withdrawn_why) == (
        "withdrawn", "Nuttig.", "Klopt.", "Een fout.",
    )  # fmt: skip
    assert row.decided_by == row.withdrawn_by == department.user("tom")
    # A report that was taken back may be proposed again: another decision, another row.
    assert proposed(department, study).pk != made.pk


def test_raw_rows_publish_nothing(department: scene.Department, study: StudyRun) -> None:
    row = {
        "study": study, "organisation": department.organisation, "title": "x",
        "proposed_by": department.user("lies"), "proposed_why": "x",
    }  # fmt: skip
    waiting = scene.study(department, study.extract)
    with scene.acting(department.user("lies")):
        for wrong in (
            {"state": "published"},
            {"proposed_by": department.user("tom")},
            {"decided_by": department.user("tom")},
            {"study": waiting},
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Publication.objects.create(**row | wrong)
        with pytest.raises(ProgrammingError), transaction.atomic():
            ReportFile.objects.filter(study=study).update(content=b"anders")
        with pytest.raises(ProgrammingError), transaction.atomic():
            ReportFile.objects.create(
                study=study, organisation=department.organisation, name="report.pdf",
                content=b"vals", digest="x",
            )  # fmt: skip


def get(visitor: Client, path: str) -> Any:
    return visitor.get(path)


def test_a_report_is_sent_so_that_nothing_in_it_can_act(
    department: scene.Department, study: StudyRun
) -> None:
    made = published(department, study)
    visitor = scene.client(department.members["an"])
    page = get(visitor, f"/rapporten/{made.pk}/")
    assert b'<iframe class="report-frame" sandbox src=' in page.content
    assert "default-src 'self'" in page["Content-Security-Policy"]
    report = get(visitor, f"/rapporten/{made.pk}/bestand/report.html")
    assert report.content == HTML
    policy = report["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "form-action 'none'", "frame-ancestors 'self'"} <= set(
        policy
    )
    assert not any("script" in part for part in policy)
    assert report["X-Frame-Options"] == "SAMEORIGIN"
    assert report["X-Content-Type-Options"] == "nosniff"
    data = get(visitor, f"/rapporten/{made.pk}/bestand/estimates.json")
    assert data["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "name",
    ["private", "private/cohort.parquet", "run.json", "../run.json", "..%2Fprivate%2Fx.parquet",
     "report.html%00", "REPORT.HTML", "report.pdf"],
)  # fmt: skip
def test_no_other_file_is_served(department: scene.Department, study: StudyRun, name: str) -> None:
    made = published(department, study)
    for key in ("an", "lies"):
        visitor = scene.client(department.members[key])
        assert get(visitor, f"/rapporten/{made.pk}/bestand/{name}").status_code == 404
    visitor = scene.client(department.members["lies"])
    assert get(visitor, f"/onderzoek/studie/{study.pk}/bestand/{name}").status_code == 404


def test_pages_of_another_organisation_do_not_exist(
    department: scene.Department, study: StudyRun
) -> None:
    made = published(department, study)
    other = scene.Department("Elders")
    for key, forbidden in (("lies", 404), ("an", 403)):
        visitor = scene.client(other.members[key])
        for path, status in (
            (f"/rapporten/{made.pk}/", 404),
            (f"/rapporten/{made.pk}/bestand/report.html", 404),
            (f"/onderzoek/studie/{study.pk}/", forbidden),
            (f"/onderzoek/studie/{study.pk}/bestand/report.html", forbidden),
            (f"/onderzoek/uittreksel/{study.extract_id}/", forbidden),
            (f"/onderzoek/uittreksel/{study.extract_id}/studie/", forbidden),
        ):
            assert get(visitor, path).status_code == status, path
        path = f"/onderzoek/uittreksel/{study.extract_id}/studie/"
        answer = visitor.post(path, {"how": "text", "tekst-text": scene.STUDY})
        assert answer.status_code == forbidden


def test_the_steering_group_opens_no_page_of_research(
    department: scene.Department, study: StudyRun
) -> None:
    made = proposed(department, study)
    visitor = scene.client(department.members["an"])
    assert get(visitor, "/onderzoek/").status_code == 403
    assert get(visitor, f"/onderzoek/studie/{study.pk}/").status_code == 403
    assert get(visitor, f"/rapporten/{made.pk}/").status_code == 404
    assert visitor.post(f"/rapporten/{made.pk}/beslissen/", {"why": "x"}).status_code == 403
    assert get(visitor, "/").headers["Location"] == "/rapporten/"
