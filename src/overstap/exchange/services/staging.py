"""One row of a checked list to what is staged of it: whom it means, everything it would write."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from uuid import uuid4

from cryptography.fernet import MultiFernet
from django.conf import settings
from django.db.models import CharField, Model
from django.utils.translation import gettext as _

from overstap.exchange import own_people
from overstap.exchange.choices import RowOutcome
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.rules import enrolments_of_lists as lists
from overstap.exchange.sealing import hash_of, kind_of
from overstap.exchange.tabular.comparing import Decision, MatchOutcome, decide
from overstap.exchange.tabular.fields import LABELS
from overstap.exchange.tabular.problems import CheckedRow
from overstap.kernel.secrets import derived_cipher
from overstap.people.models import ContactPoint, Person, Residence
from overstap.people.rules import sort_key
from overstap.people.services import NUMBER_USE
from overstap.trajectories.models import Enrolment

_ACTION = {MatchOutcome.NEW: "create", MatchOutcome.CHANGED: "change"}
_ENROLMENT_CODES = frozenset({*lists.SAID, "school_year"})
_ROOM = {
    "last_name": (Person, "last_name"),
    "first_name": (Person, "first_name"),
    "street": (Residence, "street"),
    "house_number": (Residence, "house_number"),
    "postcode": (Residence, "postcode"),
    "municipality": (Residence, "municipality_name"),
    "phone": (ContactPoint, "value"),
    "email": (ContactPoint, "value"),
    "programme": (Enrolment, "programme"),
}


def _length(model: type[Model], name: str) -> int:
    room = cast("CharField[str, str]", model._meta.get_field(name)).max_length
    assert room is not None  # noqa: S101 (each of these has a length)
    return room


_LENGTHS: dict[str, int] = {code: _length(model, name) for code, (model, name) in _ROOM.items()}


@dataclass(frozen=True, slots=True)
class _Seen:
    """A row of this list that may come in: whom it means (`ref`, '' for a new person), the print of
    what it says about the person, and its first day."""

    ref: str
    print: int
    first_day: date | None


@dataclass(slots=True)
class Staging:
    """Compares row after row; remembers who was on which, so that one list contradicts itself
    before a person's eyes and never in a file."""

    mine: own_people.Known
    places: own_people.Places
    today: date
    seen: dict[int, _Seen] = field(default_factory=dict)
    claimed: dict[str, int] = field(default_factory=dict)
    renamed: dict[str, int] = field(default_factory=dict)
    # Rows staged already that a later row made doubtful: number to whom both mean.
    doubted: dict[int, tuple[str, int]] = field(default_factory=dict)

    def line(self, row: CheckedRow) -> tuple[Any, ...]:
        """The columns of one staged row, in the order of `COLUMNS`."""
        self._fit(row)
        if not row.ok:
            # What is wrong stands in the problems; the rest of a refused row is not kept.
            nothing: tuple[Any, ...] = ("", None, [], "", {}, [], _told(row), "", None, "")
            return (row.row_number, str(RowOutcome.ERROR), *nothing)
        digits = row.values.get("insz", "")
        number_hash = hash_of(digits) if digits else ""
        values = self._values(row)
        decision, changes = self._compare(row, values, number_hash)
        same = decision.outcome is MatchOutcome.UNCHANGED
        sealed = bool(digits) and not same
        return (
            row.row_number,
            str(decision.outcome),
            _ACTION.get(decision.outcome, ""),
            decision.ref
            if decision.outcome in (MatchOutcome.CHANGED, MatchOutcome.UNCHANGED)
            else None,
            list(decision.refs) if decision.outcome is MatchOutcome.DOUBTFUL else [],
            decision.why,
            {} if same else values,
            changes,
            _told(row),
            number_hash,
            _numbers().encrypt(digits.encode()).decode() if sealed else None,
            kind_of(digits) if sealed else "",
        )

    def _fit(self, row: CheckedRow) -> None:
        """A text that the file has no room for: of a name the row is refused, else the cell."""
        values = row.values
        for code, most in _LENGTHS.items():
            if len(values.get(code, "")) > most:
                del values[code]
                names = code in ("last_name", "first_name")
                text = _("%(label)s is langer dan %(most)d tekens.") % {
                    "label": LABELS[code],
                    "most": most,
                }
                more = _("Verkort ze.") if names else _("Dit wordt niet overgenomen.")
                row.tell(f"{text} {more}", code="text_too_long", error=names)

    def _values(self, row: CheckedRow) -> dict[str, Any]:
        """What applying needs of a row; the national number stands apart, sealed."""
        values = {
            code: own_people.plain(value) for code, value in row.values.items() if code != "insz"
        }
        values["sort_key"] = sort_key(values["last_name"], values["first_name"])
        if nis := self.places.nis(values.get("postcode", ""), values.get("municipality", "")):
            values["municipality_nis"] = nis
        if first := self._first(values):
            # Whoever turns out to be new gets this enrolment, and no other.
            row_of = own_people.enrolment_row(first, self.mine.organisation)
            values["enrolment"] = {"id": first.ref, **row_of}
            new = _row_ref(row.row_number)
            self.mine.enrolments[new] = (first,)
            self.mine.told[new].add(first.ref)
        return values

    def _first(self, values: Mapping[str, Any]) -> lists.Stretch | None:
        said = own_people.said_of(values)
        if not said:
            return None
        year = lists.about(said, str(values.get("school_year") or ""), self.today)
        return lists.begin(said, year=year, today=self.today, ref=str(uuid4()))

    def _compare(
        self, row: CheckedRow, values: Mapping[str, Any], number_hash: str
    ) -> tuple[Decision, list[dict[str, Any]]]:
        plain = {code: v for code, v in row.values.items() if code not in _ENROLMENT_CODES}
        mark = hash(tuple(sorted((code, str(value)) for code, value in plain.items())))
        first = self.seen.get(row.duplicate_of or -1)
        if first is not None and self._is_second(row, first, mark):
            return self._second(row, values, first)
        decision = decide(
            plain,
            self.mine.candidates,
            insz_hash=number_hash or None,
            duplicate_of=row.duplicate_of,
            question=row.question,
        )
        if decision.outcome is MatchOutcome.DOUBTFUL:
            self._doubt_renamed(decision.refs, row.row_number)
            return decision, []
        if decision.ref is None:
            self._remember(row, "", mark)
            return decision, []
        return self._known(row, values, decision, mark)

    def _known(
        self, row: CheckedRow, values: Mapping[str, Any], decision: Decision, mark: int
    ) -> tuple[Decision, list[dict[str, Any]]]:
        ref = str(decision.ref)
        if other := self.claimed.get(ref):
            self._doubt_renamed((ref,), row.row_number)
            why = _("Rij %d van de lijst lijkt over dezelfde jongere te gaan.") % other
            return Decision(MatchOutcome.DOUBTFUL, ref, (ref,), (), why), []
        self._remember(row, ref, mark)
        weighed = self.mine.weigh(ref, decision.changes, values, self.today)
        if {one["field"] for one in weighed.changes} & {"last_name", "first_name"}:
            self.renamed[ref] = row.row_number
        self._tell_kept(row, weighed.kept)
        outcome = MatchOutcome.CHANGED if weighed.changes else MatchOutcome.UNCHANGED
        return Decision(outcome, ref, decision.refs, (), ""), weighed.changes

    def _remember(self, row: CheckedRow, ref: str, mark: int) -> None:
        self.seen[row.row_number] = _Seen(ref, mark, row.values.get("from_on"))
        if ref:
            self.claimed[ref] = row.row_number

    def _is_second(self, row: CheckedRow, first: _Seen, mark: int) -> bool:
        """The same person word for word, with another first day: a second enrolment."""
        day = row.values.get("from_on")
        return first.print == mark and None not in (day, first.first_day) and day != first.first_day

    def _second(
        self, row: CheckedRow, values: Mapping[str, Any], first: _Seen
    ) -> tuple[Decision, list[dict[str, Any]]]:
        """Another enrolment of somebody on an earlier row; of a new person it waits for that."""
        row.problems[:] = [one for one in row.problems if one.code != "duplicate_in_file"]
        number = row.duplicate_of or 0
        changes, kept = self.mine.enrol(first.ref or _row_ref(number), values, self.today)
        self._tell_kept(row, kept)
        outcome = MatchOutcome.CHANGED if changes else MatchOutcome.UNCHANGED
        if not first.ref and isinstance(values, dict):
            values["same_as_row"] = number
        return Decision(outcome, first.ref or None, (), (), ""), changes

    def _doubt_renamed(self, refs: tuple[str, ...], number: int) -> None:
        """Whoever a list gives another name, and who is on it too: somebody must look at both."""
        for ref in refs:
            if ref in self.renamed:
                self.doubted[self.renamed.pop(ref)] = (ref, number)

    def _tell_kept(self, row: CheckedRow, codes: tuple[str, ...]) -> None:
        for code in codes:
            label = LABELS.get(code, code)
            if code == "birth_date":
                text = _("een andere geboortedatum wacht al op een collega; deze blijft weg.")
            elif code == "insz":
                text = _("een ander nummer wacht al op een collega; dit blijft weg.")
            elif code == "until_on":
                text = _("%s ligt voor het begin van de inschrijving en wordt niet overgenomen.")
            else:
                text = _("%s verschilt van wat de officiële bron zei. Dat blijft staan.")
            row.tell(text % label if "%s" in text else text, code="kept")


def settle(run: ImportRun, staging: Staging, counts: Counter[str]) -> None:
    """Makes rows doubtful that a later row of the list speaks against."""
    for number, (ref, other) in staging.doubted.items():
        why = _("De naam verandert, maar rij %d van de lijst lijkt ook over deze jongere te gaan.")
        ImportRow.objects.filter(run=run, number=number).update(
            outcome=RowOutcome.DOUBTFUL,
            action="",
            person=None,
            meant=[ref],
            changes=[],
            why=why % other,
        )
        counts["changed"] -= 1
        counts["doubtful"] += 1


def _row_ref(number: int) -> str:
    """Where the enrolments of somebody are kept who has no file yet."""
    return f"row {number}"


def _told(row: CheckedRow) -> list[dict[str, str]]:
    return [
        {"where": one.where, "text": one.message, "severity": str(one.severity)}
        for one in row.problems
    ]


def _numbers() -> MultiFernet:
    """The cipher of national numbers."""
    return derived_cipher(settings.LOOKUP_KEYS, NUMBER_USE)


__all__ = ["Staging", "settle"]
