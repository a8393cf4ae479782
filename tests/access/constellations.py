"""Random constellations of rights, and the reference answer in plain Python.

The reference knows nothing of grants or SQL: it reads involvements, handovers, choices, guardians
and entries as a jurist would, so that it can disagree with the database.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from tests.conftest import owner

from overstap.access.models import Choice, Involvement, Membership, PersonAccount, User
from overstap.dossier.models import Entry
from overstap.handover.models import Handover
from overstap.kernel.clock import BRUSSELS
from overstap.organisations.models import Organisation
from overstap.people.models import Guardian, Person
from overstap.people.rules import birthday_at

CAREER = ("personal", "wanted_jobs", "competences", "studies", "experience")
PRIVATE = ("family", "attendance", "psychosocial", "medical")
FILE_ROLES = {"counsellor", "centre_lead", "vdab_counsellor", "vdab_lead"}
START, DAYS = date(2026, 1, 1), 400


@dataclass
class World:
    """Everything that exists, as lists of plain records."""

    orgs: list[Organisation] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    guardians: list[Guardian] = field(default_factory=list)
    accounts: list[PersonAccount] = field(default_factory=list)
    involvements: list[Involvement] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @cached_property
    def by_person(self) -> dict[str, dict[UUID, list[Any]]]:
        return {
            "involvements": of_person(self.involvements),
            "choices": of_person(self.choices),
            "handovers": of_person(self.handovers),
        }


def _day(rnd: random.Random) -> date:
    return START + timedelta(days=rnd.randrange(DAYS))


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=BRUSSELS)


def _until(rnd: random.Random, start: date) -> date | None:
    return None if rnd.random() < 0.4 else start + timedelta(days=rnd.randrange(0, 200))


def make(rnd: random.Random, *, people: int, orgs: int) -> World:
    """A random world, stored as the owner of the tables; triggers derive the grants."""
    world = World()
    for n in range(orgs):
        kind = "cdo" if n < orgs // 2 else "vdab"
        world.orgs.append(Organisation(name=f"o{n}", sort_key=f"o{n}", kind=kind))
    for org in world.orgs:
        for role in rnd.sample(sorted(FILE_ROLES | {"org_admin", "platform_admin"}), 3):
            account = User(username=uuid4().hex, is_active=rnd.random() > 0.1)
            world.users.append(account)
            start = START - timedelta(days=rnd.randrange(100)) if rnd.random() < 0.8 else _day(rnd)
            world.memberships.append(
                Membership(
                    user=account,
                    organisation=org,
                    role=role,
                    display_name="x",
                    from_on=start,
                    until_on=_until(rnd, start),
                )
            )
    for _ in range(people):
        _add_person(rnd, world)
    _store(world)
    return world


def _add_person(rnd: random.Random, world: World) -> None:
    birth = date(2008, 1, 1) + timedelta(days=rnd.randrange(700))
    person = Person(first_name="a", last_name="b", sort_key="b a", birth_date=birth)
    world.people.append(person)
    if rnd.random() < 0.7:
        account = User(username=uuid4().hex, is_active=rnd.random() > 0.1)
        world.users.append(account)
        world.accounts.append(PersonAccount(user=account, person=person, kind="self"))
    for _ in range(rnd.randrange(3)):
        start = birth if rnd.random() < 0.7 else _day(rnd)
        end = min(start + timedelta(days=rnd.randrange(1, 9000)), birthday_at(birth, 18))
        if end <= start:
            continue
        guardian = Guardian(
            person=person,
            name="g",
            relation="parent",
            has_authority=rnd.random() < 0.7,
            may_read_all=rnd.random() < 0.3,
            from_on=start,
            until_on=end,
        )
        world.guardians.append(guardian)
        account = User(username=uuid4().hex)
        world.users.append(account)
        world.accounts.append(
            PersonAccount(user=account, person=person, kind="guardian", guardian=guardian)
        )
    for org in rnd.sample(world.orgs, rnd.randrange(0, 4)):
        start = _day(rnd)
        world.involvements.append(
            Involvement(
                person=person,
                organisation=org,
                role=rnd.choice(["guides", "follows"]),
                from_on=start,
                until_on=_until(rnd, start),
                confirmed_at=_instant(start) if rnd.random() < 0.4 else None,
            )
        )
    _add_choices_and_handovers(rnd, world, person)
    for _ in range(rnd.randrange(6)):
        group = rnd.choice(CAREER + PRIVATE)
        maybe = _instant(_day(rnd))
        world.entries.append(
            Entry(
                person=person,
                data_group=group,
                kind="note",
                content={},
                author=uuid4(),
                source=rnd.choice(["own", "led", "counsellor"]),
                organisation=rnd.choice([*world.orgs, None]),
                recorded_at=_instant(_day(rnd)),
                contested_at=maybe if rnd.random() < 0.2 else None,
                withdrawn_at=maybe if rnd.random() < 0.1 else None,
                joined_at=maybe if rnd.random() < 0.15 else None,
                revised_at=_instant(_day(rnd)) if rnd.random() < 0.3 else None,
                hidden_from_guardians=rnd.random() < 0.3 and group in PRIVATE,
            )
        )


def _add_choices_and_handovers(rnd: random.Random, world: World, person: Person) -> None:
    asked = rnd.sample(world.orgs, rnd.randrange(0, 3))
    # Only an account of a guardian with authority can have confirmed.
    confirmers = [
        a.user_id
        for a in world.accounts
        if a.person_id == person.pk and a.guardian and a.guardian.has_authority
    ]
    for org in asked:
        for topic in rnd.sample([*PRIVATE, "warm_contact"], rnd.randrange(1, 4)):
            start = _day(rnd)
            needs = rnd.random() < 0.5
            confirmed = needs and bool(confirmers) and rnd.random() < 0.7
            ended = _instant(start + timedelta(days=3))
            world.choices.append(
                Choice(
                    person=person,
                    organisation=org,
                    topic=topic,
                    from_on=start,
                    until_on=start + timedelta(days=rnd.randrange(1, 300)),
                    text_version="1",
                    given_by=uuid4(),
                    given_at=_instant(start),
                    needs_guardian=needs,
                    confirmed_by=rnd.choice(confirmers) if confirmed else None,
                    confirmed_at=_instant(start) if confirmed else None,
                    covers_hidden=rnd.random() < 0.5,
                    withdrawn_at=ended if rnd.random() < 0.2 else None,
                    refused_at=ended if rnd.random() < 0.1 else None,
                )
            )
    for sender in rnd.sample(world.orgs, rnd.randrange(0, 3)):
        shown = _day(rnd)
        others = [o for o in world.orgs if o != sender]
        # Often the office about which the young person chose, so that choices come to matter.
        likely = [o for o in asked if o != sender] or others
        world.handovers.append(
            Handover(
                person=person,
                sender=sender,
                receiver=rnd.choice(likely if rnd.random() < 0.8 else others),
                state="shown",
                sender_contact=world.memberships[0],
                leaving_on=shown,
                shown_at=_instant(shown),
                term_ends_on=shown + timedelta(days=14),
                data_until_on=shown + timedelta(days=rnd.randrange(15, 300)),
            )
        )


def _store(world: World) -> None:
    with owner():
        recorded = {e.pk: e.recorded_at for e in world.entries}
        for rows in (
            world.orgs,
            world.users,
            world.memberships,
            world.people,
            world.guardians,
            world.accounts,
            world.involvements,
            world.choices,
            world.handovers,
            world.entries,
        ):
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)  # type: ignore[attr-defined]
        for handover in world.handovers:
            # The database sends on its own day: stand on the day when the term is over.
            sent = handover.term_ends_on
            freeze(sent)
            handover.sent_at = _instant(sent)
            handover.state = "sent"
            handover.legal_basis = "grond"
            handover.save(update_fields=["state", "sent_at", "legal_basis"])
        with connection.cursor() as cursor:
            cursor.executemany(
                "update dossier_entry set recorded_at = %s where id = %s",
                [(instant, pk) for pk, instant in recorded.items()],
            )
            # Involvements and choices were written "now"; merges stand in the past and future.
            cursor.execute(
                "update access_grant"
                " set made_at = (from_on + time '09:00') at time zone 'Europe/Brussels'"
            )
        for entry in world.entries:
            # Django filled in the moment of storing.
            entry.recorded_at = recorded[entry.pk]


def freeze(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute("set local role overstap_definer")
        cursor.execute(
            "insert into rights.frozen_day (day) values (%s)"
            " on conflict (only_row) do update set day = excluded.day",
            [day],
        )
        cursor.execute(f"set local role {before}")


# -- the reference ------------------------------------------------------------------------------


def runs(row: Any, day: date) -> bool:
    return row.from_on <= day and (row.until_on is None or day < row.until_on)


def of_person(rows: list[Any]) -> dict[UUID, list[Any]]:
    """Rows by person: the reference stays plain, and quick enough for thousands of questions."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def visible_entries(world: World, user: User, day: date) -> set[UUID]:
    """Which entries the account may read on a day."""
    if not user.is_active:
        return set()
    mine = _file_orgs(world, user, day)
    links = of_person([a for a in world.accounts if a.user_id == user.pk])
    return {e.pk for e in world.entries if _may_read(world, links[e.person_id], mine, e, day)}


