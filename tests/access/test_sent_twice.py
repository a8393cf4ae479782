"""A form that makes something makes it once, also when it is sent twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver, reverse
from tests import world
from tests.clients import client_of
from tests.conftest import owner, role
from tests.exchange import flows

from overstap.access.actor import set_actor
from overstap.access.models import Sent
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.guardians import GuardianData, add_guardian
from overstap.people.models import Guardian, Person
from overstap.trajectories.models import Station

pytestmark = pytest.mark.django_db

# Every page that makes something when its form is sent. A new one stands here and says
# `creates=True` at its door. An organisation and the question to forget refuse a second one
# themselves; that somebody was not reached may be noted as often as it happens.
CREATING = {
    "access:code_mail",
    "access:invite",
    "access:invite_to",
    "access:member_recovery",
    "access:paper",
    "cohorts:ask_extract",
    "cohorts:new_study",
    "desk:ask",
    "dossier:add",
    "dossier:my_add",
    "exchange:message",
    "exchange:upload_list",
    "exchange:upload_messages",
    "handover:anew",
    "handover:answer",
    "handover:ask",
    "handover:meeting",
    "handover:start",
    "people:new",
    "people:new_guardian",
    "trajectories:add_station",
    "trajectories:enrol",
}


@pytest.fixture
def scene() -> Any:
    class Scene:
        centre = world.organisation()
        counsellor = world.member(centre)
        noor = world.person("Noor", "Peeters", date(2010, 5, 17))

    world.involve(Scene.noor, Scene.centre)
    return Scene


def _later(seconds: int) -> None:
    with owner():
        Sent.objects.update(at=clock.now() - timedelta(seconds=seconds))


def _guardians() -> int:
    with owner():
        return Guardian.objects.count()


def _creating(patterns: list[Any], prefix: str = "") -> set[str]:
    found = set()
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= _creating(entry.url_patterns, inner)
        elif getattr(getattr(entry.callback, "door", None), "creates", False):
            found.add(f"{prefix}{entry.name}")
    return found


def test_pages_that_make_something_are_the_ones_in_the_table() -> None:
    assert _creating(get_resolver().url_patterns) == CREATING


def test_two_clicks_make_one_person_and_the_second_goes_where_the_first_went(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    typed = {"first_name": "Bram", "last_name": "Claes", "birth_date": "2010-04-03"}
    # As if somebody looked at the namesakes and said: another.
    typed["other"] = "1"
    first = client.post(reverse("people:new"), typed)
    second = client.post(reverse("people:new"), typed)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    with owner():
        assert Person.objects.filter(last_name="Claes").count() == 1


def test_back_and_send_again_asks_before_it_makes_another(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    url = reverse("trajectories:add_station", args=[scene.noor.pk])
    step = {"label": "Proefweek", "kind": "milestone", "pathway": "dual", "on": "2026-11-12"}
    client.post(url, step)
    _later(300)
    again = client.post(url, step)
    assert again.status_code == 409
    assert "Dit stuurde je al" in again.text
    assert 'value="Proefweek"' in again.text
    with owner():
        assert Station.objects.count() == 1
    assert client.post(url, {**step, "nog_eens": "1"}).status_code == 302
    with owner():
        assert Station.objects.count() == 2


def test_another_text_another_hour_and_a_refused_form_are_not_the_same(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    url = reverse("trajectories:add_station", args=[scene.noor.pk])
    step = {"label": "Proefweek", "kind": "milestone", "pathway": "dual", "on": "2026-11-12"}
    assert client.post(url, {**step, "on": "morgen"}).status_code == 422
    assert client.post(url, {**step, "on": "morgen"}).status_code == 422
    assert client.post(url, step).status_code == 302
    assert client.post(url, {**step, "label": "Tweede proefweek"}).status_code == 302
    _later(4000)
    assert client.post(url, step).status_code == 302
    with owner():
        assert Station.objects.count() == 3
        # What nobody asks for any more went by the way; no typed text is kept.
        assert Sent.objects.count() == 1
        assert "Proefweek" not in str(Sent.objects.values_list())


def test_a_guardian_who_is_there_is_not_added_by_a_colleague_either(scene: Any) -> None:
    by = flows.viewer(scene.centre)
    set_actor(by.user_id)
    add_guardian(scene.noor.pk, GuardianData("Lies Peeters", "parent"), by=by)
    with pytest.raises(Refusal, match="staat er al"):
        add_guardian(scene.noor.pk, GuardianData("lies  peeters", "parent"), by=by)
    add_guardian(scene.noor.pk, GuardianData("Lies Peeters", "foster"), by=by)
    assert _guardians() == 2


def test_nobody_sees_what_another_sent(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    step = {"label": "Proefweek", "kind": "milestone", "pathway": "dual", "on": "2026-11-12"}
    client.post(reverse("trajectories:add_station", args=[scene.noor.pk]), step)
    with role("app"):
        set_actor(world.member(scene.centre).user_id)
        assert Sent.objects.count() == 0
        set_actor(scene.counsellor.user_id)
        assert Sent.objects.count() == 1
