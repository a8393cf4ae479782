"""The choice beside the act: given, confirmed, refused, withdrawn; and what then is open."""

import json
from datetime import date, timedelta

import pytest

from overstap.access.actor import acting_as
from overstap.access.models import Choice
from overstap.handover import services
from overstap.handover.choices import DocumentKind
from overstap.handover.models import Document, Download, Meeting
from overstap.handover.queries import running_choices
from overstap.kernel.refusals import NotAllowed, Refusal
from tests import world
from tests.handover.scene import CAREER, PRIVATE, recorded_earlier

pytestmark = pytest.mark.django_db


def confirm(scene, handover_id, guardian, *topics):
    with acting_as(guardian):
        services.confirm(handover_id=handover_id, topics=topics, by=scene.guardian(guardian))


def private_seen(scene):
    return scene.groups_seen_by(scene.consultant) - set(CAREER)


def test_an_adult_opens_exactly_what_was_chosen(scene):
    handover_id = scene.sent()
    scene.choose(handover_id, "family", "medical")
    assert private_seen(scene) == {"family", "medical"}
    assert scene.groups_seen_by(scene.other_consultant) == set()


def test_no_opens_nothing_and_the_office_sees_no_difference_with_silence(scene):
    handover_id = scene.sent()
    with acting_as(scene.receiver.user_id):
        silent = everything_read()
    scene.choose(handover_id)
    with acting_as(scene.receiver.user_id):
        assert everything_read() == silent


def everything_read():
    """All rows that the actor reads in the tables of access and handover, and of the file."""
    tables = (
        "access_choice", "access_grant", "access_involvement", "access_caseloadrow",
        "handover_handover", "handover_need", "handover_step", "handover_meeting",
        "handover_document", "handover_download", "dossier_entry", "people_guardian",
    )  # fmt: skip
    return {
        t: world.sql(f"select to_jsonb(x) from {t} x order by to_jsonb(x)::text") for t in tables
    }


def test_a_withdrawal_works_at_the_next_query_and_the_five_groups_stay(scene):
    handover_id = scene.sent()
    scene.choose(handover_id, *PRIVATE)
    assert private_seen(scene) == set(PRIVATE)
    scene.choose(handover_id, "medical")
    assert scene.groups_seen_by(scene.consultant) == {*CAREER, "medical"}


def test_what_is_recorded_after_a_choice_does_not_follow_by_itself(scene):
    handover_id = scene.sent()
    scene.choose(handover_id, "family")
    later = world.entry(scene.person, scene.centre, "family", content={"text": "later geschreven"})
    with acting_as(scene.receiver.user_id):
        assert later.pk not in {row[0] for row in world.sql("select id from dossier_entry")}


def test_a_choice_ends_after_its_period(scene):
    handover_id = scene.sent()
    scene.choose(handover_id, "family")
    with world.owner():
        until = Choice.objects.get().until_on
    assert until == date(2028, 3, 15)
    scene.at(until - timedelta(days=1))
    assert private_seen(scene) == {"family"}
    scene.at(until)
    assert scene.groups_seen_by(scene.consultant) == set(CAREER)


