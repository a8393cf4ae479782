# ruff: noqa: E501  (SQL reads better whole)
"""Raw SQL as the role of the server does no more than the screens: each refused where a screen refuses."""

from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, transaction
from tests import world
from tests.conftest import owner, role

from overstap.access.actor import acting_as
from overstap.access.models import ActivationCode
from overstap.dossier.models import Entry
from overstap.dossier.services import record_received
from overstap.handover.choices import State
from overstap.handover.models import Document, Download, Handover, Need
from overstap.handover.moves import FOR_RECEIVER, MOVES, TOLD
from overstap.kernel import clock
from overstap.trajectories.models import Enrolment, Station

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Any:
    """A centre that guides somebody, its office, and a young person whom neither knows."""
    centre, office = world.organisation(), world.organisation(kind="vdab")
    person, stranger = world.person(), world.person("Iemand", "Anders")
    world.involve(person, centre)
    world.involve(stranger, world.organisation())
    return SimpleNamespace(
        centre=centre, office=office, person=person, stranger=stranger,
        counsellor=world.member(centre), lead=world.member(centre, "centre_lead"),
        consultant=world.member(office, "vdab_counsellor"),
    )  # fmt: skip


@contextmanager
def refused():
    """A right that is not there, or a row that the statement does not find."""
    with pytest.raises(ProgrammingError), transaction.atomic():
        yield


def changed(statement: str, *values: Any) -> bool:
    """Whether a statement changed a row; False when it was refused or found none."""
    try:
        with transaction.atomic():
            return bool(world.sql(f"{statement} returning 1", *values))
    except DatabaseError:
        return False


class TestExports:
    @pytest.mark.parametrize(
        ("role", "kind"),
        [("centre_lead", "xlsx"), ("platform_admin", "xlsx"), ("", "xlsx"), ("counsellor", "zomaar")],
    )  # fmt: skip
    def test_an_export_is_logged_in_a_role_and_with_a_code_that_are_true(self, place, role, kind):
        ask = "select rights.log_export(%s, %s::uuid[], %s, %s)"
        with acting_as(place.counsellor.user_id):
            with refused():
                world.sql(ask, place.centre.pk, [place.person.pk], role, kind)
            assert world.sql(ask, place.centre.pk, [place.person.pk], "counsellor", "csv") == [(1,)]

    def test_a_log_row_is_a_look_or_an_event(self, place):
        with acting_as(place.counsellor.user_id), refused():
            world.sql(
                "select rights.record('zeker', 'file_opened', 'counsellor', %s, null, %s, 'x', '{}')",
                place.person.pk, place.centre.pk,
            )  # fmt: skip

    def test_no_look_is_written_into_the_log_of_somebody_whom_nobody_looked_at(self, place):
        look = "select rights.record('look', 'file_opened', 'counsellor', %s, null, %s, 'guidance', '{}')"
        with acting_as(place.counsellor.user_id):
            world.sql(look, place.person.pk, place.centre.pk)
            with refused():
                world.sql(look, place.stranger.pk, place.centre.pk)


