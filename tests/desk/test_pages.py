"""Each page of the desk opens for whom it is for, within its budget."""

from datetime import UTC, date, datetime, timedelta

import pytest

from overstap.access.models import CaseloadRow, Choice, PaperAnswer, PersonAccount
from overstap.handover.models import Handover, Meeting
from tests import world
from tests.conftest import owner
from tests.desk.conftest import own_statements

pytestmark = pytest.mark.django_db

SOON = date.today() + timedelta(days=40)  # noqa: DTZ011  only a day in the future


def handover(centre, office, who, state: str = "shown") -> Handover:
    """A handover in draft, shown or sent; sent the way the database allows it."""
    today, now = date.today(), datetime.now(UTC)  # noqa: DTZ011
    shown = {} if state == "draft" else {"shown_at": now, "term_ends_on": today}
    with owner():
        made = Handover.objects.create(
            person=who,
            sender=centre.organisation,
            receiver=office.organisation,
            sender_contact=centre.counsellor,
            receiver_contact=office,
            state="draft" if state == "draft" else "shown",
            leaving_on=SOON,
            **shown,
        )
        if state == "sent":
            Handover.objects.filter(pk=made.pk).update(
                state="sent", sent_at=now, data_until_on=SOON, legal_basis="omzendbrief"
            )
    return made


