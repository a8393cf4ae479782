"""Mijn jongeren: what is to do first stands on top, and filters survive each other."""

import re
from datetime import date

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def names(page) -> list[str]:  # type: ignore[no-untyped-def]
    return re.findall(r'<a class="name"[^>]*>([^<]+)</a>', page.text)


def test_who_has_a_step_to_do_stands_above_who_has_none(centre, signed_in) -> None:
    centre.guide("Anna", "Aerts")
    centre.guide("Bob", "Zwart", next_step="Bellen", next_step_on=date(2026, 12, 24))
    centre.guide("Cem", "Yilmaz", next_step="Bellen", next_step_on=date(2026, 11, 2))
    centre.guide("Dirk", "Baert")
    client = signed_in(centre.counsellor.user_id)
    expected = ["Cem Yilmaz", "Bob Zwart", "Anna Aerts", "Dirk Baert"]
    assert names(client.get("/jongeren/")) == expected
    assert names(client.get("/jongeren/?sorteer=naam")) == [
        *expected[2:],
        "Cem Yilmaz",
        "Bob Zwart",
    ]


def test_a_search_stays_within_the_filters_says_so_and_leads_back_to_them(
    centre, signed_in
) -> None:
    centre.guide("Amina", "Haddad", pathway="dual")
    centre.guide("Amina", "Peeters", pathway="naft")
    client = signed_in(centre.counsellor.user_id)
    within = client.post(reverse("desk:search") + "?leerweg=dual", {"naam": "Amina"})
    assert names(within) == ["Amina Haddad"]
    assert "Je zoekt binnen je filters: Duaal leren." in within.text
    assert "/jongeren/?leerweg=dual" in within.text
    assert len(names(client.post(reverse("desk:search"), {"naam": "Amina"}))) == 2


def test_a_search_without_a_hit_says_so_and_keeps_what_was_typed(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad")
    found = signed_in(centre.counsellor.user_id).post(reverse("desk:search"), {"naam": "Zzyzx"})
    assert "Niemand lijkt op “Zzyzx”." in found.text
    assert 'value="Zzyzx"' in found.text


def test_leaving_soon_is_a_filter_of_the_same_form_as_the_others(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad")
    page = signed_in(centre.counsellor.user_id).get("/jongeren/?leerweg=dual&binnenkort=1")
    form = re.search(r'<form class="filters" method="get".*?</form>', page.text, re.DOTALL)
    assert form
    assert re.search(r'name="binnenkort" value="1" id="id_binnenkort" checked', form[0])
    assert '<option value="dual" selected>' in form[0]
    assert "Filters (2)" in form[0]


def test_the_export_holds_what_the_search_within_filters_shows(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad", pathway="dual")
    centre.guide("Amina", "Peeters", pathway="naft")
    client = signed_in(centre.counsellor.user_id)
    sent = client.post(reverse("desk:export") + "?leerweg=dual", {"naam": "Amina", "soort": "csv"})
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert "Haddad" in text
    assert "Peeters" not in text
