"""Verbs about people. The only functions that read or write a national number stand here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from overstap.kernel import clock
from overstap.kernel.acting import Acting
from overstap.kernel.births import as_birth, precision_of
from overstap.kernel.dates import PartialDate
from overstap.kernel.identifiers import Insz, keyed_hash, parse_insz
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.kernel.secrets import derived_cipher
from overstap.people.acts import as_refusal, beside_no_list, call, record
from overstap.people.choices import Channel, ContactKind
from overstap.people.models import (
    BirthCorrection,
    ContactPoint,
    NationalNumber,
    NumberChange,
    Person,
    Residence,
)
from overstap.people.rules import read_names, sort_key
from overstap.reference.queries import places_of

NUMBER_USE = b"national-number"


@dataclass(frozen=True, slots=True)
class Created:
    """`outcome`: 'new', 'perhaps_known' (a link was asked) or 'too_many' (asked too often)."""

    outcome: str
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives. Belgian when the postcode has four digits."""

    postcode: str
    street: str = ""
    house_number: str = ""
    # Chosen when a postcode lies in two municipalities; typed for a place abroad.
    municipality_nis: str = ""
    municipality_name: str = ""


def named(first_name: str, last_name: str) -> tuple[str, str]:
    """First and family name as they are kept; one may be empty. Raises Refusal when both are."""
    first, last = read_names(first_name, last_name)
    if not first and not last:
        raise Refusal(_("Vul een naam in."), code="required", field="last_name")
    return first, last


@transaction.atomic
def create_person(
    *,
    by: Acting,
    organisation_id: UUID,
    first_name: str,
    last_name: str,
    birth_date: date | PartialDate,
    insz: str = "",
    language: str = "nld",
    tell: bool = True,
) -> Created:
    """Creates a young person whom the organisation guides from today.

    With `tell`, somebody whom another organisation perhaps has is not created: a link is asked
    and the answer is 'perhaps_known'. A list (`tell=False`) learns nothing. Raises Refusal.
    """
    first_name, last_name = named(first_name, last_name)
    birth = _past(birth_date)
    beside_no_list(organisation_id)
    number = parse_insz(insz, accept_test=settings.TEST_IDENTIFIERS) if insz.strip() else None
    person_id = uuid4()
    with as_refusal():
        outcome = call(
            "create_person",
            person_id,
            organisation_id,
            first_name,
            last_name,
            sort_key(last_name, first_name),
            birth.earliest,
            str(precision_of(birth)),
            language,
            _hash(number) if number else "",
            _cipher(number) if number else None,
            str(number.kind) if number else "",
            clock.today(),
            tell,
        )
    return Created(str(outcome), person_id if outcome == "new" else None)


@transaction.atomic
def edit_person(
    person_id: UUID,
    *,
    first_name: str,
    last_name: str,
    birth_date: date | PartialDate,
    by: Acting,
) -> bool:
    """Changes name and birth date. Who guides may; False: the birth date waits for a colleague."""
    first_name, last_name = named(first_name, last_name)
    changed = Person.objects.filter(pk=person_id).update(
        first_name=first_name,
        last_name=last_name,
        sort_key=sort_key(last_name, first_name),
    )
    if not changed:
        raise NotAllowed(_("Je kan dit niet aanpassen."), code="not_yours")
    waiting = correct_birth_dates({person_id: birth_date})
    record("person_changed", person_id, by)
    if waiting:
        record("birth_date_proposed", person_id, by)
    return not waiting


def _past(value: date | PartialDate) -> PartialDate:
    birth = as_birth(value)
    if birth.earliest > clock.today():
        raise Refusal(_("De geboortedatum ligt in de toekomst."), code="future", field="birth_date")
    return birth


def correct_birth_dates(dates: Mapping[UUID, date | PartialDate]) -> set[UUID]:
    """Sets birth dates where they decide nothing; answers for whom a colleague must confirm."""
    births = [_past(day) for day in dates.values()]
    days, known = [one.earliest for one in births], [str(precision_of(one)) for one in births]
    with as_refusal():
        waiting = call("correct_birth_dates", list(dates), days, known)
    return set(cast("list[UUID]", waiting))


