"""What waits in *Vandaag* goes when nobody needs it any more; what a minor asks comes there."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from overstap.access.actor import acting_as
from overstap.handover import services
from overstap.handover.models import Handover, Notice, Step
from overstap.handover.panels import notices_told, telling_panel
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.models import Guardian
from tests import world
from tests.handover.scene import SHOWN_ON
from tests.handover.test_pages import client_of, page, url

pytestmark = pytest.mark.django_db


def waiting(scene):
    """For whom something waits in *Vandaag* of the counsellor."""
    with world.owner():
        # The day of the story is frozen, the hands of the database are not.
        Step.objects.filter(move__in=["choose", "confirm"]).update(at=clock.now())
    with acting_as(scene.sender.user_id):
        told = telling_panel(scene.sender)
        return [(one.notice.occasion, one.notice.guardian_id is not None) for one in told]


def test_who_answered_needs_no_letter_any_more(scene):
    handover_id = scene.shown()
    assert waiting(scene) == [("shown", False)]
    scene.choose(handover_id)
    assert waiting(scene) == []
    with acting_as(scene.sender.user_id):
        row = Handover.objects.get(pk=handover_id)
        assert [one.is_waiting for one in notices_told(row)] == []


def test_a_letter_for_one_parent_stays_when_the_other_answered(minor_scene):
    scene = minor_scene
    one = world.guardian_of(scene.person, name="Eén")
    world.guardian_of(scene.person, name="Twee")
    handover_id = scene.shown()
    scene.choose(handover_id, "family")
    assert waiting(scene) == [("shown", True), ("shown", True)]
    with acting_as(one):
        services.confirm(handover_id=handover_id, topics=["family"], by=scene.guardian(one))
    assert waiting(scene) == [("shown", True)]


def test_a_parent_who_no_longer_decides_needs_no_letter(minor_scene):
    scene = minor_scene
    world.guardian_of(scene.person)
    handover_id = scene.shown()
    scene.choose(handover_id)
    with world.owner():
        Guardian.objects.update(has_authority=False)
    assert waiting(scene) == []


def test_a_letter_is_not_given_once_the_term_to_read_is_over(scene):
    scene.shown()
    scene.at(SHOWN_ON + timedelta(days=14))
    assert waiting(scene) == []


# A minor asks for a letter


@pytest.fixture
def asked(minor_scene):
    """The choice waits for a parent, and the young person asked for a letter."""
    scene = minor_scene
    handover_id = scene.seen()
    parent = world.guardian_of(scene.person, name="Samira Haddad")
    scene.choose(handover_id, "family")
    answer = client_of(scene.account).post(url("ask_parent", handover_id), follow=True)
    assert "Gevraagd." in answer.content.decode()
    return scene, handover_id, parent


def test_the_counsellor_finds_what_a_minor_asked(asked):
    scene, handover_id, _parent = asked
    assert waiting(scene) == [("confirm", True)]
    text = client_of(scene.sender.user_id).get("/vandaag/").content.decode()
    assert "een keuze wacht op een ouder of voogd" in text
    assert "Samira Haddad, voor Amina Haddad" in text
    assert "De jongere vraagt een brief" in page(
        client_of(scene.sender.user_id), "file", handover_id
    )


def test_the_letter_says_that_a_choice_waits_and_holds_nothing_of_the_file(asked):
    scene, _handover_id, _parent = asked
    with world.owner():
        notice = Notice.objects.get(occasion="confirm")
    with acting_as(scene.sender.user_id):
        content = services.print_letter(notice_id=notice.pk, by=scene.sender)
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text().replace("\u00a0", " ")
    assert "Samira Haddad" in text
    assert "Een keuze wacht op jouw antwoord" in text
    for private in ("thuis", "geheim", "family"):
        assert private not in text


def test_it_is_asked_once_and_leaves_when_the_parent_answered(asked):
    scene, handover_id, parent = asked
    text = page(client_of(scene.account), "choice", handover_id)
    assert "Je vroeg dit op" in text
    assert "Vraag een brief voor mijn ouder of voogd" not in text
    with acting_as(scene.account), pytest.raises(Refusal) as caught:
        services.ask_parent(handover_id=handover_id, by=scene.young)
    assert caught.value.code == "asked_already"
    with acting_as(parent):
        services.confirm(handover_id=handover_id, topics=["family"], by=scene.guardian(parent))
    assert waiting(scene) == []


def test_nothing_is_asked_when_nothing_waits(minor_scene):
    scene = minor_scene
    handover_id = scene.seen()
    world.guardian_of(scene.person)
    with acting_as(scene.account), pytest.raises(Refusal):
        services.ask_parent(handover_id=handover_id, by=scene.young)


def test_the_office_reads_nothing_of_asking(asked):
    scene, handover_id, _parent = asked
    text = page(client_of(scene.receiver.user_id), "file", handover_id)
    assert "ouder of voogd" not in text


# A talk


def test_the_young_person_is_told_of_a_talk_until_it_is_over(scene):
    handover_id = scene.accepted()
    scene.choose(handover_id, "warm_contact")
    with acting_as(scene.sender.user_id):
        services.plan_meeting(
            handover_id=handover_id,
            at=clock.now() + timedelta(days=30),
            place="lokaal 3",
            by=scene.sender,
        )
    with world.owner():
        Notice.objects.update(made_at=clock.now())
    assert waiting(scene) == [("talk", False)]
    scene.at(clock.today() + timedelta(days=31))
    assert waiting(scene) == []


# Follow-ups


def test_after_one_month_is_not_recorded_on_day_one(scene):
    """Sent on 15 March: the first follow-up is due on 15 April, and may be noted a week before."""
    handover_id = scene.accepted()
    consultant = client_of(scene.receiver.user_id)
    with acting_as(scene.receiver.user_id):
        first = Handover.objects.get(pk=handover_id).follow_ups.get(months=1)
    typed = {
        "opvolging-on": "2027-03-15",
        "opvolging-is_reached": "ja",
        "opvolging-situation": "work",
        "opvolging-sentence": "Werkt in een bakkerij.",
    }
    assert "Noteer de opvolging" not in page(consultant, "file", handover_id)
    refused = consultant.post(url("follow_up", first.pk), typed, follow=True).content.decode()
    assert "Noteren kan vanaf 8 april 2027." in refused
    scene.at(date(2027, 4, 8))
    text = page(consultant, "file", handover_id)
    assert "Noteer de opvolging" in text
    assert "Werkt in een bakkerij." not in text
    right = typed | {"opvolging-on": "2027-04-08"}
    assert consultant.post(url("follow_up", first.pk), right).status_code == 302


def test_the_database_says_so_too(scene):
    from django.db import transaction
    from django.db.utils import DatabaseError

    scene.accepted()
    statement = (
        "update handover_followup set is_reached = true, done_on = rights.today(),"
        " situation = 'work', sentence = 'x', by = %s where months = 1"
    )
    with (
        acting_as(scene.receiver.user_id),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        world.sql(statement, scene.receiver.user_id)
