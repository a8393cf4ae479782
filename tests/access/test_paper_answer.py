"""A signed form counts when a second staff member has compared it with its scan."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from tests import world
from tests.access.browsers import client_of
from tests.conftest import owner

from overstap.access.actor import acting_as
from overstap.access.models import Choice, Grant, PaperAnswer
from overstap.audit.models import Record
from overstap.kernel import clock
from overstap.people.models import Guardian

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%scan"


class Desk:
    """A centre with two counsellors, a young person, and a VDAB office."""

    def __init__(self, age: int) -> None:
        self.org = world.organisation()
        self.office = world.organisation(kind="vdab")
        self.first = world.member(self.org)
        self.second = world.member(self.org)
        self.person = world.person(birth=date(clock.today().year - age, 1, 2))
        world.involve(self.person, self.org)
        # A choice opens beside a handover that was sent to that office.
        world.sent_handover(self.person, self.org, self.office)
        self.url = f"/jongeren/{self.person.pk}/papier/"

    def register(self, scan: bytes = PDF, **fields):
        upload = SimpleUploadedFile("scan.pdf", scan)
        given = {
            "receiver": str(self.office.pk),
            "family": "yes",
            "medical": "no",
            "signed_on": clock.today().isoformat(),
            "scan": upload,
        }
        return client_of(self.first.user_id).post(self.url, given | fields)

    def paper(self) -> PaperAnswer:
        with owner():
            return PaperAnswer.objects.get()

    def answer(self, member, answer: str = "confirm"):
        return client_of(member.user_id).post(f"/papier/{self.paper().pk}/", {"answer": answer})


@pytest.fixture
def desk() -> Desk:
    return Desk(age=19)


@pytest.fixture
def minor_desk() -> Desk:
    return Desk(age=16)


def choices() -> list[Choice]:
    with owner():
        return list(Choice.objects.order_by("given_at"))


def open_groups(desk: Desk) -> set[str]:
    with owner():
        return set(
            Grant.objects.filter(organisation=desk.office, source="choice").values_list(
                "data_group", flat=True
            )
        )


def test_nothing_opens_before_a_second_colleague_confirms(desk):
    assert desk.register().status_code == 302
    assert open_groups(desk) == set()
    assert desk.answer(desk.second).status_code == 302
    assert open_groups(desk) == {"family"}
    [choice] = choices()
    assert (choice.channel, choice.given_by) == ("paper", desk.first.user_id)


def test_who_registered_does_not_confirm(desk):
    desk.register()
    desk.answer(desk.first)
    assert not choices()
    assert desk.paper().confirmed_at is None


def test_a_form_is_confirmed_once(desk):
    desk.register()
    desk.answer(desk.second)
    paper = desk.paper()
    assert client_of(desk.second.user_id).post(f"/papier/{paper.pk}/").status_code == 404
    with acting_as(desk.second.user_id), pytest.raises(ProgrammingError), transaction.atomic():
        world.sql("select rights.confirm_paper(%s)", paper.pk)
    assert len(choices()) == 1


def test_a_rejected_form_opens_nothing_ever(desk):
    desk.register()
    desk.answer(desk.second, "reject")
    with acting_as(desk.second.user_id), pytest.raises(ProgrammingError), transaction.atomic():
        world.sql("select rights.confirm_paper(%s)", desk.paper().pk)
    assert not choices()


def test_a_no_on_paper_ends_a_yes_that_was_running(desk):
    desk.register()
    desk.answer(desk.second)
    with owner():
        PaperAnswer.objects.all().delete()
    desk.register(family="no", medical="")
    desk.answer(desk.second)
    assert open_groups(desk) == set()
    assert choices()[0].withdrawn_at is not None


def test_a_minors_yes_needs_the_signature_of_a_guardian(minor_desk):
    page = minor_desk.register()
    assert page.status_code == 422
    assert "nog geen 18" in page.content.decode()
    with owner():
        assert not PaperAnswer.objects.exists()


def test_the_guardian_who_signed_too_is_kept_as_who_confirmed(minor_desk):
    world.guardian_of(minor_desk.person)
    with owner():
        [guardian] = Guardian.objects.all()
    assert minor_desk.register(guardian=str(guardian.pk)).status_code == 302
    minor_desk.answer(minor_desk.second)
    [choice] = choices()
    assert choice.needs_guardian
    assert choice.confirmed_by == guardian.pk
    assert not choice.covers_hidden
    assert open_groups(minor_desk) == {"family"}


def test_a_guardian_without_authority_cannot_be_chosen(minor_desk):
    world.guardian_of(minor_desk.person, has_authority=False)
    with owner():
        [guardian] = Guardian.objects.all()
    assert minor_desk.register(guardian=str(guardian.pk)).status_code == 422


def test_a_guardian_whose_authority_ended_meanwhile_stops_the_confirmation(minor_desk):
    world.guardian_of(minor_desk.person)
    with owner():
        [guardian] = Guardian.objects.all()
    minor_desk.register(guardian=str(guardian.pk))
    with owner():
        Guardian.objects.update(has_authority=False)
    minor_desk.answer(minor_desk.second)
    assert not choices()


@pytest.mark.parametrize(
    "scan", [b"", b"MZ\x90 program", b"<svg onload=alert(1)>", PDF + b"x" * 5 * 1024 * 1024]
)
def test_only_a_small_pdf_png_or_jpeg_is_a_scan(desk, scan):
    assert desk.register(scan=scan).status_code == 422
    with owner():
        assert not PaperAnswer.objects.exists()


def test_a_date_in_the_future_is_refused(desk):
    tomorrow = clock.today() + timedelta(1)
    assert desk.register(signed_on=tomorrow.isoformat()).status_code == 422


def test_no_other_organisation_sees_or_confirms_a_form(desk):
    desk.register()
    paper = desk.paper()
    for stranger in (
        world.member(world.organisation()),
        world.member(desk.office, "vdab_lead"),
        world.member(desk.org, "org_admin"),
    ):
        browser = client_of(stranger.user_id)
        for url in (desk.url, f"/papier/{paper.pk}/", f"/papier/{paper.pk}/scan/"):
            assert browser.get(url).status_code in (403, 404)
        with acting_as(stranger.user_id):
            assert not PaperAnswer.objects.exists()
            with pytest.raises(ProgrammingError), transaction.atomic():
                world.sql("select rights.confirm_paper(%s)", paper.pk)
    assert not choices()


def test_the_scan_comes_back_as_what_it_is_and_is_logged(desk):
    desk.register()
    answer = client_of(desk.second.user_id).get(f"/papier/{desk.paper().pk}/scan/")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    with owner():
        assert Record.objects.filter(name="document_opened", kind="look").exists()


def test_registering_and_confirming_stand_in_the_log_of_the_young_person(desk):
    desk.register()
    desk.answer(desk.second)
    with owner():
        kept = Record.objects.exclude(subject=None).values_list("name", flat=True)
        assert {"paper_registered", "paper_confirmed"} <= set(kept)


def test_raw_sql_as_the_app_confirms_no_form(desk):
    desk.register()
    with acting_as(desk.first.user_id), pytest.raises(ProgrammingError), transaction.atomic():
        PaperAnswer.objects.update(confirmed_by=desk.second.user_id, confirmed_at=clock.now())
