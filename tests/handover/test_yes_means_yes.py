"""What is confirmed is what both saw; what stays out is told to the young person alone."""

import re
from datetime import timedelta

import pytest

from overstap.access.actor import acting_as
from overstap.handover import services
from overstap.handover.models import Step
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from tests import world
from tests.handover.scene import CAREER, recorded_earlier
from tests.handover.test_pages import client_of, masked, page, seen_on, url

pytestmark = pytest.mark.django_db


def hide(scene, group="family", text="niet voor thuis"):
    world.entry(
        scene.person, scene.centre, group, content={"text": text}, hidden_from_guardians=True
    )
    recorded_earlier(scene.person)


def words(text):
    """A page without what differs by itself: tokens, marks and times."""
    return re.sub(r'value="[0-9a-f]{20}"', "", masked(text))


def test_the_young_person_reads_before_choosing_that_a_hidden_note_stays_out(minor_scene):
    hide(minor_scene)
    text = page(client_of(minor_scene.account), "choice", minor_scene.shown())
    assert "1 notitie is niet voor ouders. Ze gaat niet mee, ook als een ouder ja zegt." in text


def test_a_yes_that_takes_nothing_along_says_so(minor_scene):
    scene = minor_scene
    hide(scene, "medical")
    with world.owner():
        world.sql(
            "delete from dossier_entry where data_group = 'medical' and not hidden_from_guardians"
        )
    handover_id = scene.seen()
    guardian = world.guardian_of(scene.person)
    scene.choose(handover_id, "medical")
    text = page(client_of(guardian), "confirm", handover_id)
    assert "Met jouw ja gaat er dan ook niets mee." in text
    answer = {"medical": "ja", **seen_on(text)}
    assert client_of(guardian).post(url("confirm", handover_id), answer).status_code == 302
    told = page(client_of(scene.account), "choice", handover_id)
    assert "Ja, maar er gaat niets mee" in told
    assert scene.groups_seen_by(scene.consultant) == set(CAREER)


def test_an_adult_keeps_nothing_back_by_who_reads_it(scene):
    hide(scene)
    handover_id = scene.sent()
    scene.choose(handover_id, "family")
    text = page(client_of(scene.account), "choice", handover_id)
    assert "gaat niet mee" not in text


@pytest.mark.parametrize("name", ["handover:confirm", "desk:overstap", "desk:looks"])
def test_a_parent_reads_the_same_page_with_and_without_a_hidden_note(minor_scene, name):
    from django.urls import reverse

    scene = minor_scene
    handover_id = scene.seen()
    guardian = client_of(world.guardian_of(scene.person))
    scene.choose(handover_id, "family", "medical")
    where = reverse(name, args=[handover_id] if name == "handover:confirm" else [])

    def read():
        with world.owner():
            world.sql("delete from dossier_entry where hidden_from_guardians")
        client_of(scene.account).get(url("choice", handover_id))
        return words(guardian.get(where).content.decode())

    read()  # the first look of a day is a line of its own
    without = re.sub(r"\d+ keer", "", read())
    hide(scene)
    client_of(scene.account).get(url("choice", handover_id))
    with_note = re.sub(r"\d+ keer", "", words(guardian.get(where).content.decode()))
    assert with_note == without


def test_the_log_line_of_the_office_is_the_same_whatever_is_hidden(minor_scene):
    """Confirmed by who reads all, another parent must not miss the line about the group."""
    scene = minor_scene
    hide(scene)
    handover_id = scene.seen()
    scene.choose(handover_id, "family")
    appointed = world.guardian_of(scene.person, may_read_all=True)
    with acting_as(appointed):
        services.confirm(handover_id=handover_id, topics=["family"], by=scene.guardian(appointed))
    assert "niet voor thuis" in page(client_of(scene.consultant.user_id), "file", handover_id)
    other = world.guardian_of(scene.person)
    with acting_as(other):
        rows = world.sql(
            "select detail::text from audit_record where name = 'group_opened'"
            " and detail->>'group' = 'family'"
        )
    assert rows == [('{"group": "family"}',)]


def test_a_yes_to_what_was_not_on_the_page_is_asked_again(scene):
    handover_id = scene.shown()
    young = client_of(scene.account)
    seen = seen_on(page(young, "choice", handover_id))
    world.entry(scene.person, scene.centre, "family", content={"text": "net geschreven"})
    answer = young.post(url("choice", handover_id), {"family": "on", **seen})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Hier is intussen iets veranderd." in text
    assert "net geschreven" in text
    assert re.search(r'name="family"[^>]*checked', text), "what was chosen is kept"
    again = young.post(url("choice", handover_id), {"family": "on", **seen_on(text)})
    assert again.status_code == 302


