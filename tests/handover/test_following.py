"""One and six months after the handover the office asks how it goes."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from overstap.access.actor import acting_as
from overstap.access.models import CaseloadRow, Setting
from overstap.handover import services
from overstap.handover.models import FollowUp, Step
from overstap.handover.panels.today import follow_ups
from overstap.kernel import clock
from overstap.kernel.refusals import NotAllowed, Refusal
from tests import world
from tests.handover.scene import SHOWN_ON, staff
from tests.handover.test_pages import client_of, is_own

pytestmark = pytest.mark.django_db
SENT_ON = SHOWN_ON + timedelta(days=14)
FIRST, SECOND = date(2027, 4, 15), date(2027, 9, 15)
SENTENCE = "Werkt bij de bakker en is tevreden."


def contacted(scene):
    handover_id = scene.accepted()
    with acting_as(scene.receiver.user_id):
        services.record_contact(
            handover_id=handover_id, on=SENT_ON, result="Belt terug.", by=scene.receiver
        )
    return handover_id


def rows():
    with world.owner():
        return list(FollowUp.objects.order_by("due_on"))


def record(scene, row, *, by=None, **changes):
    by = by or scene.receiver
    values = {
        "on": clock.today(), "is_reached": True, "situation": "work", "sentence": SENTENCE,
    } | changes  # fmt: skip
    with acting_as(by.user_id):
        services.follow_up(follow_up_id=row.pk, by=by, **values)


def refused(call, code):
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.code == code


def due_today(scene):
    with acting_as(scene.receiver.user_id):
        return [item.text for item in follow_ups(scene.receiver, clock.today())]


def test_accepting_plans_them_one_and_six_months_after_sending(scene):
    scene.accepted()
    assert [(row.months, row.due_on, row.is_reached) for row in rows()] == [
        (1, FIRST, None),
        (6, SECOND, None),
    ]


def test_before_accepting_nothing_is_planned(scene):
    scene.seen()
    assert rows() == []


def test_the_days_follow_from_the_configured_terms(scene):
    with world.owner():
        Setting.objects.filter(name="follow_up_first_months").update(value="2")
    scene.accepted()
    assert [(row.months, row.due_on) for row in rows()] == [
        (2, date(2027, 5, 15)),
        (6, SECOND),
    ]


def test_what_is_due_stands_in_today_of_the_office_and_not_before(scene):
    contacted(scene)
    assert due_today(scene) == []
    scene.at(FIRST)
    assert due_today(scene) == ["Vraag hoe het gaat: Amina Haddad"]
    record(scene, rows()[0])
    assert due_today(scene) == []
    scene.at(SECOND)
    assert due_today(scene) == ["Vraag hoe het gaat: Amina Haddad"]


def test_the_queue_has_a_filter_for_who_must_be_asked(scene):
    contacted(scene)
    consultant = client_of(scene.receiver.user_id)
    page = reverse("handover:queue") + "?stand=opvolgen"
    assert "Amina" not in consultant.get(page).content.decode()
    scene.at(FIRST)
    assert "Amina" in consultant.get(page).content.decode()


def test_recording_on_the_page_keeps_what_was_typed_when_something_misses(scene):
    handover_id = contacted(scene)
    scene.at(FIRST)
    consultant = client_of(scene.receiver.user_id)
    url = reverse("handover:follow_up", args=[rows()[0].pk])
    sent = {
        "opvolging-on": FIRST.isoformat(), "opvolging-is_reached": "ja", "opvolging-situation": "",
        "opvolging-sentence": SENTENCE,
    }  # fmt: skip
    wrong = consultant.post(url, sent)
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "Kies wat de jongere nu doet." in text
    assert SENTENCE in text
    done = consultant.post(url, sent | {"opvolging-situation": "training"})
    assert done.url == reverse("handover:file", args=[handover_id])
    assert "volgt een opleiding" in consultant.get(done.url).content.decode()


def test_the_young_person_reads_it_and_the_centre_reads_only_that_it_was_done(scene):
    handover_id = contacted(scene)
    scene.at(FIRST)
    young, counsellor = client_of(scene.account), client_of(scene.sender.user_id)
    before = young.get(reverse("desk:overstap")).content.decode()
    assert "Rond 15 april 2027 vraagt VDAB hoe het gaat." in before
    record(scene, rows()[0])
    after = young.get(reverse("desk:overstap")).content.decode()
    assert SENTENCE in after
    assert "Aan het werk" in after
    log = young.get(reverse("desk:looks")).content.decode()
    assert "Karim Baert vroeg hoe het met je gaat." in log
    page = counsellor.get(reverse("handover:file", args=[handover_id])).content.decode()
    assert "Opgevolgd door VDAB" in page
    assert SENTENCE not in page
    assert "aan het werk" not in page.lower()
    with acting_as(scene.sender.user_id):
        assert not FollowUp.objects.exists()
        assert Step.objects.get(move="follow_up").note == ""


def test_who_was_not_reached_can_be_tried_again_and_a_reached_one_stands(scene):
    contacted(scene)
    scene.at(FIRST)
    record(scene, rows()[0], is_reached=False, situation="", sentence="Nam niet op.")
    assert due_today(scene) == []
    record(scene, rows()[0])
    row = rows()[0]
    assert (row.is_reached, row.situation, row.sentence) == (True, "work", SENTENCE)
    refused(lambda: record(scene, row, sentence="Anders."), "done")
    assert rows()[0].sentence == SENTENCE


def test_closing_stops_what_was_not_asked_yet_and_keeps_what_was(scene):
    handover_id = contacted(scene)
    scene.at(FIRST)
    first, second = rows()
    record(scene, first)
    with acting_as(scene.receiver.user_id):
        services.close(handover_id=handover_id, by=scene.receiver)
    assert [row.pk for row in rows()] == [first.pk]
    scene.at(SECOND)
    assert due_today(scene) == []
    refused(lambda: record(scene, second), "not_found")
    with acting_as(scene.receiver.user_id):
        assert world.sql("update handover_followup set sentence = 'x' returning id") == []


def test_a_declined_handover_has_none(scene):
    handover_id = scene.seen()
    with acting_as(scene.receiver.user_id):
        services.decline(handover_id=handover_id, code="other", sentence="Nee.", by=scene.receiver)
    assert rows() == []


def test_after_the_last_one_the_centre_may_close(scene):
    contacted(scene)

    def next_step():
        with acting_as(scene.sender.user_id):
            return CaseloadRow.objects.get(person_id=scene.person.pk).next_step

    scene.at(SECOND)
    assert next_step() == ""
    record(scene, rows()[0])
    assert next_step() == ""
    record(scene, rows()[1])
    assert next_step() == "Overdracht afronden"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": FIRST + timedelta(days=1)}, "future"),
        ({"on": SENT_ON - timedelta(days=1)}, "too_early"),
        ({"situation": ""}, "empty"),
        ({"situation": "rijk"}, "empty"),
        ({"sentence": "  "}, "empty"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused(scene, changes, code):
    contacted(scene)
    scene.at(FIRST)
    refused(lambda: record(scene, rows()[0], **changes), code)
    assert rows()[0].is_reached is None


def test_nobody_else_records(scene):
    contacted(scene)
    scene.at(FIRST)
    row = rows()[0]
    others = [scene.sender, staff(scene.other_consultant)]
    for viewer in others:
        with pytest.raises((Refusal, NotAllowed)):
            record(scene, row, by=viewer)
    for user in (scene.sender.user_id, scene.other_consultant.user_id, scene.account):
        with acting_as(user):
            assert (
                world.sql(
                    "update handover_followup set is_reached = true, done_on = rights.today(),"
                    " situation = 'work', by = rights.actor_id() returning id"
                )
                == []
            )


def test_the_office_writes_in_no_other_name_and_not_in_the_future(scene):
    contacted(scene)
    scene.at(FIRST)
    for by, on in (
        ("gen_random_uuid()", "rights.today()"),
        ("rights.actor_id()", "rights.today() + 1"),
    ):
        with (
            acting_as(scene.receiver.user_id),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            world.sql(
                f"update handover_followup set is_reached = true, done_on = {on},"
                f" situation = 'work', by = {by}"
            )


def test_when_the_file_closed_for_the_office_its_notes_did_too(scene):
    contacted(scene)
    scene.at(FIRST)
    record(scene, rows()[0])
    scene.at(date(2029, 4, 1))  # 24 months after sending
    with acting_as(scene.receiver.user_id):
        assert not FollowUp.objects.exists()
    with acting_as(scene.account):
        assert FollowUp.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "name"), [("account", "overstap"), ("receiver", "today"), ("sender", "today")]
)
def test_the_pages_that_tell_of_it_stay_within_their_budget(scene, who, name):
    contacted(scene)
    scene.at(FIRST)
    user = scene.account if who == "account" else getattr(scene, who).user_id
    client = client_of(user)
    client.get(reverse(f"desk:{name}"))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse(f"desk:{name}")).status_code == 200
    own = [query["sql"] for query in seen if is_own(query["sql"])]
    assert len(own) <= 8, "\n".join(own)
