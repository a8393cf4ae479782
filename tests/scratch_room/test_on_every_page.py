"""A room that the list in the settings names stands on every page that combines rooms."""

import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from overstap.access.actor import acting_as
from overstap.access.models import CaseloadRow
from overstap.access.services import keep_facts
from overstap.doors.caseload import Fact
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from tests import world
from tests.conftest import owner
from tests.desk.conftest import own_statements
from tests.house.test_rooms import orders_without_index
from tests.scratch_room import site
from tests.scratch_room.making import make, run
from tests.scratch_room.room import VISIT_ON
from tests.scratch_room.services import plan_visit

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _open(stand_on: Any, settings: Any) -> None:
    """The room is in the list, its tables and its index are there."""
    make()
    with owner():
        for statement in VISIT_ON.index():
            run(statement + ";")
    settings.OVERSTAP_ROOMS = [*settings.OVERSTAP_ROOMS, "tests.scratch_room"]
    # Imported before the list grew: the addresses of the site itself do not hold this room.
    settings.ROOT_URLCONF = site.__name__
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [HERE / "templates"]}]
    stand_on(TODAY)


@pytest.fixture
def by(centre: Any) -> Viewer:
    member = centre.counsellor
    return Viewer(
        user_id=member.user_id,
        role=Role.COUNSELLOR,
        organisation_id=centre.organisation.pk,
        membership_id=member.pk,
    )


@pytest.fixture
def client(centre: Any, signed_in: Any) -> Any:
    return signed_in(centre.counsellor.user_id)


def visit(who: Any, on: date, place: str, by: Viewer) -> None:
    with acting_as(by.user_id):
        plan_visit(who.pk, on, place, by=by)


def facts(who: Any) -> Any:
    with owner():
        return CaseloadRow.objects.get(person_id=who.pk).facts


def names(page: Any) -> list[str]:
    return re.findall(r'<a class="name"[^>]*>([^<]+)</a>', page.text)


def test_the_menu_leads_to_its_page_in_its_place(client: Any, centre: Any, signed_in: Any) -> None:
    page = client.get(reverse("scratch:visits"))
    menu = [(str(entry["label"]), entry["current"]) for entry in page.context["navigation"]]
    assert menu[-2:] == [("Uitwisseling", False), ("Bezoeken", True)]
    of_lead = signed_in(centre.lead.user_id).get("/jongeren/").context["navigation"]
    assert "Bezoeken" not in [str(entry["label"]) for entry in of_lead]


def test_the_person_page_shows_its_card_its_station_and_its_line_in_a_card_of_another(
    client: Any,
    centre: Any,
    by: Viewer,
) -> None:
    who = centre.guide("Amina", "Haddad")
    visit(who, date(2026, 4, 1), "Bakkerij De Korst", by)
    client.get(f"/jongeren/{who.pk}/")
    with own_statements(8):
        text = client.get(f"/jongeren/{who.pk}/").text
    order = ["Overdracht", "Bezoeken aan bedrijven", "Wie ziet wat"]
    side = text.split('<div class="col-12 col-lg-5">')[1]
    assert sorted(order, key=side.index) == order
    assert "<li>Bakkerij De Korst</li>" in side
    career = text.split("Mijn Loopbaan")[1].split("</dl>")[0]
    assert "<dt>Laatste bezoek</dt><dd>Bakkerij De Korst</dd>" in career
    assert (
        "Bezoek aan Bakkerij De Korst" in text.split('<ol class="route-list')[1].split("</ol>")[0]
    )


def test_its_next_step_is_the_button_by_its_rank(client: Any, centre: Any, by: Viewer) -> None:
    def button(who: Any) -> list[str]:
        text = client.get(f"/jongeren/{who.pk}/").text
        return re.findall(r'<a class="btn btn-primary" href="[^"]*">([^<]+)</a>', text)

    who = centre.guide("Amina", "Haddad")
    leaves = centre.guide("Bram", "De Smet", leaving_on=TODAY + timedelta(days=20))
    # After a handover that is due, before what the file and the trajectory ask.
    assert button(leaves) == ["Volgende stap: overdracht starten"]
    assert button(who) == ["Volgende stap: bezoek plannen"]
    visit(who, TODAY, "Bakkerij De Korst", by)
    assert button(who) == ["Volgende stap: inschrijving toevoegen"]


def test_today_shows_its_section_and_counts_what_is_late(
    client: Any,
    centre: Any,
    by: Viewer,
) -> None:
    who = centre.guide("Amina", "Haddad")
    visit(who, TODAY - timedelta(days=1), "Garage Peeters", by)
    text = client.get("/vandaag/").text
    assert "1 ding is te laat." in text
    order = ["Volgende stappen", "Bezoeken deze week"]
    assert sorted(order, key=text.index) == order
    assert "te laat sinds zo 1 mrt" in text
    assert f'href="/jongeren/{who.pk}/"' in text.split("Bezoeken deze week")[1]


