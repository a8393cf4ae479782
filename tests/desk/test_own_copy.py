"""Alles wat Overstap over jou bewaart: each table that knows something about somebody shows it to
that person, in words, and to nobody else."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from overstap.access.actor import set_actor
from overstap.access.models import PaperAnswer, Setting
from overstap.config.stored_sql import of_this_release
from overstap.desk.queries import kept, subject
from overstap.desk.queries.kept import rows
from overstap.doors.viewer import Viewer
from overstap.dossier.models import Entry
from overstap.exchange.models import ImportRun
from overstap.handover.models import Handover
from overstap.handover.pdf import render_kept_file, render_subject_file
from overstap.handover.services import choosing
from overstap.kernel import clock
from overstap.kernel.copies import copied
from overstap.organisations.models import Organisation
from overstap.people.models import NationalNumber, Person
from overstap.people.services import NUMBER_USE, derived_cipher
from tests import world
from tests.access import filled_world
from tests.clients import client_of
from tests.conftest import owner

pytestmark = pytest.mark.django_db
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
# A code as the program writes it: two words with a line below.
NUMBER = "08061412345"
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")


class Filled:
    """A young person of whom every table knows something, and who else is around."""

    def __init__(self) -> None:
        self.ids = filled_world.make()
        cipher = derived_cipher(settings.LOOKUP_KEYS, NUMBER_USE)
        with owner():
            self.person = Person.objects.get(pk=self.ids["victim"])
            NationalNumber.objects.update(ciphertext=cipher.encrypt(NUMBER.encode()))

    def young(self) -> Viewer:
        return self._as("self_account", "young_person", person_id=self.ids["victim"])

    def guardian(self) -> Viewer:
        return self._as("guardian_account", "guardian", person_id=self.ids["victim"])

    def counsellor(self) -> Viewer:
        return self._as("counsellor", "counsellor", membership_id=self.ids["membership"])

    def stranger(self, role: str) -> Viewer:
        set_actor(self.ids["strangers"][role])
        return Viewer(user_id=self.ids["strangers"][role], role=role)

    def _as(self, account: str, role: str, **rest: Any) -> Viewer:
        set_actor(self.ids[account])
        return Viewer(user_id=self.ids[account], role=role, name="Ik", **rest)


@pytest.fixture
def filled() -> Filled:
    return Filled()


def tables(found: kept.Kept) -> set[str]:
    return {section.table for section in found.sections}


def words(found: kept.Kept) -> str:
    facts = [
        f"{fact.label}: {fact.text}"
        for section in found.sections
        for line in section.lines
        for fact in line.facts
    ]
    return "\n".join([*facts, *(act.what for act in found.acts)])


def test_every_table_about_a_young_person_is_in_the_copy(filled: Filled) -> None:
    wanted = {
        model._meta.db_table
        for model, whose in rows.tables()
        if whose.is_about_young_people and not whose.no_copy
    }
    found = kept.about_person(filled.young(), filled.person.pk)
    assert wanted - tables(found) == set()
    assert {"access_paperanswer", "people_birthcorrection", "exchange_importrow"} <= wanted
    assert {"exchange_setaside", "exchange_waitingmessage", "people_formercontact"} <= wanted


def test_each_section_says_why_how_long_and_for_whom(filled: Filled) -> None:
    found = kept.about_person(filled.young(), filled.person.pk)
    assert [s.table for s in found.sections if not (s.ground and s.term and s.seen)] == []
    assert [s.table for s in found.sections if not all(line.facts for line in s.lines)] == []


def test_the_copy_speaks_in_words(filled: Filled) -> None:
    text = words(kept.about_person(filled.young(), filled.person.pk))
    assert ID.findall(text) == []
    assert CODE.findall(text) == []
    assert "Onderwerp: Je gezondheid" in text
    assert "Geboortedatum: 14 maart 2008" in text


def test_every_column_that_the_table_gives_has_a_word(filled: Filled) -> None:
    """Also where the filled world left it empty."""
    from overstap.desk.queries.kept.labels import LABELS

    missing = set()
    for model, whose in rows.tables():
        table = model._meta.db_table
        given = copied([f.column for f in model._meta.concrete_fields], whose)
        given = given if whose.is_about_young_people and not whose.no_copy else []
        for column in {*given, *whose.account_gets.split(), *whose.guardian_gets.split()}:
            field = next(f for f in model._meta.concrete_fields if f.column == column)
            shown = not column.endswith("_precision") and (
                not field.is_relation or field.related_model.__name__ in rows.NAMED
            )
            if shown and not ({column, f"{table}.{column}"} & LABELS.keys()):
                missing.add(f"{table}.{column}")
    assert missing == set()


def test_no_two_columns_of_a_table_are_called_alike(filled: Filled) -> None:
    found = kept.about_person(filled.young(), filled.person.pk)
    for section in found.sections:
        for line in section.lines:
            labels = [fact.label for fact in line.facts]
            assert len(labels) == len(set(labels)), section.table


def test_the_file_for_a_computer_holds_the_rows_the_scan_and_the_log(filled: Filled) -> None:
    copy = json.loads(json.dumps(subject.everything(filled.young(), filled.person), default=str))
    assert {"Wie je bent", "Formulieren die je tekende"} <= {one["what"] for one in copy["kept"]}
    assert [one["base64"] for one in copy["files"]] == ["Z2VoZWlt"]
    assert copy["log"]
    assert copy["national_number"] == NUMBER
    me = next(one for one in copy["kept"] if one["what"] == "Wat in een lijst over jou stond")
    assert me["who_sees"] == "begeleiders van die organisatie"


def test_what_is_sealed_or_about_somebody_else_is_not_in_the_copy(filled: Filled) -> None:
    with owner():
        from overstap.exchange.models import ImportRow, SetAside

        SetAside.objects.update(reason="van Iemand Anders")
        ImportRow.objects.update(meant=[str(filled.ids["other"])])
    text = json.dumps(subject.everything(filled.young(), filled.person), default=str)
    assert "Iemand Anders" not in text
    assert str(filled.ids["other"]) not in text
    assert "a" * 64 not in text


def test_a_guardian_reads_about_himself_and_nothing_of_the_child(filled: Filled) -> None:
    found = kept.about_account(filled.guardian())
    assert {"people_guardian", "access_user", "access_personaccount"} <= tables(found)
    text = words(found)
    assert "Relatie: ouder" in text
    for secret in ("Slachtoffer", "nog geheimer", "geheim"):
        assert secret not in text.replace("Waarvoor", "")


def test_a_guardian_who_reads_nothing_any_more_still_reads_about_himself(filled: Filled) -> None:
    """At 18 the rights on the file end; what is kept of the parent stays the parent's."""
    viewer = filled.guardian()
    assert not Person.objects.filter(pk=filled.person.pk).exists()
    assert "people_guardian" in tables(kept.about_account(viewer))


