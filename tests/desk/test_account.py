"""The own account: password, second step, language and notices, for each kind of reader."""

import pytest

from overstap.people.models import ContactPoint, Person
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def young(signed_in):
    person = world.person()
    return person, signed_in(world.account_of(person))


def saved(person):
    with world.owner():
        return Person.objects.values_list("channel", "language").get(pk=person.pk)


def test_every_reader_finds_the_page_in_the_account_menu(centre, office, young, signed_in):
    for client in (signed_in(centre.counsellor.user_id), signed_in(office.user_id), young[1]):
        text = client.get("/account/").content.decode()
        assert "Verander mijn wachtwoord" in text
        assert 'href="/account/"' in text


def test_staff_read_of_the_second_step_and_nobody_else_does(centre, young, signed_in):
    assert (
        "Stel een andere app of gsm in"
        in signed_in(centre.counsellor.user_id).get("/account/").content.decode()
    )
    assert "andere app" not in young[1].get("/account/").content.decode()
    assert young[1].get("/account/tweede-stap/").status_code == 404


def test_only_ways_that_are_there_are_offered(young):
    person, client = young
    text = client.get("/account/").content.decode()
    assert 'value="email"' not in text
    assert 'value="phone"' not in text
    with world.owner():
        ContactPoint.objects.create(person=person, kind="email", value="a@voorbeeld.be")
    assert 'value="email"' in client.get("/account/").content.decode()


def test_a_way_and_a_language_are_kept(young):
    person, client = young
    answer = client.post("/account/", {"channel": "letter", "language": "fra"})
    assert answer.status_code == 302
    assert saved(person) == ("letter", "fra")


def test_a_way_that_is_not_there_is_refused(young):
    person, client = young
    answer = client.post("/account/", {"channel": "email", "language": "nld"})
    assert answer.status_code == 422
    assert saved(person)[0] == "centre"


def test_the_contact_page_asks_for_an_address_with_the_wish_for_mail(young):
    person, client = young
    form = {"channel": "email", "language": "nld", "phone": "", "email": ""}
    answer = client.post("/mijn/dossier/contact/", form)
    assert answer.status_code == 422
    assert "Vul een e-mailadres in" in answer.content.decode()
    assert saved(person)[0] == "centre"


def test_a_code_by_mail_is_named_only_when_there_is_an_address(centre, signed_in, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    person = centre.guide("Lina", "Peeters")
    client = signed_in(centre.counsellor.user_id)
    where = f"/jongeren/{person.pk}/"
    assert "per mail" not in client.get(where).content.decode()
    with world.owner():
        Person.objects.filter(pk=person.pk).update(channel="email")
    assert "per mail" not in client.get(where).content.decode()
    with world.owner():
        ContactPoint.objects.create(person=person, kind="email", value="a@voorbeeld.be")
    assert "per mail" in client.get(where).content.decode()
