"""`overstap backup`: one moment of the database, and the files that belong to it."""

import argparse
import os
from pathlib import Path

from django.db import connection, transaction

from overstap.audit import seals
from overstap.config.backup import contents, programs
from overstap.config.care import record_as_definer
from overstap.kernel import clock


def backup(args: argparse.Namespace) -> int:
    """Writes a new folder, whole or not at all. As owner; the site goes on meanwhile."""
    target = Path(args.out).expanduser().absolute()
    part = target.with_name(f".{target.name}.half")
    programs.empty_folder(target)
    programs.drop_folder(part)
    before = os.umask(0o077)
    try:
        programs.empty_folder(part)
        rows = _fill(part)
        target.rmdir()
        part.rename(target)
    except BaseException:
        programs.drop_folder(part)
        if target.exists() and not any(target.iterdir()):
            target.rmdir()
        raise
    finally:
        os.umask(before)
    with transaction.atomic():
        record_as_definer("backup_made")
    print(
        f"De reservekopie staat in {target}: {sum(rows.values())} rijen in {len(rows)} tabellen,"
        " de zegels en hun sleutel, en de uittreksels.\n"
        "Ze bevat persoonsgegevens: versleutel ze en bewaar ze elders. De drie sleutels uit de"
        " instellingen zitten er niet in: zonder OVERSTAP_LOOKUP_KEY is ze onleesbaar."
    )
    return 0


def _fill(folder: Path) -> dict[str, int]:
    with connection.cursor() as cursor:
        # Before the first look at the data: the seals of the table are then those of the file.
        cursor.execute("select pg_advisory_lock(%s)", [seals.LOCK])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("set local statement_timeout = 0")
        cursor.execute("select pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        for name, source in contents.beside().items():
            contents.copy(source, folder / name)
        for part in programs.PARTS:
            file = folder / f"{part}.dump"
            programs.run(
                *("pg_dump", "--format=custom", f"--snapshot={snapshot}"),
                *programs.options_of(part),
                *(f"--file={file}", f"--dbname={connection.settings_dict['NAME']}"),
            )
        rows = contents.rows_by_table(cursor)
        cursor.execute("select pg_advisory_unlock(%s)", [seals.LOCK])
    contents.write(
        folder,
        contents.Manifest(
            format=contents.FORMAT,
            made_at=clock.now().isoformat(timespec="seconds"),
            server=programs.server_version(),
            migrations=contents.migrations(),
            keys=contents.key_marks(),
            rows=rows,
            files=contents.digests(folder),
        ),
    )
    return rows
