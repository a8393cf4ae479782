"""What waits for whoever looks stands on top of a list, on every page of it."""

import re

import pytest

from overstap.handover import queries
from overstap.handover.models import Handover
from tests import world
from tests.handover.test_pages import client_of, url

pytestmark = pytest.mark.django_db


def all_pages(client, name):
    """The names on all pages, in order."""
    names, address = [], url(name)
    while address:
        text = client.get(address).text
        names += re.findall(r'class="name"[^>]*>(\w+) Peeters<', text)
        following = re.search(r'href="(\?[^"]*na=[^"]+)"', text)
        address = following and url(name) + following[1].replace("&amp;", "&")
    return names


def test_what_nobody_opened_stands_above_older_handovers(scene, monkeypatch):
    """The one unopened case of 8 days was row 11 of 12."""
    monkeypatch.setattr(queries, "PAGE", 3)
    names = [f"Persoon{number}" for number in range(8)]
    for name in names:
        scene.arrived(name, None)
    office = client_of(scene.receiver.user_id)
    unopened = {"Persoon3", "Persoon6"}
    with world.owner():
        rows = Handover.objects.exclude(person__first_name__in=unopened)
        others = list(rows.values_list("pk", flat=True))
    for pk in others:
        assert office.post(url("open", pk)).status_code == 302
    seen = all_pages(office, "queue")
    assert sorted(seen) == names
    assert set(seen[:2]) == unopened


def test_a_page_key_of_before_starts_at_the_beginning(scene):
    assert queries._read_key("MjAyNi0xMS0zMFQwMDowMDowMCswMDowMHww") == (0, None)


def test_what_vdab_goes_on_with_stands_below_what_is_still_read(scene, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    names = [f"Persoon{number}" for number in range(5)]
    for name in names:
        scene.arrived(name, None)
    with world.owner():
        taken = list(
            Handover.objects.filter(person__first_name__in=("Persoon0", "Persoon2"))
            .order_by("person__first_name")
            .values_list("pk", flat=True)
        )
    office = client_of(scene.receiver.user_id)
    for pk in taken:
        assert office.post(url("open", pk)).status_code == 302
        assert office.post(url("accept", pk)).status_code == 302
    centre = client_of(scene.sender.user_id)
    wanted = ["Persoon1", "Persoon3", "Persoon4", "Persoon0", "Persoon2"]
    assert all_pages(centre, "centre") == wanted