def _may_read(
    world: World, links: list[PersonAccount], mine: set[UUID], entry: Entry, day: date
) -> bool:
    for account in links:
        if account.kind == "self":
            return True
        if runs(account.guardian, day):
            if account.guardian.may_read_all or not entry.hidden_from_guardians:
                return True
    return any(_opens(right, entry) for right in _rights(world, entry, mine, day))


def _file_orgs(world: World, user: User, day: date) -> set[UUID]:
    return {
        m.organisation_id
        for m in world.memberships
        if m.user_id == user.pk and m.role in FILE_ROLES and runs(m, day)
    }


@dataclass(frozen=True)
class Right:
    org: UUID
    others: bool
    since: date
    frozen_at: datetime | None = None
    hidden: bool = True
    chosen: bool = False


def _rights(world: World, entry: Entry, mine: set[UUID], day: date) -> list[Right]:
    who, group = entry.person_id, entry.data_group
    found = []
    for i in world.by_person["involvements"][who]:
        if i.organisation_id in mine and runs(i, day):
            if group in CAREER or i.role == "guides":
                others = i.confirmed_at is not None and group in CAREER
                found.append(Right(i.organisation_id, others, i.from_on))
    for c in world.by_person["choices"][who]:
        if c.topic == group and c.organisation_id in mine and _chosen(world, c, day):
            found.append(
                Right(c.organisation_id, True, c.from_on, c.given_at, c.covers_hidden, chosen=True)
            )
    for h in world.by_person["handovers"][who]:
        if group in CAREER and h.receiver_id in mine:
            if h.sent_at.date() <= day < h.data_until_on:
                found.append(Right(h.receiver_id, True, h.sent_at.date(), h.sent_at))
    return found