class TestDocuments:
    def asked(self, place: Any, person: Any, **fields: Any) -> Document:
        values = {
            "person": person, "kind": "handover_pdf", "organisation": place.centre,
            "requested_by": place.counsellor.user_id, "groups": [],
        }  # fmt: skip
        return Document.objects.create(**(values | fields))

    def test_only_of_somebody_with_whom_the_organisation_works(self, place):
        with acting_as(place.counsellor.user_id):
            self.asked(place, place.person)
            with refused():
                self.asked(place, place.stranger)

    def test_a_document_is_asked_and_never_brought(self, place):
        with acting_as(place.counsellor.user_id), refused():
            self.asked(place, place.person, state="ready", content=b"vals", made_at=clock.now())

    def test_a_made_document_is_not_changed_by_a_colleague_nor_by_who_asked(self, place):
        with acting_as(place.counsellor.user_id):
            made = self.asked(place, place.person)
        with owner():
            Document.objects.update(state="ready", content=b"echt", made_at=clock.now())
        for one in (place.counsellor, place.lead):
            with acting_as(one.user_id):
                assert not changed("update handover_document set content = %s", b"vals")
        with owner():
            assert bytes(Document.objects.get(pk=made.pk).content) == b"echt"

    def test_a_download_is_of_a_ready_document_of_that_organisation(self, place):
        with acting_as(place.counsellor.user_id):
            made = self.asked(place, place.person)
        fields = {
            "person": place.person, "document": made, "organisation": place.centre,
            "by": place.counsellor.user_id, "by_name": "X", "groups": [],
        }  # fmt: skip
        with acting_as(place.counsellor.user_id), refused():
            Download.objects.create(**fields)
        with owner():
            Document.objects.update(state="ready", content=b"echt", made_at=clock.now())
        with acting_as(place.counsellor.user_id):
            for wrong in ({"person": place.stranger}, {"organisation": None}, {"groups": ["medical"]},
                          {"deleted_at": clock.now()}):  # fmt: skip
                with refused():
                    Download.objects.create(**(fields | wrong))
            Download.objects.create(**fields)


class TestTheFile:
    def received(self, place: Any) -> Entry:
        return world.entry(
            place.person, place.centre, "studies", kind="study", source="led",
            source_reference="R1", content={"title": "Echt"},
        )  # fmt: skip

    def test_what_a_source_gave_is_edited_by_nobody(self, place):
        entry = self.received(place)
        for one in (place.counsellor.user_id, place.lead.user_id, world.account_of(place.person)):
            with acting_as(one):
                assert not changed(
                    "update dossier_entry set content = '{}' where id = %s", entry.pk
                )
                assert not changed("update dossier_entry set withdrawn_at = now()")
        for column in ("source", "source_reference", "joined_at", "recorded_at", "author"):
            with acting_as(place.counsellor.user_id), refused():
                world.sql(f"update dossier_entry set {column} = default")

    def test_a_newer_message_takes_its_place_and_the_young_person_reads_of_it(self, place):
        entry = self.received(place)
        with acting_as(place.counsellor.user_id):
            world.sql("select rights.renew_received(%s, '{\"title\": \"Nieuw\"}', false, 'counsellor')", entry.pk)  # fmt: skip
        with acting_as(world.account_of(place.person)):
            assert world.sql("select content ->> 'title' from dossier_entry") == [("Nieuw",)]
            assert world.sql("select content ->> 'title' from dossier_entryversion") == [("Echt",)]
            assert world.sql("select name, object from audit_record where name = 'entry_received'") == [
                ("entry_received", entry.pk)
            ]  # fmt: skip
        assert record_received

    def test_what_somebody_wrote_is_not_renewed_as_if_a_source_gave_it(self, place):
        entry = world.entry(place.person, place.centre, "studies", source_reference="R2")
        with acting_as(place.counsellor.user_id), refused():
            world.sql("select rights.renew_received(%s, '{}', false, 'counsellor')", entry.pk)

    def test_staff_rewrite_no_statement_of_the_young_person(self, place):
        world.entry(place.person, place.centre, "experience", source="own")
        with acting_as(place.counsellor.user_id):
            assert not changed("update dossier_entry set content = '{}'")

    def test_what_the_young_person_keeps_from_a_parent_staff_do_not_open(self, place):
        note = world.entry(place.person, place.centre, "medical")
        with acting_as(world.account_of(place.person)):
            world.sql("select rights.hide_entry(%s, true, '')", note.pk)
        with acting_as(place.counsellor.user_id):
            for hide, why in ((False, ""), (False, "zomaar"), (True, "toch")):
                with refused():
                    world.sql("select rights.hide_entry(%s, %s, %s)", note.pk, hide, why)

    def test_nothing_of_the_career_groups_is_kept_from_parents(self, place):
        fields = {
            "person": place.person, "organisation": place.centre, "data_group": "studies",
            "kind": "study", "content": {"title": "x"}, "source": "counsellor",
            "author": place.counsellor.user_id, "hidden_from_guardians": True, "hidden_reason": "x",
        }  # fmt: skip
        with acting_as(place.counsellor.user_id), refused():
            Entry.objects.create(**fields)


