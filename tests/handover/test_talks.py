"""A talk of three: planned, moved, and told to all three whatever its day."""

from datetime import datetime, timedelta

import pytest

from overstap.access.actor import acting_as
from overstap.handover import services
from overstap.handover.models import Meeting, Step
from overstap.kernel import clock
from tests import world
from tests.handover.scene import SHOWN_ON
from tests.handover.test_pages import client_of, page, url

pytestmark = pytest.mark.django_db
FAR = SHOWN_ON + timedelta(days=90)


@pytest.fixture
def planned(scene):
    """Three months ahead: no list of this week holds it."""
    handover_id = scene.accepted()
    scene.choose(handover_id, "warm_contact")
    plan(scene, handover_id, FAR, 14, "lokaal 3")
    return scene, handover_id


def plan(scene, handover_id, day, hour, place):
    at = datetime(day.year, day.month, day.day, hour, tzinfo=clock.BRUSSELS)
    with acting_as(scene.sender.user_id):
        services.plan_meeting(handover_id=handover_id, at=at, place=place, by=scene.sender)


def readers(scene, handover_id):
    """What each of the three reads: the own page, and *Vandaag* of both sides."""
    counsellor, consultant = client_of(scene.sender.user_id), client_of(scene.receiver.user_id)
    return {
        "young": client_of(scene.account).get("/mijn/").content.decode(),
        "centre": page(counsellor, "file", handover_id),
        "office": page(consultant, "file", handover_id),
        "centre today": counsellor.get("/vandaag/").content.decode(),
        "office today": consultant.get("/vandaag/").content.decode(),
    }


def test_a_new_talk_stands_in_today_of_both_sides_whatever_its_day(planned):
    scene, handover_id = planned
    told = readers(scene, handover_id)
    for who in ("centre today", "office today"):
        assert "Nieuw gesprek met Amina Haddad" in told[who], who
        assert "lokaal 3" in told[who], who


def test_a_moved_talk_tells_all_three_the_day_and_the_place(planned):
    scene, handover_id = planned
    plan(scene, handover_id, FAR + timedelta(days=7), 10, "VDAB, loket 2")
    told = readers(scene, handover_id)
    for who, text in told.items():
        assert "loket 2" in text, who
        assert "lokaal 3" in text, who
        assert "erplaatst" in text, who
    assert "Je gesprek is verplaatst" in told["young"]
    with world.owner():
        step = Step.objects.get(move="move_meeting")
        assert "30 mei 2027, 14.00 u., lokaal 3" in step.note
        assert "6 juni 2027, 10.00 u., VDAB, loket 2" in step.note


def test_the_same_day_and_place_again_moves_nothing(planned):
    scene, handover_id = planned
    plan(scene, handover_id, FAR, 14, "lokaal 3")
    with world.owner():
        assert Meeting.objects.get().former_at is None
        assert not Step.objects.filter(move="move_meeting").exists()


def test_a_talk_after_one_that_is_over_is_a_new_one(planned):
    scene, handover_id = planned
    scene.at(FAR + timedelta(days=1))
    plan(scene, handover_id, FAR + timedelta(days=20), 9, "lokaal 4")
    with world.owner():
        assert Meeting.objects.get().former_at is None


def test_after_two_weeks_a_talk_far_ahead_waits_until_its_week(planned):
    scene, handover_id = planned
    scene.at(SHOWN_ON + timedelta(days=45))
    assert "lokaal 3" not in readers(scene, handover_id)["office today"]


def test_an_hour_that_is_past_today_is_refused_beside_its_field(scene):
    handover_id = scene.accepted()
    scene.choose(handover_id, "warm_contact")
    form = {
        "gesprek-on": clock.today().isoformat(),
        "gesprek-time": "00:01",
        "gesprek-place": "lokaal 3",
    }
    answer = client_of(scene.sender.user_id).post(url("meeting", handover_id), form)
    assert answer.status_code == 422
    assert "Dit uur is voorbij." in answer.content.decode()
