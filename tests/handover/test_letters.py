"""Every letter greets its reader and says whom to call, when the centre gave a number."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from overstap.access.actor import acting_as
from overstap.access.models import Membership, PersonAccount
from overstap.handover import services
from overstap.handover.models import Notice
from overstap.organisations.models import Organisation
from overstap.people.models import Guardian
from tests import world
from tests.access.browsers import client_of, code_on

pytestmark = pytest.mark.django_db
CALL = "Bellen kan ook"


def words_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def term_letter(scene, *, guardian=False) -> str:
    with world.owner():
        notice = Notice.objects.filter(guardian__isnull=not guardian).latest("made_at")
    with acting_as(scene.sender.user_id):
        return words_of(services.print_letter(notice_id=notice.pk, by=scene.sender))


def code_letter(scene, recipient: str) -> str:
    browser: Client = client_of(scene.sender.user_id)
    page = f"/jongeren/{scene.person.pk}/code/"
    code = code_on(browser.post(page, {"recipient": recipient}).content)
    return words_of(browser.post(f"{page}brief/", {"code": code}).content)


def call_the_centre_on(scene, number: str) -> None:
    with world.owner():
        Organisation.objects.filter(pk=scene.centre.pk).update(phone=number)


def make_contact(scene, number: str) -> None:
    with world.owner():
        Membership.objects.filter(pk=scene.counsellor.pk).update(is_contact=True, phone=number)


def test_the_young_person_is_greeted_and_can_call_the_centre(scene):
    call_the_centre_on(scene, "059 12 34 56")
    scene.shown()
    for text in (term_letter(scene), code_letter(scene, "self")):
        assert "Dag Amina," in text
        assert f"{CALL}: {scene.centre.name}, 059 12 34 56." in text


def test_a_parent_is_greeted_by_name(minor_scene):
    call_the_centre_on(minor_scene, "059 12 34 56")
    world.guardian_of(minor_scene.person, name="Nora Haddad")
    with world.owner():
        guardian = str(Guardian.objects.get(person=minor_scene.person).pk)
    minor_scene.shown()
    for text in (term_letter(minor_scene, guardian=True), code_letter(minor_scene, guardian)):
        assert "Beste Nora Haddad," in text
        assert f"{CALL}: {minor_scene.centre.name}, 059 12 34 56." in text


def test_without_a_number_of_the_centre_a_fixed_contact_person_is_named(scene):
    make_contact(scene, "0470 00 00 01")
    scene.shown()
    assert f"{CALL}: {scene.counsellor.display_name}, 0470 00 00 01." in term_letter(scene)


def test_without_any_number_the_sentence_is_left_out(scene):
    make_contact(scene, "")
    scene.shown()
    assert CALL not in term_letter(scene)


def test_a_reader_without_account_finds_everything_on_one_page(scene):
    call_the_centre_on(scene, "059 12 34 56")
    with world.owner():
        PersonAccount.objects.all().delete()
    scene.shown()
    text = term_letter(scene)
    assert "Je code" in text
    assert CALL in text


def test_the_page_of_the_centre_says_that_a_number_is_missing(scene):
    with world.owner():
        admin = world.member(scene.centre, "org_admin")
    page, missing = client_of(admin.user_id), "geven nu geen telefoonnummer"
    assert missing in page.get("/leden/").content.decode()
    call_the_centre_on(scene, "059 12 34 56")
    assert missing not in page.get("/leden/").content.decode()
