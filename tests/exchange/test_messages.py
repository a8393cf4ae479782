"""Messages of the sources: into the file, waiting, set aside, withdrawn; twice is nothing."""

import random
from argparse import Namespace
from pathlib import Path

import pytest

from overstap.access.actor import set_actor
from overstap.audit.models import Record
from overstap.dossier.models import Entry
from overstap.exchange import commands
from overstap.exchange.led.generator import invent_people, led_answer, write
from overstap.exchange.models import (
    EnrolmentSourceOutcome,
    ImportRow,
    ImportRun,
    SetAside,
    WaitingMessage,
)
from overstap.exchange.sealing import hash_of
from overstap.exchange.services import ending, evidence, messages, runs, waiting
from overstap.kernel.refusals import Refusal
from overstap.people import services as people
from overstap.people.models import Person
from overstap.trajectories.models import Enrolment
from tests import world
from tests.conftest import role
from tests.exchange import flows
from tests.exchange.magda.samples import ENROLMENTS, LED, real

pytestmark = pytest.mark.django_db
SOMEBODY = invent_people(3, seed=4)


def known(by, somebody) -> Person:  # type: ignore[no-untyped-def]
    made = people.create_person(
        by=by,
        organisation_id=by.organisation_id,
        first_name=somebody.given_name,
        last_name=somebody.family_name,
        birth_date=somebody.born_on,
        insz=somebody.insz,
        tell=False,
    )
    return Person.objects.get(pk=made.person_id)


def start():  # type: ignore[no-untyped-def]
    by = flows.viewer(world.organisation())
    set_actor(by.user_id)
    return by


def message(somebody, situation: int = 0) -> tuple[str, bytes]:  # type: ignore[no-untyped-def]
    rng = random.Random(7)
    return f"{somebody.insz}.xml", led_answer(somebody, rng, situation=situation)


def test_evidence_goes_to_the_person_with_the_number_and_the_same_again_changes_nothing() -> None:
    by = start()
    person = known(by, SOMEBODY[0])
    run = flows.read(by, "led", message(SOMEBODY[0], 8))
    assert (run.state, flows.outcomes(run)) == ("applied", ["received"])
    entries = Entry.objects.filter(person=person, source="led")
    count = entries.count()
    assert count == run.counts["new"] >= 3
    assert entries.filter(data_group="experience").count() == 1
    assert all(one.content.get("details") for one in entries.filter(data_group="experience"))
    looks = Record.objects.count()
    again = flows.read(by, "led", message(SOMEBODY[0], 8))
    assert (again.counts["unchanged"], "new" in again.counts) == (count, False)
    assert Entry.objects.count() == count
    assert Record.objects.count() == looks + 1  # that it was read, and nothing about the person


def test_a_cancelled_certificate_withdraws_what_came_before() -> None:
    by = start()
    known(by, SOMEBODY[0])
    name, data = message(SOMEBODY[0])
    flows.read(by, "led", (name, data))
    cancelled = data.replace(b"<Code>1</Code>", b"<Code>10</Code>")
    assert cancelled != data
    run = flows.read(by, "led", (name, cancelled))
    assert run.counts["withdrawn"] == Entry.objects.exclude(withdrawn_at=None).count() >= 2


def test_what_is_not_understood_is_kept_verbatim() -> None:
    by = start()
    known(by, SOMEBODY[0])
    flows.read(by, "led", message(SOMEBODY[0], 6))
    kept = [one for e in Entry.objects.all() for one in e.content.get("unknown", [])]
    assert {"path": "Beoordeling/Score", "text": "78"} in kept


def test_a_message_about_nobody_known_waits_sealed_until_the_person_is_made() -> None:
    by = start()
    somebody = SOMEBODY[1]
    run = flows.read(by, "led", message(somebody))
    assert (flows.outcomes(run), Entry.objects.count()) == (["waiting"], 0)
    flows.read(by, "led", message(somebody))
    one = WaitingMessage.objects.get()
    assert somebody.insz.encode() not in bytes(one.ciphertext)
    found = waiting.proposal(one)
    assert (found.digits, found.birth and found.birth.exact) == (
        somebody.insz,
        somebody.born_on,
    )
    made = waiting.create_for(
        by=by, message=one, first_name="Noor", last_name="Claes", birth_date=somebody.born_on
    )
    assert Entry.objects.filter(person_id=made).count() >= 2
    assert WaitingMessage.objects.count() == 0