@transaction.atomic
def answer_birth_correction(correction: BirthCorrection, agree: bool, *, by: Acting) -> None:
    """A second colleague confirms a birth date, or not. Raises Refusal."""
    with as_refusal():
        call("answer_birth_correction", correction.pk, agree)
    name = "birth_date_confirmed" if agree else "birth_date_rejected"
    record(name, correction.person_id, by)


def withdraw_birth_dates(person_ids: Sequence[UUID]) -> None:
    """Who proposed birth dates takes them back while no colleague has answered."""
    with as_refusal():
        for pk in BirthCorrection.objects.filter(
            person_id__in=person_ids, closed_at__isnull=True
        ).values_list("pk", flat=True):
            call("answer_birth_correction", pk, False)


@transaction.atomic
def edit_contact(
    person_id: UUID,
    points: Sequence[tuple[str, str]],
    *,
    channel: str,
    language: str,
    by: Acting,
) -> None:
    """Replaces the contact points ((kind, value) pairs) and sets channel and language.

    The young person, or who guides. Raises Refusal.
    """
    wanted = {(kind, contact_value(kind, value)) for kind, value in points if value.strip()}
    if channel not in Channel.values:
        raise Refusal(_("Kies een kanaal."), code="choice", field="channel")
    _check_reachable(channel, {kind for kind, _value in wanted})
    present = {(row.kind, row.value): row for row in ContactPoint.objects.filter(person=person_id)}
    with as_refusal():
        call("set_preferences", person_id, channel, language)
    gone = [row.pk for key, row in present.items() if key not in wanted]
    if gone:
        ContactPoint.objects.filter(pk__in=gone).delete()
    ContactPoint.objects.bulk_create(
        ContactPoint(person_id=person_id, kind=kind, value=value)
        for kind, value in sorted(wanted - set(present))
    )
    record("contact_changed", person_id, by)


@transaction.atomic
def set_preferences(person_id: UUID, *, channel: str, language: str, by: Acting) -> None:
    """How somebody wants to be told, and in which language to talk. Raises Refusal."""
    if channel not in Channel.values:
        raise Refusal(_("Kies een kanaal."), code="choice", field="channel")
    points = ContactPoint.objects.filter(person=person_id)
    _check_reachable(channel, set(points.values_list("kind", flat=True)))
    with as_refusal():
        call("set_preferences", person_id, channel, language)
    record("contact_changed", person_id, by)


def _check_reachable(channel: str, kinds: set[str]) -> None:
    """Nobody is reached by a way that is not there."""
    if channel == Channel.EMAIL and ContactKind.EMAIL not in kinds:
        raise Refusal(
            _("Vul een e-mailadres in, of kies een andere manier."), code="no_email", field="email"
        )
    if channel == Channel.PHONE and ContactKind.PHONE not in kinds:
        raise Refusal(
            _("Vul een telefoonnummer in, of kies een andere manier."),
            code="no_phone",
            field="phone",
        )


def contact_value(kind: str, value: str) -> str:
    """A telephone number or an e-mail address, tidied. Raises Refusal."""
    value = value.strip()
    if kind == ContactKind.EMAIL:
        try:
            validate_email(value)
        except ValidationError:
            raise Refusal(
                _("Dit e-mailadres klopt niet. Voorbeeld: naam@voorbeeld.be."),
                code="email",
                field="email",
            ) from None
        return value
    digits = "".join(c for c in value if c.isdigit())
    if not 8 <= len(digits) <= 15 or set(value) - set("+0123456789 ./-()"):
        raise Refusal(
            _("Dit telefoonnummer klopt niet. Voorbeeld: 0470 12 34 56."),
            code="phone",
            field="phone",
        )
    return " ".join(value.split())


@transaction.atomic
def set_residence(person_id: UUID, where: Address, *, by: Acting) -> None:
    """Sets where somebody lives; the municipality follows from the postcode. Raises Refusal."""
    nis, name = municipality_of(where)
    values = {
        "street": where.street.strip(),
        "house_number": where.house_number.strip(),
        "postcode": where.postcode.strip(),
        "municipality_nis": nis,
        "municipality_name": name,
    }
    if not Residence.objects.filter(person_id=person_id).update(**values):
        with as_refusal():
            Residence(person_id=person_id, **values).save(force_insert=True)
    record("residence_changed", person_id, by)


