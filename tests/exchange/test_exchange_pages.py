"""The pages of the exchange: what comes back for good and bad uploads, and for whom."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from overstap.access.actor import set_actor
from overstap.access.models import User
from overstap.doors.viewer import Viewer
from overstap.exchange.models import ImportRow, ImportRun, SetAside, WaitingMessage
from overstap.exchange.services import runs
from tests import world
from tests.exchange import flows
from tests.exchange.tabular.factories import pupils
from tests.exchange.test_messages import SOMEBODY, known, message

pytestmark = pytest.mark.django_db


def client_of(by: Viewer) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=by.user_id))
    session = client.session
    session["second_factor"] = True
    session.save()
    return client


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The runs whose next step was handed to a job."""
    found: list[Any] = []
    monkeypatch.setattr(runs, "_defer", lambda run: found.append(run.pk))
    return found


def post_list(client: Client, data: bytes, name: str = "lijst.csv"):  # type: ignore[no-untyped-def]
    return client.post(reverse("exchange:upload_list"), {"files": SimpleUploadedFile(name, data)})


def test_a_list_goes_from_upload_to_undo_through_the_pages(deferred: list[Any]) -> None:
    by = flows.viewer(world.organisation())
    client = client_of(by)
    answer = post_list(client, flows.list_of(list(pupils(3))))
    run_id = deferred[-1]
    page = reverse("exchange:run", args=[run_id])
    assert answer["Location"] == page
    busy = client.get(page)
    assert '<noscript><meta http-equiv="refresh" content="6"></noscript>' in busy.text
    assert 'hx-trigger="every 3s"' in busy.text
    set_actor(by.user_id)
    run = flows.step(by, ImportRun.objects.get())
    assert client.get(page)["Location"] == reverse("exchange:columns", args=[run_id])
    columns = client.get(reverse("exchange:columns", args=[run_id])).content.decode()
    assert "Familienaam" in columns
    set_actor(by.user_id)
    keys = [run.mapping.get(one["key"], "") for one in run.header["columns"]]
    chosen = {f"column_{index}": code for index, code in enumerate(keys)}
    wrong = client.post(reverse("exchange:columns", args=[run_id]), {"column_0": "last_name"})
    assert wrong.status_code == 422
    assert "Kies nog een kolom voor: Voornaam" in wrong.content.decode()
    assert client.post(reverse("exchange:columns", args=[run_id]), chosen).status_code == 302
    set_actor(by.user_id)
    flows.step(by, run)
    assert "3 jongeren komen erbij" in client.get(page).content.decode()
    client.post(reverse("exchange:apply", args=[run_id]))
    set_actor(by.user_id)
    flows.step(by, run)
    assert "Maak ongedaan" in client.get(page).content.decode()
    client.post(reverse("exchange:undo", args=[run_id]))
    set_actor(by.user_id)
    flows.step(by, run)
    assert "Nieuwe jongeren die weg zijn: 3." in client.get(page).content.decode()


def test_the_preview_shows_problems_changes_and_a_choice(deferred: list[Any]) -> None:
    by = flows.viewer(world.organisation())
    head = ("Familienaam", "Voornaam", "Geboortedatum", "Gemeente")
    first = ["Haddad", "Amina", date(2008, 3, 14), "Gent"]
    flows.apply(by, flows.check(by, flows.csv([first], head)))
    rows = [
        [*first[:3], "Oostende"],
        ["Haddad", "Amina", date(2008, 4, 14), ""],
        ["<b>X</b>", "Y", "x", ""],
    ]
    run = flows.check(by, flows.csv(rows, head))
    page = reverse("exchange:rows", args=[run.pk])
    text = client_of(by).get(page).content.decode()
    assert "<del>Gent</del> → <ins>Oostende</ins>" in text
    assert "Is Amina Haddad (14 maart 2008)" in text
    assert "kolom C" in text
    assert "<b>X" not in text
    set_actor(by.user_id)
    number = ImportRow.objects.get(run=run, outcome="doubtful").number
    decide = reverse("exchange:decide_row", args=[run.pk, number])
    assert client_of(by).post(decide, {"decision": "new"}).status_code == 302
    assert client_of(by).post(decide, {"decision": str(uuid4())}).status_code == 302
    set_actor(by.user_id)
    assert ImportRow.objects.get(run=run, number=number).decision == "new"


