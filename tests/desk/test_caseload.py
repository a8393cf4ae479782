"""Mijn jongeren: what stands in the list, in which order, and how it goes on."""

from datetime import date

import pytest

from tests.desk.conftest import own_statements

pytestmark = pytest.mark.django_db


def test_the_list_shows_only_young_people_of_the_own_centre(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad")
    from tests import world

    world.involve(world.person("Ander", "Centrum"), world.organisation())
    page = signed_in(centre.counsellor.user_id).get("/jongeren/")
    assert page.status_code == 200
    assert "Amina Haddad" in page.content.decode()
    assert "Ander Centrum" not in page.content.decode()


def test_the_list_stays_within_its_budget(centre, signed_in) -> None:
    for number in range(60):
        centre.guide("Jongere", f"Nummer{number:02}", leaving_on=date(2027, 6, 30))
    client = signed_in(centre.counsellor.user_id)
    client.get("/jongeren/")
    with own_statements(8):
        page = client.get("/jongeren/")
    assert page.content.decode().count('class="name"') == 50


def test_pages_by_key_show_everybody_once_in_order(centre, signed_in) -> None:
    for number in range(120):
        centre.guide("Jongere", f"Nummer{number:03}")
    client = signed_in(centre.counsellor.user_id)
    for sort in ("naam", "-naam", "vertrek", "stap"):
        seen: list = []
        query = f"?sorteer={sort}"
        pages = 0
        while query:
            page = client.get(f"/jongeren/{query}").context
            seen += [line.full_name for line in page["page"].lines]
            previous, query = page["previous_url"], page["next_url"]
            pages += 1
        assert len(seen) == 120 == len(set(seen)), sort
        assert pages == 3
        if sort == "naam":
            assert seen == sorted(seen)
        back = client.get(f"/jongeren/{previous}").context["page"].lines
        assert [line.full_name for line in back] == seen[50:100], sort


def test_the_next_page_names_nobody_in_its_address(centre, signed_in) -> None:
    for number in range(55):
        centre.guide("Jongere", f"Nummer{number:03}")
    page = signed_in(centre.counsellor.user_id).get("/jongeren/")
    assert "nummer" not in page.context["next_url"].casefold()


def test_the_order_can_be_chosen_where_no_heads_of_columns_are_seen(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad")
    client = signed_in(centre.counsellor.user_id)
    text = client.get("/jongeren/?sorteer=-vertrek").text
    assert '<option value="-vertrek" selected>Sorteer: vertrek, omgekeerd</option>' in text
    assert '<option value="stap">Sorteer: volgende stap</option>' in text
    assert (
        client.get("/jongeren/?sorteer=nergens").text.count(" selected>Sorteer: volgende stap<")
        == 1
    )
