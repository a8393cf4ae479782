"""Verbs about organisations, and loading the lists."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID, uuid5

from django.db import ProgrammingError, transaction
from django.utils.translation import gettext as _

from overstap.audit.services import record_event
from overstap.kernel.acting import Acting
from overstap.kernel.identifiers import (
    parse_enterprise_number,
    parse_establishment_number,
    parse_institution_number,
)
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.kernel.search_keys import search_key
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.models import Organisation
from overstap.reference.models import Municipality
from overstap.reference.queries import municipality, places_of

DATA = Path(__file__).parent / "data" / "organisations.csv"
SCHOOLS = Path("data/schools/scholen_secundair_staal.csv")
# Ids of shipped organisations follow from their code, so that loading twice changes nothing.
_NAMESPACE = UUID("5f0c1d0e-6c1f-4a3b-9b67-2f6f2f6a8d11")
# Main structure 312: part-time vocational education, so a centre (CDO).
_PART_TIME = "312"


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """What the platform admin fills in; numbers as typed, '' when there is none."""

    name: str
    kind: str
    institution_number: str = ""
    enterprise_number: str = ""
    establishment_number: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    phone: str = ""
    is_active: bool = True


@transaction.atomic
def add_organisation(what: OrganisationData, *, by: Acting) -> Organisation:
    """Adds an organisation. The platform admin only. Raises Refusal."""
    row = Organisation(**_checked(what, by))
    _refuse_double(row)
    row.save(force_insert=True)
    _record("organisation_added", row, by)
    return row


@transaction.atomic
def edit_organisation(organisation_id: UUID, what: OrganisationData, *, by: Acting) -> None:
    """Changes an organisation. The platform admin only. Raises Refusal."""
    values = _checked(what, by)
    row = Organisation(pk=organisation_id, **values)
    _refuse_double(row)
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation_id).update(**values)
    except ProgrammingError as error:
        raise _guarded(error) from error
    _record("organisation_changed", row, by)


def _guarded(error: ProgrammingError) -> Exception:
    """What the database's own guard refused, as a sentence beside the field."""
    if str(error).startswith("kind_in_use"):
        return Refusal(
            _(
                "De soort kan niet meer veranderen: er werken mensen, er staan uitnodigingen open,"
                " of er worden jongeren begeleid. Maak een nieuwe organisatie en sluit deze."
            ),
            code="kind_in_use",
            field="kind",
        )
    if str(error).startswith("last_platform"):
        return Refusal(
            _("Dit is het enige platformbeheer: het kan niet sluiten, niemand kan het heropenen."),
            code="last_platform",
            field="is_active",
        )
    return error


def _checked(what: OrganisationData, by: Acting) -> dict[str, object]:
    if by.role != "platform_admin":
        raise NotAllowed(_("Dit doet de platformbeheerder."), code="not_yours")
    if not what.name.strip():
        raise Refusal(_("Vul de naam in."), code="required", field="name")
    if what.kind not in OrganisationKind.values:
        raise Refusal(_("Kies een soort."), code="choice", field="kind")
    values: dict[str, object] = {key: _tidy(value) for key, value in asdict(what).items()}
    for field, parse in (
        ("institution_number", parse_institution_number),
        ("enterprise_number", parse_enterprise_number),
        ("establishment_number", parse_establishment_number),
    ):
        try:
            values[field] = parse(str(values[field])) if values[field] else ""
        except Refusal as refusal:
            raise Refusal(refusal.sentence, code=refusal.code, field=field) from None
    values |= place_of(str(values["postcode"]))
    values["sort_key"] = search_key(f"{values['name']} {values['municipality_name']}")[:210]
    return values


def _tidy(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def place_of(postcode: str) -> dict[str, str]:
    """The municipality of a postcode. Raises Refusal for one that is in no list."""
    if not postcode:
        return {"municipality_nis": "", "municipality_name": ""}
    places = places_of(postcode)
    if not places:
        raise Refusal(
            _("Deze postcode kennen we niet. Kijk ze na."), code="postcode", field="postcode"
        )
    found = places[0].municipality
    return {"municipality_nis": found.nis, "municipality_name": found.name_nl}


def _refuse_double(row: Organisation) -> None:
    if not row.institution_number:
        return
    same = Organisation.objects.filter(
        institution_number=row.institution_number,
        postcode=row.postcode,
        street=row.street,
        house_number=row.house_number,
    ).exclude(pk=row.pk)
    if same.exists():
        raise Refusal(
            _("Deze vestiging van deze instelling bestaat al."),
            code="double",
            field="institution_number",
        )


def _record(name: str, row: Organisation, by: Acting) -> None:
    record_event(
        name,
        role=by.role,
        organisation=by.organisation_id,
        object=row.pk,
        purpose="administration",
        kind=row.kind,
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many organisations of each list stand in the database."""

    shipped: int
    schools: int


@transaction.atomic
def load(*, shared: Path | None = None) -> Loaded:
    """Loads the invented centres and offices, and the real schools when `shared` holds them.

    Run as the owner, after reference.services.load. A second time changes nothing.
    """
    rows = [_shipped(line) for line in _lines(DATA)]
    schools: list[Organisation] = []
    if shared is not None and (shared / SCHOOLS).is_file():
        schools = _schools(_lines(shared / SCHOOLS))
    fields = [f.name for f in Organisation._meta.concrete_fields if f.name != "id"]
    Organisation.objects.bulk_create(
        [*rows, *schools],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name for name in fields if name != "is_active"],
    )
    return Loaded(len(rows), len(schools))


def _shipped(line: dict[str, str]) -> Organisation:
    place = places_of(line["postcode"])[0].municipality
    arrondissements = tuple(line["serves"].split())
    served = Municipality.objects.filter(until_on__isnull=True).values_list("nis", flat=True)
    return Organisation(
        id=uuid5(_NAMESPACE, line["code"]),
        name=line["name"],
        sort_key=search_key(f"{line['name']} {place.name_nl}")[:210],
        kind=line["kind"],
        institution_number=line["institution_number"],
        street=line["street"],
        house_number=line["house_number"],
        postcode=line["postcode"],
        municipality_nis=place.nis,
        municipality_name=place.name_nl,
        serves_nis=[n for n in served if n.startswith(arrondissements)] if arrondissements else [],
    )


def _schools(lines: Iterator[dict[str, str]]) -> list[Organisation]:
    """One organisation a school and site: several rows of one school at one address are one."""
    found: dict[tuple[str, ...], Organisation] = {}
    for line in lines:
        number = parse_institution_number(line["schoolnummer"])
        site = (number, line["postcode"], line["straat"], line["huisnummer"])
        place = municipality(line["niscode"])
        name = place.name_nl if place else line["gemeente"]
        part_time = _PART_TIME in line["ingerichte hoofdstructuren"]
        found[site] = Organisation(
            id=uuid5(_NAMESPACE, "/".join(site)),
            name=line["naam"],
            sort_key=search_key(f"{line['naam']} {name}")[:210],
            kind=OrganisationKind.CDO if part_time else OrganisationKind.SCHOOL,
            institution_number=number,
            enterprise_number=parse_enterprise_number(line["kbo-nummer"]),
            street=line["straat"],
            house_number=line["huisnummer"],
            postcode=line["postcode"],
            municipality_nis=place.nis if place else "",
            municipality_name=name,
        )
    return list(found.values())


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