def test_a_colleague_reads_the_account_the_membership_and_how_often_he_did_what(
    filled: Filled,
) -> None:
    found = kept.about_account(filled.counsellor())
    assert tables(found) == {"access_user", "access_membership"}
    assert [(act.what, act.number) for act in found.acts] == [
        ("Koppelingsvragen: gevraagd", 1),
        ("Overdrachten: contactpersoon van het centrum", 1),
    ]
    assert "Slachtoffer" not in words(found)


STRANGERS = (
    "young_person", "guardian", "counsellor", "centre_lead", "vdab_lead", "org_admin",
    "platform_admin", "researcher", "nobody_special",
)  # fmt: skip


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_gets_the_copy_of_another(filled: Filled, role: str) -> None:
    """Asked for with the other's reference: row-level security and the functions give nothing."""
    viewer = filled.stranger(role)
    found = kept.about_person(viewer, filled.person.pk)
    text = words(found)
    assert "Slachtoffer" not in text
    assert "geheim" not in text
    by_function = {table for table in tables(found) if table.startswith("exchange_")}
    assert by_function == set()


def test_a_guardian_does_not_read_what_the_functions_give_the_young_person(filled: Filled) -> None:
    with owner():
        Entry.objects.update(hidden_from_guardians=True)
        Person.objects.filter(pk=filled.person.pk).update(birth_date="2012-01-01")
    viewer = filled.guardian()
    text = words(kept.about_person(viewer, filled.person.pk))
    assert "nog geheimer" not in text


def test_without_a_signed_actor_the_functions_answer_nothing(filled: Filled) -> None:
    set_actor(None)
    assert [one.table for one in rows.of_person(filled.person.pk) if one.rows] == []
    assert rows.done() == []


def test_an_account_that_was_closed_reads_nothing(filled: Filled) -> None:
    from overstap.access.models import User

    with owner():
        User.objects.filter(pk=filled.ids["counsellor"]).update(is_active=False)
    filled.counsellor()
    assert rows.done() == []


