"""What people left behind: looks in the log of past weeks, questions about them, link requests."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from overstap.access.models import ActivationCode, Invitation, LinkRequest, LookQuestion, Membership
from overstap.home.demo import words
from overstap.home.demo.chance import moment, once_in, uuid_of
from overstap.home.demo.names import Names
from overstap.home.demo.places import Place
from overstap.home.demo.writing import Book, copy_values
from overstap.home.demo.young import Young

_COLUMNS = (
    *("at", "kind", "name", "actor", "role"),
    *("organisation", "subject", "object", "purpose", "detail"),
)


class Traces:
    """Collects looks; `write` brings them to the log once the people stand in the database."""

    def __init__(self, book: Book, chance: random.Random, today: date) -> None:
        self.book, self.chance, self.today = book, chance, today
        self._looks: list[tuple[Any, ...]] = []

    def look(
        self, who: Membership, person: UUID, name: str = "file_opened", **detail: object
    ) -> None:
        # Two days ago at the latest: who asked about a look today would be answered tomorrow.
        day = self.today - timedelta(days=max(2, self.chance.randint(0, 35)))
        guides = who.role in {"counsellor", "centre_lead"}
        purpose = "guidance" if guides else "handover"
        at = moment(day, self.chance)
        place = who.organisation_id
        self._looks.append((at, name, who.user_id, who.role, place, person, purpose, detail))

    def of_guidance(self, young: Young, times: int) -> None:
        for _ in range(times):
            self.look(young.counsellor, young.person.pk)
            if once_in(self.chance, 2):
                group = self.chance.choice(tuple(words.NOTES))
                self.look(young.counsellor, young.person.pk, "group_opened", group=group)
        if young.centre.lead and once_in(self.chance, 6):
            self.look(young.centre.lead, young.person.pk)

    def write(self) -> None:
        """As the owner of the log's table. The subject is the person's key, never the person."""
        self._looks.sort(key=lambda look: look[0])
        with connection.cursor() as cursor:
            cursor.execute("select person, key from audit_subjectkey")
            keys = dict(cursor.fetchall())
        copy_values(
            "audit_record",
            _COLUMNS,
            (
                [at, "look", name, actor, role, place, keys[person], None, purpose, detail]
                for at, name, actor, role, place, person, purpose, detail in self._looks
            ),
        )

    def questions(self, young_people: list[Young], limit: int) -> None:
        """Questions about looks by the young people's own organisation, with and without answer."""
        asking = {y.person.pk: y for y in young_people if y.user}
        with connection.cursor() as cursor:
            cursor.execute(
                "select distinct on (k.person) k.person, r.id, r.organisation, r.at"
                " from audit_record r join audit_subjectkey k on k.key = r.subject"
                " where k.person = any (%s) and r.organisation is not null"
                " order by k.person, r.at desc limit %s",
                [list(asking), limit],
            )
            for number, (person, record, organisation, at) in enumerate(cursor.fetchall()):
                self._question(asking[person], record, organisation, at, number)

    def _question(
        self, young: Young, record: int, organisation: UUID, at: Any, number: int
    ) -> None:
        if young.user is None:
            return
        text, answer = words.LOOK_QUESTIONS[number % len(words.LOOK_QUESTIONS)]
        lead = young.centre.lead if young.centre.organisation.pk == organisation else None
        answer = answer if lead else ""
        self.book.add(
            LookQuestion(
                id=uuid_of(self.chance),
                record=record,
                person=young.person,
                organisation_id=organisation,
                text=text,
                asked_by=young.user.pk,
                asked_at=at + timedelta(hours=3),
                answer=answer,
                answered_by=lead.user_id if lead and answer else None,
                answered_at=at + timedelta(hours=30) if answer else None,
            )
        )

    def link_requests(self, place: Place, names: Names, count: int) -> None:
        """Somebody asked to work with a person who is perhaps known already."""
        for _ in range(count):
            name, days = names.young(), self.chance.randint(5800, 7000)
            self.book.add(
                LinkRequest(
                    id=uuid_of(self.chance),
                    organisation=place.organisation,
                    typed_name=name.whole,
                    birth_date=self.today - timedelta(days=days),
                    asked_by=self.chance.choice(place.staff).user_id,
                    asked_at=moment(self.today - timedelta(days=2), self.chance),
                )
            )

    def invitation(self, place: Place, by: Membership, name: str) -> None:
        """A counsellor whom an admin invited: a second person still says yes."""
        asked = moment(self.today - timedelta(days=1), self.chance)
        self.book.add(
            Invitation(
                id=uuid_of(self.chance),
                token_hash=f"{self.chance.getrandbits(256):064x}",
                organisation=place.organisation,
                role="counsellor",
                display_name=name,
                email=f"{name.lower().replace(' ', '.')}@voorbeeld.example",
                invited_by=by.user_id,
                invited_at=asked,
                expires_at=asked + timedelta(days=14),
            )
        )

    def code(self, young: Young) -> None:
        """An activation code that was issued and not used yet; nobody knows it any more."""
        issued = moment(self.today - timedelta(days=self.chance.randint(0, 10)), self.chance)
        self.book.add(
            ActivationCode(
                id=uuid_of(self.chance),
                code_hash=f"{self.chance.getrandbits(256):064x}",
                person=young.person,
                kind="self",
                organisation=young.centre.organisation,
                issued_by=young.counsellor.user_id,
                issued_at=issued,
                expires_at=issued + timedelta(days=14),
            )
        )
