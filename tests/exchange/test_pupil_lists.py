"""Pupil lists from upload to undo, and what a crafted list cannot do."""

from datetime import date

import pytest
from django.db import connection

from overstap.access.actor import set_actor
from overstap.access.models import CaseloadRow, Grant, Involvement
from overstap.dossier.models import Entry
from overstap.exchange.models import ColumnMapping, ImportFile, ImportRow, ImportRun
from overstap.exchange.services import applying, ending, runs, steps, undoing
from overstap.exchange.services import pupils as verbs
from overstap.exchange.services.forgetting import forget_old_runs
from overstap.exchange.services.watching import Watch
from overstap.kernel.refusals import Refusal
from overstap.people.models import ContactPoint, NationalNumber, Person, Residence
from overstap.trajectories.models import Enrolment
from tests import world
from tests.conftest import owner
from tests.exchange import flows
from tests.exchange.tabular.factories import pupils

pytestmark = pytest.mark.django_db
HEAD = ("Familienaam", "Voornaam", "Geboortedatum", "Rijksregisternummer", "Gemeente", "Gsm")


def test_a_list_makes_people_with_number_home_contact_and_enrolment() -> None:
    centre = world.organisation()
    by = flows.viewer(centre)
    run = flows.check(by, flows.list_of(list(pupils(5))))
    assert (run.state, run.counts) == ("ready", {"new": 5})
    assert Person.objects.count() == 0
    run = flows.apply(by, run)
    assert (run.state, run.counts["created"]) == ("applied", 5)
    counted = (Person, NationalNumber, Residence, Enrolment, Involvement, CaseloadRow)
    assert [model.objects.count() for model in counted] == [5] * 6
    assert ContactPoint.objects.count() == 10
    assert Grant.objects.filter(covers_others=True).count() == 0
    assert ImportFile.objects.count() == 0
    assert CaseloadRow.objects.exclude(programme="").count() == 5


def test_the_same_list_twice_changes_nothing() -> None:
    by = flows.viewer(world.organisation())
    data = flows.list_of(list(pupils(8)))
    flows.apply(by, flows.check(by, data))
    again = flows.check(by, data)
    assert again.counts == {"unchanged": 8}
    again = flows.apply(by, again)
    assert "created" not in again.counts
    assert Person.objects.count() == 8


def test_two_previews_of_one_list_do_not_make_people_twice() -> None:
    by = flows.viewer(world.organisation())
    data = flows.list_of(list(pupils(3)))
    first, second = flows.check(by, data), flows.check(by, data)
    flows.apply(by, first)
    second = flows.apply(by, second)
    assert Person.objects.count() == 3
    assert flows.outcomes(second) == ["doubtful"] * 3


def changed_list() -> tuple[bytes, bytes]:
    row = ["Haddad", "Amina", date(2008, 3, 14), "", "Gent", "0470123456"]
    return flows.csv([row], HEAD), flows.csv([[*row[:4], "Oostende", "0470999999"]], HEAD)


def test_changes_show_old_and_new_and_undo_gives_the_old_back() -> None:
    by = flows.viewer(world.organisation())
    before, after = changed_list()
    flows.apply(by, flows.check(by, before))
    run = flows.check(by, after)
    (row,) = ImportRow.objects.filter(run=run)
    found = {one["field"]: (one["old"], one["new"]) for one in row.changes}
    assert found == {
        "municipality": ("Gent", "Oostende"),
        "phone": ("+32470123456", "+32470999999"),
    }
    run = flows.apply(by, run)
    assert Residence.objects.get().municipality_name == "Oostende"
    assert CaseloadRow.objects.get().municipality_name == "Oostende"
    run = flows.undo(by, run)
    assert (run.state, run.counts["restored"]) == ("undone", 1)
    assert Residence.objects.get().municipality_name == "Gent"
    assert list(ContactPoint.objects.values_list("value", flat=True)) == ["+32470123456"]


def test_undo_takes_new_people_back_and_leaves_whom_somebody_touched() -> None:
    centre = world.organisation()
    by = flows.viewer(centre)
    run = flows.apply(by, flows.check(by, flows.list_of(list(pupils(4)))))
    touched, renamed, *_rest = Person.objects.order_by("id")
    world.entry(touched, centre)
    Person.objects.filter(pk=renamed.pk).update(first_name="Anders")
    run = flows.undo(by, run)
    assert (run.counts["taken_back"], run.counts["left"]) == (2, 2)
    assert set(Person.objects.values_list("pk", flat=True)) == {touched.pk, renamed.pk}
    assert ImportRow.objects.filter(run=run, left_at__isnull=False).count() == 2
    with pytest.raises(Refusal):
        flows.undo(by, run)


def test_undo_leaves_a_value_that_somebody_changed_since() -> None:
    by = flows.viewer(world.organisation())
    before, after = changed_list()
    flows.apply(by, flows.check(by, before))
    run = flows.apply(by, flows.check(by, after))
    Residence.objects.update(municipality_name="Brugge")
    run = flows.undo(by, run)
    assert run.counts["left"] == 1
    assert Residence.objects.get().municipality_name == "Brugge"


