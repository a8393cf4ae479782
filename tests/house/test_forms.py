"""Every form of every page, posted as every role with what does not belong in it.

Another's references in each field and in the address, fields that no form has, values that no field
takes. Nothing of another person changes or is told, an extra field changes nothing, no page breaks.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from tests import catalogue
from tests.conftest import owner
from tests.house import doors
from tests.house.doors import ROLES, Side
from tests.house.test_doors import SHARED

from overstap.access.actor import set_actor
from overstap.kernel import clock
from overstap.people.models import Person
from overstap.research.choices import ExtractState
from overstap.research.models import Extract

pytestmark = pytest.mark.django_db
NAME = "Geheimzina"
# Kept by libraries, or written at every request.
ASIDE = {"django_session", "config_cache", "procrastinate_jobs", "procrastinate_events"}
# What everybody may name: offices, contact persons, accounts of staff.
EVERYBODYS = {
    "organisations.Organisation",
    "access.Membership",
    "access.User",
    "access.Invitation",
    "access.Setting",
}
GARBAGE = ("\x00", "'; drop table people_person; --", "9" * 400, "😀" * 50, "{{ 7*7 }}", "-1")
# What a closed door answers.
CLOSED = {403, 404, 405}


class Forms(HTMLParser):
    """The forms of a page: where they go and what they would send as they stand."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page, self.found, self.select = page, [], ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((at.get("action") or self.page, at.get("method", "get"), {}))
        if not self.found:
            return
        fields: dict[str, str] = self.found[-1][2]
        name = at.get("name", "")
        if tag == "select":
            self.select = name
            fields.setdefault(name, "")
        elif tag == "option" and self.select and (at.get("value") and not fields[self.select]):
            fields[self.select] = at["value"]
        elif tag in {"input", "textarea", "button"} and name and name != "csrfmiddlewaretoken":
            if at.get("type") in {"radio", "checkbox"} and name in fields:
                return
            fields[name] = at.get("value") or EXAMPLES.get(at.get("type", ""), "iets")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


EXAMPLES = {"date": "2026-01-15", "email": "x@voorbeeld.test", "number": "3", "checkbox": "on"}


@contextmanager
def undone() -> Iterator[None]:
    before = transaction.savepoint_create()
    connection.cursor().execute("set local role overstap_app")
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
        set_actor(None)


def own_records(side: Side) -> dict[str, Any]:
    return {label: row.pk for label, row in side.records.items() if label not in EVERYBODYS}


def extra(side: Side) -> dict[str, str]:
    """Every column of every record that is ours, with a value that would do harm."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("overstap."):
            continue
        for field in model._meta.concrete_fields:
            found[field.name] = found[field.attname] = harmful(field, side)
    return found


def harmful(field: models.Field, side: Side) -> str:
    if field.is_relation:
        row = side.records.get(field.related_model._meta.label)
        return str(row.pk) if row else ""
    kinds: list[tuple[type, str]] = [
        (models.UUIDField, str(side.users["counsellor"])),
        (models.DateTimeField, "2020-01-01T00:00Z"),
        (models.DateField, "2020-01-01"),
        (models.BooleanField, "on"),
        (models.IntegerField, "99"),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), "closed")


def snapshot(only: list[str] | None = None) -> Counter[str]:
    """All rows as text, made-up ids and clocks aside; with `only`, those that name one of these."""
    with owner(), connection.cursor() as cursor:
        names = [t.name for t in catalogue.tables(connection.connection) if t.name not in ASIDE]
        where = " where t::text ~ %s" if only else ""
        # One statement for all tables: this is asked hundreds of times.
        parts = [f"select '{name}', t::text from \"{name}\" t{where}" for name in names]
        named = ["|".join(only)] * len(names) if only else None
        cursor.execute(" union all ".join(parts), named)
        rows = cursor.fetchall()
    return Counter(f"{name} {MADE_UP.sub('made', text)}" for name, text in rows)


# Ids, times with a clock, keyed hashes, ciphers, the number of a line in the log.
MADE_UP = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d{4}-\d\d-\d\d \d\d:\d\d[^,)]*|[0-9a-f]{40,}"
    r"|\\x[0-9a-f]*|gAAAA[\w=-]*|md5\$[^,)]*|^\(\d+,"
)


def post(browser: Client, url: str, body: dict[str, str]) -> tuple[int, str]:
    kept = browser.cookies.copy()
    answer = browser.post(url, body)
    browser.cookies = kept
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, text.decode(errors="replace")


def forms_of(browser: Client, own: Side) -> dict[tuple[str, str], dict[str, str]]:
    """(name of the address, url) -> fields, of every form that this visitor can see, and of every
    address that takes a POST without showing a form of its own."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in doors.addresses():
        name, url = one.name, doors.address(one.name, one.parts, own)
        found[name, url] = {}
        with undone():
            answer = browser.get(url)
            if answer.status_code != 200 or answer.streaming:
                continue
            shown = Forms(url, answer.content.decode(errors="replace")).found
        for action, method, fields in shown:
            if method.lower() == "post" and action.startswith("/"):
                found.setdefault((name, urlsplit(action).path), {}).update(fields)
    return {key: fields for key, fields in found.items() if key[1] not in LEAVING}