@pytest.mark.parametrize("data", [b"", b"\x00\x00\x00", b"PK\x03\x04" + b"x" * 100, b"=1+1"])
def test_a_bad_list_is_refused_in_dutch_and_never_breaks(data: bytes, deferred: list[Any]) -> None:
    by = flows.viewer(world.organisation())
    client = client_of(by)
    answer = post_list(client, data, "lijst.xlsx")
    if not data:
        assert answer.status_code == 422
        assert "leeg" in answer.content.decode()
        return
    assert answer.status_code == 302
    set_actor(by.user_id)
    flows.step(by, ImportRun.objects.get())
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "niet gelukt" in page.content.decode()


def test_too_much_at_once_is_refused(monkeypatch: pytest.MonkeyPatch, deferred: list[Any]) -> None:

    monkeypatch.setattr(runs, "MOST_BYTES", 10)
    client = client_of(flows.viewer(world.organisation()))
    answer = post_list(client, b"Familienaam;Voornaam\n")
    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()
    nothing = client.post(reverse("exchange:upload_messages"), {"kind": "led"})
    assert nothing.status_code == 422


def test_messages_go_in_through_the_page_and_its_lists(deferred: list[Any]) -> None:
    by = flows.viewer(world.organisation())
    client = client_of(by)
    set_actor(by.user_id)
    known(by, SOMEBODY[0])
    files = [
        SimpleUploadedFile(*message(SOMEBODY[0], 4)),
        SimpleUploadedFile(*message(SOMEBODY[1])),
        SimpleUploadedFile("x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ]
    answer = client.post(reverse("exchange:upload_messages"), {"kind": "led", "files": files})
    assert answer.status_code == 302
    set_actor(by.user_id)
    flows.step(by, ImportRun.objects.get())
    page = client.get(answer["Location"]).content.decode()
    assert "apart gezet" in page
    assert "wacht: jongere niet gekend" in page
    assert "geweigerd" in page
    everything = page + client.get(reverse("exchange:overview")).content.decode()
    waiting_page = client.get(reverse("exchange:waiting")).content.decode()
    aside_page = client.get(reverse("exchange:set_aside_list")).content.decode()
    for text in (everything, waiting_page, aside_page):
        assert SOMEBODY[0].insz not in text
        assert SOMEBODY[1].insz not in text
    set_actor(by.user_id)
    one, item = WaitingMessage.objects.get(), SetAside.objects.get()
    detail = reverse("exchange:message", args=[one.pk])
    assert "geboren" in client.get(detail).content.decode()
    assert client.post(detail, {"first_name": "Noor"}).status_code == 422
    filled = {"first_name": "Noor", "last_name": "Claes", "birth_date": SOMEBODY[1].born_on}
    assert client.post(detail, filled).status_code == 302
    decide = reverse("exchange:set_aside", args=[item.pk])
    assert client.get(decide).status_code == 200
    wrong = client.post(decide, {"act": "attach", "number": SOMEBODY[1].insz})
    assert wrong.status_code == 422
    assert "staat niet op dit bewijs" in wrong.content.decode()
    assert client.post(decide, {"act": "discard", "reason": "x"}).status_code == 422
    assert client.post(decide, {"act": "discard", "reason": "Niet van ons."}).status_code == 302


def test_nobody_of_another_organisation_or_role_gets_in(deferred: list[Any]) -> None:
    centre = world.organisation()
    by = flows.viewer(centre)
    run = flows.check(by, flows.list_of(list(pupils(1))))
    names = ("run", "status", "rows", "columns")
    pages = [reverse(f"exchange:{name}", args=[run.pk]) for name in names]
    stranger = client_of(flows.viewer(world.organisation()))
    assert [stranger.get(page).status_code for page in pages] == [404] * 4
    for name in ("apply", "undo", "cancel"):
        assert stranger.post(reverse(f"exchange:{name}", args=[run.pk])).status_code == 404
    for role in ("org_admin", "vdab_counsellor"):
        kind = "vdab" if role.startswith("vdab") else "cdo"
        outsider = client_of(flows.viewer(world.organisation(kind=kind), role))
        assert outsider.get(reverse("exchange:overview")).status_code == 403
