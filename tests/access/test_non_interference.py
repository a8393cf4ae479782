# ruff: noqa: E501  (SQL reads better whole)
"""Clean slate: what is withheld leaves no trace for the receiving office.

A world is looked at through the receiver's eyes, then something withheld is added, then it is looked
at again: every row of every table, every page, and the text of every statement must be the same.
"""

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from tests import catalogue, world
from tests.conftest import owner, role

from overstap.access.actor import set_actor
from overstap.access.models import Choice, LinkRequest, User
from overstap.dossier.models import Entry
from overstap.handover.models import Handover, Need, Notice, Step
from overstap.people.models import Person

pytestmark = pytest.mark.django_db

EARLIER = datetime(2026, 9, 1, tzinfo=UTC)


class Scene:
    """A minor whose career file was sent to an office; a receiver there."""

    def __init__(self) -> None:
        today = timezone.localdate()
        self.centre = world.organisation("Centrum Zee")
        self.office = world.organisation("VDAB Zee", kind="vdab")
        self.elsewhere = world.organisation("School Elders", kind="school")
        self.counsellor = world.member(self.centre)
        self.receiver = world.member(self.office, "vdab_counsellor", is_contact=True)
        self.person = world.person(birth=today.replace(year=today.year - 16, day=1))
        self.self_id = world.account_of(self.person)
        self.guardian_id = world.guardian_of(self.person)
        world.involve(self.person, self.centre)
        for group in ("personal", "studies", "competences", "experience"):
            world.entry(self.person, self.centre, group, content={"title": group, "label": group})
        with owner():
            Entry.objects.update(recorded_at=EARLIER)
            self.handover = Handover.objects.create(
                person=self.person, sender=self.centre, receiver=self.office,
                sender_contact=self.counsellor, receiver_contact=self.receiver, state="seen",
                leaving_on=today, shown_at=EARLIER, term_ends_on=date(2026, 9, 15),
                sent_at=timezone.now() - timedelta(days=1), seen_at=timezone.now(),
                legal_basis="omzendbrief", data_until_on=today + timedelta(days=300),
            )  # fmt: skip

    # -- what may be withheld ------------------------------------------------------------------

    def choice(self, topic: str = "medical", **fields: Any) -> None:
        today = timezone.localdate()
        fields = {
            "person": self.person, "organisation": self.office, "topic": topic, "from_on": today,
            "until_on": today + timedelta(days=200), "text_version": "1", "given_by": self.self_id,
            "given_at": timezone.now(), "needs_guardian": True,
        } | fields  # fmt: skip
        with owner():
            Choice.objects.create(**fields)

    def entry(self, group: str, **fields: Any) -> None:
        recorded_at = fields.pop("recorded_at", EARLIER)
        made = world.entry(self.person, fields.pop("org", self.centre), group, **fields)
        with owner():
            Entry.objects.filter(pk=made.pk).update(recorded_at=recorded_at)

    def private_note(self) -> None:
        self.entry(
            random.choice(["medical", "family", "attendance", "psychosocial"]),
            content={"text": "geheim"},
        )

    def note_hidden_from_guardians(self) -> None:
        self.entry(
            "family", content={"text": "geheim"}, hidden_from_guardians=True, hidden_reason="geheim"
        )

    def contested_entry(self) -> None:
        self.entry("studies", contested_at=timezone.now(), contest_text="geheim")

    def entry_taken_back(self) -> None:
        self.entry("experience", withdrawn_at=timezone.now())

    def entry_after_sending(self) -> None:
        self.entry("studies", recorded_at=timezone.now() + timedelta(minutes=1))

    def merged_entry(self) -> None:
        self.entry(
            "competences", joined_at=timezone.now() + timedelta(minutes=1), org=self.elsewhere
        )

    def older_text_of_an_entry(self) -> None:
        with owner():
            entry = Entry.objects.filter(person=self.person, data_group="studies").order_by("id")[0]
            kept = entry.content
            for content in ({"title": "geheim"}, kept):
                entry.content = content
                entry.save(update_fields=["content"])

    def choice_that_waits_for_a_guardian(self) -> None:
        self.choice("family")

    def refused_choice(self) -> None:
        self.choice("medical", refused_at=timezone.now(), refused_by=self.guardian_id)

    def withdrawn_choice(self) -> None:
        self.choice("attendance", withdrawn_at=timezone.now(), withdrawn_by=self.self_id,
                    confirmed_by=self.guardian_id, confirmed_at=timezone.now())  # fmt: skip

    def choice_given_and_withdrawn(self) -> None:
        """Through the database's own steps: a grant came and went."""
        self.choice("psychosocial", needs_guardian=False)
        with owner():
            Choice.objects.filter(topic="psychosocial").update(
                withdrawn_at=timezone.now(), withdrawn_by=self.self_id
            )

    def withdrawn_warm_contact(self) -> None:
        self.choice("warm_contact", withdrawn_at=timezone.now(), withdrawn_by=self.self_id)

    def choice_for_another_office(self) -> None:
        self.choice("medical", organisation=self.elsewhere, needs_guardian=False)

    def need(self) -> None:
        with owner():
            Need.objects.get_or_create(
                handover=self.handover,
                defaults={"person": self.person, "sender": self.centre, "signals": ["well_being"],
                          "reason": "geheim", "is_advised": True, "asks_about": ["medical"],
                          "decided_by": uuid4()},
            )  # fmt: skip

    def steps_of_the_choice(self) -> None:
        with owner():
            for move in ("asked", "reminded", "refused"):
                Step.objects.create(
                    handover=self.handover, person=self.person, move=move, to_state="shown",
                    by=self.self_id, by_name="geheim", note="geheim", for_receiver=False,
                )  # fmt: skip

    def letters_and_reminders(self) -> None:
        with owner():
            for occasion in ("shown", "reminder"):
                Notice.objects.create(
                    handover=self.handover, person=self.person, sender=self.centre, way="letter",
                    occasion=occasion, term_ends_on=timezone.localdate(), done_by=uuid4(),
                    done_by_name="geheim", done_at=timezone.now(),
                )  # fmt: skip

    def another_guide(self) -> None:
        world.involve(self.person, self.elsewhere, confirmed_at=timezone.now())

    def another_guardian(self) -> None:
        world.guardian_of(self.person)

    def an_earlier_handover_elsewhere(self) -> None:
        with owner():
            Handover.objects.create(
                person=self.person, sender=self.elsewhere, receiver=self.elsewhere,
                sender_contact=self.counsellor, state="draft", leaving_on=timezone.localdate(),
            )  # fmt: skip

    def a_link_request(self) -> None:
        with owner():
            LinkRequest.objects.create(
                organisation=self.elsewhere, typed_name="geheim", asked_by=uuid4(),
                birth_date=self.person.birth_date,
            )  # fmt: skip

    def a_tombstone(self) -> None:
        with owner():
            Person.objects.create(
                first_name="geheim", last_name="geheim", sort_key="geheim",
                birth_date=self.person.birth_date, merged_into=self.person,
            )  # fmt: skip

    def looks_of_others(self) -> None:
        with role("owner"), role("definer"):
            world.sql(
                "select rights.record('event', 'file_opened', '', %s, null, %s, 'guidance', '{}')",
                self.person.pk, self.centre.pk,
            )  # fmt: skip

    # -- the receiver's eyes --------------------------------------------------------------------

    def rows(self) -> dict[str, list[Any]]:
        """Every column of every row that the receiver may read."""
        set_actor(self.receiver.user_id)
        found = {}
        for table in catalogue.tables(connection.connection):
            if table.name in catalogue.OPEN_TABLES:
                continue
            if catalogue.may(connection.connection, table.name, "SELECT"):
                readable = [c for c in table.columns if readable_column(table.name, c)]
                columns = ", ".join(f'"{c}"::text' for c in readable)
                found[table.name] = sorted(
                    world.sql(f"select {columns} from {table.name}"), key=str
                )
        set_actor(None)
        return found

    def pages(self) -> dict[str, tuple[int, str, list[str]]]:
        """Status, masked text and statements of every page that the receiver reaches."""
        client = Client(raise_request_exception=True)
        with owner():
            user = User.objects.get(pk=self.receiver.user_id)
            client.force_login(user)
            session = client.session
            session["second_factor"] = True
            session.save()
        found = {}
        for name, kwargs in self.addresses():
            statements: list[str] = []

            def note(
                execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any,
                into: list[str] = statements,
            ) -> Any:  # fmt: skip
                into.append(re.sub(r"\bs\d+_x\d+\b|\"s\d+_x\d+\"", "savepoint", sql))
                return execute(sql, params, many, context)

            with connection.execute_wrapper(note):
                response = client.get(reverse(name, kwargs=kwargs))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            found[name] = (response.status_code, masked(body.decode(errors="replace")), statements)
            connection.cursor().execute("set local role overstap_app")
        return found

    def addresses(self) -> list[tuple[str, dict[str, Any]]]:
        wanted = [
            ("handover:queue", {}),
            ("handover:file", {"handover_id": self.handover.pk}),
            ("handover:documents", {"handover_id": self.handover.pk}),
            ("dossier:file", {"person_id": self.person.pk}),
            *(("dossier:group", {"person_id": self.person.pk, "group": group})
              for group in ("studies", "medical", "family")),
            ("trajectories:line", {"person_id": self.person.pk}),
            ("desk:person", {"person_id": self.person.pk}),
            ("desk:today", {}),
            ("home:front_door", {}),
        ]  # fmt: skip
        found = []
        for name, kwargs in wanted:
            try:
                reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue
            found.append((name, kwargs))
        return found