# Signing out ends the visit; the demo's personas are there only in the demo.
LEAVING = {"/afmelden/", "/toestel/klaar/"}


@pytest.fixture
def sides() -> tuple[Side, Side]:
    own, other = doors.make("hier"), doors.make("elders")
    with owner():
        Person.objects.filter(pk=other.records["people.Person"].pk).update(
            first_name=NAME, last_name=NAME, sort_key=NAME.lower()
        )
        # A study can be asked of an extract that is ready: else its two forms are not met.
        for side in (own, other):
            Extract.objects.filter(pk=side.records["cohorts.Extract"].pk).update(
                state=ExtractState.READY, ends_on=clock.today() + timedelta(days=30)
            )
    return own, other


def turned(text: str, own: Side, other: Side) -> str:
    """References of the own side become those of the other."""
    for label, row in own.records.items():
        if label in other.records and isinstance(row.pk, UUID):
            text = text.replace(str(row.pk), str(other.records[label].pk))
    return text


@pytest.mark.parametrize("role", ROLES)
def test_no_form_reaches_another_person_tells_of_one_or_breaks(
    sides: tuple[Side, Side], role: str
) -> None:
    own, other = sides
    browser = doors.client(own, role)
    ids = [str(pk) for pk in own_records(other).values() if isinstance(pk, UUID)]
    before, wrong = snapshot(ids), []
    forms = forms_of(browser, own)
    assert len(forms) > 60
    if role == "researcher":
        assert {"kort-title", "tekst-text"} <= set().union(
            *(fields for (name, _url), fields in forms.items() if name == "cohorts:new_study")
        )
    for (name, url), fields in forms.items():
        forged = {key: turned(value, own, other) for key, value in fields.items()}
        bodies = [
            (url, forged | {k: v for k, v in extra(other).items() if k not in forged}),
            (turned(url, own, other), forged),
            (url, {key: GARBAGE[n % len(GARBAGE)] for n, key in enumerate(fields or ["x"])}),
        ]
        with undone():
            for where, body in bodies:
                status, text = post(browser, where, body)
                if status in CLOSED and where == url:
                    break
                if status >= 500:
                    wrong.append((name, where, status))
                if NAME in text:
                    wrong.append((name, where, "told a name"))
            changed = before if status in CLOSED and where == url else snapshot(ids)
            if changed != before and not (role == "platform_admin" and name in SHARED):
                wrong.append((name, url, list((changed - before) + (before - changed))[:2]))
    assert wrong == []


@pytest.mark.parametrize(
    "role", ["counsellor", "centre_lead", "young_person", "vdab_counsellor", "org_admin"]
)
def test_a_field_that_no_form_has_changes_nothing(sides: tuple[Side, Side], role: str) -> None:
    """The same form with and without hundreds of fields of our own tables: the same rows after."""
    own, other = sides
    browser, wrong, written = doors.client(own, role), [], 0
    start = snapshot()
    for (name, url), fields in forms_of(browser, own).items():
        if not fields:
            continue
        more = {key: value for key, value in extra(other).items() if key not in fields}
        results = []
        for body in (fields, fields | more):
            with undone():
                status, _text = post(browser, url, body)
                results.append((status, start if status in CLOSED else snapshot()))
        written += results[0][1] != start
        if results[0] != results[1]:
            difference = (results[1][1] - results[0][1]) + (results[0][1] - results[1][1])
            wrong.append((name, results[0][0], results[1][0], list(difference)[:2]))
    assert wrong == []
    assert written, "no form of this role wrote anything"
