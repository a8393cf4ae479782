"""A signed form counts when a second staff member has compared it with its scan."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from tests import world
from tests.access.browsers import client_of, code_on
from tests.conftest import owner

from overstap.access.actor import acting_as
from overstap.access.models import Choice, Grant, PaperAnswer
from overstap.audit.models import Record
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.handover.models import Handover, Step
from overstap.handover.services import choose
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


def test_a_minors_yes_on_paper_opens_nothing_until_a_guardian_signs_in(minor_desk):
    guardian = world.guardian_of(minor_desk.person)
    minor_desk.register()
    page = minor_desk.answer(minor_desk.second)
    [choice] = choices()
    assert choice.needs_guardian
    assert (choice.confirmed_by, choice.confirmed_at) == (None, None)
    assert open_groups(minor_desk) == set()
    told = client_of(minor_desk.second.user_id)
    told.cookies = page.client.cookies
    assert "zelf bevestigt" in told.get("/papier/").content.decode()
    with acting_as(guardian):
        assert world.sql("select rights.confirm_choice(%s)", choice.pk) == [(True,)]
    [choice] = choices()
    assert choice.confirmed_by == guardian
    assert open_groups(minor_desk) == {"family"}


def test_a_signature_of_a_guardian_on_the_form_counts_for_nothing(minor_desk):
    """Posting the field of an older form does not bring it back."""
    world.guardian_of(minor_desk.person)
    with owner():
        [guardian] = Guardian.objects.all()
    page = client_of(minor_desk.first.user_id).get(minor_desk.url).content.decode()
    assert 'name="guardian"' not in page
    assert minor_desk.register(guardian=str(guardian.pk)).status_code == 302
    minor_desk.answer(minor_desk.second)
    assert open_groups(minor_desk) == set()


@pytest.mark.parametrize("channel", ["paper", "account"])
def test_not_even_the_owner_writes_a_confirmation_by_who_has_no_guardian_account(
    minor_desk, channel
):
    """By the row of a guardian, by staff, by the young person, by a guardian without authority."""
    account = world.account_of(minor_desk.person)
    powerless = world.guardian_of(minor_desk.person, has_authority=False)
    with owner():
        rows_of_guardians = [g.pk for g in Guardian.objects.all()]
    for who in [*rows_of_guardians, minor_desk.second.user_id, account, powerless]:
        refused = pytest.raises(ProgrammingError, match="no_guardian_account")
        with owner(), refused, transaction.atomic():
            _choice(minor_desk, channel=channel, confirmed_by=who)


def _choice(desk: Desk, **fields) -> Choice:
    today = clock.today()
    given = {
        "person": desk.person, "organisation": desk.office, "topic": "family", "from_on": today,
        "until_on": today + timedelta(days=90), "text_version": "1", "needs_guardian": True,
        "given_by": desk.first.user_id, "given_at": clock.now(), "confirmed_at": clock.now(),
    }  # fmt: skip
    return Choice.objects.create(**given | fields)


def test_a_form_never_comes_in_confirmed(minor_desk):
    guardian = world.guardian_of(minor_desk.person)
    now = clock.now()
    refused = pytest.raises(IntegrityError, match="choice_paper_confirmed_later")
    as_form = {"channel": "paper", "given_at": now, "confirmed_at": now}
    with owner(), refused, transaction.atomic():
        _choice(minor_desk, confirmed_by=guardian, **as_form)


def test_a_guardian_confirms_a_form_on_the_device_of_the_centre(minor_desk):
    """The locked page that an own code opened: that is a sign-in of the guardian."""
    world.guardian_of(minor_desk.person)
    with owner():
        [guardian] = Guardian.objects.all()
        handover = Handover.objects.get()
    minor_desk.register()
    minor_desk.answer(minor_desk.second)
    shown = client_of(minor_desk.first.user_id).post(
        f"/jongeren/{minor_desk.person.pk}/code/",
        {"recipient": str(guardian.pk), "overdracht": str(handover.pk)},
    )
    device = Client()
    page = device.post(
        "/toestel/",
        {"code": code_on(shown.content), "birth_date": minor_desk.person.birth_date.isoformat()},
    )
    assert page["Location"] == f"/mijn/bevestigen/{handover.pk}/"
    shown = device.get(page["Location"])
    assert shown.status_code == 200
    # What was read is sent along: a page that changed since asks again.
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown.content.decode())
    answer = {name: value for name, value in hidden if "csrf" not in name}
    assert device.post(page["Location"], {**answer, "family": "ja"}).status_code == 302
    [choice] = choices()
    assert choice.confirmed_at is not None
    # The code was used today: the group opens after the days of rest, and not before.
    with owner():
        [grant] = Grant.objects.filter(organisation=minor_desk.office, source="choice")
    assert grant.from_on == clock.today() + timedelta(days=3)


def online(desk: Desk, account, topics=()) -> None:
    """The young person's own whole answer, as the page gives it."""
    with owner():
        handover = Handover.objects.get()
    by = Viewer(user_id=account, role=YOUNG_PERSON, person_id=desk.person.pk)
    with acting_as(account):
        choose(handover_id=handover.pk, topics=topics, by=by)


