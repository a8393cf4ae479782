"""Who must read what travels hears of it: when it is shown, and once more before the term ends."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from pypdf import PdfReader

from overstap.access.actor import acting_as
from overstap.access.models import PersonAccount, Setting
from overstap.handover import services, tasks
from overstap.handover.models import Notice
from overstap.handover.panels import telling_panel
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people.models import ContactPoint, Person
from tests import world
from tests.conftest import role
from tests.handover.scene import SHOWN_ON, staff
from tests.handover.test_pages import client_of

pytestmark = pytest.mark.django_db
REMINDER_DAY = SHOWN_ON + timedelta(days=9)


def wants(scene, channel, **points):
    with world.owner():
        Person.objects.filter(pk=scene.person.pk).update(channel=channel)
        for kind, value in points.items():
            ContactPoint.objects.create(person=scene.person, kind=kind, value=value)


def notices(scene):
    """Occasion, way, to a guardian or not, and done or not, in order."""
    with world.owner():
        rows = Notice.objects.order_by("made_at", "guardian_id")
        return [(n.occasion, n.way, n.guardian_id is not None, n.done_at is not None) for n in rows]


def run_mail_jobs(attempts=0):
    with world.owner():
        waiting = world.sql(
            "select args ->> 'notice_id' from procrastinate_jobs"
            " where task_name = 'handover.mail_notice' order by id"
        )
    with role("system"):
        for (notice,) in waiting:
            job = SimpleNamespace(attempts=attempts)
            tasks.mail_notice(SimpleNamespace(job=job), notice)


def remind(scene, day=REMINDER_DAY):
    scene.at(day)
    with role("system"):
        return tasks.remind_all()


def the_letter(scene):
    with world.owner():
        notice = Notice.objects.get()
    with acting_as(scene.sender.user_id):
        content = services.print_letter(notice_id=notice.pk, by=scene.sender)
    pages = PdfReader(io.BytesIO(content)).pages
    return len(pages), pages[0].extract_text().replace("\u00a0", " ")


def events():
    with world.owner():
        return [row[0] for row in world.sql("select name from audit_record order by id")]


@pytest.mark.parametrize(
    ("channel", "points", "way"),
    [
        ("email", {"email": "a@voorbeeld.be"}, "mail"),
        ("email", {}, "letter"),
        ("phone", {"phone": "0470 12 34 56", "email": "a@voorbeeld.be"}, "call"),
        ("phone", {"email": "a@voorbeeld.be"}, "letter"),
        ("letter", {"email": "a@voorbeeld.be"}, "letter"),
        ("centre", {"email": "a@voorbeeld.be"}, "letter"),
    ],
)
def test_somebody_is_told_in_the_way_that_was_wished(scene, channel, points, way):
    wants(scene, channel, **points)
    scene.shown()
    assert notices(scene) == [("shown", way, False, False)]


def test_a_mail_names_nobody_and_holds_the_address_of_the_site_alone(scene, mailoutbox, settings):
    settings.PUBLIC_URL = "https://overstap.voorbeeld.be"
    wants(scene, "email", email="a@voorbeeld.be")
    scene.shown()
    run_mail_jobs()
    run_mail_jobs()  # a job that runs twice mails once
    [mail] = mailoutbox
    assert mail.to == ["a@voorbeeld.be"]
    assert "https://overstap.voorbeeld.be" in mail.body
    told = mail.subject + mail.body
    for word in ("Amina", "Haddad", "CDO", "VDAB", "maart", "15"):
        assert word not in told
    assert notices(scene) == [("shown", "mail", False, True)]
    assert "term_mailed" in events()


def test_a_mail_that_cannot_go_becomes_a_letter_at_the_centre(scene, mailoutbox, monkeypatch):
    wants(scene, "email", email="a@voorbeeld.be")
    scene.shown()

    def broken(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", broken)
    run_mail_jobs()
    assert notices(scene) == [("shown", "letter", False, False)]
    assert "term_mailed" not in events()


def test_without_a_mail_server_a_mail_is_a_letter(scene, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    wants(scene, "email", email="a@voorbeeld.be")
    scene.shown()
    run_mail_jobs()
    assert notices(scene) == [("shown", "letter", False, False)]


def test_who_took_the_address_away_gets_no_mail(scene, mailoutbox):
    wants(scene, "email", email="a@voorbeeld.be")
    scene.shown()
    wants(scene, "letter")
    run_mail_jobs()
    assert not mailoutbox
    assert notices(scene) == [("shown", "letter", False, False)]


def test_the_reminder_comes_some_days_before_the_end_and_once(scene):
    scene.shown()
    assert remind(scene, REMINDER_DAY - timedelta(days=1)) == 0
    assert remind(scene) == 1
    assert remind(scene, REMINDER_DAY + timedelta(days=1)) == 0
    assert [n[0] for n in notices(scene)] == ["shown", "reminder"]


def test_the_days_before_the_end_are_configuration(scene):
    with world.owner():
        Setting.objects.filter(name="read_reminder_before_days").update(value="2")
    scene.shown()
    assert remind(scene) == 0
    assert remind(scene, SHOWN_ON + timedelta(days=12)) == 1


def test_who_answered_is_not_reminded(scene):
    handover_id = scene.shown()
    scene.choose(handover_id)  # a no is an answer too
    assert remind(scene) == 0
    assert [n[0] for n in notices(scene)] == ["shown"]
    assert "handover_reminded" not in events()


def test_each_guardian_with_authority_of_a_minor_gets_a_letter(minor_scene):
    world.guardian_of(minor_scene.person, name="Nora")
    world.guardian_of(minor_scene.person, name="Stiefvader", has_authority=False)
    minor_scene.shown()
    assert notices(minor_scene) == [
        ("shown", "letter", False, False),
        ("shown", "letter", True, False),
    ]
    assert remind(minor_scene) == 1
    assert len(notices(minor_scene)) == 4


def test_guardians_of_an_adult_hear_nothing(scene):
    world.guardian_of(scene.person)
    scene.shown()
    assert [n[2] for n in notices(scene)] == [False]


def test_today_shows_one_line_a_reader_until_it_is_ticked_off(scene):
    scene.shown()
    remind(scene)
    with acting_as(scene.sender.user_id):
        [line] = telling_panel(scene.sender)
        assert (line.notice.occasion, line.is_soon) == ("reminder", True)
        services.tick(notice_id=line.notice.pk, by=scene.sender)
        assert telling_panel(scene.sender) == []
    with world.owner():
        done = Notice.objects.get(pk=line.notice.pk)
    assert (done.done_by, done.done_by_name) == (scene.sender.user_id, scene.sender.name)
    assert "term_letter_given" in events()


def test_a_letter_that_a_reminder_replaced_waits_no_more_and_one_for_the_parent_does(minor_scene):
    world.guardian_of(minor_scene.person, name="Nora")
    minor_scene.shown()
    remind(minor_scene)
    with acting_as(minor_scene.sender.user_id):
        lines = telling_panel(minor_scene.sender)
        assert sorted((n.notice.occasion, n.notice.guardian_id is None) for n in lines) == [
            ("reminder", False),
            ("reminder", True),
        ]


def test_a_colleague_has_no_line_and_the_lead_has(scene):
    colleague = staff(world.member(scene.centre))
    lead = staff(world.member(scene.centre, "centre_lead"))
    scene.shown()
    for viewer, lines in ((colleague, 0), (lead, 1)):
        with acting_as(viewer.user_id):
            assert len(telling_panel(viewer)) == lines


def test_the_letter_says_until_when_and_how_to_get_in_and_nothing_of_the_file(scene):
    scene.shown()
    pages, text = the_letter(scene)
    assert pages == 1
    for word in ("Amina Haddad", "Kerkstraat 1", "15 maart 2027", "Meld je aan"):
        assert word in text
    for word in ("Aanvuller", "geheim", "Bakkerij", "VDAB Oostende", "Je code"):
        assert word not in text


def test_who_has_no_account_finds_a_code_in_the_letter(scene):
    with world.owner():
        PersonAccount.objects.all().delete()
    scene.shown()
    pages, text = the_letter(scene)
    assert pages == 1
    assert "Je code" in text
    assert events().count("code_issued") == 1


def test_nobody_else_ticks_off_or_prints(scene):
    scene.shown()
    with world.owner():
        notice = Notice.objects.get()
    others = (scene.consultant, scene.other_consultant, world.member(world.organisation()))
    for member in others:
        for verb in (services.tick, services.print_letter):
            with acting_as(member.user_id), pytest.raises((Refusal, NotAllowed)):
                verb(notice_id=notice.pk, by=staff(member))
    assert notices(scene) == [("shown", "letter", False, False)]


def test_after_the_term_nothing_is_printed_or_ticked(scene):
    scene.sent()
    with world.owner():
        notice = Notice.objects.get()
    with acting_as(scene.sender.user_id):
        for verb in (services.tick, services.print_letter):
            with pytest.raises(Refusal) as caught:
                verb(notice_id=notice.pk, by=scene.sender)
            assert caught.value.code == "over"
        assert telling_panel(scene.sender) == []


def test_the_office_knows_nothing_of_it(scene):
    scene.sent()
    with acting_as(scene.receiver.user_id):
        assert world.sql("select count(*) from handover_notice") == [(0,)]


def test_the_young_person_reads_it_in_the_log(scene):
    scene.shown()
    with world.owner():
        notice = Notice.objects.get()
    counsellor = client_of(scene.sender.user_id)
    letter = counsellor.post(reverse("handover:notice_letter", args=[notice.pk]))
    assert letter["Content-Type"] == "application/pdf"
    assert letter["Cache-Control"] == "no-store, private"
    back = {"terug": reverse("desk:today")}
    done = counsellor.post(reverse("handover:notice_done", args=[notice.pk]), back)
    assert done.url == reverse("desk:today")
    log = client_of(scene.account).get(reverse("desk:looks")).content.decode()
    assert "Ilse Verbeke gaf of stuurde je een brief over je overdracht." in log
    assert "Ilse Verbeke drukte een brief af" in log


def test_a_page_elsewhere_is_no_way_back(scene):
    handover_id = scene.shown()
    with world.owner():
        notice = Notice.objects.get()
    counsellor = client_of(scene.sender.user_id)
    to = counsellor.post(
        reverse("handover:notice_done", args=[notice.pk]), {"terug": "https://elders.example/"}
    )
    assert to.url == reverse("handover:file", args=[handover_id])


def test_a_guardian_reads_about_the_child_and_not_about_somebody_called_you(minor_scene):
    mother = world.guardian_of(minor_scene.person, name="Nora")
    minor_scene.shown()
    remind(minor_scene)
    log = client_of(mother).get(reverse("desk:looks")).content.decode()
    assert "Je kind kreeg een herinnering om de overdracht te lezen." in log
    assert "toonde je kind wat er meegaat naar VDAB." in log