def test_looking_again_reads_what_waited_for_somebody_who_is_known_by_now() -> None:
    by = start()
    flows.read(by, "led", message(SOMEBODY[1]))
    known(by, SOMEBODY[1])
    assert waiting.look_again(by=by, organisation_id=by.organisation_id) == 1
    assert Entry.objects.count() >= 2


def aside(by) -> SetAside:  # type: ignore[no-untyped-def]
    known(by, SOMEBODY[0])
    flows.read(by, "led", message(SOMEBODY[0], 4))
    return SetAside.objects.get()


def test_evidence_on_another_number_is_attached_to_nobody_and_comes_once() -> None:
    by = start()
    one = aside(by)
    before = Entry.objects.count()
    flows.read(by, "led", message(SOMEBODY[0], 4))
    assert (SetAside.objects.count(), Entry.objects.count()) == (1, before)
    with pytest.raises(Refusal) as caught:
        evidence.attach(by=by, one=one, number=SOMEBODY[0].insz)
    assert caught.value.code == "not_this_number"
    evidence.discard(by=by, one=one, reason="Niet van ons.")
    flows.read(by, "led", message(SOMEBODY[0], 4))
    assert SetAside.objects.filter(state="open").count() == 0


def test_set_aside_evidence_goes_to_an_own_person_whose_number_is_typed() -> None:
    by = start()
    one = aside(by)
    owner_of_it = known(by, SOMEBODY[2])
    SetAside.objects.update(number_hash=hash_of(SOMEBODY[2].insz))
    one.refresh_from_db()
    assert evidence.attach(by=by, one=one, number=SOMEBODY[2].insz) == owner_of_it.pk
    assert Entry.objects.filter(person=owner_of_it, source="led").count() == 1
    one.refresh_from_db()
    assert (one.state, one.ciphertext) == ("attached", None)


def test_somebody_of_another_organisation_is_not_touched_or_told() -> None:
    theirs = flows.viewer(world.organisation())
    set_actor(theirs.user_id)
    known(theirs, SOMEBODY[0])
    by = start()
    run = flows.read(by, "led", message(SOMEBODY[0]))
    assert flows.outcomes(run) == ["waiting"]
    set_actor(theirs.user_id)
    assert Entry.objects.count() == WaitingMessage.objects.count() == 0


def test_one_bad_file_does_not_stop_the_rest() -> None:
    by = start()
    known(by, SOMEBODY[0])
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    run = flows.read(by, "led", ("a.xml", bomb), message(SOMEBODY[0]), ("b.xml", b"\x00nee"))
    assert sorted(flows.outcomes(run)) == ["received", "refused", "refused"]
    assert run.state == "applied"


def test_stopping_half_way_keeps_what_was_read_and_says_how_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = start()
    for somebody in SOMEBODY:
        known(by, somebody)
    told = runs.progress

    def progress(run: ImportRun, done: int, **fields: object) -> None:
        told(run, done, **fields)
        if done == 2:
            ending.cancel(by=by, run=run)

    files = [message(somebody) for somebody in SOMEBODY]
    with monkeypatch.context() as patch:
        patch.setattr(messages, "progress", progress)
        # The job holds its lock in this same session; the person who stops has another.
        patch.setattr(ending, "is_alone", lambda _key: False)
        run = flows.read(by, "led", *files)
    assert (run.state, run.done, run.counts["received"]) == ("cancelled", 2, 2)
    assert "2 van 3 berichten" in run.problem
    read = Entry.objects.values_list("person_id").distinct().count()
    assert read == 2
    # The same files again go on where it stopped.
    assert flows.read(by, "led", *files).counts["received"] == 3
    assert Entry.objects.values_list("person_id").distinct().count() == 3


def folder(tmp_path: Path, count: int = 12) -> Path:
    write(tmp_path, invent_people(count, seed=2), seed=2)
    return tmp_path


