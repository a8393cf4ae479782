"""Wie keek: the young person reads who looked, asks, and is answered."""

from datetime import date

import pytest

from overstap.access.actor import acting_as
from overstap.access.models import ForgetRequest, LookQuestion
from tests import world
from tests.desk.conftest import own_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(centre, signed_in):
    """Amina's file, opened twice by Ilse; answers (person, account)."""
    who = centre.guide("Amina", "Haddad")
    client = signed_in(centre.counsellor.user_id)
    client.get(f"/jongeren/{who.pk}/")
    client.get(f"/jongeren/{who.pk}/")
    return who, world.account_of(who)


def test_one_person_on_one_day_is_one_line_with_names_in_plain_dutch(opened, signed_in) -> None:
    client = signed_in(opened[1])
    client.get("/mijn/wie-keek/")
    with own_statements(8):
        page = client.get("/mijn/wie-keek/")
    text = page.content.decode()
    assert text.count("Ilse Verbeke opende je dossier.") == 2  # once read, once read aloud
    assert "CDO De Brug" in text
    assert "om je te begeleiden" in text


def test_reading_the_log_writes_no_look(opened, signed_in) -> None:
    before = world.sql("select count(*) from audit_record")
    signed_in(opened[1]).get("/mijn/wie-keek/")
    assert world.sql("select count(*) from audit_record") == before


def test_a_question_goes_to_the_lead_and_the_answer_stands_beneath_the_line(
    opened, centre, signed_in
) -> None:
    mine = signed_in(opened[1])
    record = mine.get("/mijn/wie-keek/").context["log"].days[0].looks[0].record
    sent = mine.post(f"/mijn/wie-keek/{record}/vraag/", {"text": "Waarom twee keer?"})
    assert sent.status_code == 302
    with acting_as(centre.lead.user_id):
        question = LookQuestion.objects.get()
    assert question.organisation_id == centre.organisation.pk
    assert signed_in(centre.counsellor.user_id).get("/vragen/").status_code == 403
    lead = signed_in(centre.lead.user_id)
    assert "Waarom twee keer?" in lead.get("/vragen/").content.decode()
    page = lead.get(f"/vragen/{question.pk}/").content.decode()
    assert "Ilse Verbeke" in page
    lead.post(f"/vragen/{question.pk}/", {"text": "Ilse bereidde jullie gesprek voor."})
    text = mine.get("/mijn/wie-keek/").content.decode()
    assert "Ilse bereidde jullie gesprek voor." in text
    assert "Waarom twee keer?" in text


def test_an_empty_question_is_refused_with_a_sentence(opened, signed_in) -> None:
    mine = signed_in(opened[1])
    record = mine.get("/mijn/wie-keek/").context["log"].days[0].looks[0].record
    answer = mine.post(f"/mijn/wie-keek/{record}/vraag/", {"text": "  "})
    assert answer.status_code == 422
    assert "Schrijf eerst je vraag." in answer.content.decode()


def test_nobody_asks_about_a_line_of_somebody_else(opened, centre, signed_in) -> None:
    other = world.account_of(centre.guide("Bram", "De Smet"))
    record = signed_in(opened[1]).get("/mijn/wie-keek/").context["log"].days[0].looks[0].record
    assert signed_in(other).get(f"/mijn/wie-keek/{record}/vraag/").status_code == 404


def test_the_log_goes_on_day_by_day(opened, signed_in, monkeypatch) -> None:
    from overstap.desk.queries import who_looked

    who, account = opened
    from tests.conftest import role

    with role("owner"):
        world.sql(
            "insert into audit_record (at, kind, name, role, subject, purpose, detail)"
            " select now() - make_interval(days => d), 'look', 'file_opened', 'counsellor', k.key,"
            " 'guidance', '{}' from audit_subjectkey k, generate_series(1, 20) d"
            " where k.person = %s",
            who.pk,
        )
    monkeypatch.setattr(who_looked, "ROWS", 6)
    mine, days, query = signed_in(account), [], ""
    while True:
        log = mine.get(f"/mijn/wie-keek/{query}").context["log"]
        days += [day.on for day in log.days]
        if log.before is None:
            break
        query = f"?voor={log.before.isoformat()}"
    assert len(days) == 21 == len(set(days))
    assert days == sorted(days, reverse=True)


def test_my_own_file_comes_as_data_and_as_pdf_and_both_are_logged(
    opened, centre, signed_in
) -> None:
    who, account = opened
    world.entry(who, centre.organisation, "family", content={"text": "Woont bij tante."})
    mine = signed_in(account)
    data = mine.post("/mijn/rechten/dossier.json")
    assert data["Content-Disposition"].startswith("attachment")
    file = next(one for one in data.json()["kept"] if one["what"] == "Je dossier")
    assert file["rows"][0]["Wat er staat"].endswith("Woont bij tante.")
    assert any("Ilse Verbeke" in line["what"] for line in data.json()["log"])
    pdf = mine.post("/mijn/rechten/dossier.pdf")
    assert pdf.content.startswith(b"%PDF")
    log = mine.get("/mijn/wie-keek/").content.decode()
    assert "Jij haalde een lijst of bestand op waarin je staat." in log


def test_forgetting_is_asked_once_and_answered_by_the_lead(opened, centre, signed_in) -> None:
    mine = signed_in(opened[1])
    assert mine.post("/mijn/rechten/vergeten/", {"text": ""}).status_code == 302
    assert mine.post("/mijn/rechten/vergeten/", {"text": ""}).status_code == 422
    with acting_as(centre.lead.user_id):
        asked = ForgetRequest.objects.get()
    lead = signed_in(centre.lead.user_id)
    assert "Amina Haddad" in lead.get(f"/vragen/vergeten/{asked.pk}/").content.decode()
    lead.post(f"/vragen/vergeten/{asked.pk}/", {"text": "We wissen alles op 1 juli."})
    assert "We wissen alles op 1 juli." in mine.get("/mijn/rechten/").content.decode()


def test_a_guardian_does_not_read_rows_about_what_is_hidden(centre, signed_in) -> None:
    who = centre.guide("Noor", "Maes", birth=date(2012, 5, 1))
    parent = world.guardian_of(who)
    signed_in(centre.counsellor.user_id).get(f"/jongeren/{who.pk}/")
    with acting_as(centre.counsellor.user_id):
        from overstap.audit.services import record_look

        record_look(
            "group_opened",
            role="counsellor",
            person=who.pk,
            organisation=centre.organisation.pk,
            purpose="guidance",
            group="medical",
            hidden=True,
        )
    text = signed_in(parent).get("/mijn/wie-keek/").content.decode()
    assert "Ilse Verbeke opende het dossier" in text
    assert "gezondheid" not in text