def municipality_of(where: Address) -> tuple[str, str]:
    """NIS code and name of the municipality of an address. Raises Refusal."""
    postcode = where.postcode.strip()
    places = places_of(postcode)
    if not places:
        if postcode.isdigit() and len(postcode) == 4 and not where.municipality_name.strip():
            raise Refusal(
                _("Deze postcode kennen we niet. Kijk ze na."), code="postcode", field="postcode"
            )
        if not where.municipality_name.strip():
            raise Refusal(_("Vul de gemeente in."), code="required", field="municipality_name")
        return "", where.municipality_name.strip()[:100]
    chosen = [p for p in places if p.municipality_id == where.municipality_nis]
    place = (chosen or places)[0]
    return place.municipality_id, place.municipality.name_nl


@transaction.atomic
def set_number(person_id: UUID, insz: str, *, by: Acting, changed: bool = True) -> bool:
    """Writes the national number of a young person. Who guides may; False: a colleague confirms.

    `changed`: the number was another before (a BIS number, another sex digit), so that messages to
    the former one still find the person; else the former one was typed wrong. Raises Refusal.
    """
    number = parse_insz(insz, accept_test=settings.TEST_IDENTIFIERS)
    with as_refusal():
        outcome = call(
            "set_number", person_id, _cipher(number), _hash(number), str(number.kind), changed
        )
    if outcome == "same":
        raise Refusal(_("Dit nummer staat al in het dossier."), code="same", field="insz")
    waits = outcome == "waiting"
    record("number_proposed" if waits else "number_set", person_id, by)
    return not waits


@transaction.atomic
def answer_number_change(change: NumberChange, insz: str | None, *, by: Acting) -> None:
    """A second colleague types the new number anew, or says that it is wrong (None)."""
    number = parse_insz(insz, accept_test=settings.TEST_IDENTIFIERS) if insz is not None else None
    agree = number is not None
    with as_refusal():
        call("answer_number", change.pk, agree, _hash(number) if number else "")
    record("number_confirmed" if agree else "number_rejected", change.person_id, by)


def number_of(person_id: UUID) -> str | None:
    """The 11 digits, or None when there is none that the actor may read. Show it nowhere unasked:
    never in a URL, list, log or export unless that export's purpose needs it."""
    row = NationalNumber.objects.filter(person_id=person_id).first()
    if row is None:
        return None
    return derived_cipher(settings.LOOKUP_KEYS, NUMBER_USE).decrypt(bytes(row.ciphertext)).decode()


@transaction.atomic
def show_number(person_id: UUID, *, by: Acting) -> str:
    """The number for the screen of somebody who asked for it; leaves a line in the log."""
    digits = number_of(person_id)
    if digits is None:
        raise Refusal(_("Er is geen rijksregisternummer bekend."), code="none")
    record("number_shown", person_id, by)
    return digits


@transaction.atomic
def merge(kept: UUID, merged: UUID, reason: str, *, by: Acting) -> UUID:
    """Joins two records of one young person of the own caseload; answers the id of the merge.

    Only what the own organisation wrote moves, and opens to nobody by it. Raises Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Schrijf waarom dit dezelfde jongere is."), code="required", field="reason")
    with as_refusal():
        made = call("merge_people", by.organisation_id, kept, merged, reason.strip()[:300])
    return UUID(str(made))


@transaction.atomic
def undo_merge(merge_id: UUID, *, by: Acting) -> None:
    """Moves exactly what a merge moved back. Raises Refusal."""
    with as_refusal():
        call("undo_merge", merge_id)


@transaction.atomic
def answer_link(request_id: UUID, agree: bool, *, by: Acting) -> None:
    """Lets another organisation guide too, or not: the young person, or who guides now."""
    with as_refusal():
        call("answer_link", request_id, agree)


def _hash(number: Insz) -> str:
    return keyed_hash(number.digits, *settings.LOOKUP_KEYS)


def _cipher(number: Insz) -> bytes:
    return derived_cipher(settings.LOOKUP_KEYS, NUMBER_USE).encrypt(number.digits.encode())