class TestTheLine:
    @pytest.mark.parametrize(
        "change",
        ["joined_at = null", "source = 'counsellor'", "institution_name = 'Ander'",
         "source_reference = ''", "recorded_at = now()", "person_id = person_id"],
    )  # fmt: skip
    def test_whose_where_and_from_which_source_is_written_once(self, place, change):
        with owner():
            Enrolment.objects.create(
                person=place.person, organisation=place.centre, institution_name="Echt",
                pathway="dual", school_year="2026-2027", from_on="2026-09-01", source="magda",
                source_reference="1", joined_at=clock.now(),
            )  # fmt: skip
        with acting_as(place.counsellor.user_id), refused():
            world.sql(f"update trajectories_enrolment set {change}")

    def test_a_new_row_was_joined_by_no_merge(self, place):
        with acting_as(place.counsellor.user_id), refused():
            Station.objects.create(
                person=place.person, organisation=place.centre, kind="programme", label="x",
                pathway="dual", on="2026-09-01", joined_at="2020-01-01T00:00Z",
            )  # fmt: skip


class TestCodes:
    def code(self, place: Any, **fields: Any) -> ActivationCode:
        values = {
            "code_hash": uuid4().hex, "person": place.person, "kind": "self",
            "organisation": place.centre, "issued_by": place.counsellor.user_id,
            "expires_at": clock.now() + timedelta(days=1),
        }  # fmt: skip
        return ActivationCode.objects.create(**(values | fields))

    @pytest.mark.parametrize("question", ["code_hash", "*", "max(code_hash)"])
    def test_the_hash_of_a_code_is_read_by_nobody(self, place, question):
        with acting_as(place.counsellor.user_id):
            self.code(place)
            with refused():
                world.sql(f"select {question} from access_activationcode")

    def test_a_code_is_new_when_it_is_made(self, place):
        wrong = [
            {"tries_left": 9_999},
            {"expires_at": "2099-01-01T00:00Z"},
            {"used_at": "2099-01-01T00:00Z"},
            {"opened_account": place.counsellor.user_id},
        ]
        with acting_as(place.counsellor.user_id):
            for fields in wrong:
                with refused():
                    self.code(place, **fields)

    def test_a_revoked_code_stays_revoked(self, place):
        with acting_as(place.counsellor.user_id):
            self.code(place)
            assert changed("update access_activationcode set revoked_at = now()")
            assert not changed("update access_activationcode set revoked_at = null")

    def test_who_made_a_code_for_a_parent_is_not_that_parent(self, place):
        from overstap.people.models import Guardian

        world.guardian_of(place.person)
        with owner():
            guardian = Guardian.objects.get()
        with acting_as(place.counsellor.user_id):
            self.code(place, kind="guardian", guardian=guardian, code_hash="h" * 64)
            [(outcome,)] = world.sql(
                "select outcome from rights.redeem_code(%s, %s, %s, '', '', 'account')",
                "h" * 64, place.person.birth_date, place.counsellor.user_id,
            )  # fmt: skip
        assert outcome == "own_code"