def test_which_of_two_parents_said_no_is_told_nowhere(filled: Filled) -> None:
    """As on the page of the choice and in the log: it blames nobody."""
    today = clock.today()
    with owner():
        Person.objects.filter(pk=filled.person.pk).update(
            birth_date=today.replace(year=today.year - 16, day=1)
        )
        Handover.objects.update(state="shown")
        filled.person.refresh_from_db()
    one, two = (
        world.guardian_of(filled.person, name=name) for name in ("Moeder Een", "Vader Twee")
    )
    handover = filled.ids["handover"]
    young = filled.young()
    choosing.choose(handover_id=handover, topics=["warm_contact"], by=young, channel="account")
    for account, name in ((one, "Moeder Een"), (two, "Vader Twee")):
        set_actor(account)
        parent = Viewer(user_id=account, role="guardian", name=name, person_id=filled.person.pk)
        choosing.confirm(handover_id=handover, topics=[], by=parent)
    filled.young()
    found = kept.about_person(young, filled.person.pk)
    told = {one.table: words(kept.Kept((one,))) for one in found.sections}
    assert "Geweigerd door: een ouder of voogd" in told["access_choice"]
    assert "Nog geen akkoord" in told["handover_step"]
    named = {table for table, text in told.items() if "Vader Twee" in text or "Moeder Een" in text}
    assert named == {"people_guardian", "access_personaccount"}
    everything = json.dumps(subject.everything(young, filled.person), default=str)
    assert everything.count("Vader Twee") == 3  # the name, the account, and the account's name
    paper = subject.on_paper(young, filled.person)
    assert str(paper).count("Vader Twee") == 3


def test_the_paper_copy_leaves_no_table_out(filled: Filled) -> None:
    found = kept.about_person(filled.young(), filled.person.pk)
    paper = subject.on_paper(filled.young(), filled.person)
    told = {"Hoe iemand je bereikt", "Waar je woont"}
    assert {s.heading for s in found.sections} - {s.heading for s in paper.kept} == told
    assert paper.person.contacts
    assert paper.person.residence


def test_both_copies_stand_on_paper(filled: Filled) -> None:
    young = render_subject_file(subject.on_paper(filled.young(), filled.person))
    assert young.startswith(b"%PDF")
    assert render_kept_file(subject.kept_file(filled.guardian())).startswith(b"%PDF")


def test_what_was_read_for_another_and_taken_back_is_not_given(filled: Filled) -> None:
    """A row of a list that was taken for this person, or a merge with somebody else."""
    with owner():
        from overstap.exchange.models import ImportRow
        from overstap.people.models import Merge

        ImportRow.objects.update(undone_at=clock.now(), values={"street": "Straat van een ander"})
        Merge.objects.update(undone_at=clock.now(), reason="Toch iemand anders")
    found = kept.about_person(filled.young(), filled.person.pk)
    assert {"exchange_importrow", "people_merge"} & tables(found) == set()
    assert "Straat van een ander" not in words(found)
    assert "Toch iemand anders" not in words(found)


def test_an_office_does_not_count_what_it_does_not_know_of(filled: Filled) -> None:
    """Its contact person is named in a handover that was not sent: the office learns of nothing."""
    with owner():
        office = Organisation.objects.get(pk=filled.ids["office"])
    contact = world.member(office, "vdab_counsellor")
    with owner():
        Handover.objects.update(receiver_contact=contact)
    set_actor(contact.user_id)
    assert rows.done() == []
    set_actor(None)
    sent = world.sent_handover(world.person(), world.organisation(), office)
    with owner():
        Handover.objects.filter(pk=sent.pk).update(receiver_contact=contact)
    set_actor(contact.user_id)
    assert [(one.column, one.number) for one in rows.done()] == [("receiver_contact_id", 1)]


def test_a_signature_that_ended_gives_no_copy(filled: Filled) -> None:
    filled.young()
    set_actor(filled.ids["self_account"], seconds=-1)
    assert [one.table for one in rows.of_person(filled.person.pk) if one.rows] == []


def test_a_session_on_the_device_of_the_centre_reads_its_one_page_and_not_the_copy(
    filled: Filled,
) -> None:
    from overstap.doors.viewer import DEVICE_PATH

    client = client_of(filled.ids["self_account"])
    assert client.get("/account/bewaard/").status_code == 200
    session = client.session
    session[DEVICE_PATH] = "/overdracht/keuze/"
    session.save()
    for path in ("/account/bewaard/", f"/mijn/rechten/formulier/{filled.person.pk}/"):
        assert client.get(path)["Location"] == "/overdracht/keuze/"
    assert client.post("/account/bewaard/over-mij.json")["Location"] == "/overdracht/keuze/"