def test_a_parent_never_confirms_another_choice_than_the_one_that_was_read(minor_scene):
    scene = minor_scene
    handover_id = scene.seen()
    guardian = world.guardian_of(scene.person)
    scene.choose(handover_id, "family")
    seen = seen_on(page(client_of(guardian), "confirm", handover_id))
    scene.choose(handover_id)
    scene.choose(handover_id, "family")
    answer = client_of(guardian).post(url("confirm", handover_id), {"family": "ja", **seen})
    assert answer.status_code == 422
    assert "Hier is intussen iets veranderd." in answer.content.decode()
    assert scene.groups_seen_by(scene.consultant) == set(CAREER)


def test_what_was_written_after_the_choice_is_told_and_can_be_taken_along(scene):
    handover_id = scene.sent()
    scene.choose(handover_id, "family")
    with world.owner():
        world.sql("update access_choice set given_at = given_at - interval '1 hour'")
    young = client_of(scene.account)
    world.entry(scene.person, scene.centre, "family", content={"text": "later geschreven"})
    text = page(young, "choice", handover_id)
    assert "1 notitie is nieuwer dan je keuze. Ze gaat niet mee." in text
    assert "Ja, maar niet alles gaat mee" in text
    young.post(
        url("choice", handover_id), {"family": "on", "opnieuw-family": "on", **seen_on(text)}
    )
    with world.owner():
        world.sql("update access_choice set given_at = given_at + interval '1 year'")
    assert "nieuwer dan je keuze" not in page(young, "choice", handover_id)


def test_a_parent_reads_what_stood_there_when_the_young_person_chose(minor_scene):
    scene = minor_scene
    handover_id = scene.seen()
    scene.choose(handover_id, "family")
    with world.owner():
        world.sql("update access_choice set given_at = given_at - interval '1 hour'")
    world.entry(scene.person, scene.centre, "family", content={"text": "later geschreven"})
    text = page(client_of(world.guardian_of(scene.person)), "confirm", handover_id)
    assert "geheim over family" in text
    assert "later geschreven" not in text


def test_that_a_parent_must_confirm_is_said_only_when_it_is_so(minor_scene):
    scene = minor_scene
    handover_id = scene.seen()
    guardian = world.guardian_of(scene.person)
    scene.choose(handover_id, "family", "medical")
    with acting_as(guardian):
        services.confirm(
            handover_id=handover_id, topics=["family", "medical"], by=scene.guardian(guardian)
        )
    young = client_of(scene.account)
    stopped = young.post(url("choice", handover_id), {"family": "on", "zeker": "1"}, follow=True)
    text = stopped.content.decode()
    assert "Je keuze is bewaard." in text
    assert "nog bevestigen" not in text
    assert "vraag-je-ouder" not in text


def test_stopping_before_anything_was_sent_does_not_say_that_it_was_read(scene):
    handover_id = scene.shown()
    scene.choose(handover_id, "family")
    text = client_of(scene.account).post(url("choice", handover_id), {}).content.decode()
    assert "VDAB Oostende zag het nog niet." in text
    for never in ("ziet dit niet meer", "herinneren", "blijft bij VDAB", "Bestanden"):
        assert never not in text


def test_stopping_what_a_parent_never_confirmed_does_not_say_that_it_was_read(minor_scene):
    scene = minor_scene
    handover_id = scene.seen()
    world.guardian_of(scene.person)
    scene.choose(handover_id, "family")
    text = client_of(scene.account).post(url("choice", handover_id), {}).content.decode()
    assert "zag het nog niet" in text
    assert "herinneren" not in text
    assert "Je loopbaan blijft bij VDAB." in text


def test_a_parent_reads_the_words_of_a_parent(minor_scene):
    scene = minor_scene
    handover_id = scene.seen()
    guardian = client_of(world.guardian_of(scene.person))
    scene.choose(handover_id, "family", "psychosocial", "warm_contact")
    text = page(guardian, "confirm", handover_id)
    for said in (
        "Mag VDAB zien wat er over thuis staat van je kind?",
        "Mag VDAB zien wat er staat over hoe het met je kind gaat?",
        "Mag je kind samen praten met de begeleider en VDAB?",
        "Wat je kind al deed",
    ):
        assert said in text
    for other in ("Je thuis", "Gezin", "Psychosociaal", "Gewenste job", "Wat je al deed"):
        assert other not in text


