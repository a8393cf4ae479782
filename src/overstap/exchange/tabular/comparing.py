"""Is a row of the list somebody whom the organisation already has? A pure decision.

Only people of the organisation's own may be given as candidates: what is decided here is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from overstap.kernel.births import as_birth, may_be_same
from overstap.kernel.dates import PartialDate
from overstap.kernel.search_keys import search_key

from .fields import LABELS

ALIKE = 0.75
"""From this likeness (0..1) on, two names with the same birth date may be one person."""

NEAR = 0.9
"""The same for names with a birth date that differs by what looks like a slip."""


type Birth = date | PartialDate
"""A birth date as the check reads it: of which the day or the month may be unknown."""


class MatchOutcome(StrEnum):
    """What a row of a list is, beside the people whom the organisation has."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the own organisation. `values`: the field codes to compare, as `checking` writes
    them (names and birth date excepted, they stand apart)."""

    ref: str
    last_name: str = field(repr=False)
    first_name: str = field(repr=False)
    birth_date: Birth | None = field(repr=False)
    insz_hash: str | None = field(default=None, repr=False)
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    former_hashes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Decision:
    """`ref` is the person meant (None when new or when several fit), `refs` all who may be meant.

    `why` is a Dutch sentence, only for doubtful.
    """

    outcome: MatchOutcome
    ref: str | None = None
    refs: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    why: str = ""


class Candidates:
    """The people of one organisation, found by INSZ hash, by name and by birth date."""

    def __init__(self, people: Iterable[Candidate]) -> None:
        self._by_hash: dict[str, Candidate] = {}
        self._by_name: dict[str, list[Candidate]] = defaultdict(list)
        self._by_birth: dict[Birth | None, list[tuple[str, Candidate]]] = defaultdict(list)
        self._by_former: dict[str, list[Candidate]] = defaultdict(list)
        self._partly: list[tuple[str, Candidate]] = []
        for person in people:
            key = name_key(person.last_name, person.first_name)
            self._by_name[key].append(person)
            self._by_birth[person.birth_date].append((key, person))
            if isinstance(person.birth_date, PartialDate):
                self._partly.append((key, person))
            if person.insz_hash:
                self._by_hash[person.insz_hash] = person
            for former in person.former_hashes:
                self._by_former[former].append(person)

    def with_hash(self, insz_hash: str | None) -> Candidate | None:
        return self._by_hash.get(insz_hash) if insz_hash else None

    def with_former(self, insz_hash: str | None) -> list[Candidate]:
        """Who had this number before."""
        return self._by_former.get(insz_hash, []) if insz_hash else []

    def named(self, key: str) -> list[Candidate]:
        return self._by_name.get(key, [])

    def alike(self, key: str, birth: Birth | None) -> list[Candidate]:
        """A birth date that may be the same, other but similar name."""
        mine = _pairs(key)
        if isinstance(birth, PartialDate):
            days = [day for day in self._by_birth if day is not None and may_be_one(day, birth)]
            born = [one for day in days for one in self._by_birth[day]]
        else:
            partly = [one for one in self._partly if may_be_one(one[1].birth_date, birth)]
            born = [*self._by_birth.get(birth, []), *partly]
        return [person for other, person in born if _dice(mine, _pairs(other)) >= ALIKE]


@lru_cache(maxsize=4_096)  # several steps ask the key of the row they work on
def name_key(last_name: str, first_name: str) -> str:
    """Words of the name in alphabetical order, without accents or case: order does not matter."""
    return " ".join(sorted(search_key(f"{last_name} {first_name}").split()))


def likeness(one: str, other: str) -> float:
    """Dice coefficient of the letter pairs of two name keys: 1.0 is equal, 0.0 shares nothing."""
    if one == other:
        return 1.0
    return _dice(_pairs(one), _pairs(other))


def decide(
    values: Mapping[str, Any],
    candidates: Candidates,
    *,
    insz_hash: str | None,
    duplicate_of: int | None = None,
    question: str = "",
) -> Decision:
    """Decide on one checked row without errors; `insz_hash` is the hash of its INSZ, if any.

    `question` is what the check asks before somebody comes in or a birth date or name changes.
    """
    key = name_key(values["last_name"], values["first_name"])
    birth = values.get("birth_date")
    known, former = candidates.with_hash(insz_hash), candidates.with_former(insz_hash)
    if former and (known is not None or len(former) > 1):
        everybody = [*former, *([known] if known else [])]
        return _doubt("Dit rijksregisternummer was vroeger van een andere jongere.", *everybody)
    known = known or (former[0] if former else None)
    if known is not None:
        decision = _same_number(values, known, key, birth, candidates)
    else:
        decision = _by_name(values, candidates, key, birth, insz_hash)
    if duplicate_of is not None and decision.outcome is not MatchOutcome.DOUBTFUL:
        return _doubt(
            f"Deze jongere staat ook op rij {duplicate_of} van de lijst.",
            *([known] if known else []),
        )
    if question and _touches_identity(decision):
        return Decision(MatchOutcome.DOUBTFUL, decision.ref, decision.refs, (), question)
    return decision


def _touches_identity(decision: Decision) -> bool:
    asked = {"birth_date", "last_name", "first_name"}
    return decision.outcome is MatchOutcome.NEW or any(
        one.field in asked for one in decision.changes
    )


def _same_number(
    values: Mapping[str, Any],
    known: Candidate,
    key: str,
    birth: Birth | None,
    candidates: Candidates,
) -> Decision:
    """A number decides who it is while the name agrees; a list with a number in the wrong row must
    rename nobody. Brothers and sisters share a family name, twins a birth date as well."""
    similar = likeness(key, name_key(known.last_name, known.first_name))
    fits = {
        person.ref: person
        for person in (*candidates.named(key), *candidates.alike(key, birth))
        if person is not known
        and likeness(key, name_key(person.last_name, person.first_name)) > similar
    }
    if fits:
        return _doubt(
            "Het rijksregisternummer en de naam wijzen op verschillende jongeren.",
            known,
            *fits.values(),
        )
    if similar < ALIKE:
        return _doubt(
            "Het rijksregisternummer is gekend, maar bij iemand met een andere naam.", known
        )
    return _compared(values, known)


def _by_name(
    values: Mapping[str, Any],
    candidates: Candidates,
    key: str,
    birth: Birth | None,
    insz_hash: str | None,
) -> Decision:
    named = candidates.named(key)
    exact = [p for p in named if birth is not None and p.birth_date == birth]
    if len(exact) > 1:
        return _doubt("Er zijn meer jongeren met deze naam en geboortedatum.", *exact)
    if exact:
        person = exact[0]
        if insz_hash and person.insz_hash and insz_hash != person.insz_hash:
            return _doubt(
                "Naam en geboortedatum zijn gekend, maar met een ander rijksregisternummer.", person
            )
        return _compared(values, person)
    perhaps = [p for p in named if may_be_one(birth, p.birth_date)]
    if perhaps:
        return _doubt("De naam is gekend, maar niet de hele geboortedatum.", *perhaps)
    if birth is None and named:
        return _doubt("De naam is gekend, maar de geboortedatum ontbreekt in de lijst.", *named)
    unsettled = [p for p in named if p.birth_date is None or _slip(birth, p.birth_date)]
    if unsettled:
        return _doubt("De naam is gekend, met een geboortedatum die weinig verschilt.", *unsettled)
    alike = [
        person
        for person in (candidates.alike(key, birth) if birth else [])
        if not (insz_hash and person.insz_hash)  # both have a number, and they differ: two people
        or likeness(key, name_key(person.last_name, person.first_name)) >= NEAR
    ]
    if alike:
        return _doubt("Zelfde geboortedatum en bijna dezelfde naam als een jongere hier.", *alike)
    return Decision(MatchOutcome.NEW)


def _compared(values: Mapping[str, Any], person: Candidate) -> Decision:
    """Fields of the row that differ. An empty cell says nothing: it never erases."""
    old: dict[str, Any] = {
        **person.values,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "birth_date": person.birth_date,
    }
    changes = tuple(
        Change(code, old.get(code), new)
        for code, new in values.items()
        if code in LABELS and code != "insz" and new not in (None, "") and old.get(code) != new
        if code != "birth_date" or not _says_less(new, person.birth_date)
    )
    if values.get("insz") and person.insz_hash is None:
        # The number itself stays out of the preview: that it is added is enough.
        changes += (Change("insz", None, None),)
    outcome = MatchOutcome.CHANGED if changes else MatchOutcome.UNCHANGED
    return Decision(outcome, person.ref, (person.ref,), changes)


def _doubt(why: str, *people: Candidate) -> Decision:
    refs = tuple(person.ref for person in people)
    return Decision(MatchOutcome.DOUBTFUL, refs[0] if len(refs) == 1 else None, refs, (), why)


def may_be_one(one: Birth | None, other: Birth | None) -> bool:
    """Both known, at least in part, and perhaps one day."""
    if one is None or other is None:
        return False
    if isinstance(one, PartialDate) or isinstance(other, PartialDate):
        return may_be_same(as_birth(one), as_birth(other))
    return one == other


def _says_less(said: Birth, known: Birth | None) -> bool:
    """'2008' of somebody born on 14 March 2008: less than is known never replaces it."""
    if known is None or not isinstance(said, PartialDate):
        return False
    return str(as_birth(known)).startswith(f"{said}-")


def _slip(one: Birth | None, other: Birth) -> bool:
    """Dates that typing confuses: day and month swapped, or one of the three parts different."""
    if one is None:
        return True
    if isinstance(one, PartialDate) or isinstance(other, PartialDate):
        return False
    if (one.day, one.month, one.year) == (other.month, other.day, other.year):
        return True
    same = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    return same == 2


@lru_cache(maxsize=4_096)
def _pairs(key: str) -> frozenset[str]:
    return frozenset(f" {word} "[i : i + 2] for word in key.split() for i in range(len(word) + 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 1.0