def test_the_person_page_opens_within_its_budget_and_is_logged(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad", counsellor_id=centre.counsellor.pk)
    world.entry(who, centre.organisation)
    handover(centre, office, who)
    client = signed_in(centre.counsellor.user_id)
    client.get(f"/jongeren/{who.pk}/")
    with own_statements(8):
        page = client.get(f"/jongeren/{who.pk}/")
    text = page.content.decode()
    assert "begeleid door jou sinds 1 september 2025" in text
    assert "Jij opende het dossier" in text
    assert "VDAB Oostende" in text
    assert text.count("btn btn-primary") <= 1


def test_a_person_of_another_centre_is_not_found(centre, signed_in) -> None:
    other = world.person("Ander", "Centrum")
    world.involve(other, world.organisation())
    page = signed_in(centre.counsellor.user_id).get(f"/jongeren/{other.pk}/")
    assert page.status_code == 404


def test_a_person_without_any_data_has_a_page(centre, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    page = signed_in(centre.counsellor.user_id).get(f"/jongeren/{who.pk}/")
    assert page.status_code == 200
    assert "Er staan nog geen stappen op deze lijn." in page.content.decode()


def test_today_opens_for_a_counsellor_a_lead_and_vdab(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    handover(centre, office, who, "sent")
    with owner():
        CaseloadRow.objects.filter(person_id=who.pk).update(next_step_on=date(2026, 1, 1))
    for member in (centre.counsellor, centre.lead, office):
        client = signed_in(member.user_id)
        client.get("/vandaag/")
        with own_statements(8):
            page = client.get("/vandaag/")
        assert page.status_code == 200
        assert "Amina Haddad" in page.content.decode()


def test_my_overstap_opens_within_its_budget(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    account = world.account_of(who)
    made = handover(centre, office, who)
    client = signed_in(account)
    client.get("/mijn/")
    with own_statements(8):
        page = client.get("/mijn/")
    text = page.content.decode()
    assert "Kijk wat VDAB mag zien" in text
    assert text.count("btn-primary") == 1
    assert str(made.pk) in text


def test_a_draft_is_not_told_to_the_young_person(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    account = world.account_of(who)
    handover(centre, office, who, "draft")
    text = signed_in(account).get("/mijn/").content.decode()
    assert "VDAB Oostende" not in text


def test_a_guardian_reads_along_until_18(centre, office, signed_in, stand_on) -> None:
    who = centre.guide("Amina", "Haddad", birth=date(2010, 3, 14))
    handover(centre, office, who)
    parent = world.guardian_of(who)
    client = signed_in(parent)
    assert "De overstap van Amina" in client.get("/mijn/").content.decode()
    assert client.get("/mijn/wie-keek/").status_code == 200
    assert client.get("/mijn/rechten/").status_code == 403
    stand_on(date(2028, 3, 14))
    assert client.get("/mijn/").status_code in {404, 403}


def test_a_meeting_stands_in_the_chip_and_with_the_young_person(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad", handover_state="sent")
    account = world.account_of(who)
    made = handover(centre, office, who, "sent")
    at = datetime.now(UTC) + timedelta(days=2)
    with owner():
        CaseloadRow.objects.filter(person_id=who.pk).update(handover_state="sent")
        choice = Choice.objects.create(
            person=who,
            organisation=office.organisation,
            topic="warm_contact",
            from_on=date(2026, 1, 1),
            until_on=date(2999, 1, 1),
            text_version="1",
            given_by=account,
            given_at=datetime.now(UTC),
            needs_guardian=False,
        )
        Meeting.objects.create(
            handover=made,
            person=who,
            sender=centre.organisation,
            receiver=office.organisation,
            choice=choice,
            at=at,
            place="Het centrum",
        )
    row = signed_in(centre.counsellor.user_id).get("/jongeren/").context["page"].lines[0]
    assert row.chip.label.startswith("Gesprek ")
    text = signed_in(account).get("/mijn/").content.decode()
    assert "Het centrum" in text


def test_an_account_without_a_part_hears_what_to_do(signed_in) -> None:
    page = signed_in(world.user().pk).get("/")
    assert "nog nergens aan gekoppeld" in page.content.decode()
    assert PersonAccount.objects.count() == 0


def test_who_sees_what_names_an_office_once_with_each_reason(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    account = world.account_of(who)
    handover(centre, office, who, "sent")
    with owner():
        Choice.objects.create(
            person=who,
            organisation=office.organisation,
            topic="attendance",
            from_on=date(2026, 1, 1),
            until_on=date(2999, 1, 1),
            text_version="1",
            given_by=account,
            given_at=datetime.now(UTC),
            needs_guardian=False,
        )
    for client, url in (
        (signed_in(centre.counsellor.user_id), f"/jongeren/{who.pk}/"),
        (signed_in(account), "/mijn/"),
    ):
        text = client.get(url).text
        assert text.count("<dt>VDAB Oostende</dt>") == 1
        assert "door de overdracht" in text
        assert "door een eigen keuze" in text


def test_the_lead_finds_double_files_and_a_counsellor_does_not(centre, signed_in) -> None:
    assert 'href="/jongeren/dubbel/"' in signed_in(centre.lead.user_id).get("/jongeren/").text
    assert "/jongeren/dubbel/" not in signed_in(centre.counsellor.user_id).get("/jongeren/").text


def test_my_rights_lead_to_the_choice_that_can_be_changed(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    account = signed_in(world.account_of(who))
    assert "Nu loopt er niets naar VDAB" in account.get("/mijn/rechten/").text
    made = handover(centre, office, who)
    with own_statements(8):
        text = account.get("/mijn/rechten/").text
    assert f'href="/mijn/keuze/{made.pk}/"' in text
    assert "Nu loopt er niets" not in text


def test_a_form_of_a_colleague_waits_on_the_page_of_today(centre, office, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    with owner():
        PaperAnswer.objects.create(
            person=who,
            organisation=centre.organisation,
            receiver=office.organisation,
            signed_on=date(2026, 1, 5),
            until_on=SOON,
            text_version="1",
            scan=b"%PDF",
            scan_type="application/pdf",
            registered_by=centre.counsellor.user_id,
        )
    client = signed_in(centre.lead.user_id)
    client.get("/vandaag/")
    with own_statements(8):
        page = client.get("/vandaag/")
    assert "1 formulier van een collega" in page.text
    assert "formulier" not in signed_in(centre.counsellor.user_id).get("/vandaag/").text


def test_a_new_person_is_enrolled_first_and_completed_next(centre, signed_in) -> None:
    who = centre.guide("Amina", "Haddad")
    client = signed_in(centre.counsellor.user_id)
    assert "Volgende stap: inschrijving toevoegen" in client.get(f"/jongeren/{who.pk}/").text
    with owner():
        CaseloadRow.objects.filter(person_id=who.pk).update(pathway="dual")
    text = client.get(f"/jongeren/{who.pk}/").text
    assert "Volgende stap: dossier aanvullen" in text
    assert "Duaal leren" in text
