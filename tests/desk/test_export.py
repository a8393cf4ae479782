"""The list that leaves: exactly what is shown, and each young person can read that it left."""

from datetime import date

import pytest

from tests import world

pytestmark = pytest.mark.django_db


def body(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_file_holds_the_rows_of_the_filter_in_the_order_of_the_list(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad", pathway="dual")
    centre.guide("Bram", "De Smet", pathway="dual")
    centre.guide("Lotte", "Maes", pathway="bkl")
    client = signed_in(centre.counsellor.user_id)
    text = body(client.post("/jongeren/bewaren/?leerweg=dual", {"soort": "csv"}))
    names = [line.split(";")[0] for line in text.splitlines()[1:]]
    assert names == ["Bram De Smet", "Amina Haddad"]


def test_a_name_that_a_spreadsheet_would_run_stays_text(centre, signed_in) -> None:
    centre.guide("=cmd()", "Haddad")
    text = body(signed_in(centre.counsellor.user_id).post("/jongeren/bewaren/"))
    assert "'=cmd() Haddad" in text


def test_each_young_person_in_the_list_reads_that_it_was_made(centre, signed_in) -> None:
    inside = centre.guide("Amina", "Haddad", pathway="dual")
    outside = centre.guide("Lotte", "Maes", pathway="bkl")
    client = signed_in(centre.counsellor.user_id)
    client.post("/jongeren/bewaren/?leerweg=dual", {"soort": "xlsx"})
    sentence = "Ilse Verbeke haalde een lijst of bestand op waarin je staat."
    read = signed_in(world.account_of(inside)).get("/mijn/wie-keek/").content.decode()
    assert sentence in read
    read = signed_in(world.account_of(outside)).get("/mijn/wie-keek/").content.decode()
    assert sentence not in read


def test_opening_the_address_exports_nothing(centre, signed_in) -> None:
    answer = signed_in(centre.counsellor.user_id).get("/jongeren/bewaren/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    # A sentence and a way on, for who typed the address or came back from signing in.
    assert "Dit adres hoort bij een knop" in answer.content.decode()


def test_a_search_tolerates_typing_errors_and_stays_in_the_own_centre(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad")
    world.involve(world.person("Amina", "Haddadi"), world.organisation())
    client = signed_in(centre.counsellor.user_id)
    page = client.post("/jongeren/zoeken/", {"naam": "hadad"})
    text = page.content.decode()
    assert "Amina Haddad<" in text
    assert "Haddadi" not in text
    file = body(client.post("/jongeren/bewaren/", {"naam": "hadad"}))
    assert "Amina Haddad" in file


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("desmet", "Bram De Smet"),
        ("yousouf demir", "Yusuf Demir"),
        ("jaiden wauters", "Jayden Wouters"),
        ("vandekerkove brouck", "Jo Vandekerckhove van den Broeck"),
    ],
)
def test_a_name_is_found_as_people_write_it(centre, signed_in, typed: str, found: str) -> None:
    for first, last in (("Bram", "De Smet"), ("Yusuf", "Demir"), ("Jayden", "Wouters")):
        centre.guide(first, last)
    centre.guide("Jo", "Vandekerckhove van den Broeck")
    centre.guide("Tony", "Claes")
    page = signed_in(centre.counsellor.user_id).post("/jongeren/zoeken/", {"naam": typed})
    assert f"{found}</a>" in page.text
    assert "Tony Claes" not in page.text


def test_a_search_that_finds_nobody_leads_back_to_the_list(centre, signed_in) -> None:
    page = signed_in(centre.counsellor.user_id).post("/jongeren/zoeken/", {"naam": "xyz"})
    assert "Niemand lijkt op" in page.text
    assert page.text.count('href="/jongeren/"') >= 3


def test_a_search_without_a_name_goes_back_to_the_list(centre, signed_in) -> None:
    answer = signed_in(centre.counsellor.user_id).post("/jongeren/zoeken/", {"naam": " "})
    assert answer["Location"] == "/jongeren/"


def test_too_long_a_list_is_refused_with_a_sentence(centre, signed_in, monkeypatch) -> None:
    from overstap.desk import services

    monkeypatch.setattr(services, "EXPORT_LIMIT", 1)
    centre.guide("Amina", "Haddad")
    centre.guide("Bram", "De Smet")
    answer = signed_in(centre.counsellor.user_id).post("/jongeren/bewaren/", follow=True)
    assert "Kies eerst een filter." in answer.content.decode()


def test_a_missing_birth_or_leaving_date_is_an_empty_cell(centre, signed_in) -> None:
    centre.guide("Amina", "Haddad", birth=date(2008, 3, 14))
    text = body(signed_in(centre.counsellor.user_id).post("/jongeren/bewaren/"))
    assert "14/03/2008" in text
    assert "9999" not in text
