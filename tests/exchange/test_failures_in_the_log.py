"""A fault that a user reads as a sentence stands in the server's log: where it broke, of nobody."""

import logging
from typing import Any

import pytest
from django.db import DataError, OperationalError

from overstap.config.logs import WithoutValues
from overstap.exchange.services import messages, pupils
from tests import world
from tests.exchange import flows
from tests.exchange.tabular.factories import pupils as invented

pytestmark = pytest.mark.django_db
PRIVATE = "Amina Haddad"


def refuse(*_any: Any, **_named: Any) -> None:
    raise DataError(f"value too long: ({PRIVATE})")


def told(caplog: pytest.LogCaptureFixture) -> str:
    form = WithoutValues("%(message)s")
    return "\n".join(form.format(record) for record in caplog.records)


def test_a_list_that_breaks_ends_and_says_where_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    by = flows.viewer(world.organisation())
    monkeypatch.setattr(pupils, "find_columns", refuse)
    with caplog.at_level(logging.ERROR):
        run = flows.read(by, "pupils", ("lijst.csv", flows.list_of(invented(2))))
    assert run.state == "failed"
    assert "test_failures_in_the_log.py" in told(caplog)
    assert "DataError" in told(caplog)
    assert PRIVATE not in told(caplog)


def test_a_message_that_cannot_be_kept_is_refused_and_says_where_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    by = flows.viewer(world.organisation())
    monkeypatch.setattr(messages, "read_one", refuse)
    with caplog.at_level(logging.ERROR):
        run = flows.read(by, "led", ("a.xml", b"<a/>"))
    assert (run.state, flows.outcomes(run)) == ("applied", ["refused"])
    assert "DataError" in told(caplog)
    assert PRIVATE not in told(caplog)


def test_a_message_is_not_refused_because_the_database_was_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = flows.viewer(world.organisation())

    def away(*_any: Any, **_named: Any) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(messages, "read_one", away)
    with pytest.raises(OperationalError):
        flows.read(by, "led", ("a.xml", b"<a/>"))