def arguments(by, path: Path, **more) -> Namespace:  # type: ignore[no-untyped-def]
    values = {"folder": str(path), "organisation": by.organisation_name, "by": None}
    return Namespace(**{**values, "create": False, "persons": None, **more})


@pytest.fixture
def acting(monkeypatch):  # type: ignore[no-untyped-def]
    """The command as the first member of an organisation: who that is, only role system may ask."""
    by = start()
    monkeypatch.setattr(commands, "actor_of", lambda _args: (by.organisation_id, by.user_id))
    return by


def test_the_command_makes_people_from_register_answers_and_reads_all(
    acting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by = acting
    path = folder(tmp_path)
    assert commands.import_led(arguments(by, path / "GeefBewijs", create=True)) == 1
    out = capsys.readouterr().out
    assert "10 aangemaakt" in out
    assert not any(one.insz in out or one.family_name in out for one in invent_people(12, seed=2))
    set_actor(by.user_id)
    assert Person.objects.count() == 10
    assert commands.import_enrolments(arguments(by, path / "GeefHistoriekInschrijving")) == 1
    set_actor(by.user_id)
    assert Enrolment.objects.filter(source="magda").exists()
    failed = EnrolmentSourceOutcome.objects.filter(ask_again=True)
    assert failed.exists()
    assert set(failed.values_list("state", flat=True)) <= {"failed", "partial"}


def test_the_command_reads_a_list_and_says_which_rows_need_somebody(
    acting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lijst.csv"
    head = ("Familienaam", "Voornaam", "Geboortedatum")
    path.write_bytes(flows.csv([["Haddad", "Amina", "1/2/2008"], ["X", "Y", "31/2/2008"]], head))
    assert commands.import_pupils(arguments(acting, path, file=str(path))) == 1
    out = capsys.readouterr().out
    assert "1 aangemaakt" in out
    assert "rij 3" in out
    assert "Haddad" not in out
    missing = arguments(acting, path, file=str(tmp_path / "geen.csv"))
    assert commands.import_pupils(missing) == 1


def test_the_job_finds_as_whom_to_act_as_role_system_alone() -> None:
    centre = world.organisation()
    lead = world.member(centre, "centre_lead", from_on="2021-01-01")
    world.member(centre, "counsellor")
    world.member(centre, "org_admin")
    with role("system"):
        found = world.sql("select rights.importer_of(%s, null)", centre.pk)
    assert found == [(lead.user_id,)]
    with pytest.raises(Exception, match="permission denied"):
        world.sql("select rights.importer_of(%s, null)", centre.pk)


@pytest.mark.shared
def test_all_real_led_answers_come_in_when_their_people_are_known() -> None:
    by = start()
    files = sorted(real(LED).glob("*.xml"))
    for number, path in enumerate(files):
        if path.stem.isdigit():
            known(by, _named(path.stem, number))
    run = flows.read(by, "led", *((path.name, path.read_bytes()) for path in files))
    outcomes = flows.outcomes(run)
    assert set(outcomes) <= {"received", "nothing", "ask_again"}
    received = ImportRow.objects.filter(run=run, outcome="received")
    assert received.count() == 18
    assert received.filter(values__set_aside__gt=0).count() == 7
    assert SetAside.objects.count() == run.counts["set_aside"]


@pytest.mark.shared
def test_all_real_enrolment_answers_come_in_with_the_outcome_of_each_source() -> None:
    by = start()
    files = sorted(real(ENROLMENTS).glob("*.xml"))
    for number, path in enumerate(files):
        if path.stem.isdigit():
            known(by, _named(path.stem, number))
    run = flows.read(by, "enrolments", *((path.name, path.read_bytes()) for path in files))
    assert "refused" not in run.counts
    assert Enrolment.objects.count() == run.counts["new"]
    assert run.counts["new"] + run.counts.get("not_written", 0) == 371
    assert EnrolmentSourceOutcome.objects.filter(ask_again=True).count() == 6
    assert ImportRun.objects.get(pk=run.pk).state == "applied"


def _named(insz: str, number: int):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(SOMEBODY[0], insz=insz, family_name=f"Voorbeeld {number}")
