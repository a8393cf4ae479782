"""Long lists come in pages by key: everybody once, in order."""

import re

import pytest
from django.urls import reverse
from tests import world
from tests.clients import client_of

from overstap.ui import paging

pytestmark = pytest.mark.django_db


def test_members_come_in_pages_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging.paged, "__defaults__", (3,))
    org = world.organisation()
    admin = world.member(org, "org_admin", display_name="Zoë Admin")
    for number in (4, 1, 5, 2, 3):
        world.member(org, display_name=f"Collega {number}")
    client, address, seen = client_of(admin.user_id), reverse("access:members"), []
    while address:
        text = client.get(address).text
        seen += re.findall(r'<a class="name"[^>]*>([^<]+)</a>', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following and reverse("access:members") + following[1].replace("&amp;", "&")
    assert seen == [*(f"Collega {number}" for number in range(1, 6)), "Zoë Admin"]


def test_a_key_of_nobody_starts_at_the_beginning() -> None:
    org = world.organisation()
    admin = world.member(org, "org_admin", display_name="Zoë Admin")
    client = client_of(admin.user_id)
    for key in ("onzin", "00000000-0000-0000-0000-000000000000"):
        assert "Zoë Admin" in client.get(reverse("access:members"), {"na": key}).text
