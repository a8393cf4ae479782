"""Who may make which move, from where; and what each move writes down."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from overstap.access.actor import acting_as
from overstap.access.models import CaseloadRow
from overstap.handover import services, tasks
from overstap.handover.models import Handover, Step
from overstap.kernel.refusals import NotAllowed, Refusal
from tests import world
from tests.handover.scene import CAREER, SHOWN_ON

pytestmark = pytest.mark.django_db


def refused(call, code):
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.code == code


def moves_told(handover_id, actor):
    with acting_as(actor):
        return list(Step.objects.filter(handover_id=handover_id).values_list("move", flat=True))


def test_the_whole_way_from_start_to_close(scene):
    handover_id = scene.accepted()
    with acting_as(scene.receiver.user_id):
        services.record_contact(
            handover_id=handover_id,
            on=SHOWN_ON + timedelta(days=14),
            result="Belt maandag terug.",
            by=scene.receiver,
        )
        services.close(handover_id=handover_id, by=scene.receiver)
    assert scene.row(handover_id).state == "closed"
    assert moves_told(handover_id, scene.sender.user_id) == [
        "start", "show", "send", "open", "accept", "record_contact", "close",
    ]  # fmt: skip


def test_nothing_is_open_to_the_office_before_sending_and_the_five_groups_after(scene):
    handover_id = scene.shown()
    assert scene.groups_seen_by(scene.consultant) == set()
    with acting_as(scene.receiver.user_id):
        assert not Handover.objects.exists()
    scene.at(SHOWN_ON + timedelta(days=14))
    with acting_as(scene.sender.user_id):
        services.send(handover_id=handover_id, by=scene.sender)
    assert scene.groups_seen_by(scene.consultant) == set(CAREER)
    assert scene.groups_seen_by(scene.other_consultant) == set()


def test_what_travelled_is_readable_until_the_configured_end(scene):
    handover_id = scene.sent()
    until = scene.row(handover_id).data_until_on
    assert until == date(2029, 3, 15)
    scene.at(until - timedelta(days=1))
    assert scene.groups_seen_by(scene.consultant) == set(CAREER)
    scene.at(until)
    assert scene.groups_seen_by(scene.consultant) == set()


def test_sending_waits_until_the_term_to_read_is_over(scene):
    handover_id = scene.shown()
    scene.at(SHOWN_ON + timedelta(days=13))
    with acting_as(scene.sender.user_id):
        refused(lambda: services.send(handover_id=handover_id, by=scene.sender), "need_unmet")


def test_showing_needs_a_contact_person(scene):
    with acting_as(scene.sender.user_id):
        made = services.start(
            person_id=scene.person.pk, receiver_id=scene.office.pk, leaving_on=date(2027, 6, 30),
            signals=[], reason="", is_advised=False, by=scene.sender,
        )  # fmt: skip
        refused(lambda: services.show(handover_id=made.pk, by=scene.sender), "need_unmet")


def test_a_colleague_who_is_no_contact_person_cannot_be_chosen(scene):
    handover_id = scene.start()
    with acting_as(scene.sender.user_id):
        refused(
            lambda: services.choose_office(
                handover_id=handover_id,
                receiver_id=scene.office.pk,
                contact_id=scene.colleague.pk,
                by=scene.sender,
            ),
            "no_contact",
        )


def test_one_running_handover_a_person_and_centre(scene):
    scene.start()
    refused(scene.start, "already_running")


def test_the_office_cannot_make_the_moves_of_the_centre(scene):
    handover_id = scene.sent()
    with acting_as(scene.receiver.user_id):
        refused(
            lambda: services.take_back(handover_id=handover_id, by=scene.receiver), "wrong_party"
        )
        services.open_received(handover_id=handover_id, by=scene.receiver)
        services.ask(handover_id=handover_id, question="Mag ik bellen?", by=scene.receiver)
        refused(
            lambda: services.answer(handover_id=handover_id, text="ja", by=scene.receiver),
            "wrong_party",
        )
    with acting_as(scene.sender.user_id):
        refused(lambda: services.accept(handover_id=handover_id, by=scene.sender), "wrong_party")


def test_another_office_finds_nothing(scene):
    handover_id = scene.sent()
    other = scene.other_consultant
    with acting_as(other.user_id):
        from tests.handover.scene import staff

        refused(lambda: services.accept(handover_id=handover_id, by=staff(other)), "not_found")


def test_a_question_waits_at_the_centre_until_it_is_answered(scene):
    handover_id = scene.seen()
    with acting_as(scene.receiver.user_id):
        services.ask(handover_id=handover_id, question="Welke dagen werkt hij?", by=scene.receiver)
    with acting_as(scene.sender.user_id):
        line = CaseloadRow.objects.get(person_id=scene.person.pk)
        assert (line.handover_state, line.next_step) == ("question", "Vraag van VDAB beantwoorden")
        services.answer(handover_id=handover_id, text="Maandag.", by=scene.sender)
    with acting_as(scene.receiver.user_id):
        row = Handover.objects.get(pk=handover_id)
        assert (row.state, row.question_answer) == ("seen", "Maandag.")


def test_opening_twice_is_one_receipt(scene):
    handover_id = scene.seen()
    with acting_as(scene.receiver.user_id):
        services.open_received(handover_id=handover_id, by=scene.receiver)
    assert moves_told(handover_id, scene.sender.user_id).count("open") == 1


def test_declining_needs_a_code_and_a_sentence(scene):
    handover_id = scene.seen()
    with acting_as(scene.receiver.user_id):
        for code, sentence in (("", "omdat"), ("other", "  "), ("made_up", "omdat")):
            refused(
                lambda c=code, s=sentence: services.decline(
                    handover_id=handover_id, code=c, sentence=s, by=scene.receiver
                ),
                "empty",
            )


def test_a_decline_closes_everything_and_a_new_one_goes_to_another_office(scene):
    handover_id = scene.seen()
    scene.choose(handover_id, "family", "warm_contact")
    assert "family" in scene.groups_seen_by(scene.consultant)
    with acting_as(scene.receiver.user_id):
        services.decline(
            handover_id=handover_id, code="other_office", sentence="Brugge.", by=scene.receiver
        )
    assert scene.groups_seen_by(scene.consultant) == set()
    for reader in (scene.sender.user_id, scene.account):
        with acting_as(reader):
            row = Handover.objects.get(pk=handover_id)
            assert (row.decline_code, row.decline_sentence) == ("other_office", "Brugge.")
    with acting_as(scene.sender.user_id):
        anew = services.start_anew(
            handover_id=handover_id, receiver_id=scene.other_office.pk, by=scene.sender
        )
        services.choose_office(
            handover_id=anew.pk,
            receiver_id=scene.other_office.pk,
            contact_id=scene.other_consultant.pk,
            by=scene.sender,
        )
        services.show(handover_id=anew.pk, by=scene.sender)
    scene.at(SHOWN_ON + timedelta(days=40))
    with acting_as(scene.sender.user_id):
        services.send(handover_id=anew.pk, by=scene.sender)
    assert scene.groups_seen_by(scene.other_consultant) == set(CAREER)
    assert scene.groups_seen_by(scene.consultant) == set()


def test_a_running_handover_cannot_be_started_anew(scene):
    handover_id = scene.seen()
    with acting_as(scene.sender.user_id):
        refused(
            lambda: services.start_anew(
                handover_id=handover_id, receiver_id=scene.other_office.pk, by=scene.sender
            ),
            "wrong_state",
        )


def test_taking_back_starts_a_new_term(scene):
    handover_id = scene.shown()
    scene.at(SHOWN_ON + timedelta(days=10))
    with acting_as(scene.sender.user_id):
        services.take_back(handover_id=handover_id, by=scene.sender)
        services.show(handover_id=handover_id, by=scene.sender)
    assert scene.row(handover_id).term_ends_on == SHOWN_ON + timedelta(days=24)


def test_a_cancelled_draft_is_gone_and_the_log_remembers(scene):
    handover_id = scene.start()
    with acting_as(scene.sender.user_id):
        services.cancel(handover_id=handover_id, by=scene.sender)
        assert not Handover.objects.exists()
        assert CaseloadRow.objects.get(person_id=scene.person.pk).handover_state == ""
    with world.owner():
        found = world.sql(
            "select name from audit_record where object = %s order by id", handover_id
        )
    assert [name for (name,) in found] == ["handover_started", "handover_cancelled"]


def test_what_was_shown_cannot_be_wiped(scene):
    handover_id = scene.shown()
    with acting_as(scene.sender.user_id):
        refused(lambda: services.cancel(handover_id=handover_id, by=scene.sender), "wrong_state")
        services.take_back(handover_id=handover_id, by=scene.sender)
        refused(lambda: services.cancel(handover_id=handover_id, by=scene.sender), "was_shown")


def test_a_first_contact_lies_between_sending_and_today(scene):
    handover_id = scene.accepted()
    with acting_as(scene.receiver.user_id):
        for on, code in ((SHOWN_ON, "too_early"), (SHOWN_ON + timedelta(days=15), "future")):
            refused(
                lambda d=on: services.record_contact(
                    handover_id=handover_id, on=d, result="gebeld", by=scene.receiver
                ),
                code,
            )


def test_the_office_reads_no_step_of_preparing_asking_or_choosing(scene):
    handover_id = scene.seen()
    scene.choose(handover_id, "family")
    scene.choose(handover_id)
    assert moves_told(handover_id, scene.receiver.user_id) == ["send", "open"]
    assert "choose" in moves_told(handover_id, scene.sender.user_id)


def test_the_office_reads_neither_the_need_nor_the_choices(scene):
    handover_id = scene.seen()
    scene.choose(handover_id, "family")
    with acting_as(scene.receiver.user_id):
        assert world.sql("select count(*) from handover_need") == [(0,)]
        assert world.sql("select count(*) from access_choice") == [(0,)]


def test_silence_does_not_stop_the_administrative_act(scene):
    handover_id = scene.shown()
    from tests.conftest import role

    scene.at(SHOWN_ON + timedelta(days=9))
    with role("system"):
        assert (tasks.remind_all(), tasks.remind_all(), tasks.send_all()) == (1, 0, 0)
    scene.at(SHOWN_ON + timedelta(days=14))
    with role("system"):
        assert tasks.send_all() == 1
    assert scene.groups_seen_by(scene.consultant) == set(CAREER)
    with acting_as(scene.sender.user_id):
        last = Step.objects.filter(handover_id=handover_id).last()
        assert (last.move, last.by, last.by_name) == ("send", None, "automatisch")


def attempt(actor, statement, *arguments):
    """How many rows raw SQL as `app` changed, or 'refused'."""
    with acting_as(actor):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, arguments)
                return cursor.rowcount
        except DatabaseError:
            return "refused"


@pytest.mark.parametrize(
    ("until", "party", "change"),
    [
        (
            "start",
            "sender",
            "state = 'sent', sent_at = now(), data_until_on = now(), legal_basis = 'x'",
        ),
        ("start", "sender", "state = 'shown', shown_at = now(), term_ends_on = rights.today()"),
        ("start", "receiver", "state = 'sent', sent_at = now(), data_until_on = now()"),
        ("shown", "sender", "term_ends_on = rights.today()"),
        (
            "shown",
            "sender",
            "state = 'sent', sent_at = now(), data_until_on = now(), legal_basis = 'x'",
        ),
        ("shown", "sender", "receiver_id = sender_id"),
        ("shown", "sender", "leaving_on = '2030-01-01'"),
        ("shown", "young", "state = 'draft'"),
        ("shown", "young", "term_ends_on = '2040-01-01'"),
        ("sent", "sender", "state = 'accepted', accepted_at = now()"),
        ("sent", "sender", "state = 'seen', seen_at = now()"),
        ("sent", "sender", "data_until_on = '2040-01-01'"),
        ("sent", "receiver", "data_until_on = '2040-01-01'"),
        ("sent", "receiver", "state = 'accepted', accepted_at = now()"),
        ("seen", "receiver", "state = 'contacted', accepted_at = now(), contacted_on = now()"),
        ("seen", "receiver", "state = 'declined', declined_at = now()"),
        ("seen", "sender", "state = 'draft'"),
        ("accepted", "receiver", "state = 'sent'"),
        ("accepted", "sender", "contact_result = 'verzonnen'"),
        ("accepted", "receiver", "decline_sentence = 'toch niet'"),
    ],
)
def test_sql_as_app_refuses_what_the_service_refuses(scene, until, party, change):
    handover_id = getattr(scene, until)()
    actor = {
        "sender": scene.sender.user_id,
        "receiver": scene.receiver.user_id,
        "young": scene.account,
    }[party]
    before = scene.row(handover_id).__dict__
    outcome = attempt(actor, f"update handover_handover set {change} where id = %s", handover_id)
    after = scene.row(handover_id).__dict__
    before.pop("_state"), after.pop("_state")
    assert after == before
    assert outcome in {"refused", 0}


def test_sql_as_app_opens_no_longer_period_than_configured(scene):
    handover_id = scene.shown()
    scene.at(SHOWN_ON + timedelta(days=14))
    statement = (
        "update handover_handover set state = 'sent', legal_basis = 'x', data_until_on = %s,"
        " sent_at = %s where id = %s"
    )
    sent_at = "2027-03-15 12:00+01"
    actor = scene.sender.user_id
    assert attempt(actor, statement, date(2029, 3, 16), sent_at, handover_id) == "refused"
    late = "2027-06-01 12:00+02"
    assert attempt(actor, statement, date(2029, 3, 15), late, handover_id) == "refused"
    assert attempt(actor, statement, date(2029, 3, 15), sent_at, handover_id) == 1


def test_sql_as_app_starts_no_handover_past_the_draft_or_for_a_stranger(scene):
    stranger = world.person("Bo", "Vreemd")
    insert = (
        "insert into handover_handover (id, person_id, sender_id, receiver_id, sender_contact_id,"
        " state, leaving_on, legal_basis, started_at, shown_at, term_ends_on, question,"
        " question_answer, decline_code, decline_sentence, contact_result)"
        " values (gen_random_uuid(), %s, %s, %s, %s, %s, '2027-06-30', '', now(), %s, %s,"
        " '', '', '', '', '')"
    )
    actor, centre = scene.sender.user_id, scene.centre.pk
    own = (centre, scene.office.pk, scene.counsellor.pk)
    past = ("2027-02-01", "2027-02-15")
    assert attempt(actor, insert, scene.person.pk, *own, "shown", *past) == "refused"
    assert attempt(actor, insert, scene.person.pk, *own, "draft", *past) == "refused"
    assert attempt(actor, insert, stranger.pk, *own, "draft", None, None) == "refused"
    assert attempt(actor, insert, scene.person.pk, *own, "draft", None, None) == 1


def test_nobody_signs_a_step_with_another_name(scene):
    handover_id = scene.sent()
    statement = (
        "insert into handover_step (id, handover_id, person_id, move, to_state, by, by_name, note,"
        " for_receiver, at) values (gen_random_uuid(), %s, %s, 'send', 'sent', %s, '',"
        " '', true, now())"
    )
    arguments = (handover_id, scene.person.pk, scene.sender.user_id)
    assert attempt(scene.receiver.user_id, statement, *arguments) == "refused"
    assert attempt(scene.other_consultant.user_id, statement, *arguments) == "refused"


def test_only_an_acting_counsellor_starts(scene):
    with acting_as(scene.account), pytest.raises(NotAllowed):
        services.start(
            person_id=scene.person.pk, receiver_id=scene.office.pk, leaving_on=date(2027, 6, 30),
            signals=[], reason="", is_advised=False, by=scene.young,
        )  # fmt: skip


def test_the_office_knows_who_prepared_it_and_no_other_colleague(scene):
    colleague = world.member(scene.centre, display_name="Nina Smet")
    scene.sent()
    with acting_as(scene.receiver.user_id):
        known = {row[0] for row in world.sql("select id from access_membership")}
    assert scene.counsellor.pk in known
    assert colleague.pk not in known


def test_the_young_person_knows_who_reads_at_the_office_once_it_is_shown(scene):
    scene.start()
    names = "select display_name from access_membership where organisation_id = %s"
    with acting_as(scene.account):
        assert world.sql(names, scene.office.pk) == []
    with acting_as(scene.sender.user_id):
        services.show(handover_id=Handover.objects.get().pk, by=scene.sender)
    with acting_as(scene.account):
        assert {row[0] for row in world.sql(names, scene.office.pk)} == {"Karim Baert", "Els Claes"}
