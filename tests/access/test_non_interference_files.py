"""Clean slate for everything that leaves the system, and for every address of the site.

What is withheld changes no byte of the PDF, of the JSON-LD and of the lists that a centre keeps,
and no page that a counsellor or team leader at the receiving office can ask for. Masked: the token
of the form, the nonce, the clock.
"""

import random
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from tests import world
from tests.access.test_non_interference import WITHHELD, Scene, differences, masked
from tests.clients import client_of
from tests.conftest import owner
from tests.house.doors import PLAIN, addresses

from overstap.access.actor import set_actor
from overstap.access.choices import DataGroup
from overstap.access.models import CaseloadRow
from overstap.doors.viewer import Viewer
from overstap.dossier.models import Entry
from overstap.exchange.kvs.tasks import make_handover_jsonld
from overstap.handover import services
from overstap.handover.models import Document
from overstap.handover.tasks import make_pdf

pytestmark = pytest.mark.django_db
# A reference is random; here it is the same in both worlds, so that the bytes can be.
REFERENCE = UUID("3f0c7f0e-8d0b-4b6e-9a54-0c9f5f2b7a11")
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
JOBS = {"handover_pdf": make_pdf, "handover_jsonld": make_handover_jsonld}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen, and the role is that of the server again."""
    before = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
        set_actor(None)
        connection.cursor().execute("set local role overstap_app")


def document(scene: Scene, kind: str) -> bytes:
    """Asked for by the receiver, made by the job, fetched through the page."""
    receiver = scene.receiver
    by = Viewer(
        user_id=receiver.user_id, role=receiver.role, name=receiver.display_name,
        organisation_id=scene.office.pk, membership_id=receiver.pk,
    )  # fmt: skip
    with undone():
        set_actor(by.user_id)
        asked = services.request_document(handover_id=scene.handover.pk, kind=kind, by=by)
        with owner():
            Document.objects.filter(pk=asked.pk).update(id=REFERENCE)
        JOBS[kind].func(str(REFERENCE))
        answer = client_of(by.user_id).post(f"/documenten/{REFERENCE}/ophalen/")
        assert answer.status_code == 200
        return answer.content


@pytest.fixture
def as_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job asks the row for whom it works; the tests sign in as a role for which that holds."""
    assert world.sql("select session_user") == [("overstap_test",)]


@pytest.mark.parametrize("kind", JOBS)
@pytest.mark.parametrize("share", range(3))
def test_what_is_withheld_changes_no_byte_of_a_document(
    as_worker: None, kind: str, share: int
) -> None:
    scene = Scene()
    before = document(scene, kind)
    assert before == document(scene, kind), "the same twice, or the comparison says nothing"
    for what in WITHHELD[share::3]:
        getattr(scene, what)()
    assert document(scene, kind) == before


@pytest.mark.parametrize("kind", JOBS)
def test_what_is_shared_does_change_a_document(as_worker: None, kind: str) -> None:
    scene = Scene()
    before = document(scene, kind)
    scene.entry("medical", content={"text": "gedeeld"})
    scene.choice("medical", needs_guardian=False)
    assert document(scene, kind) != before


# -- lists that a centre keeps ---------------------------------------------------------------------


