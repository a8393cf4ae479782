"""The pages, as each kind of visitor meets them; code under test runs as role app."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from overstap.access.actor import acting_as
from overstap.access.models import User
from overstap.handover import queries, services
from overstap.handover.models import Document, Download, Handover
from overstap.handover.moves import RECEIVER, SENDER, buttons
from overstap.kernel.refusals import Refusal
from overstap.reference.models import Municipality
from tests import world
from tests.handover.scene import CAREER, PRIVATE, SHOWN_ON, recorded_earlier

pytestmark = pytest.mark.django_db
NEED = {
    "leaving_on": "2027-06-30",
    "signals": ["wants_support", "language"],
    "is_advised": "ja",
    "reason": "Vraagt zelf om steun.",
}


def client_of(user_id, person=None):
    with world.owner():
        user = User.objects.get(pk=user_id)
    client = Client()
    client.force_login(user, backend="overstap.access.sign_in.KeyedNameBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return client


def url(name, *args):
    return reverse(f"handover:{name}", args=args)


def page(client, name, *args, status=200):
    response = client.get(url(name, *args))
    assert response.status_code == status, response.status_code
    return response.content.decode()


def seen_on(text):
    """The marks of what stood on a page: a yes travels with them."""
    return dict(re.findall(r'name="(gezien-\w+)" value="(\w*)"', text))


def logged(name):
    with world.owner():
        return world.sql("select count(*) from audit_record where name = %s", name)[0][0]


@pytest.fixture
def counsellor(scene):
    return client_of(scene.sender.user_id)


@pytest.fixture
def consultant(scene):
    return client_of(scene.receiver.user_id)


@pytest.fixture
def young(scene):
    return client_of(scene.account)


def test_starting_in_four_steps_shows_it_to_the_young_person(scene, counsellor):
    started = counsellor.post(url("start", scene.person.pk), NEED)
    row = scene.row(handover_id := started.url.split("/")[2])
    assert started.url == url("start_office", handover_id)
    office = page(counsellor, "start_office", handover_id)
    assert office.index("VDAB Oostende") < office.index("VDAB Brugge")
    counsellor.post(url("start_office", handover_id), {"contact": str(scene.consultant.pk)})
    contents = page(counsellor, "start_contents", handover_id)
    assert "Vakantiewerk bakkerij" in contents
    assert "geheim" not in contents
    counsellor.post(url("start_contents", handover_id), {"groups": ["family"]})
    assert "15 maart 2027" in page(counsellor, "start_check", handover_id)
    counsellor.post(url("start_check", handover_id))
    row = scene.row(handover_id)
    assert (row.state, row.receiver_contact_id) == ("shown", scene.consultant.pk)


def test_a_step_with_errors_keeps_what_was_typed(scene, counsellor):
    response = counsellor.post(url("start", scene.person.pk), NEED | {"leaving_on": "geen dag"})
    assert response.status_code == 422
    assert "Vraagt zelf om steun." in response.content.decode()


def test_a_refusal_that_the_page_does_not_expect_is_a_sentence_and_nothing_is_written(
    scene, counsellor, monkeypatch
):
    handover_id = scene.start()
    before = scene.row(handover_id).leaving_on

    def write_and_refuse(*, handover_id, **_given):
        Handover.objects.filter(pk=handover_id).update(leaving_on="2031-01-01")
        raise Refusal("Deze overdracht is intussen getoond.")

    monkeypatch.setattr(services, "revise", write_and_refuse)
    response = counsellor.post(url("start_need", handover_id), NEED)
    assert response.status_code == 409
    assert "Deze overdracht is intussen getoond." in response.content.decode()
    assert scene.row(handover_id).leaving_on == before


def test_starting_again_leads_to_what_already_runs(scene, counsellor):
    handover_id = scene.shown()
    assert counsellor.get(url("start", scene.person.pk)).url == url("file", handover_id)


def test_without_an_account_the_page_offers_a_code_and_paper(scene, counsellor):
    from overstap.access.models import PersonAccount

    handover_id = scene.start()
    with world.owner():
        PersonAccount.objects.filter(person=scene.person).delete()
    text = page(counsellor, "start_check", handover_id)
    assert reverse("access:issue_code", args=[scene.person.pk]) in text
    assert reverse("access:paper", args=[scene.person.pk]) in text


def test_the_choice_page_names_who_reads_and_shows_everything(scene, young):
    text = page(young, "choice", scene.shown())
    for words in ("VDAB Oostende", "Karim Baert", "één collega", "Els Claes", "Aanvuller"):
        assert words in text
    for group in PRIVATE:
        assert f"geheim over {group}" in text
    assert "Je bent" not in text


def test_a_get_writes_nothing_but_the_log(scene, young):
    handover_id = scene.shown()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page(young, "choice", handover_id)
    writes = [
        q["sql"]
        for q in seen
        if q["sql"].lstrip().lower().startswith(("insert", "update", "delete"))
    ]
    assert [sql for sql in writes if "django_session" not in sql] == []
    assert logged("file_opened") == 1


def test_the_centre_reads_silence_and_no_as_two_things(scene, counsellor):
    handover_id = scene.shown()
    assert "Nog geen antwoord" in page(counsellor, "file", handover_id)
    scene.choose(handover_id)
    assert "Nog geen antwoord" not in page(counsellor, "file", handover_id)


def test_a_draft_is_not_there_for_the_young_person(scene, young):
    page(young, "choice", scene.start(), status=404)


def test_choosing_one_group_opens_that_group(scene, young, consultant):
    handover_id = scene.seen()
    seen = seen_on(page(young, "choice", handover_id))
    response = young.post(url("choice", handover_id), {"family": "on", **seen}, follow=True)
    assert "Je keuze is bewaard." in response.content.decode()
    text = page(consultant, "file", handover_id)
    assert "geheim over family" in text
    assert "geheim over medical" not in text


def test_the_no_button_leaves_the_office_the_same_page_as_silence(scene, young, consultant):
    handover_id = scene.seen()
    silent = page(consultant, "file", handover_id)
    young.post(url("choice", handover_id), {"family": "on", "antwoord": "nee"})
    assert masked(page(consultant, "file", handover_id)) == masked(silent)


def masked(html):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def test_withdrawing_says_first_what_will_happen_and_who_has_a_copy(scene, young, consultant):
    from overstap.handover.tasks import make_pdf

    handover_id = scene.seen()
    scene.choose(handover_id, "family", "warm_contact")
    consultant.post(url("documents", handover_id), {"kind": "handover_pdf"})
    with world.owner():
        document = Document.objects.get()
    make_pdf(str(document.pk))
    fetched = consultant.post(url("fetch", document.pk))
    assert fetched.content.startswith(b"%PDF")
    asked = young.post(url("choice", handover_id), {"warm_contact": "on"})
    text = asked.content.decode()
    for words in ("Stoppen met delen?", "herinneren", "Karim Baert", "Je thuis"):
        assert words in text
    assert "family" in scene.groups_seen_by(scene.consultant)
    young.post(url("choice", handover_id), {"warm_contact": "on", "zeker": "1"})
    assert scene.groups_seen_by(scene.consultant) == set(CAREER)
    assert consultant.post(url("fetch", document.pk)).status_code == 404
    queue = page(consultant, "queue")
    assert "Kopie gewist" in queue
    with world.owner():
        copy = Download.objects.get()
    consultant.post(url("copy_deleted", copy.pk))
    assert "Kopie gewist" not in page(consultant, "queue")


def test_withdrawal_while_the_office_has_the_page_open(scene, young, consultant):
    handover_id = scene.seen()
    scene.choose(handover_id, "family", "medical")
    assert "geheim over family" in page(consultant, "file", handover_id)
    young.post(url("choice", handover_id), {"zeker": "1"})
    text = page(consultant, "file", handover_id)
    assert "geheim" not in text
    for words in ("Aanvuller", "voetbal", "Getuigschrift eerste graad", "Vakantiewerk bakkerij"):
        assert words in text


def test_a_minor_reads_that_a_parent_confirms(minor_scene):
    scene = minor_scene
    world.guardian_of(scene.person)
    text = page(client_of(scene.account), "choice", scene.shown())
    assert "Je bent 17." in text
    assert "Een ouder kijkt mee en bevestigt ook." in text


def test_a_guardian_confirms_per_topic_without_reading_what_is_hidden(minor_scene):
    scene = minor_scene
    world.entry(
        scene.person, scene.centre, "family", content={"text": "niet voor thuis"},
        hidden_from_guardians=True,
    )  # fmt: skip
    recorded_earlier(scene.person)
    handover_id = scene.seen()
    guardian = client_of(world.guardian_of(scene.person))
    scene.choose(handover_id, "family", "medical")
    text = page(guardian, "confirm", handover_id)
    assert "geheim over family" in text
    assert "niet voor thuis" not in text
    assert "geheim over psychosocial" not in text
    missing = guardian.post(url("confirm", handover_id), {"family": "ja"})
    assert missing.status_code == 422
    answer = {"family": "ja", "medical": "nee", **seen_on(text)}
    guardian.post(url("confirm", handover_id), answer)
    assert scene.groups_seen_by(scene.consultant) == {*CAREER, "family"}


def test_at_eighteen_the_page_shows_a_waiting_choice_as_not_answered(minor_scene):
    scene = minor_scene
    handover_id = scene.sent()
    scene.choose(handover_id, "family")
    from datetime import date

    scene.at(date(2027, 9, 1))
    text = page(client_of(scene.account), "choice", handover_id)
    assert "Nog niet beantwoord" in text
    assert "Je bent" not in text


def test_the_queue_shows_age_place_kind_and_how_long_it_waits(scene, consultant):
    handover_id = scene.sent()
    scene.choose(handover_id, "warm_contact")
    scene.at(SHOWN_ON + timedelta(days=24))
    text = page(consultant, "queue")
    for words in ("Amina Haddad", "19 jaar", "Oostende", "10 dagen geleden", "Warm"):
        assert words in text
    assert "Amina" not in consultant.get(url("queue") + "?soort=administratief").content.decode()
    assert "Amina" not in consultant.get(url("queue") + "?stand=aanvaard").content.decode()


def test_the_filter_of_places_holds_on_every_page_of_the_queue(scene, consultant, monkeypatch):
    """Somebody in each place the office serves, one elsewhere and one whose place nobody knows."""
    monkeypatch.setattr(queries, "PAGE", 2)
    with world.owner():
        office = scene.office
        for nis, place in (("35013", "Oostende"), ("31005", "Brugge"), ("44021", "Gent")):
            Municipality.objects.create(nis=nis, name_nl=place, search_key=place.lower())
        type(office).objects.filter(pk=office.pk).update(serves_nis=["35013", "31005"])
    lives_in = ["35013", "31005", "35013", "44021", "35013", None, "31005"]
    names = [f"Persoon{number}" for number in range(len(lives_in))]
    for name, nis in zip(names, lives_in, strict=True):
        scene.arrived(name, nis)

    def shown(place: str) -> list[str]:
        """The names on all pages, each full but the last; sent at once, so in no fixed order."""
        pages, address = [], f"{url('queue')}?gemeente={place}"
        while address:
            text = consultant.get(address).content.decode()
            pages.append(re.findall(r">(Persoon\d) Peeters</strong>", text))
            following = re.search(r'href="(\?[^"]*na=[^"]+)"', text)
            address = following and url("queue") + following[1].replace("&amp;", "&")
        assert all(len(page) == 2 for page in pages[:-1])
        return sorted(name for page in pages for name in page)

    assert shown("35013") == ["Persoon0", "Persoon2", "Persoon4"]
    assert shown("31005") == ["Persoon1", "Persoon6"]
    assert shown("elders") == ["Persoon3", "Persoon5"]
    assert shown("") == names
    # A place that is not in the list filters nothing, as the list says: not an empty queue.
    assert shown("44021") == shown("onzin%00") == shown("")


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("ask", {"vraag-question": ""}),
        ("decline", {"weiger-reason": "onzin"}),
    ],
)
def test_a_form_that_is_refused_shows_the_file_and_leaves_a_line(scene, consultant, verb, sent):
    """An empty question is no way to read a file without a trace."""
    handover_id = scene.seen()
    scene.choose(handover_id, "family")
    before = logged("file_opened"), logged("group_opened")
    answer = consultant.post(url(verb, handover_id), sent)
    assert answer.status_code == 422
    assert "Vakantiewerk bakkerij" in answer.content.decode()
    assert logged("file_opened") == before[0] + 1
    assert logged("group_opened") > before[1]


def test_a_tampered_page_key_starts_at_the_beginning(scene, consultant):
    scene.sent()
    assert "Amina" in consultant.get(url("queue") + "?na=%00onzin").content.decode()


def test_the_file_is_closed_until_the_office_opens_it_and_that_is_the_receipt(scene, consultant):
    handover_id = scene.sent()
    assert "Aanvuller" not in page(consultant, "file", handover_id)
    assert scene.row(handover_id).state == "sent"
    consultant.post(url("open", handover_id))
    assert scene.row(handover_id).seen_at is not None
    assert "Aanvuller" in page(consultant, "file", handover_id)
    assert logged("group_opened") == len(CAREER)


def test_the_office_asks_accepts_and_records_the_first_contact(scene, counsellor, consultant):
    handover_id = scene.seen()
    consultant.post(url("ask", handover_id), {"vraag-question": "Welke dagen?"})
    assert "Welke dagen?" in page(counsellor, "file", handover_id)
    counsellor.post(url("answer", handover_id), {"antwoord-answer": "Maandag."})
    assert "Maandag." in page(consultant, "file", handover_id)
    consultant.post(url("accept", handover_id))
    wrong = {"contact-on": "2030-01-01", "contact-result": "Belt terug."}
    response = consultant.post(url("contact", handover_id), wrong)
    assert response.status_code == 422
    assert "Belt terug." in response.content.decode()
    right = wrong | {"contact-on": "2027-03-15"}
    consultant.post(url("contact", handover_id), right)
    consultant.post(url("close", handover_id))
    assert scene.row(handover_id).state == "closed"


def test_a_decline_tells_the_young_person_and_the_centre_why(scene, counsellor, consultant, young):
    handover_id = scene.seen()
    short = consultant.post(url("decline", handover_id), {"weiger-code": "other_office"})
    assert short.status_code == 422
    reason = {"weiger-code": "other_office", "weiger-sentence": "Brugge is bevoegd."}
    consultant.post(url("decline", handover_id), reason)
    assert "Brugge is bevoegd." in page(counsellor, "file", handover_id)
    assert "Brugge is bevoegd." in page(young, "choice", handover_id)
    page(consultant, "file", handover_id, status=404)
    anew = counsellor.post(url("anew", handover_id))
    assert scene.row(anew.url.split("/")[2]).receiver_id == scene.other_office.pk


def test_each_party_is_kept_from_the_pages_of_the_other(scene, counsellor, consultant, young):
    handover_id = scene.seen()
    assert counsellor.post(url("accept", handover_id)).status_code == 403
    assert consultant.post(url("send", handover_id)).status_code == 403
    page(young, "file", handover_id, status=403)
    page(consultant, "choice", handover_id, status=403)
    page(counsellor, "queue", status=403)
    page(consultant, "centre", status=403)
    stranger = client_of(scene.other_consultant.user_id)
    page(stranger, "file", handover_id, status=404)
    assert stranger.post(url("accept", handover_id)).status_code == 404


def test_a_meeting_is_planned_only_after_the_young_person_chose_it(scene, counsellor, consultant):
    handover_id = scene.accepted()
    planned = {
        "gesprek-on": "2027-03-20",
        "gesprek-time": "14:00",
        "gesprek-place": "lokaal 3",
    }
    assert counsellor.post(url("meeting", handover_id), planned).status_code == 422
    scene.choose(handover_id, "warm_contact")
    counsellor.post(url("meeting", handover_id), planned)
    text = page(consultant, "file", handover_id)
    assert "20 maart 2027, 14.00 u." in text
    assert "lokaal 3" in text
    scene.choose(handover_id)
    assert "lokaal 3" not in page(consultant, "file", handover_id)


@pytest.mark.parametrize(
    ("who", "name", "until"),
    [
        ("consultant", "queue", "sent"),
        ("consultant", "file", "accepted"),
        ("consultant", "documents", "accepted"),
        ("counsellor", "centre", "sent"),
        ("counsellor", "file", "sent"),
        ("counsellor", "start_check", "start"),
        ("counsellor", "start_contents", "start"),
        ("young", "choice", "sent"),
    ],
)
def test_a_page_stays_within_its_query_budget(scene, request, who, name, until):
    handover_id = getattr(scene, until)()
    client = request.getfixturevalue(who)
    arguments = () if name in {"queue", "centre"} else (handover_id,)
    page(client, name, *arguments)
    with CaptureQueriesContext(connection) as seen:
        page(client, name, *arguments)
    own = [q["sql"] for q in seen if is_own(q["sql"])]
    assert len(own) <= 8, "\n".join(own)


def is_own(sql):
    """Statements of the page itself: not the frame, the log or transaction control."""
    frame = ("SAVEPOINT", "RELEASE", "django_session", "rights.act_as", "rights.record", "ROLLBACK")
    if any(word in sql for word in frame):
        return False
    who = (
        'FROM "access_user"',
        "select m.id, m.role, m.display_name, o.id",
        '"access_personaccount"."user_id"',
    )
    return not any(word in sql for word in who)


def test_the_panel_tells_the_next_thing(scene):
    from overstap.handover.panels import handover_panel

    with acting_as(scene.sender.user_id):
        assert handover_panel(scene.sender, scene.person.pk).label == "Overdracht starten"
    handover_id = scene.shown()
    with acting_as(scene.sender.user_id):
        panel = handover_panel(scene.sender, scene.person.pk)
    assert panel.url == url("file", handover_id)
    assert "15 maart 2027" in panel.sentence
    with acting_as(scene.account):
        assert handover_panel(scene.young, scene.person.pk).url == url("choice", handover_id)
    with acting_as(scene.receiver.user_id):
        assert handover_panel(scene.receiver, scene.person.pk) is None


def test_no_page_holds_inline_style_or_script(scene, counsellor, consultant, young):
    handover_id = scene.accepted()
    pages = [
        page(young, "choice", handover_id),
        page(consultant, "file", handover_id),
        page(consultant, "queue"),
        page(counsellor, "file", handover_id),
    ]
    for text in pages:
        assert " style=" not in text.split("<svg")[0]
        assert "<script>" not in text


def asked(scene):
    handover_id = scene.seen()
    with acting_as(scene.receiver.user_id):
        services.ask(handover_id=handover_id, question="Wie belt?", by=scene.receiver)
    return handover_id


@pytest.mark.parametrize(
    ("until", "who", "party"),
    [
        ("shown", "counsellor", SENDER),
        ("sent", "consultant", RECEIVER),
        ("seen", "consultant", RECEIVER),
        ("asked", "counsellor", SENDER),
        ("asked", "consultant", RECEIVER),
        ("accepted", "counsellor", SENDER),
        ("accepted", "consultant", RECEIVER),
    ],
)
def test_every_move_that_a_party_may_make_is_a_button_with_its_label(
    scene, request, until, who, party
):
    handover_id = asked(scene) if until == "asked" else getattr(scene, until)()
    if until == "shown":
        scene.at(SHOWN_ON + timedelta(days=14))
    text = page(request.getfixturevalue(who), "file", handover_id)
    labels = buttons(scene.row(handover_id).state, party).values()
    assert labels
    for label in labels:
        assert re.search(rf"<button[^>]*>{label}</button>", text), label
