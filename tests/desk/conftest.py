"""A centre with young people, an office of VDAB, and signed-in clients."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overstap.access.models import CaseloadRow, Membership
from overstap.organisations.models import Organisation
from overstap.people.models import Person
from tests import world
from tests.conftest import owner


@dataclass
class Centre:
    """One centre with a counsellor and a lead."""

    organisation: Organisation
    counsellor: Membership
    lead: Membership

    def guide(self, first: str, last: str, birth: date = date(2008, 3, 14), **row: Any) -> Person:
        """A young person of this centre; `row` fills the caseload line."""
        who = world.person(first, last, birth)
        world.involve(who, self.organisation)
        if row:
            with owner():
                CaseloadRow.objects.filter(person_id=who.pk).update(**row)
        return who


@pytest.fixture
def centre(db: None) -> Centre:
    org = world.organisation("CDO De Brug", "cdo", municipality_name="Oostende")
    return Centre(
        org,
        world.member(org, "counsellor", display_name="Ilse Verbeke"),
        world.member(org, "centre_lead", display_name="Jan Peeters"),
    )


@pytest.fixture
def office(db: None) -> Membership:
    org = world.organisation("VDAB Oostende", "vdab")
    return world.member(org, "vdab_lead", display_name="Karim Baert", is_contact=True)


@pytest.fixture
def signed_in() -> Callable[[UUID], Client]:
    """A client of an account, second factor included."""

    def enter(user_id: UUID) -> Client:
        from overstap.access.models import User

        client = Client()
        client.force_login(User.objects.get(pk=user_id))
        session = client.session
        session["second_factor"] = True
        session.save()
        return client

    return enter


# Session, user, viewer and the switches; actor, savepoints and the log are not the page's.
FRAME = ("django_session", "access_user", "access_membership", "access_personaccount")
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "rights.act_as", "rights.record(", "set local role")


@contextmanager
def own_statements(at_most: int) -> Iterator[CaptureQueriesContext]:
    """Fails when a page runs more statements of its own than its budget."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        yield captured
    texts = [q["sql"] for q in captured.captured_queries]
    counted = [t for t in texts if not any(mark in t for mark in NOT_COUNTED)]
    frame = [t for t in counted if any(t.find(f'FROM "{name}"') > 0 for name in FRAME[:2])]
    own = len(counted) - len(frame) - 2
    assert own <= at_most, f"{own} statements:\n" + "\n".join(t[:160] for t in counted)
