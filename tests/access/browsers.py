"""Browsers for tests of access: signed in as staff, or as nobody."""

import re
from uuid import UUID

from django.test import Client

from overstap.access.models import User


def client_of(user_id: UUID) -> Client:
    """A browser in which this account is signed in, the second step done."""
    client = Client()
    client.force_login(
        User.objects.get(pk=user_id), backend="overstap.access.sign_in.KeyedNameBackend"
    )
    session = client.session
    session["second_factor"] = True
    session.save()
    return client


def code_on(page: bytes) -> str:
    """The code that the page shows; never a stretch of digits inside a longer reference."""
    shape = r"(?<![\w-])(?:[0-9A-HJKMNP-TV-Z]{4}-){2,5}[0-9A-HJKMNP-TV-Z]{4}(?![\w-])"
    found = re.search(shape, page.decode())
    assert found, "no code on this page"
    return found.group()