def test_a_form_yields_to_a_later_no_of_the_young_person(desk):
    account = world.account_of(desk.person)
    desk.register()
    online(desk, account, ())
    desk.answer(desk.second)
    assert open_groups(desk) == set()
    assert choices() == []


def test_a_form_yields_to_what_the_young_person_stopped_after_signing(desk):
    account = world.account_of(desk.person)
    online(desk, account, ("family",))
    desk.register(signed_on=(clock.today() - timedelta(1)).isoformat())
    with acting_as(account):
        world.sql("select rights.stop_choice(id) from access_choice")
    page = desk.answer(desk.second)
    assert open_groups(desk) == set()
    browser = Client()
    browser.cookies = page.client.cookies
    assert "Dat eigen antwoord telt" in browser.get("/papier/").content.decode()


def test_a_no_of_a_guardian_after_the_signature_stops_the_form_too(minor_desk):
    account, guardian = world.account_of(minor_desk.person), world.guardian_of(minor_desk.person)
    online(minor_desk, account, ("family",))
    with owner():
        Step.objects.all().delete()
    with acting_as(guardian):
        world.sql("select rights.stop_choice(id) from access_choice")
    minor_desk.register()
    minor_desk.answer(minor_desk.second)
    assert [c.topic for c in choices() if c.channel == "paper"] == []


def test_a_form_that_was_signed_after_the_online_answer_counts(desk):
    account = world.account_of(desk.person)
    online(desk, account, ())
    with owner():
        Step.objects.update(at=clock.now() - timedelta(days=2))
    desk.register()
    desk.answer(desk.second)
    assert open_groups(desk) == {"family"}


@pytest.mark.parametrize(
    "scan", [b"", b"MZ\x90 program", b"<svg onload=alert(1)>", PDF + b"x" * 5 * 1024 * 1024]
)
def test_only_a_small_pdf_png_or_jpeg_is_a_scan(desk, scan):
    assert desk.register(scan=scan).status_code == 422
    with owner():
        assert not PaperAnswer.objects.exists()


@pytest.mark.parametrize("content", [b"<script src=/mijn/>", b"alert(1)"])
@pytest.mark.parametrize("kind", ["text/html", "text/javascript", "image/svg+xml", "image/png"])
def test_no_scan_runs_in_the_browser_of_who_opens_it(desk, content, kind):
    """Whatever the row says that it is: by raw SQL a colleague says anything."""
    desk.register()
    paper = desk.paper()
    young = world.account_of(paper.person)
    with owner():
        PaperAnswer.objects.update(scan=content, scan_type=kind)
    urls = {
        desk.second.user_id: f"/papier/{paper.pk}/scan/",
        young: f"/mijn/rechten/formulier/{paper.pk}/",
    }
    for account, url in urls.items():
        answer = client_of(account).get(url)
        assert answer.content == content
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == "attachment"


def test_raw_sql_registers_no_form_as_a_page(desk):
    desk.register()
    with owner():
        fields = PaperAnswer.objects.values().get() | {"id": uuid4()}
    with acting_as(fields["registered_by"]):
        with pytest.raises(ProgrammingError), transaction.atomic():
            PaperAnswer.objects.create(**fields | {"scan_type": "text/html"})
        PaperAnswer.objects.create(**fields)


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