def test_a_minors_choice_waits_for_one_guardian(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    guardian = world.guardian_of(scene.person)
    scene.choose(handover_id, "family")
    assert private_seen(scene) == set()
    confirm(scene, handover_id, guardian, "family")
    assert private_seen(scene) == {"family"}


def test_a_guardian_without_authority_cannot_confirm(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    other = world.guardian_of(scene.person, has_authority=False)
    scene.choose(handover_id, "family")
    from django.db import transaction
    from django.db.utils import DatabaseError

    with pytest.raises(DatabaseError), transaction.atomic():
        confirm(scene, handover_id, other, "family")
    assert private_seen(scene) == set()


def test_the_young_person_cannot_confirm_for_the_guardian(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    scene.choose(handover_id, "family")
    with acting_as(scene.account), pytest.raises(NotAllowed):
        services.confirm(handover_id=handover_id, topics=["family"], by=scene.young)


def test_a_guardian_cannot_choose_for_the_young_person(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    guardian = world.guardian_of(scene.person)
    with acting_as(guardian), pytest.raises(NotAllowed):
        services.choose(handover_id=handover_id, topics=["family"], by=scene.guardian(guardian))


def test_another_guardians_refusal_within_fourteen_days_stops_it(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    one, other = world.guardian_of(scene.person), world.guardian_of(scene.person)
    scene.choose(handover_id, "family", "medical")
    confirm(scene, handover_id, one, "family", "medical")
    confirm(scene, handover_id, other, "medical")
    assert private_seen(scene) == {"medical"}
    with world.owner():
        family = Choice.objects.get(topic="family")
        assert (family.refused_by, family.withdrawn_by) == (other, None)


def test_after_the_term_a_guardian_withdraws_instead(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    one, other = world.guardian_of(scene.person), world.guardian_of(scene.person)
    scene.choose(handover_id, "family")
    confirm(scene, handover_id, one, "family")
    with world.owner():
        Choice.objects.update(given_at="2026-01-01T12:00Z")
    recorded = "update dossier_entry set recorded_at = '2025-10-01' where person_id = %s"
    with world.owner():
        world.sql(recorded, scene.person.pk)
    assert private_seen(scene) == {"family"}
    confirm(scene, handover_id, other)
    assert private_seen(scene) == set()
    with world.owner():
        family = Choice.objects.get()
        assert (family.refused_by, family.withdrawn_by) == (None, other)


def test_a_hidden_note_never_travels_when_confirmed_by_who_may_not_read_it(minor_scene):
    scene = minor_scene
    hidden = world.entry(
        scene.person, scene.centre, "family", content={"text": "niet voor thuis"},
        hidden_from_guardians=True,
    )  # fmt: skip
    recorded_earlier(scene.person)
    handover_id = scene.sent()
    guardian = world.guardian_of(scene.person)
    scene.choose(handover_id, "family")
    confirm(scene, handover_id, guardian, "family")
    with acting_as(scene.receiver.user_id):
        read = {row[0] for row in world.sql("select id from dossier_entry")}
    assert private_seen(scene) == {"family"}
    assert hidden.pk not in read


def test_a_hidden_note_travels_when_the_court_let_the_guardian_read_all(minor_scene):
    scene = minor_scene
    hidden = world.entry(
        scene.person, scene.centre, "family", content={"text": "niet voor thuis"},
        hidden_from_guardians=True,
    )  # fmt: skip
    recorded_earlier(scene.person)
    handover_id = scene.sent()
    appointed = world.guardian_of(scene.person, may_read_all=True)
    scene.choose(handover_id, "family")
    confirm(scene, handover_id, appointed, "family")
    with acting_as(scene.receiver.user_id):
        assert hidden.pk in {row[0] for row in world.sql("select id from dossier_entry")}


def test_at_eighteen_a_waiting_choice_is_asked_again(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    world.guardian_of(scene.person)
    scene.choose(handover_id, "family")
    scene.at(date(2027, 9, 1))
    with acting_as(scene.account):
        running = running_choices(scene.person.pk, scene.office.pk)
        assert services.answered(running, minor=False) == set()
    assert private_seen(scene) == set()
    scene.choose(handover_id, "family")
    assert private_seen(scene) == {"family"}


def test_choosing_ends_with_a_decline_and_does_not_start_before_showing(scene):
    handover_id = scene.start()
    with pytest.raises(Refusal) as caught:
        scene.choose(handover_id, "family")
    assert caught.value.code == "wrong_state"


def test_a_meeting_lives_as_long_as_the_warm_contact(scene):
    from django.utils import timezone

    handover_id = scene.sent()

    def plan():
        with acting_as(scene.sender.user_id):
            services.plan_meeting(
                handover_id=handover_id, at=timezone.now(), place="CDO", by=scene.sender
            )

    with pytest.raises(Refusal) as caught:
        plan()
    assert caught.value.code == "not_chosen"
    scene.choose(handover_id, "warm_contact")
    plan()
    with acting_as(scene.receiver.user_id):
        assert Meeting.objects.count() == 1
    scene.choose(handover_id)
    with world.owner():
        assert not Meeting.objects.exists()


# Documents


def ask(scene, handover_id, by, kind=DocumentKind.HANDOVER_PDF):
    with acting_as(by.user_id):
        return services.request_document(handover_id=handover_id, kind=kind, by=by)


def test_a_document_holds_what_the_asker_may_see_and_is_deleted_at_withdrawal(scene):
    from overstap.handover.tasks import make_pdf

    handover_id = scene.sent()
    scene.choose(handover_id, "family")
    document = ask(scene, handover_id, scene.receiver)
    assert set(document.groups) == {*CAREER, "family"}
    make_pdf(str(document.pk))
    text = pdf_text(scene.row_of(document).content)
    assert "geheim over family" in text
    assert "geheim over medical" not in text
    with acting_as(scene.receiver.user_id):
        services.download(document_id=document.pk, by=scene.receiver)
    scene.choose(handover_id)
    with acting_as(scene.receiver.user_id), pytest.raises(Refusal):
        services.download(document_id=document.pk, by=scene.receiver)
    row = scene.row_of(document)
    assert (row.state, row.content) == ("deleted", None)
    with acting_as(scene.account):
        copy = Download.objects.get()
        assert (copy.by_name, copy.delete_asked_at is not None) == ("Karim Baert", True)
        assert "family" in copy.groups
    with acting_as(scene.receiver.user_id):
        services.report_deleted(download_id=copy.pk, by=scene.receiver)
        assert Download.objects.get().deleted_at is not None


def test_the_json_ld_holds_the_same_and_no_more(scene):
    from overstap.exchange.kvs.tasks import make_handover_jsonld

    handover_id = scene.sent()
    document = ask(scene, handover_id, scene.receiver, DocumentKind.HANDOVER_JSONLD)
    make_handover_jsonld(str(document.pk))
    text = bytes(scene.row_of(document).content).decode()
    assert json.loads(text)["@graph"]
    assert "Aanvuller" in text
    assert "geheim" not in text
    assert str(scene.person.pk) not in text


def test_the_centres_own_copy_holds_the_five_groups_only(scene):
    handover_id = scene.shown()
    document = ask(scene, handover_id, scene.sender)
    assert set(document.groups) == set(CAREER)


def test_a_document_past_its_days_is_emptied_by_the_daily_job(scene):
    from overstap.handover.tasks import expire_documents, make_pdf
    from tests.conftest import role

    handover_id = scene.sent()
    document = ask(scene, handover_id, scene.receiver)
    make_pdf(str(document.pk))
    with role("system"):
        assert expire_documents() == 0
    with world.owner():
        Document.objects.update(made_at="2026-01-01T12:00Z")
    with role("system"):
        assert expire_documents() == 1
    assert scene.row_of(document).content is None


def test_job_arguments_are_opaque_ids(scene):
    handover_id = scene.sent()
    ask(scene, handover_id, scene.receiver)
    statement = "select args::text from procrastinate_jobs order by id desc limit 1"
    assert set(json.loads(world.sql(statement)[0][0])) == {"document_id"}


def pdf_text(content):
    import io
    import re

    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(bytes(content))).pages
    return re.sub(r"\s+", " ", "\n".join(page.extract_text() for page in pages))


def test_the_worker_knows_every_job_that_is_deferred_by_name(db):
    from procrastinate.contrib.django import app

    from overstap.handover.services.copies import JOBS

    app.perform_import_paths()
    assert {*JOBS.values(), "handover.daily"} <= set(app.tasks)