class TestHandovers:
    def test_a_draft_that_says_it_was_sent_opens_nothing(self, place):
        """The policy of before let it in after an upgrade, and the office read the file at once."""
        fields = {
            "person": place.person, "sender": place.centre, "receiver": place.office,
            "sender_contact": place.counsellor, "leaving_on": clock.today(),
        }  # fmt: skip
        with acting_as(place.counsellor.user_id):
            for fact in (
                "sent_at",
                "shown_at",
                "seen_at",
                "accepted_at",
                "declined_at",
                "closed_at",
            ):
                with refused():
                    Handover.objects.create(**fields, **{fact: clock.now()})
            with refused():
                Handover.objects.create(**fields, data_until_on=clock.today())
            Handover.objects.create(**fields)
        with acting_as(place.consultant.user_id):
            assert world.sql("select from access_grant") == []
            assert world.sql("select from people_person") == []

    def test_a_draft_says_nothing_that_a_later_move_says_and_is_the_own(self, place):
        fields = {
            "person": place.person, "sender": place.centre, "receiver": place.office,
            "sender_contact": place.counsellor, "leaving_on": clock.today(),
        }  # fmt: skip
        elsewhere = world.member(world.organisation())
        wrong: list[dict[str, Any]] = [
            {"contacted_on": clock.today()},
            *({word: "x"} for word in ("question", "question_answer", "decline_code",
                                       "decline_sentence", "contact_result", "legal_basis")),
            {"sender_contact": place.lead},
            {"sender_contact": elsewhere},
            {"receiver_contact": elsewhere},
            {"receiver": elsewhere.organisation},
        ]  # fmt: skip
        with acting_as(place.counsellor.user_id):
            for more in wrong:
                with refused():
                    Handover.objects.create(**(fields | more))
            made = Handover.objects.create(**fields, receiver_contact=place.consultant)
            another = "update handover_handover set receiver_id = %s where id = %s"
            assert not changed(another, elsewhere.organisation_id, made.pk)
            assert changed(another, world.organisation(kind="vdab").pk, made.pk)

    @pytest.mark.parametrize("was_shown", [True, False])
    def test_a_draft_that_was_shown_once_stays(self, place, was_shown):
        shown = {"shown_at": clock.now(), "term_ends_on": clock.today()} if was_shown else {}
        with owner():
            made = Handover.objects.create(
                person=place.person, sender=place.centre, receiver=place.office,
                sender_contact=place.counsellor, leaving_on=clock.today(), **shown,
            )  # fmt: skip
            Need.objects.create(
                handover=made, person=place.person, sender=place.centre,
                decided_by=place.counsellor.user_id,
            )  # fmt: skip
        with acting_as(place.counsellor.user_id):
            gone = changed("delete from handover_need where handover_id = %s", made.pk)
            assert gone != was_shown
        with owner():
            Need.objects.all().delete()
        with acting_as(place.counsellor.user_id):
            gone = changed("delete from handover_handover where id = %s", made.pk)
            assert gone != was_shown

    def step(self, handover: Handover, move: str, to: str, org: Any, who: Any, **more: Any) -> bool:
        values = {
            "id": uuid4(), "handover_id": handover.pk, "person_id": handover.person_id, "move": move,
            "to_state": to, "by": who, "by_name": "", "organisation_id": org and org.pk, "note": "",
            "for_receiver": move in FOR_RECEIVER, "at": clock.now() - timedelta(days=99),
        } | more  # fmt: skip
        return changed(
            f"insert into handover_step ({', '.join(values)}) values ({', '.join(['%s'] * len(values))})",
            *values.values(),
        )

    def test_a_step_is_written_by_who_made_the_move_once_it_was_made(self, place):
        handover = world.sent_handover(place.person, place.centre, place.office)
        sides = (place.counsellor, place.centre), (place.consultant, place.office)
        place.person.birth_date = clock.today().replace(year=clock.today().year - 16, day=1)
        with owner():
            place.person.save()
        young, parent = world.account_of(place.person), world.guardian_of(place.person)
        for state in State.values:
            written = set()
            for member, org in sides:
                with acting_as(member.user_id):
                    for move in [*TOLD, "zomaar"]:
                        if self.step(handover, move, state, org, member.user_id):
                            written.add((move, member))
            moves = {
                (move, member) for move, member in written if move in {one.name for one in MOVES}
            }
            # It stands at sent, and who sent it is the centre.
            assert moves == ({("send", place.counsellor)} if state == "sent" else set())
            assert {move for move, member in written - moves if member == place.counsellor} == {
                "plan_meeting", "move_meeting", *(["start"] if state == "draft" else []),
            }  # fmt: skip
            assert {move for move, member in written - moves if member == place.consultant} == {
                "follow_up", "follow_up_missed",
            }  # fmt: skip
        answers = (
            {"choose", "ask_parent", "meeting_off"},
            {"confirm", "no_agreement", "meeting_off"},
        )
        for account, own in zip((young, parent), answers, strict=True):
            with acting_as(account):
                assert own == {
                    move for move in TOLD if self.step(handover, move, "sent", None, account)
                }

    def test_a_step_says_for_whom_it_is_and_when_as_the_house_says(self, place):
        handover = world.sent_handover(place.person, place.centre, place.office)
        with acting_as(place.counsellor.user_id):
            mine = handover, "send", "sent", place.centre, place.counsellor.user_id
            assert not self.step(*mine, for_receiver=False)
            assert not self.step(*mine, organisation_id=None)
            assert not self.step(*mine, by=place.lead.user_id)
            assert not self.step(*mine, person_id=place.stranger.pk)
            assert not self.step(handover, "plan_meeting", *mine[2:], for_receiver=True)
            assert self.step(*mine)
            told = world.sql(
                "select at > now() - interval '1 hour' from handover_step where move = 'send'"
            )
            assert told == [(True,)]

    def test_a_job_writes_what_a_job_did(self, place):
        handover = world.sent_handover(place.person, place.centre, place.office)
        with role("system"):
            for move in [*TOLD, "zomaar"]:
                assert self.job_step(handover, move, "sent") == (move == "send")
                assert not self.job_step(handover, move, "accepted")
            assert not self.job_step(handover, "send", "sent", organisation_id=place.office.pk)
            assert not self.job_step(handover, "send", "sent", person_id=place.stranger.pk)

    def job_step(self, handover: Handover, move: str, to: str, **more: Any) -> bool:
        """The job reads no step back, so nothing is answered."""
        values = {
            "id": uuid4(), "handover_id": handover.pk, "person_id": handover.person_id, "move": move,
            "to_state": to, "by": None, "by_name": "", "organisation_id": None, "note": "",
            "for_receiver": move in FOR_RECEIVER, "at": clock.now(),
        } | more  # fmt: skip
        try:
            with transaction.atomic():
                world.sql(
                    f"insert into handover_step ({', '.join(values)})"
                    f" values ({', '.join(['%s'] * len(values))})",
                    *values.values(),
                )
                return True
        except DatabaseError:
            return False

    def test_nobody_writes_an_answer_for_the_young_person_or_a_parent(self, place):
        handover = world.sent_handover(place.person, place.centre, place.office)
        for move in ("choose", "confirm"):
            for one in (place.counsellor, place.consultant):
                with acting_as(one.user_id):
                    assert not changed(
                        "insert into handover_step (id, handover_id, person_id, move, to_state, by,"
                        " by_name, note, for_receiver, at) values (gen_random_uuid(), %s, %s, %s,"
                        " 'sent', %s, 'x', '', false, now())",
                        handover.pk, place.person.pk, move, one.user_id,
                    )  # fmt: skip

    def test_the_contact_of_an_office_works_there(self, place):
        handover = world.sent_handover(place.person, place.centre, place.office)
        with acting_as(place.consultant.user_id):
            change = "update handover_handover set receiver_contact_id = %s where id = %s"
            assert not changed(change, place.counsellor.pk, handover.pk)
            assert changed(change, place.consultant.pk, handover.pk)


class TestAnswers:
    def test_who_asked_to_join_does_not_answer_with_a_role_elsewhere(self, place):
        other = world.organisation()
        asker = world.member(other)
        with owner():
            from overstap.access.models import Membership

            Membership.objects.create(
                user_id=asker.user_id, organisation=place.centre, role="counsellor",
                display_name="Dubbel", from_on="2020-01-01",
            )  # fmt: skip
        with acting_as(asker.user_id):
            [(answer,)] = world.sql(
                "select rights.create_person(gen_random_uuid(), %s, %s, %s, %s, %s, 'day', 'nld', '', null,"
                " '', %s, true)",
                other.pk, place.person.first_name, place.person.last_name, place.person.sort_key,
                place.person.birth_date, clock.today(),
            )  # fmt: skip
            assert answer == "perhaps_known"
            [(request,)] = world.sql("select id from access_linkrequest")
            with refused():
                world.sql("select rights.answer_link(%s, true)", request)
        with acting_as(place.counsellor.user_id):
            world.sql("select rights.answer_link(%s, true)", request)