def readable_column(table: str, column: str) -> bool:
    return bool(
        world.sql("select has_column_privilege('overstap_app', %s, %s, 'select')", table, column)[
            0
        ][0]
    )


def masked(text: str) -> str:
    """Without what differs at every request: CSRF token, nonce, clock."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "csrf", text)
    text = re.sub(r"X-CSRFToken[^}]*}", "csrf", text)
    text = re.sub(r'nonce="[^"]*"', "nonce", text)
    return re.sub(r"\b\d{1,2}[.:]\d{2}(:\d{2})?( u\.)?", "clock", text)


WITHHELD = [
    name
    for name, member in vars(Scene).items()
    if callable(member)
    and not name.startswith("_")
    and name not in {"choice", "entry", "rows", "pages", "addresses"}
]


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


@pytest.mark.parametrize("what", WITHHELD)
def test_what_is_withheld_changes_no_row_of_the_receiver(what: str) -> None:
    scene = Scene()
    before = scene.rows()
    assert before["dossier_entry"], "a receiver who sees nothing proves nothing"
    getattr(scene, what)()
    assert differences(before, scene.rows()) == {}


@pytest.mark.parametrize("seed", range(10))
def test_many_withheld_things_at_once_change_no_row(seed: int) -> None:
    rnd, scene = random.Random(seed), Scene()
    before = scene.rows()
    for what in rnd.sample(WITHHELD, 6):
        getattr(scene, what)()
    assert differences(before, scene.rows()) == {}


def test_what_is_shared_does_change_what_the_receiver_sees() -> None:
    """The other way round, or the test would be blind."""
    scene = Scene()
    before = scene.rows()
    scene.entry("medical", content={"text": "gedeeld"})
    scene.choice("medical", needs_guardian=False)
    assert {"access_grant", "dossier_entry"} <= set(differences(before, scene.rows()))


@pytest.mark.parametrize("share", range(5))
def test_what_is_withheld_changes_no_page_of_the_receiver(share: int) -> None:
    """Several things at once: a page takes its time. Each is looked at alone above, by rows."""
    scene = Scene()
    before = scene.pages()
    for what in WITHHELD[share::5]:
        getattr(scene, what)()
    after = scene.pages()
    for name in before:
        assert after[name][0] == before[name][0], name
        assert after[name][1] == before[name][1], name
        assert after[name][2] == before[name][2], name
    statuses = {name: status for name, (status, _, _) in before.items()}
    assert statuses["handover:queue"] == statuses["handover:file"] == 200, statuses