def test_the_pages_answer_each_reader_about_himself(filled: Filled) -> None:
    young, guardian = (client_of(filled.ids[f"{who}_account"]) for who in ("self", "guardian"))
    assert "Wat in een lijst over jou stond" in young.get("/account/bewaard/").text
    page = guardian.get("/account/bewaard/").text
    assert "Jij als ouder of voogd" in page
    assert "Slachtoffer" not in page.replace("Geheim Slachtoffer · Overstap", "")
    copy = guardian.post("/account/bewaard/over-mij.json").json()
    assert "Slachtoffer" not in json.dumps(copy)
    assert guardian.post("/account/bewaard/over-mij.pdf").content.startswith(b"%PDF")
    assert guardian.post("/mijn/rechten/dossier.json").status_code == 403


def test_the_scan_opens_for_whom_it_is_about_alone(filled: Filled) -> None:
    with owner():
        paper = PaperAnswer.objects.get()
        PaperAnswer.objects.update(scan_type="image/png")
    path = f"/mijn/rechten/formulier/{paper.pk}/"
    assert client_of(filled.ids["self_account"]).get(path).content == b"geheim"
    stranger = filled.ids["strangers"]["young_person"]
    assert client_of(stranger).get(path).status_code == 404
    assert client_of(filled.ids["guardian_account"]).get(path).status_code == 403


def functions() -> list[str]:
    made = (one for one in of_this_release() if one.place.startswith("desk/sql/own_copy.sql"))
    return [one.identity for one in made if one.kind == "function" and "_about_" in one.identity]


@pytest.mark.parametrize("role", [*STRANGERS, "vdab_counsellor", "steering"])
def test_raw_sql_gets_no_more_than_the_page(filled: Filled, role: str) -> None:
    """As the server with another's signature: each function answers of that other, so nothing."""
    filled.stranger(role)
    found = {name: world.sql(f"select count(*) from {name}()") for name in functions()}
    mine = {name for name, rows in found.items() if rows != [(0,)]}
    assert mine <= {
        f"rights.{table}_about_guardian" for table in ("people_guardian", "access_personaccount")
    } | {"rights.access_caseloadrow_about_me"}


@pytest.mark.parametrize(
    "table", ["importrow", "enrolmentsourceoutcome", "sourcestate", "setaside"]
)
def test_a_centre_that_never_knew_somebody_puts_nothing_into_the_copy(
    filled: Filled, table: str
) -> None:
    """A counsellor writes these rows, and could name anybody in them."""
    model = apps.get_model("exchange", table)
    person = "asked_person_id" if table == "setaside" else "person_id"
    with owner():
        row = model._default_manager.filter(**{person: filled.person.pk}).values().get()
        centre = Organisation.objects.get(pk=filled.ids["other_centre"])
    count = f"select count(*) from rights.exchange_{table}_about_me()"
    counsellor = world.member(centre)
    set_actor(counsellor.user_id)
    fields = {"id": uuid4()} if "id" in row else {"number": 99}
    if "run_id" in row:
        run = ImportRun.objects.create(
            organisation=centre, kind="pupils", started_by=counsellor.user_id
        )
        fields["run_id"] = run.pk
    model._default_manager.create(**row | fields | {"organisation_id": centre.pk})
    filled.young()
    assert world.sql(count) == [(1,)]
    world.involve(filled.person, centre)
    filled.young()
    assert world.sql(count) == [(2,)]


def test_a_parent_gets_nothing_by_the_functions_of_the_young_person(filled: Filled) -> None:
    filled.guardian()
    own = [name for name in functions() if name.endswith("_about_me")]
    assert len(own) > 10
    for name in own:
        assert world.sql(f"select count(*) from {name}()") == [(0,)], name


def test_jobs_read_nobodys_copy(filled: Filled) -> None:
    filled.young()
    for name in [*functions(), "rights.my_acts"]:
        with owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role overstap_system")
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"select count(*) from {name}()")
            cursor.execute("set local role overstap_owner")


def test_a_setting_that_somebody_ended_keeps_nobody_from_the_copy(filled: Filled) -> None:
    with owner():
        Setting.objects.filter(name__in=("basis_file", "file_years_after_leaving")).delete()
    found = kept.about_person(filled.young(), filled.person.pk)
    file = next(one for one in found.sections if one.table == "dossier_entry")
    assert file.ground.startswith("Niet ingevuld")
    assert file.term == "wat privé is tot 1 jaar na dat einde"