def test_the_minor_is_offered_a_way_to_ask(minor_scene):
    scene = minor_scene
    world.guardian_of(scene.person)
    handover_id = scene.seen()
    young = client_of(scene.account)
    assert "vraag-je-ouder" not in page(young, "choice", handover_id)
    scene.choose(handover_id, "family")
    text = page(young, "choice", handover_id)
    assert "Vraag je ouder of voogd" in text
    assert "Ilse Verbeke" in text


def just_now():
    """The day of the story is frozen, the hands of the database are not: what happened, is new."""
    with world.owner():
        Step.objects.update(at=clock.now())
        world.sql(
            "update access_choice set refused_at = %s where refused_at is not null", clock.now()
        )


# A guardian's no


def said_no(scene):
    """One parent said no about home; the other is still to answer."""
    handover_id = scene.seen()
    one, other = world.guardian_of(scene.person), world.guardian_of(scene.person)
    scene.choose(handover_id, "family", "medical")
    with acting_as(one):
        services.confirm(handover_id=handover_id, topics=["medical"], by=scene.guardian(one))
    return handover_id, one, other


def test_a_no_at_home_is_told_to_the_young_person_and_the_counsellor_and_blames_nobody(
    minor_scene,
):
    scene = minor_scene
    handover_id, _one, _other = said_no(scene)
    just_now()
    young = page(client_of(scene.account), "choice", handover_id)
    assert "Thuis is hier nog geen akkoord over." in young
    counsellor = client_of(scene.sender.user_id)
    text = page(counsellor, "file", handover_id)
    assert "Nog geen akkoord thuis" in text
    assert "Nog geen akkoord over een deel van de keuze" in text
    assert "Nog geen akkoord thuis" in counsellor.get("/vandaag/").content.decode()
    assert "Thuis is er nog geen akkoord" in client_of(scene.account).get("/mijn/").content.decode()


def test_the_office_reads_nothing_of_a_no(minor_scene):
    scene = minor_scene
    handover_id, _one, _other = said_no(scene)
    assert "akkoord" not in page(client_of(scene.receiver.user_id), "file", handover_id)


def test_a_later_change_of_the_young_person_does_not_wipe_a_no(minor_scene):
    scene = minor_scene
    handover_id, one, other = said_no(scene)
    scene.choose(handover_id, "family", "medical")
    young = page(client_of(scene.account), "choice", handover_id)
    assert "Het gaat pas mee als iedereen thuis akkoord is." in young
    text = page(client_of(other), "confirm", handover_id)
    assert "Hierover is thuis nog geen akkoord." in text
    assert 'name="family"' not in text
    with acting_as(other):
        services.confirm(
            handover_id=handover_id, topics=["family", "medical"], by=scene.guardian(other)
        )
    assert scene.groups_seen_by(scene.consultant) == {*CAREER, "medical"}
    asked = page(client_of(one), "confirm", handover_id)
    assert "Eerder zei je nee." in asked
    with acting_as(one):
        services.confirm(
            handover_id=handover_id, topics=["family", "medical"], by=scene.guardian(one)
        )
    assert scene.groups_seen_by(scene.consultant) == {*CAREER, "medical", "family"}


def test_a_talk_that_ends_with_a_choice_is_told_to_the_counsellor(scene):
    handover_id = scene.accepted()
    scene.choose(handover_id, "warm_contact")
    with acting_as(scene.sender.user_id):
        services.plan_meeting(
            handover_id=handover_id,
            at=clock.now() + timedelta(days=40),
            place="lokaal 3",
            by=scene.sender,
        )
    scene.choose(handover_id)
    just_now()
    text = client_of(scene.sender.user_id).get("/vandaag/").content.decode()
    assert "Gesprek gaat niet door" in text
    assert "lokaal 3" in text


def test_choosing_what_was_not_seen_is_refused_by_the_verb_too(scene):
    handover_id = scene.shown()
    with acting_as(scene.account), pytest.raises(Refusal) as caught:
        services.choose(
            handover_id=handover_id, topics=["family"], by=scene.young, seen={"family": "oud"}
        )
    assert caught.value.code == "changed"
