"""pg_dump and pg_restore: found in the version of the server, run with its address."""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from overstap.config import binaries
from overstap.config.state import MachineRefusal, state_folder

PARTS = ("tables", "definer")
OF_DEFINER = """
select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where pg_get_userbyid(c.relowner) = 'overstap_definer' and c.relkind in ('r', 'p', 'S', 'v', 'm')
order by 1
"""


def options_of(part: str) -> list[str]:
    """What pg_dump takes in which run: of the definer's tables the owner reads nothing."""
    with connection.cursor() as cursor:
        cursor.execute(OF_DEFINER)
        names = [name for (name,) in cursor.fetchall()]
    if part == "tables":
        return [f"--exclude-table={name}" for name in names]
    # The keys are put back by `overstap migrate`; a copy of them helps nobody but a thief.
    without = ("signing_key", "scope_key", "scope_change")
    no_keys = [f"--exclude-table-data=rights.{name}" for name in without]
    return ["--role=overstap_definer", *no_keys, *(f"--table={name}" for name in names)]


def server_version() -> int:
    """The server's major version."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def find(name: str) -> Path:
    """The program in the version of the server, or the next one above. Raises MachineRefusal."""
    wanted = server_version()
    found: dict[int, Path] = {}
    for folder in _folders():
        program = folder / name
        if program.exists() and (major := _major(program)) >= wanted:
            found.setdefault(major, program)
    if not found:
        raise MachineRefusal(
            f"{name} van PostgreSQL {wanted} staat niet op deze machine: installeer"
            f" postgresql-client-{wanted}, of zet OVERSTAP_PG_BIN op de map waarin het staat."
        )
    return found[min(found)]


def _folders() -> list[Path]:
    chosen = os.environ.get("OVERSTAP_PG_BIN")
    places = [Path(chosen)] if chosen else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    places += [Path(one) for one in os.environ.get("PATH", "").split(os.pathsep) if one]
    with suppress(MachineRefusal):
        places.append(binaries.find_binaries(state_folder(), None))
    return places


def _major(program: Path) -> int:
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


def run(name: str, *arguments: str) -> str:
    """Run it against the database of the settings; no password in its arguments."""
    database = settings.DATABASES["default"]
    options: dict[str, Any] = database["OPTIONS"]  # type: ignore[assignment]
    environment = {
        **{one: os.environ[one] for one in ("PATH", "HOME", "TZ") if one in os.environ},
        "PGHOST": str(database["HOST"]),
        "PGPORT": str(database["PORT"]),
        "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]),
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
        "PGOPTIONS": "-c statement_timeout=0",
        "LC_ALL": "C",
    }
    done = subprocess.run(
        [str(find(name)), *arguments],
        env={one: value for one, value in environment.items() if value},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        # Its own words name tables; a failing row could stand in what follows them.
        lines = [line for line in done.stderr.splitlines() if "error:" in line][:3]
        said = "; ".join(re.sub(r"^\S+: (error: )?", "", line) for line in lines)
        raise MachineRefusal(f"{name} is mislukt: {said or 'zonder uitleg'}")
    return done.stdout


def empty_folder(folder: Path) -> None:
    """Make a folder that only we enter. Raises MachineRefusal when something stands there."""
    if folder.exists():
        raise MachineRefusal(f"{folder} bestaat al: geef een nieuwe map.")
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise MachineRefusal(f"{folder} kan niet gemaakt worden ({error.strerror}).") from error


def drop_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
