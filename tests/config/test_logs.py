"""What the server's log tells of a refusal and of an error: no references, no values."""

import logging
from io import StringIO

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from tests import world
from tests.clients import client_of

from overstap.config.logs import WithoutReferences, WithoutValues

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> StringIO:
    """The handler that the settings make, with a page to write on."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    form = settings.LOGGING["formatters"]["plain"]["format"]
    assert settings.LOGGING["formatters"]["plain"]["()"].endswith("logs.WithoutValues")
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_references"]
    handler.setFormatter(WithoutValues(form))
    handler.addFilter(WithoutReferences())
    logging.getLogger("django").addHandler(handler)
    yield written  # type: ignore[misc]
    logging.getLogger("django").removeHandler(handler)


def test_a_403_writes_one_line_with_the_route_and_no_reference(log: StringIO) -> None:
    centre = world.organisation()
    browser = client_of(world.member(centre, "counsellor").user_id)
    answer = browser.get(f"/organisaties/{centre.pk}/")
    assert answer.status_code == 403
    [line] = log.getvalue().splitlines()
    assert line.endswith("WARNING django.request 403 GET /organisaties/<uuid:organisation_id>/")
    assert str(centre.pk) not in line


def test_a_refused_form_token_writes_one_line(log: StringIO) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/aanmelden/", {"name": "amina"}).status_code == 403
    [line] = log.getvalue().splitlines()
    assert line.endswith("WARNING django.security.csrf 403 POST /aanmelden/")


def test_an_unknown_address_is_not_repeated(log: StringIO) -> None:
    Client().get("/amina-haddad-2008-03-14/")
    [line] = log.getvalue().splitlines()
    assert line.endswith("404 GET (onbekend adres)")


def test_an_error_is_told_with_its_place_and_kind_and_without_its_values() -> None:
    record = logging.LogRecord(
        "procrastinate", logging.ERROR, __file__, 1, "taak mislukt", (), None
    )
    try:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select 'Amina Haddad'::integer")
        except Exception as error:
            raise PermissionDenied("over Amina Haddad") from error
    except PermissionDenied as denied:
        record.exc_info = (type(denied), denied, denied.__traceback__)
    text = WithoutValues("%(message)s").format(record)
    assert "Amina" not in text
    assert "psycopg.errors.InvalidTextRepresentation 22P02" in text
    assert "django.core.exceptions.PermissionDenied" in text
    assert "test_logs.py:" in text
