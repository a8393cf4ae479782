"""The pages of the file: who sees what, what is logged, nothing typed is lost, few statements."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from overstap.access.models import Choice, Grant
from overstap.audit.models import Record
from overstap.dossier import wording
from overstap.dossier.models import Entry
from overstap.people.models import ContactPoint, Person, Residence
from tests import world
from tests.clients import BUDGET, FRAME, client_of, statements
from tests.conftest import owner

pytestmark = pytest.mark.django_db


def looks(name: str) -> list[Record]:
    with owner():
        return list(Record.objects.filter(name=name).order_by("id"))


@pytest.fixture
def scene() -> Any:
    class Scene:
        centre = world.organisation("Centrum Noord")
        counsellor = world.member(centre)
        amina = world.person("Amina", "Haddad", date(2010, 3, 14))

    world.involve(Scene.amina, Scene.centre)
    return Scene


def page(scene: Any, name: str, *args: Any) -> str:
    return reverse(f"dossier:{name}", args=[scene.amina.pk, *args])


def test_the_file_page_shows_entries_and_what_is_missing_next(scene: Any) -> None:
    world.entry(scene.amina, scene.centre, "experience", content={"title": "Bakkersgast"})
    answer = client_of(scene.counsellor.user_id).get(page(scene, "file"))
    assert answer.status_code == 200
    assert "Bakkersgast" in answer.text
    assert "Nog nodig:" in answer.text
    assert "een referentie" in answer.text


def test_the_one_button_of_the_file_opens_the_form_of_what_is_missing_next(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    contact = reverse("dossier:contact", args=[scene.amina.pk])
    assert primary(client.get(page(scene, "file")).text) == contact
    with owner():
        ContactPoint.objects.create(person=scene.amina, kind="phone", value="0470 12 34 56")
        Residence.objects.create(person=scene.amina, postcode="8400", municipality_name="Oostende")
    world.entry(scene.amina, scene.centre, "personal", kind="work_situation", content={})
    job = {"occupation_label": "lasser", "preference": "wanted", "regime": "full_time"}
    wish = world.entry(
        scene.amina, scene.centre, "wanted_jobs", kind="wanted_job", content=job,
        source="counsellor",
    )  # fmt: skip
    # The job is there but has no region: the button opens that job, not a second one.
    assert primary(client.get(page(scene, "file")).text) == page(scene, "entry", wish.pk)


def primary(text: str) -> str:
    (only,) = re.findall(r'<a class="btn btn-primary" href="([^"]+)"', text)
    return str(only)


@pytest.mark.parametrize(
    ("group", "kind", "content", "shown"),
    [
        ("studies", "attestation", {"title": "VCA", "issued_on": "2025"}, "VCA"),
        ("studies", "experience_proof", {"title": "Verhuizer"}, "Ervaringsbewijs: Verhuizer"),
        ("competences", "office_course", {"title": "Excel", "year": "2025"}, "Excel"),
        ("competences", "extra_competence", {"label": "Heftruck"}, "Heftruck"),
        (
            "wanted_jobs",
            "wanted_job",
            {"occupation_label": "stapelaar", "preference": "wanted", "acquired": "Rekken vullen."},
            "kan al: Rekken vullen.",
        ),
    ],
)
def test_everything_that_the_vlor_lists_can_be_written(
    scene: Any, group: str, kind: str, content: dict[str, str], shown: str
) -> None:
    client = client_of(scene.counsellor.user_id)
    form = client.get(page(scene, "add", group, kind)).text
    label = wording.kind_label(kind)
    assert f">{label} toevoegen</button>" in form
    answer = client.post(page(scene, "add", group, kind), content, follow=True)
    assert shown in answer.text
    assert f"Toegevoegd: {label.lower()}." in answer.text


def test_an_empty_private_group_advises_who_writes_and_tells_a_receiver_nothing(scene: Any) -> None:
    counsellor = client_of(scene.counsellor.user_id).get(page(scene, "group", "medical")).text
    assert "Schrijf alleen op wat de begeleiding nodig heeft." in counsellor
    assert "Notitie toevoegen</a>" in counsellor
    office = world.organisation("Kantoor", "vdab")
    reader = world.member(office, "vdab_counsellor")
    world.sent_handover(scene.amina, scene.centre, office)
    with owner():
        Choice.objects.create(
            person=scene.amina, organisation=office, topic="medical", from_on=date(2026, 1, 1),
            until_on=date(2999, 1, 1), text_version="1",
            given_by=world.account_of(scene.amina), given_at=datetime.now(UTC),
            needs_guardian=False,
        )  # fmt: skip
    answer = client_of(reader.user_id).get(page(scene, "group", "medical"))
    assert answer.status_code == 200
    assert "Schrijf" not in answer.text
    assert "toevoegen" not in answer.text


def test_opening_the_file_is_logged_once(scene: Any) -> None:
    client_of(scene.counsellor.user_id).get(page(scene, "file"))
    assert len(looks("file_opened")) == 1
    assert looks("group_opened") == []


def test_head_and_prefetch_are_no_looks(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    client.head(page(scene, "file"))
    for header in ("Sec-Purpose", "Purpose", "X-Moz"):
        for said in ("prefetch", "Prefetch;prerender"):
            ahead = client.get(page(scene, "file"), headers={header: said})
            # What leaves no line in the log shows nothing either.
            assert (ahead.status_code, ahead.content) == (503, b"")
    assert looks("file_opened") == []


@pytest.mark.parametrize("what", ["entry", "hide"])
def test_a_private_note_shown_with_a_refused_form_is_logged_and_a_saved_one_is_not_twice(
    scene: Any, what: str
) -> None:
    note = world.entry(scene.amina, scene.centre, "medical", content={"text": "Suikerziekte"})
    client = client_of(scene.counsellor.user_id)
    answer = client.post(page(scene, what, note.pk), {"text": " "})
    assert answer.status_code == 422
    assert "Suikerziekte" in answer.text
    assert len(looks("group_opened")) == 1
    assert client.post(page(scene, "entry", note.pk), {"text": "Astma"}).status_code == 302
    assert len(looks("group_opened")) == 1


def test_private_notes_are_on_their_own_page_and_each_opening_is_logged(scene: Any) -> None:
    world.entry(scene.amina, scene.centre, "medical", content={"text": "Suikerziekte"})
    client = client_of(scene.counsellor.user_id)
    assert "Suikerziekte" not in client.get(page(scene, "file")).text
    assert "Suikerziekte" in client.get(page(scene, "group", "medical")).text
    (look,) = looks("group_opened")
    assert look.detail == {"group": "medical"}


def test_the_file_of_a_stranger_is_not_found(scene: Any) -> None:
    stranger = client_of(world.member(world.organisation()).user_id)
    made = world.entry(scene.amina, scene.centre, "medical", content={"text": "x"})
    for name, args in (
        ("file", ()),
        ("group", ("medical",)),
        ("add", ("medical", "note")),
        ("entry", (made.pk,)),
        ("contact", ()),
    ):
        assert stranger.get(page(scene, name, *args)).status_code == 404
    assert stranger.post(page(scene, "take_back", made.pk)).status_code == 404
    assert looks("file_opened") == []


def test_a_receiver_sees_the_career_groups_without_completeness_or_contested_entries(
    scene: Any,
) -> None:
    from django.utils import timezone

    office = world.organisation("VDAB Oostende", "vdab")
    world.entry(scene.amina, scene.centre, "studies", content={"title": "Kapper"})
    world.entry(
        scene.amina, scene.centre, "studies", content={"title": "Betwist ding"},
        contested_at=timezone.now(), contest_text="niet van mij",
    )  # fmt: skip
    with owner():
        Grant.objects.create(
            person=scene.amina, data_group="studies", organisation=office, purpose="handover",
            from_on=date(2025, 1, 1), source="handover", source_id=scene.amina.pk,
            covers_others=True,
        )  # fmt: skip
    client = client_of(world.member(office, "vdab_counsellor").user_id)
    text = client.get(page(scene, "file")).text
    assert "Kapper" in text
    for hidden in ("Betwist ding", "niet van mij", "Nog nodig", "volledig", "Gezin", "Ervaring"):
        assert hidden not in text
    assert client.get(page(scene, "group", "medical")).status_code == 404
    assert client.get(page(scene, "add", "studies", "study")).status_code == 403


def test_an_organisation_admin_opens_no_file(scene: Any) -> None:
    admin = client_of(world.member(scene.centre, "org_admin").user_id)
    assert admin.get(page(scene, "file")).status_code == 403


@pytest.mark.parametrize("entries", [1, 30])
def test_the_file_page_keeps_its_budget(scene: Any, entries: int) -> None:
    for number in range(entries):
        world.entry(scene.amina, scene.centre, "experience", content={"title": f"Werk {number}"})
    client = client_of(scene.counsellor.user_id)
    assert statements(client, page(scene, "file")) <= BUDGET + FRAME


def test_adding_changing_and_taking_back_by_the_counsellor(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    answer = client.post(page(scene, "add", "experience", "work"), {"title": "Kapper"})
    assert answer.status_code == 302
    with owner():
        made = Entry.objects.get()
    client.post(page(scene, "entry", made.pk), {"title": "Barbier", "from_on": "2025"})
    text = client.get(page(scene, "entry", made.pk)).text
    assert "Barbier" in text
    assert "Geschiedenis" in text
    assert "Kapper" in text
    client.post(page(scene, "take_back", made.pk))
    assert "Barbier" not in client.get(page(scene, "file")).text


def test_a_mistake_is_named_and_nothing_typed_is_lost(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    answer = client.post(
        page(scene, "add", "experience", "work"), {"title": "Kapper", "from_on": "gisteren"}
    )
    assert answer.status_code == 422
    assert 'value="Kapper"' in answer.text
    assert 'value="gisteren"' in answer.text
    assert "schrijf een jaar" in answer.text


def test_an_occupation_that_no_list_knows_is_said_and_what_was_typed_can_be_kept(
    scene: Any,
) -> None:
    client = client_of(scene.counsellor.user_id)
    url = page(scene, "add", "wanted_jobs", "wanted_job")
    typed = {"occupation_label": "glasblazer", "preference": "wanted"}
    sentence = "Geen beroep in de lijst lijkt op “glasblazer”."
    assert sentence in client.post(url, {**typed, "find": "1"}).text
    fragment = client.get(reverse("dossier:occupations"), {"occupation_label": "glasblazer"}).text
    assert sentence in fragment
    assert f'data-announce="{sentence}' in fragment
    assert client.post(url, typed).status_code == 302
    with owner():
        assert Entry.objects.get().content["occupation_label"] == "glasblazer"


def test_all_mistakes_of_an_entry_are_named_at_once(scene: Any) -> None:
    client = client_of(scene.counsellor.user_id)
    answer = client.post(
        page(scene, "add", "experience", "work"),
        {"title": "", "from_on": "gisteren", "until_on": "ooit", "regime": "niets"},
    )
    wrong = set(answer.context["form"].errors)
    assert wrong == {"title", "from_on", "until_on", "regime"}
    assert answer.text.count('<a href="#id_') == 4
    assert "<title>Fout: " in answer.text


def test_all_mistakes_of_contact_and_address_are_named_at_once(scene: Any) -> None:
    answer = client_of(scene.counsellor.user_id).post(
        page(scene, "contact"),
        {"phone": "12", "email": "geen", "street": "Dorp", "channel": "letter", "language": "nld"},
    )
    assert set(answer.context["form"].errors) == {"phone", "email", "postcode"}


def test_an_occupation_is_chosen_from_esco_without_javascript(scene: Any) -> None:
    from overstap.reference.models import Occupation

    with owner():
        Occupation.objects.create(
            uri="http://data.europa.eu/esco/occupation/1", code="7212.3", isco_group="7212",
            label="lasser", search_key="lasser", other_keys="\nhoeklasser\n",
        )  # fmt: skip
    client = client_of(scene.counsellor.user_id)
    url = page(scene, "add", "wanted_jobs", "wanted_job")
    typed = {"occupation_label": "hoeklasser", "preference": "wanted", "region_nis": ["30000"]}
    found = client.post(url, {**typed, "find": "1"})
    assert found.status_code == 200
    assert 'value="http://data.europa.eu/esco/occupation/1"' in found.text
    undecided = client.post(url, typed)
    assert undecided.status_code == 422
    client.post(url, {**typed, "occupation_choice": "http://data.europa.eu/esco/occupation/1"})
    with owner():
        content = Entry.objects.get().content
    assert content["occupation_label"] == "lasser"
    assert content["region_label"] == "West-Vlaanderen"
    assert content["occupation_uri"].endswith("/1")


def test_the_counsellor_keeps_a_note_from_guardians_with_a_reason(scene: Any) -> None:
    made = world.entry(scene.amina, scene.centre, "family", content={"text": "Ruzie"})
    client = client_of(scene.counsellor.user_id)
    assert client.post(page(scene, "hide", made.pk), {"reason": ""}).status_code == 422
    assert client.post(page(scene, "hide", made.pk), {"reason": "Veilig"}).status_code == 302
    parent = client_of(world.guardian_of(scene.amina))
    assert "Ruzie" not in parent.get(reverse("dossier:my_group", args=["family"])).text


def test_the_young_person_reads_edits_own_statements_and_contests_the_rest(scene: Any) -> None:
    other = world.entry(scene.amina, scene.centre, "studies", content={"title": "Kapper"})
    client = client_of(world.account_of(scene.amina))
    client.post(reverse("dossier:my_add", args=["competences", "interest"]), {"label": "dansen"})
    text = client.get(reverse("dossier:mine")).text
    assert "dansen" in text
    assert "Kapper" in text
    contest = reverse("dossier:my_contest", args=[other.pk])
    assert client.post(contest, {"text": ""}).status_code == 422
    assert client.post(contest, {"text": "Ik volgde dit niet."}).status_code == 302
    assert "Ik volgde dit niet." in client.get(reverse("dossier:mine")).text
    client.post(contest, {"accept": "1"})
    assert "Ik volgde dit niet." not in client.get(reverse("dossier:mine")).text


def test_what_somebody_else_wrote_has_no_edit_form_for_the_young_person(scene: Any) -> None:
    other = world.entry(scene.amina, scene.centre, "studies", content={"title": "Kapper"})
    client = client_of(world.account_of(scene.amina))
    url = reverse("dossier:my_entry", args=[other.pk])
    assert "Pas aan" not in client.get(url).text
    client.post(url, {"title": "Gehackt"})
    with owner():
        assert Entry.objects.get(pk=other.pk).content == {"title": "Kapper"}


def test_the_young_person_keeps_one_note_from_parents(scene: Any) -> None:
    made = world.entry(scene.amina, scene.centre, "family", content={"text": "Ruzie"})
    world.entry(scene.amina, scene.centre, "family", content={"text": "Broer verhuisd"})
    client = client_of(world.account_of(scene.amina))
    client.post(reverse("dossier:my_hide", args=[made.pk]))
    text = (
        client_of(world.guardian_of(scene.amina))
        .get(reverse("dossier:my_group", args=["family"]))
        .text
    )
    assert "Ruzie" not in text
    assert "Broer verhuisd" in text


def test_a_guardian_reads_and_can_change_nothing(scene: Any) -> None:
    made = world.entry(scene.amina, scene.centre, "studies", content={"title": "Kapper"})
    client = client_of(world.guardian_of(scene.amina))
    text = client.get(reverse("dossier:mine")).text
    assert "Kapper" in text
    assert "Zet er iets bij" not in text
    assert "Nog doen" not in text
    entry = reverse("dossier:my_entry", args=[made.pk])
    assert "Pas aan" not in client.get(entry).text
    client.post(entry, {"title": "Gehackt"})
    for name, args in (
        ("my_add", ("competences", "interest")), ("my_contact", ()),
    ):  # fmt: skip
        assert client.get(reverse(f"dossier:{name}", args=args)).status_code == 403
    for name in ("my_take_back", "my_contest", "my_hide"):
        assert client.post(reverse(f"dossier:{name}", args=[made.pk])).status_code == 403
    with owner():
        assert Entry.objects.get(pk=made.pk).content == {"title": "Kapper"}


def test_a_guardian_of_somebody_of_18_sees_nothing(scene: Any) -> None:
    adult = world.person("Bram", "Claes", date(2008, 1, 1))
    world.involve(adult, scene.centre)
    client = client_of(world.guardian_of(adult))
    assert client.get(reverse("dossier:mine")).status_code in (403, 404)


def test_the_log_tells_a_guardian_nothing_of_a_hidden_note(scene: Any) -> None:
    """The same acts with and without a hidden note give the guardian the same log."""
    parent = world.guardian_of(scene.amina)
    made = world.entry(
        scene.amina, scene.centre, "family", content={"text": "x"}, hidden_from_guardians=True,
        hidden_reason="x",
    )  # fmt: skip
    client = client_of(scene.counsellor.user_id)
    client.get(page(scene, "group", "family"))
    client.get(page(scene, "entry", made.pk))
    from overstap.access.actor import set_actor

    set_actor(parent)
    seen = [(r.name, r.detail) for r in Record.objects.all()]
    assert seen == [("group_opened", {"group": "family"})]


@pytest.mark.parametrize("name", ["mine", "my_contact"])
def test_own_pages_keep_their_budget(scene: Any, name: str) -> None:
    client = client_of(world.account_of(scene.amina))
    assert statements(client, reverse(f"dossier:{name}")) <= BUDGET + FRAME


def test_contact_and_address_come_with_the_municipality_of_the_postcode(scene: Any) -> None:
    from overstap.reference.models import Municipality, Postcode

    with owner():
        town = Municipality.objects.create(
            nis="35013", name_nl="Oostende", name_fr="Ostende", region_nis="02000",
            region_nl="Vlaams Gewest", search_key="oostende",
        )  # fmt: skip
        Postcode.objects.create(postcode="8400", municipality=town, locality="Oostende")
        ContactPoint.objects.create(person=scene.amina, kind="phone", value="059 00 00 00")
        ContactPoint.objects.create(person=scene.amina, kind="phone", value="059 11 11 11")
    form = {
        "phone": "0470 12 34 56", "email": "amina@voorbeeld.be", "channel": "email",
        "language": "ara", "street": "Kaaistraat", "house_number": "1", "postcode": "8400",
    }  # fmt: skip
    client = client_of(world.account_of(scene.amina))
    wrong = client.post(reverse("dossier:my_contact"), {**form, "postcode": "1"})
    assert wrong.status_code == 422
    assert client.post(reverse("dossier:my_contact"), form).status_code == 302
    with owner():
        assert Residence.objects.get().municipality_nis == "35013"
        values = set(ContactPoint.objects.values_list("value", flat=True))
        assert values == {"0470 12 34 56", "amina@voorbeeld.be", "059 11 11 11"}
        person = Person.objects.get(pk=scene.amina.pk)
    assert (person.channel, person.language) == ("email", "ara")