def _chosen(world: World, choice: Choice, day: date) -> bool:
    """A choice opens while it runs, confirmed where needed, beside a handover that was sent."""
    if choice.withdrawn_at or choice.refused_at or not runs(choice, day):
        return False
    if choice.needs_guardian and not choice.confirmed_at:
        return False
    return any(
        h.receiver_id == choice.organisation_id and h.sent_at.date() <= day < h.data_until_on
        for h in world.by_person["handovers"][choice.person_id]
    )


def _opens(right: Right, entry: Entry) -> bool:
    if entry.organisation_id == right.org:
        return True
    return (
        right.others
        and not entry.contested_at
        and not entry.withdrawn_at
        and (not entry.joined_at or entry.joined_at <= _instant_utc(right.since))
        and (
            right.frozen_at is None or entry.recorded_at <= right.frozen_at or entry.source == "own"
        )
        and not (right.chosen and entry.revised_at and entry.revised_at > right.frozen_at)
        and (right.hidden or not entry.hidden_from_guardians)
    )


def _instant_utc(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=BRUSSELS)


def visible_people(world: World, user: User, day: date) -> set[UUID]:
    """Whose existence the account may know on a day."""
    if not user.is_active:
        return set()
    seen = {
        a.person_id
        for a in world.accounts
        if a.user_id == user.pk and (a.kind == "self" or runs(a.guardian, day))
    }
    mine = _file_orgs(world, user, day)
    seen |= {i.person_id for i in world.involvements if i.organisation_id in mine and runs(i, day)}
    seen |= {
        c.person_id for c in world.choices if c.organisation_id in mine and _chosen(world, c, day)
    }
    seen |= {
        h.person_id
        for h in world.handovers
        if h.receiver_id in mine and h.sent_at.date() <= day < h.data_until_on
    }
    return seen
