"""Signed-in browsers for view tests."""

from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overstap.access.models import User
from tests.conftest import owner

# Statements of a page itself, and of its frame: session, user, viewer, actor, log.
BUDGET, FRAME = 8, 5


def client_of(user_id: UUID) -> Client:
    """A browser in which this account has signed in, second step included."""
    client = Client()
    with owner():
        client.force_login(User.objects.get(pk=user_id))
        session = client.session
        session["second_factor"] = True
        session.save()
    return client


def statements(client: Client, url: str) -> int:
    """How many statements a page costs, savepoints of the test aside."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len([q for q in queries if "savepoint" not in q["sql"].lower()])