def parts(content: bytes) -> dict[str, bytes]:
    """The files inside a workbook, without the clock."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        return {
            name: re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", b"clock", book.read(name))
            for name in book.namelist()
        }


def exports(user_id: UUID) -> dict[str, Any]:
    """Every list that somebody can take along: whole, filtered, searched."""
    found: dict[str, Any] = {}
    for kind in ("csv", "xlsx"):
        for query in ("", "?binnenkort=1", "?sorteer=-naam", "?wie=ik"):
            for name in ("", "Haddad"):
                with undone():
                    answer = client_of(user_id).post(
                        f"/jongeren/bewaren/{query}", {"soort": kind, "naam": name}
                    )
                    content = b"".join(answer.streaming_content) if answer.streaming else b""
                    found[f"{kind} {query} {name}"] = (
                        answer.status_code,
                        parts(content) if kind == "xlsx" and content else content,
                    )
    return found


@pytest.mark.parametrize("role", ["counsellor", "centre_lead"])
def test_what_is_withheld_changes_no_byte_of_the_list_of_another_centre(role: str) -> None:
    """A centre that guides too, and to which nobody opened what the first one wrote."""
    scene, second = Scene(), world.organisation("Centrum Duin")
    world.involve(scene.person, second)
    member = world.member(second, role)
    before = exports(member.user_id)
    assert b"Haddad" in before["csv  "][1]
    for what in WITHHELD:
        getattr(scene, what)()
    assert differences(before, exports(member.user_id)) == {}


def test_what_the_centre_itself_does_changes_its_list() -> None:
    scene = Scene()
    counsellor = scene.counsellor.user_id
    before = exports(counsellor)
    with owner():
        CaseloadRow.objects.update(programme="Haarzorg")
    assert differences(before, exports(counsellor)) != {}


# -- every address ---------------------------------------------------------------------------------


def asked(scene: Scene) -> list[str]:
    """Every address of the site with the references of this scene, and with nobody's."""
    with owner():
        entry = Entry.objects.filter(person=scene.person).order_by("id").first()
    assert entry
    known: dict[str, list[Any]] = {
        "person_id": [scene.person.pk], "handover_id": [scene.handover.pk],
        "entry_id": [entry.pk], "organisation_id": [scene.office.pk],
        "member_id": [scene.counsellor.pk], "group": list(DataGroup.values),
        "one_id": [scene.person.pk], "other_id": [NOBODY],
    }  # fmt: skip
    found = []
    for one in addresses():
        variants: list[dict[str, Any]] = [{}]
        for part in one.parts:
            values = known.get(part) or [PLAIN.get(part, NOBODY)]
            variants = [kwargs | {part: value} for kwargs in variants for value in values]
        found += [reverse(one.name, kwargs=kwargs) for kwargs in variants]
    return [url for url in dict.fromkeys(found) if "afmelden" not in url]


def answers(browser: Client, urls: list[str]) -> dict[str, Any]:
    """Status, headers, masked body and statements of a GET of each address."""
    found = {}
    for url in urls:
        statements: list[str] = []

        def note(
            execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any,
            into: list[str] = statements,
        ) -> Any:  # fmt: skip
            into.append(re.sub(r"\bs\d+_x\d+\b|\"s\d+_x\d+\"", "savepoint", str(sql)))
            return execute(sql, params, many, context)

        with undone(), connection.execute_wrapper(note):
            answer = browser.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = {k: masked(v) for k, v in answer.headers.items() if k not in CHANGING}
        found[url] = (
            answer.status_code,
            headers,
            masked(body.decode(errors="replace")),
            statements,
        )
    return found


# The policy holds the nonce; a length follows from the body.
CHANGING = {"Content-Security-Policy", "Content-Length", "ETag"}


@pytest.mark.parametrize("role", ["vdab_counsellor", "vdab_lead"])
def test_what_is_withheld_changes_no_address_of_the_receiving_office(role: str) -> None:
    scene = Scene()
    reader = (
        scene.receiver
        if role == "vdab_counsellor"
        else world.member(scene.office, role, display_name="Leider")
    )
    urls, browser = asked(scene), client_of(reader.user_id)
    answers(browser, urls[:3])  # what a process reads once is read
    before = answers(browser, urls)
    opened = [url for url, (status, *_) in before.items() if status == 200]
    assert len(opened) >= 12, opened
    rnd = random.Random(role)
    for what in rnd.sample(WITHHELD, len(WITHHELD)):
        getattr(scene, what)()
    changed = differences(before, answers(browser, urls))
    assert changed == {}, list(changed)