def test_the_list_has_its_column_its_order_and_its_filter(
    client: Any,
    centre: Any,
    by: Viewer,
) -> None:
    people = [centre.guide(first, "Aerts") for first in ("Anna", "Bob", "Cem")]
    visit(people[0], date(2026, 5, 4), "Garage Peeters", by)
    visit(people[2], date(2026, 4, 1), "Bakkerij De Korst", by)
    page = client.get("/jongeren/?sorteer=bezoek")
    assert names(page) == ["Bob Aerts", "Cem Aerts", "Anna Aerts"]
    assert names(client.get("/jongeren/?sorteer=-bezoek")) == names(page)[::-1]
    assert re.search(r'<th[^>]*aria-sort="ascending"[^>]*>.*?Bezoek', page.text, re.DOTALL)
    cells = re.findall(r'<td data-label="Bezoek">(.*?)</td>', page.text)
    assert "nog geen bezoek" in cells[0]
    assert cells[1:] == [
        '<div>wo 1 apr</div><div class="sub">Bakkerij De Korst</div>',
        '<div>ma 4 mei</div><div class="sub">Garage Peeters</div>',
    ]
    assert names(client.get("/jongeren/?bezoek=geen")) == ["Bob Aerts"]
    assert "Bezoek" in client.get("/jongeren/?bezoek=geen").text.split('name="bezoek"')[0]


def test_pages_by_its_order_show_everybody_once(client: Any, centre: Any, by: Viewer) -> None:
    kept = {}
    for number in range(120):
        who = centre.guide("Jongere", f"Nummer{number:03}")
        if number % 3:
            kept[who.pk] = {"visit_on": f"2026-04-{number % 7 + 1:02}", "place": "x"}
    with acting_as(by.user_id):
        keep_facts(by.own_organisation, "scratch", kept)
    for sort in ("bezoek", "-bezoek"):
        seen: list[Any] = []
        query = f"?sorteer={sort}"
        while query:
            page = client.get(f"/jongeren/{query}").context
            seen += page["page"].lines
            previous, query = page["previous_url"], page["next_url"]
        days = [line.facts.get("scratch", {}).get("visit_on", "") for line in seen]
        assert days == sorted(days, reverse=sort.startswith("-"))
        assert len({line.person_id for line in seen}) == 120
        back = client.get(f"/jongeren/{previous}").context["page"].lines
        assert back == seen[50:100]


def test_its_order_comes_from_its_index(centre: Any, by: Viewer) -> None:
    centre.guide("Amina", "Haddad")
    question = (
        "explain select c.person_id from access_caseloadrow c where c.organisation_id = %s"
        f" order by {VISIT_ON.sql}, c.sort_key, c.person_id limit 51"
    )
    with acting_as(by.user_id), connection.cursor() as cursor:
        # A table of one row is read whole, and sorted, unless that is forbidden.
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"set local enable_{way} = off")
        cursor.execute(question, [by.own_organisation])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using caseload_scratch_visit_on" in plan
    assert "Sort" not in plan


def test_an_order_without_its_index_is_found() -> None:
    assert orders_without_index() == []
    with owner(), connection.cursor() as cursor:
        cursor.execute("drop index caseload_scratch_visit_on")
    assert orders_without_index() == ["visit_on"]


def test_the_saved_list_holds_its_column(client: Any, centre: Any, by: Viewer) -> None:
    visit(centre.guide("Amina", "Haddad"), date(2026, 4, 1), "Bakkerij De Korst", by)
    sent = client.post(reverse("desk:export"), {"soort": "csv"})
    rows = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()
    assert [row.split(";")[-1] for row in rows] == ["Bezoek", "wo 1 apr"]


def test_a_room_writes_its_own_facts_and_touches_those_of_no_other(
    centre: Any,
    by: Viewer,
) -> None:
    who, here = centre.guide("Amina", "Haddad"), by.own_organisation
    with acting_as(by.user_id):
        keep_facts(here, "scratch", {who.pk: {"place": "a"}})
        keep_facts(here, "another", {who.pk: {"score": 3}})
        keep_facts(here, "scratch", {who.pk: {"place": "b"}})
    assert facts(who) == {"scratch": {"place": "b"}, "another": {"score": 3}}
    with acting_as(by.user_id):
        keep_facts(here, "scratch", {who.pk: {}})
        keep_facts(here, "scratch", {})
    assert facts(who) == {"another": {"score": 3}}


def test_nobody_writes_facts_on_lines_of_another_organisation(
    centre: Any,
    by: Viewer,
) -> None:
    who = centre.guide("Amina", "Haddad")
    stranger = world.member(world.organisation())
    with acting_as(stranger.user_id):
        keep_facts(by.own_organisation, "scratch", {who.pk: {"place": "x"}})
    assert facts(who) == {}


@pytest.mark.parametrize(("room", "name"), [("scratch", "x'}') --"), ("", "place"), ("A", "place")])
def test_a_fact_has_a_plain_name(room: str, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a fact"):
        Fact(room, name)


def test_whatever_is_not_in_the_list_stands_nowhere(
    client: Any, centre: Any, settings: Any
) -> None:
    settings.OVERSTAP_ROOMS = settings.OVERSTAP_ROOMS[:-1]
    settings.ROOT_URLCONF = "overstap.config.urls"
    who = centre.guide("Amina", "Haddad")
    for path in ("/jongeren/", f"/jongeren/{who.pk}/", "/vandaag/"):
        assert "ezoek" not in client.get(path).text
    assert client.get("/bezoeken/").status_code == 404


def test_no_code_outside_its_folder_names_it() -> None:
    """A room of the site stands beside that in the list of the settings, in the import contract and
    in the order of rooms that tests read (house.sources). What its tests cost has a line."""
    top = HERE.parents[1]
    done = subprocess.run(
        ["git", "grep", "-lE", r"scratch_room|\bscratch:", "--", "src", "tests", "pyproject.toml"],
        cwd=top,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        pytest.skip("no clone: there is no list of files under version control")
    inside = HERE.relative_to(top).as_posix()
    outside = [name for name in done.stdout.split() if not name.startswith(inside)]
    assert outside == ["tests/budget.toml"]