def test_a_row_with_an_error_stays_out_and_says_where() -> None:
    by = flows.viewer(world.organisation())
    rows = [["Haddad", "Amina", "31/02/2008"], ["Peeters", "Bram", "1/2/2008"]]
    run = flows.apply(by, flows.check(by, flows.csv(rows, HEAD[:3])))
    assert (run.counts["error"], run.counts["created"]) == (1, 1)
    wrong = ImportRow.objects.get(run=run, outcome="error")
    assert wrong.values == {}
    assert "kolom C" in wrong.problems[0]["where"]


def test_a_doubtful_row_waits_for_somebody_who_says_who_it_is() -> None:
    centre = world.organisation()
    by = flows.viewer(centre)
    flows.apply(by, flows.check(by, flows.csv([["Haddad", "Amina", date(2008, 3, 14)]], HEAD[:3])))
    near = flows.csv([["Haddad", "Amina", date(2008, 4, 14)]], HEAD[:3])
    run = flows.check(by, near)
    assert run.counts == {"doubtful": 1}
    row = ImportRow.objects.get(run=run)
    verbs.decide_row(by=by, run=run, number=row.number, decision=row.meant[0])
    flows.apply(by, run)
    assert [one.birth_date for one in Person.objects.all()] == [date(2008, 4, 14)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_number_in_the_wrong_row_of_a_list_renames_nobody(turned: bool) -> None:
    """Amine's number stands on the row of a newcomer, Amina; Amine is on the list as well."""
    by = flows.viewer(world.organisation())
    amine = ["Haddad", "Amine", date(2008, 3, 14), "08.63.14-003.21"]
    flows.apply(by, flows.check(by, flows.csv([amine], HEAD[:4])))
    wrong, right = ["Haddad", "Amina", *amine[2:]], [*amine[:3], ""]
    rows = [right, wrong] if turned else [wrong, right]
    run = flows.check(by, flows.csv(rows, HEAD[:4]))
    assert flows.outcomes(run).count("changed") == 0
    assert "doubtful" in flows.outcomes(run)
    flows.apply(by, run)
    assert [one.first_name for one in Person.objects.all()] == ["Amine"]


def test_the_columns_are_remembered_for_the_organisation() -> None:
    by = flows.viewer(world.organisation())
    flows.check(by, flows.csv([["Haddad", "Amina", date(2008, 3, 14)]], HEAD[:3]))
    kept = ColumnMapping.objects.get().mapping
    assert kept == {
        "familienaam": "last_name",
        "voornaam": "first_name",
        "geboortedatum": "birth_date",
    }


def test_stopping_before_applying_leaves_nothing() -> None:
    by = flows.viewer(world.organisation())
    run = flows.check(by, flows.list_of(list(pupils(3))))
    ending.cancel(by=by, run=run)
    run = ImportRun.objects.get()
    assert (run.state, ImportRow.objects.count(), ImportFile.objects.count()) == ("cancelled", 0, 0)


def test_a_job_that_is_asked_to_stop_stops_at_its_next_look() -> None:
    by = flows.viewer(world.organisation())
    run = flows.read(by, "pupils", ("x.csv", flows.list_of(list(pupils(3)))))
    mapping = {one["key"]: run.mapping.get(one["key"], "") for one in run.header["columns"]}
    verbs.choose_columns(by=by, run=run, mapping=mapping, now=True)
    ending.cancel(by=by, run=run)
    assert flows.step(by, run).state == "cancelled"
    assert ImportRow.objects.count() == 0


def _stopping_after(monkeypatch: pytest.MonkeyPatch, by: object, at: int) -> list[int]:
    """Somebody presses Stop when the bar stands at `at`; answers what the bar said."""
    told: list[int] = []

    def tell(watch: Watch, done: int) -> None:
        told.append(done)
        # In a test nobody else sees this transaction: the count is written in it.
        runs.progress(watch.run, done)
        if done == at:
            ending.cancel(by=by, run=ImportRun.objects.get(pk=watch.run.pk))  # type: ignore[arg-type]

    monkeypatch.setattr(Watch, "tell", tell)
    # The job holds its lock in this same session; the person who stops has another.
    monkeypatch.setattr(ending, "is_alone", lambda _key: False)
    monkeypatch.setattr(applying, "PART", 2)
    return told


def test_applying_that_is_stopped_half_way_leaves_nobody_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = flows.viewer(world.organisation())
    run = flows.check(by, flows.list_of(list(pupils(7))))
    with monkeypatch.context() as patch:
        told = _stopping_after(patch, by, at=4)
        run = flows.apply(by, run)
    assert told == [0, 2, 4, 6]
    assert (run.state, run.done, run.cancel_asked_at) == ("ready", 0, None)
    assert "teruggedraaid" in run.problem
    assert Person.objects.count() == CaseloadRow.objects.count() == 0
    assert not ImportRow.objects.filter(applied_at__isnull=False).exists()
    # The staged list is whole: it can be applied again, and taken back.
    run = flows.apply(by, run)
    assert (run.state, run.problem, run.counts["created"]) == ("applied", "", 7)
    assert flows.undo(by, run).counts["taken_back"] == 7


def test_stopping_at_the_very_last_moment_is_all_or_nothing_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = flows.viewer(world.organisation())
    run = flows.check(by, flows.list_of(list(pupils(4))))
    with monkeypatch.context() as patch:
        _stopping_after(patch, by, at=4)
        run = flows.apply(by, run)
    assert (run.state, Person.objects.count()) == ("ready", 0)
    run = flows.apply(by, run)
    with pytest.raises(Refusal, match="ongedaan"):
        ending.cancel(by=by, run=run)


def test_parts_of_a_list_do_not_take_each_other_for_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two namesakes of one birth date, both decided to be new: the second part still makes one."""
    by = flows.viewer(world.organisation())
    (one,) = pupils(1)
    run = flows.check(by, flows.csv([one.cells(), one.cells()]))
    verbs.decide_row(by=by, run=run, number=3, decision="new")
    monkeypatch.setattr(applying, "PART", 1)
    assert flows.apply(by, run).counts["created"] == 2


def test_a_list_with_somebody_elses_number_makes_another_person_and_tells_nothing() -> None:
    centre, other = world.organisation(), world.organisation()
    (pupil,) = pupils(1)
    theirs = flows.viewer(other)
    flows.apply(theirs, flows.check(theirs, flows.list_of([pupil])))
    known = Person.objects.get()
    world.entry(known, other)
    mine = flows.viewer(centre)
    set_actor(mine.user_id)
    run = flows.check(mine, flows.list_of([pupil]))
    assert run.counts == {"new": 1}
    flows.apply(mine, run)
    (made,) = Person.objects.all()
    assert made.pk != known.pk
    assert Entry.objects.count() == 0
    set_actor(theirs.user_id)
    assert Person.objects.get().pk == known.pk
    with owner():
        assert Person.objects.count() == 2


def test_another_organisation_sees_no_run_row_or_file() -> None:
    mine, theirs = flows.viewer(world.organisation()), flows.viewer(world.organisation())
    run = flows.check(mine, flows.list_of(list(pupils(2))))
    set_actor(theirs.user_id)
    counted = [model.objects.count() for model in (ImportRun, ImportRow, ImportFile, ColumnMapping)]
    assert counted == [0, 0, 0, 0]
    steps.step(run.pk, theirs.user_id)
    with pytest.raises(Exception, match="not_a_counsellor"):
        world.sql("select rights.create_people(%s, %s, 0, 9)", mine.organisation_id, run.pk)


def test_undoing_never_deletes_somebody_whom_the_run_did_not_make() -> None:
    """A staged row that is made to point at another person takes nobody away."""
    centre = world.organisation()
    by = flows.viewer(centre)
    victim = world.person()
    world.involve(victim, centre)
    run = flows.apply(by, flows.check(by, flows.list_of(list(pupils(1)))))
    ImportRow.objects.filter(run=run).update(person_id=victim.pk)
    run = flows.undo(by, run)
    assert run.counts.get("taken_back", 0) == 0
    assert Person.objects.filter(pk=victim.pk).exists()


@pytest.mark.parametrize("data", [b"PK\x03\x04 geen zip", b"%PDF-1.7", b"\x00" * 50, b"a;b\n1;2\n"])
def test_a_bad_file_ends_with_a_sentence_and_leaves_nothing(data: bytes) -> None:
    by = flows.viewer(world.organisation())
    run = flows.read(by, "pupils", ("lijst.xlsx", data))
    assert run.state == "failed"
    assert run.problem.endswith(".")
    assert ImportFile.objects.count() == 0


def test_what_an_old_list_staged_is_forgotten_and_it_cannot_be_undone_any_more() -> None:
    by = flows.viewer(world.organisation())
    run = flows.apply(by, flows.check(by, flows.list_of(list(pupils(2)))))
    with owner(), connection.cursor() as cursor:
        assert forget_old_runs(cursor, 60) == 0
        cursor.execute("update exchange_importrun set finished_at = now() - interval '61 days'")
        assert forget_old_runs(cursor, 60, dry_run=True) == 1
        assert forget_old_runs(cursor, 60) == 1
        assert forget_old_runs(cursor, 60) == 0
    rows = ImportRow.objects.filter(run=run)
    assert [(row.values, row.number_hash, row.number_cipher) for row in rows] == [
        ({}, "", None)
    ] * 2
    run.refresh_from_db()
    with pytest.raises(Refusal):
        undoing.undo(by=by, run=run, now=True)


def test_a_list_that_nobody_finished_ends_by_itself() -> None:
    by = flows.viewer(world.organisation())
    run = flows.check(by, flows.list_of(list(pupils(2))))
    with owner(), connection.cursor() as cursor:
        cursor.execute("update exchange_importrun set started_at = now() - interval '61 days'")
        assert forget_old_runs(cursor, 60) == 1
    run.refresh_from_db()
    assert (run.state, run.files.count()) == ("cancelled", 0)
    assert ImportRow.objects.filter(run=run).exclude(values={}).count() == 0
