"""Undoing a list leaves every table as it was; the same list twice writes nothing."""

import os
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from overstap.access.actor import set_actor
from overstap.doors.viewer import Viewer
from overstap.exchange.models import ImportRow
from overstap.organisations.models import Organisation
from overstap.people.models import Person
from tests import world
from tests.exchange import flows, list_worlds
from tests.exchange.list_worlds import fields
from tests.samples import sample

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("OVERSTAP_LIST_EXAMPLES", sample(12, 2_000)))
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    # Making a found example smaller takes minutes; the short form says what it found as it is.
    phases=tuple(Phase) if EXAMPLES > 100 else (Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# What may be other after undoing, each with its reason and what it may hold.
LOG = "the log only grows"
LEFT: dict[str, str] = {
    "audit_record": LOG,
    "exchange_importrun": "the run itself, with its counts",
    "exchange_importrow": "its rows, with what went back and what was left",
    "exchange_importfile": "the sealed file goes when its list ends",
    "exchange_columnmapping": "the columns that were chosen, for the next list",
    "people_formercontact": "addresses that went, thirty days, for one warning (its own history)",
    "people_birthcorrection": "dates that were proposed and taken back (history)",
}


def _only_history(changed: dict[tuple[str, str], Any]) -> None:
    for (table, key), (then, now) in changed.items():
        assert table in LEFT, (table, key, then, now)
        if table == "audit_record":
            assert then is None, "the log was rewritten"
        if table == "people_birthcorrection" and then is None:
            assert fields(now)["closed_at"]
            assert not fields(now)["is_confirmed"]


# A list that brought the first address, and the other birth date that a colleague confirms.
NO_HOME = {
    "first_name": "Bram", "last_name": "De Smet", "number": "10641400469", "place": None,
    "birth_date": date(2010, 4, 14), "phones": [], "mails": [], "guardian": True, "enrolments": [],
}  # fmt: skip
A_HOME = flows.csv(
    [["De Smet", "Bram", "14/03/2010", "10641400469", "Frans", "Dorp", "Gent"]],
    ("Familienaam", "Voornaam", "Geboortedatum", "Rijksregisternummer", "Taal", "Straat",
     "Gemeente"),
)  # fmt: skip


@many
@example(people=[NO_HOME], data=A_HOME)
@given(people=list_worlds.PEOPLE, data=list_worlds.lists())
def test_applied_and_undone_every_table_is_as_it_was(
    people: list[dict[str, Any]], data: bytes, stand_on: Any
) -> None:
    with transaction.atomic():
        by, shoot = _stage(people, stand_on)
        run = flows.check(by, data)
        before = shoot()
        run = flows.apply(by, run)
        assert run.state == "applied", run.problem
        run = flows.undo(by, run)
        assert run.state == "undone", run.problem
        _only_history(shoot().since(before))
        assert run.counts.get("left", 0) == 0
        transaction.set_rollback(True)


def _stage(people: list[dict[str, Any]], stand_on: Any) -> tuple[Viewer, Any]:
    stand_on(list_worlds.TODAY)
    by = flows.viewer(world.organisation(institution_number="123456"))
    list_worlds.settle(by, people)
    shoot = list_worlds.camera()
    set_actor(by.user_id)
    return by, shoot


@many
@given(people=list_worlds.PEOPLE, data=list_worlds.lists())
def test_the_same_list_again_is_unchanged_and_writes_nothing(
    people: list[dict[str, Any]], data: bytes, stand_on: Any
) -> None:
    with transaction.atomic():
        by, shoot = _stage(people, stand_on)
        run = flows.apply(by, flows.check(by, data))
        again = flows.check(by, data)
        first = dict(ImportRow.objects.filter(run=run).values_list("number", "outcome"))
        for row in ImportRow.objects.filter(run=again):
            if first[row.number] in ("new", "changed", "unchanged"):
                assert row.outcome == "unchanged", (row.outcome, row.why, row.changes)
        before = shoot()
        flows.apply(by, again)
        assert not [key for key in shoot().since(before) if key[0] not in LEFT]
        transaction.set_rollback(True)


type Changed = dict[tuple[str, str], tuple[str | None, str | None]]
ACTS = st.lists(
    st.tuples(st.sampled_from(list_worlds.ACTS), st.integers(0, 5)), min_size=1, max_size=2
)


@many
@given(people=list_worlds.PEOPLE, data=list_worlds.lists(), acts=ACTS)
def test_what_a_colleague_changed_since_stays_and_is_told(
    people: list[dict[str, Any]], data: bytes, acts: list[tuple[str, int]], stand_on: Any
) -> None:
    with transaction.atomic():
        by, shoot = _stage(people, stand_on)
        colleague = flows.viewer(Organisation.objects.get(pk=by.own_organisation))
        run = flows.check(by, data)
        before = shoot()
        run = flows.apply(by, run)
        applied = shoot()
        set_actor(colleague.user_id)
        known = list(Person.objects.order_by("sort_key", "birth_date", "id"))
        for kind, number in acts if known else ():
            list_worlds.act(colleague, kind, known[number % len(known)])
        since = shoot()
        set_actor(by.user_id)
        run = flows.undo(by, run)
        after = shoot()
        theirs = _of_people(since.since(applied))
        _stays(theirs, after.rows)
        if _both(_of_people(applied.since(before)), theirs):
            assert run.counts["left"] >= 1
        transaction.set_rollback(True)


def _of_people(changed: Changed) -> Changed:
    """Without what is kept of everything, and the lines of lists, which follow the file."""
    return {
        key: pair
        for key, pair in changed.items()
        if key[0] not in LEFT and key[0] != "access_caseloadrow"
    }


def _columns(pair: tuple[str | None, str | None]) -> set[str]:
    then, now = fields(pair[0]), fields(pair[1])
    return {name for name in then.keys() | now.keys() if then.get(name) != now.get(name)}


def _stays(theirs: Changed, rows: dict[tuple[str, str], str]) -> None:
    for key, (then, now) in theirs.items():
        if now is None:
            assert key not in rows
        else:
            assert key in rows, (key, now)
            found = fields(rows[key])
            for name in _columns((then, now)):
                assert found[name] == fields(now)[name], (key, name)


def _both(written: Changed, theirs: Changed) -> bool:
    """Whether the colleague changed something that the list had written."""
    return any(_columns(written[key]) & _columns(theirs[key]) for key in written.keys() & theirs)
