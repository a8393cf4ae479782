"""What a backup holds: a manifest that says so, and the files beside the database."""

import json
import shutil
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from overstap.config.keys.renewing import fingerprint
from overstap.config.state import MachineRefusal

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """Which database under which keys; rows by table and a digest by file, to check against."""

    format: int
    made_at: str
    server: int
    migrations: list[str]
    keys: dict[str, str]
    rows: dict[str, int]
    files: dict[str, str]


def key_marks() -> dict[str, str]:
    """Fingerprints of the keys that the data cannot be read or trusted without."""
    return {
        "OVERSTAP_LOOKUP_KEY": fingerprint(settings.LOOKUP_KEY),
        "OVERSTAP_SECRET_KEY": fingerprint(bytes.fromhex(settings.SECRET_KEY)),
    }


def beside() -> dict[str, Path]:
    """Files and folders outside the database that belong to it, by their name in the backup."""
    return {
        "seals/key": settings.SEAL_KEY,
        "seals/heads.jsonl": settings.SEAL_HEADS,
        "extracts": settings.STATE_FOLDER / "cohorts" / "extracts",
    }


def copy(source: Path, target: Path) -> None:
    """A file or a folder, with its mode; nothing when there is none."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


def rows_by_table(cursor: Any) -> dict[str, int]:
    """How many rows each table of ours has: what a restored database is compared with."""
    cursor.execute(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and not relispartition order by 1"
    )
    counts = {}
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(name)))
        counts[name] = cursor.fetchone()[0]
    return counts


def migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select app || '.' || name from django_migrations order by 1")
        return [name for (name,) in cursor.fetchall()]


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file but the manifest itself."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as stream:
                digest = file_digest(stream, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found


def write(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n")


def read(folder: Path) -> Manifest:
    """Raises MachineRefusal for a folder that is no whole backup."""
    try:
        found = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        raise MachineRefusal(f"{folder} is geen reservekopie van `overstap backup`.") from None
    if found.format != FORMAT:
        raise MachineRefusal("Deze reservekopie is van een andere versie van Overstap.")
    if found.files != digests(folder):
        raise MachineRefusal(
            "De bestanden van deze reservekopie zijn niet wat ze waren: er is niets teruggezet."
        )
    return found
