"""`overstap restore`: into an empty database, brought to this release, and looked at."""

import argparse
import tempfile
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from overstap.audit import seals
from overstap.audit.sealed import check as check_seals
from overstap.config.backup import contents, programs
from overstap.config.intact import lost_rights, unlike_this_release
from overstap.config.keys.renewing import fingerprint
from overstap.config.state import MachineRefusal

# Made beforehand by the superuser's files; a dump of the owner cannot make them again.
NOT_AGAIN = (" SCHEMA - ", " EXTENSION - ", " COMMENT - EXTENSION ", " ACL - SCHEMA ")
# Rows that come and go by themselves, also while restoring: `migrate` writes some of them.
MOVING = {"audit_record", "access_keymark", "config_cache", "django_migrations"}
MOVING |= {f"reference_{name}" for name in ("country", "municipality", "occupation", "postcode")}


def restore(args: argparse.Namespace) -> int:
    """Puts a backup back and says what is not as it was; 1 when something is not. As owner."""
    folder = Path(args.folder).expanduser().absolute()
    manifest = contents.read(folder)
    _refuse_other_keys(manifest)
    _refuse_filled()
    for name, target in contents.beside().items():
        if target.is_file() and (folder / name).exists():
            raise MachineRefusal(
                f"{target} bestaat al. Verplaats dat eerst: het verzegelt een andere databank."
            )
    for part in programs.PARTS:
        _put_back(folder / f"{part}.dump", part)
    for name, target in contents.beside().items():
        contents.copy(folder / name, target)
    connection.close()
    import_module("overstap.config.running").migrate(argparse.Namespace(verbose=False))
    return _report(_wrong(manifest))


def _refuse_other_keys(manifest: contents.Manifest) -> None:
    known = {fingerprint(key) for key in settings.LOOKUP_KEYS}
    if manifest.keys["OVERSTAP_LOOKUP_KEY"] not in known:
        raise MachineRefusal(
            "Deze reservekopie is gemaakt met een andere OVERSTAP_LOOKUP_KEY: zonder die sleutel"
            " vind je niemand terug en kan niemand aanmelden. Er is niets teruggezet."
        )
    if manifest.keys["OVERSTAP_SECRET_KEY"] != contents.key_marks()["OVERSTAP_SECRET_KEY"]:
        print("OVERSTAP_SECRET_KEY is een andere: wie aangemeld was, meldt zich opnieuw aan.")


def _refuse_filled() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from pg_tables where schemaname in ('public', 'rights')),"
            " to_regnamespace('rights') is null"
        )
        tables, bare = cursor.fetchone()
    if tables:
        raise MachineRefusal(
            f"De databank {connection.settings_dict['NAME']} is niet leeg: er is niets teruggezet."
            " Geef met DATABASE_URL een nieuwe databank."
        )
    if bare:
        raise MachineRefusal(
            "Voer eerst als superuser roles.sql uit, en in deze databank database.sql"
            " (src/overstap/access/sql/superuser/)."
        )


def _put_back(dump: Path, part: str) -> None:
    listed = programs.run("pg_restore", "--list", str(dump)).splitlines()
    kept = [line for line in listed if not any(mark in line for mark in NOT_AGAIN)]
    role = ("--role=overstap_definer",) if part == "definer" else ()
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write("\n".join(kept) + "\n")
        chosen.flush()
        programs.run(
            *("pg_restore", "--exit-on-error", "--single-transaction", "--no-comments", *role),
            *(f"--use-list={chosen.name}", f"--dbname={connection.settings_dict['NAME']}"),
            str(dump),
        )


def _wrong(manifest: contents.Manifest) -> list[str]:
    found = list(unlike_this_release())
    with transaction.atomic(), connection.cursor() as cursor:
        counts = contents.rows_by_table(cursor)
        found += [
            f"{name}: {counts.get(name, 0)} rijen, en {number} in de reservekopie."
            for name, number in manifest.rows.items()
            if name not in MOVING and counts.get(name, 0) != number
        ]
        if started_over(cursor):
            found.append(STARTED_OVER.format(epoch=_epoch(cursor)))
        outcome = check_seals(cursor)
        found += [f"Logboek, {one.kind} {one.month[:7]}: {one.text}." for one in outcome.findings]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role overstap_definer")
        found += lost_rights()
    return found


STARTED_OVER = (
    "De nummers van transacties begonnen opnieuw in deze databank, en nieuwe regels van het logboek"
    " zouden in oude zegels vallen. Stop de databank, voer als haar systeemgebruiker uit:"
    " pg_resetwal --epoch={epoch} DATAMAP, en start ze weer (docs/howto/backup.md)."
)


def started_over(cursor: object) -> bool:
    last = seals.last_link(cursor)
    return bool(last and seals.horizon(cursor) < last.to_txid)


def _epoch(cursor: object) -> int:
    last = seals.last_link(cursor)
    return (last.to_txid if last else 0) // 4_294_967_296 + 1


def _report(found: list[str]) -> int:
    for sentence in found:
        print(f"FOUT {sentence}")
    if found:
        print("De reservekopie is teruggezet, maar start de site nog niet: zie hierboven.")
        return 1
    print(
        "De reservekopie is teruggezet: rijen, toegangsregels, rechten, sleutel, zegels kloppen.\n"
        "Wie na de reservekopie vroeg om vergeten te worden, moet je nog eens vergeten."
    )
    return 0
