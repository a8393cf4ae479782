"""What stands in the files: nine groups, from full to empty, with hidden and contested notes."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overstap.access.choices import CAREER_GROUPS
from overstap.dossier.models import Entry
from overstap.home.demo import words
from overstap.home.demo.chance import moment, once_in, uuid_of
from overstap.home.demo.writing import Book
from overstap.home.demo.young import Young
from overstap.reference.models import Occupation
from overstap.reference.services import shipped_occupations

type Drawn = tuple[str, str, dict[str, Any], str]  # group, kind, content, source


class Files:
    """Fills files; `fill` draws one, `note` writes one entry of one's own."""

    def __init__(self, book: Book, chance: random.Random, today: date) -> None:
        self.book, self.chance, self.today = book, chance, today
        # What we ship fits young people, ISCO 5 to 9; beside ../shared all of ESCO is loaded.
        self.occupations = list(
            Occupation.objects.filter(uri__in=shipped_occupations(), code__gte="5")
            .order_by("code", "uri")
            .values_list("uri", "label")
        )

    def fill(self, young: Young) -> None:
        """Full, half or nothing: one in twenty-five has an empty file."""
        if once_in(self.chance, 25):
            return
        self.fill_whole(young, levels=self.chance.choices((0, 1, 2), (15, 30, 55), k=5))
        for group, texts in words.NOTES.items():
            if self.chance.random() < 0.22:
                entry = self.note(young, group, "note", {"text": self.chance.choice(texts)})
                if once_in(self.chance, 4) and young.user:
                    entry.hidden_from_guardians = True
                    entry.hidden_reason = "De jongere vraagt dit."
        if once_in(self.chance, 5):
            start = self.today - timedelta(days=self.chance.randint(10, 200))
            content = {"from_on": start.isoformat(), "half_days": self.chance.randint(1, 12)}
            content["until_on"] = (start + timedelta(days=20)).isoformat()
            self.note(young, "attendance", "absence", content | {"text": "Zonder attest."})

    def fill_whole(self, young: Young, *, levels: Sequence[int] = (2, 2, 2, 2, 2)) -> None:
        """The five career groups, each empty (0), half (1) or full (2)."""
        for group, kind, content, source in self._career(young, levels):
            self.note(young, group, kind, content, source=source)

    def note(
        self, young: Young, group: str, kind: str, content: dict[str, Any], *, source: str = ""
    ) -> Entry:
        """One entry, by the counsellor unless `source` says otherwise."""
        chance, source = self.chance, source or "counsellor"
        since = max(young.started_on, self.today - timedelta(days=400))
        day = since + timedelta(days=chance.randint(0, max((self.today - since).days - 25, 0)))
        authors: dict[str, tuple[UUID | None, str]] = {
            "own": (young.user.pk if young.user else None, young.name.whole),
            "led": (None, ""),
        }
        author, author_name = authors.get(
            source, (young.counsellor.user_id, young.counsellor.display_name)
        )
        entry = Entry(
            id=uuid_of(chance),
            person_id=young.person.pk,
            data_group=group,
            kind=kind,
            content=content,
            source=source,
            organisation_id=young.centre.organisation.pk,
            author=author,
            author_name=author_name,
            recorded_at=moment(day, chance),
            source_reference=str(uuid_of(chance)) if source == "led" else "",
        )
        if source != "own" and young.user and once_in(chance, 70):
            entry.contested_at = moment(self.today - timedelta(days=3), chance)
            entry.contest_text = chance.choice(words.CONTESTS)
        elif once_in(chance, 90):
            entry.withdrawn_at = moment(self.today - timedelta(days=2), chance)
        if entry.withdrawn_at is None:
            young.entries.setdefault(group, []).append((kind, content))
        return self.book.add(entry)

    def _career(self, young: Young, levels: Sequence[int]) -> Iterator[Drawn]:
        makers = (self._personal, self._wanted, self._competences, self._studies, self._experience)
        for group, maker, level in zip(CAREER_GROUPS, makers, levels, strict=True):
            for kind, content, source in maker(young, level):
                yield group.value, kind, content, source

    def _own(self, young: Young) -> str:
        return "own" if young.user and once_in(self.chance, 2) else "counsellor"

    def _personal(self, young: Young, level: int) -> Iterator[tuple[str, dict[str, Any], str]]:
        if level:
            situation = {"dual": "dual", "fulltime": "full_time_school"}
            content = {
                "situation": situation.get(young.pathway, "part_time_school"),
                "note": self.chance.choice(words.SITUATION_NOTES),
            }
            yield "work_situation", content, "counsellor"

    def _wanted(self, young: Young, level: int) -> Iterator[tuple[str, dict[str, Any], str]]:
        for number in range(level + (level == 2 and once_in(self.chance, 2))):
            uri, label = self.chance.choice(self.occupations)
            content: dict[str, Any] = {
                "occupation_uri": uri,
                "occupation_label": label,
                "preference": "wanted"
                if number == 0
                else self.chance.choice(("wanted", "to_learn", "to_explore", "excluded")),
            }
            if level == 2:
                content["regime"] = self.chance.choice(("full_time", "part_time", "weekend"))
                content["region_nis"] = [young.home.nis]
                content["region_label"] = f"{young.home.name} en omgeving"
            yield "wanted_job", content, self._own(young)

    def _competences(self, young: Young, level: int) -> Iterator[tuple[str, dict[str, Any], str]]:
        if not level:
            return
        chance = self.chance
        dutch = {"language": "nld", "mother_tongue": once_in(chance, 2)}
        for skill in ("understanding", "speaking", "writing"):
            dutch[skill] = chance.choice(("A2", "B1", "B1", "B2"))
        yield "language", dutch, "counsellor"
        if once_in(chance, 2):
            code = chance.choice(words.LANGUAGES[1:])
            content = {"language": code, "mother_tongue": False, "speaking": "B1"}
            yield "language", content, self._own(young)
        for label in chance.sample(words.JOB_COMPETENCES, level):
            yield "job_competence", {"label": label}, "counsellor"
        if level == 2:
            strong = chance.choice(words.PERSONAL_COMPETENCES)
            yield "personal_competence", {"label": strong}, self._own(young)
            yield "interest", {"label": chance.choice(words.INTERESTS)}, self._own(young)
            if once_in(chance, 6):
                year = str(self.today.year - 1)
                yield "office_course", {"title": "Excel, basis", "year": year}, "own"
            if once_in(chance, 6):
                yield "extra_competence", {"label": "Kan een heftruck besturen"}, "own"
            if once_in(chance, 5):
                yield "driving_licence", {"category": chance.choice(("AM", "B", "G"))}, "own"

    def _studies(self, young: Young, level: int) -> Iterator[tuple[str, dict[str, Any], str]]:
        chance = self.chance
        for title, subject, vks in chance.sample(words.CERTIFICATES, level):
            year = self.today.year - chance.randint(0, 3)
            content: dict[str, Any] = {
                "title": f"{title} {subject}".strip(),
                "certificate_type": title,
                "subject_name": subject,
                "issued_on": f"{year}-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}",
                "institution_name": young.centre.organisation.name,
                "country": "BEL",
                "vks_level_education": vks,
                "authentic": True,
            }
            yield "certificate", content, "led"
        if level == 2:
            until = self.today.year - 1
            content = {"title": "Eerste graad, B-stroom", "from_on": str(until - 2)}
            content |= {"until_on": str(until), "finished": not once_in(chance, 3)}
            yield "study", content, "school"
            if once_in(chance, 4):
                yield (
                    "attestation",
                    {"title": "VCA basisveiligheid", "issued_on": str(until)},
                    "own",
                )

    def _experience(self, young: Young, level: int) -> Iterator[tuple[str, dict[str, Any], str]]:
        chance = self.chance
        for _ in range(level):
            start = self.today - timedelta(days=chance.randint(120, 600))
            period = {"from_on": f"{start:%Y-%m}"}
            period["until_on"] = f"{start + timedelta(days=chance.randint(20, 110)):%Y-%m}"
            if once_in(chance, 2):
                title, place = chance.choice(words.INTERNSHIPS)
                content = {"title": title, "place": place, "hours": chance.randrange(40, 240, 20)}
                yield "internship", content | period, "counsellor"
            else:
                title, employer = chance.choice(words.WORK)
                yield "work", {"title": title, "employer": employer} | period, self._own(young)
        if level == 2:
            name, function = chance.choice(words.REFERENCES)
            yield "reference", {"name": name, "function": function}, "counsellor"
