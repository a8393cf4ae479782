"""Makes people, organisations, accounts and rights for tests, as the owner of the tables."""

import itertools
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from overstap.access.models import (
    Involvement,
    Membership,
    PersonAccount,
    User,
)
from overstap.access.sign_in import login_key
from overstap.dossier.models import Entry
from overstap.handover.models import Handover
from overstap.kernel import clock
from overstap.organisations.models import Organisation
from overstap.people.models import Guardian, Person
from overstap.people.rules import birthday_at, sort_key
from tests.conftest import owner

_number = itertools.count(1)


def organisation(name: str = "", kind: str = "cdo", **fields: Any) -> Organisation:
    name = name or f"Centrum {next(_number)}"
    with owner():
        return Organisation.objects.create(
            name=name, sort_key=sort_key(name, ""), kind=kind, **fields
        )


def user(name: str = "", *, password: str = "een lang wachtwoord", staff: bool = False) -> User:
    made = User(username=login_key(name or f"naam{next(_number)}"), needs_second_factor=staff)
    made.set_password(password)
    with owner():
        made.save()
    return made


def member(org: Organisation, role: str = "counsellor", **fields: Any) -> Membership:
    """A staff member with an account of its own: `.user_id` is the actor."""
    with owner():
        pass
    account = user(staff=True)
    fields = {"display_name": f"Medewerker {next(_number)}", "from_on": date(2020, 1, 1)} | fields
    with owner():
        return Membership.objects.create(user=account, organisation=org, role=role, **fields)


def person(
    first: str = "Amina",
    last: str = "Haddad",
    birth: date = date(2008, 3, 14),
    precision: str = "day",
) -> Person:
    with owner():
        return Person.objects.create(
            first_name=first,
            last_name=last,
            sort_key=sort_key(last, first),
            birth_date=birth,
            birth_precision=precision,
        )


def account_of(who: Person) -> UUID:
    """The young person's own account; answers the user id."""
    account = user()
    with owner():
        PersonAccount.objects.create(user=account, person=who, kind="self")
    return account.pk


def guardian_of(who: Person, **fields: Any) -> UUID:
    """A guardian with an account; answers the user id."""
    account = user()
    fields = {
        "name": f"Ouder {next(_number)}",
        "relation": "parent",
        "from_on": who.birth_date,
        "until_on": birthday_at(who.birth.latest, 18),
    } | fields
    with owner():
        link = Guardian.objects.create(person=who, **fields)
        PersonAccount.objects.create(user=account, person=who, kind="guardian", guardian=link)
    return account.pk


def involve(who: Person, org: Organisation, role: str = "guides", **fields: Any) -> Involvement:
    fields = {"from_on": date(2025, 9, 1)} | fields
    with owner():
        return Involvement.objects.create(person=who, organisation=org, role=role, **fields)


def entry(who: Person, org: Organisation | None, group: str = "studies", **fields: Any) -> Entry:
    kind = {
        "personal": "work_situation",
        "wanted_jobs": "wanted_job",
        "studies": "study",
        "competences": "interest",
        "experience": "work",
    }.get(group, "note")
    fields = {"content": {"title": "iets"}, "source": "counsellor", "author": uuid4()} | fields
    with owner():
        return Entry.objects.create(
            person=who, organisation=org, data_group=group, kind=fields.pop("kind", kind), **fields
        )


def sent_handover(who: Person, sender: Organisation, receiver: Organisation) -> Handover:
    """A handover that was sent yesterday; the trigger opens the five career groups."""
    yesterday = clock.now() - timedelta(days=1)
    contact = member(sender)
    with owner():
        return Handover.objects.create(
            person=who,
            sender=sender,
            receiver=receiver,
            sender_contact=contact,
            state="sent",
            leaving_on=clock.today(),
            legal_basis="grond",
            shown_at=yesterday - timedelta(days=20),
            term_ends_on=yesterday.date(),
            sent_at=yesterday,
            data_until_on=clock.today() + timedelta(days=300),
        )


def sql(statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []
