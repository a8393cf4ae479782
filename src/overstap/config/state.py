"""The folder outside the clone where a database cluster and its secrets live."""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECRET_NAMES = (
    "superuser",
    "overstap_owner",
    "overstap_app",
    "overstap_system",
    "overstap_test",
    "actor_key",
    "lookup_key",
    "secret_key",
)


class MachineRefusal(RuntimeError):
    """This machine cannot do what was asked; the text is one Dutch sentence for its user."""


def clone_folder() -> Path:
    """Return the top of the checkout (or of the installed package) that this code runs from."""
    return Path(__file__).resolve().parents[3]


def state_folder(*, tests: bool = False) -> Path:
    """Return (not make) the state folder: OVERSTAP_STATE, else one per user and clone."""
    override = os.environ.get("OVERSTAP_STATE")
    if override:
        folder = Path(override).expanduser().absolute()
    else:
        name = hashlib.sha256(str(clone_folder()).encode()).hexdigest()[:12]
        folder = _user_folder() / "overstap" / name
    # A test run passes its OVERSTAP_STATE on to its workers: theirs is the same folder.
    return folder / "test" if tests and folder.name != "test" else folder


def _user_folder() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib")  # the database user cannot reach a 0700 /root
    xdg = os.environ.get("XDG_STATE_HOME", "")
    # The XDG base directory specification: a relative path is to be ignored.
    return Path(xdg) if xdg.startswith("/") else Path.home() / ".local" / "state"


def make_folder(folder: Path, mode: int = 0o755) -> None:
    """Make `folder` and missing parents with `mode`; never change a folder that exists."""
    missing = [folder, *folder.parents]
    missing = [path for path in missing if not path.exists()]
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            path.chmod(mode)  # whatever the umask says
    except OSError as error:
        raise MachineRefusal(
            f"De map {folder} kan niet gemaakt worden ({error.strerror}): "
            "zet OVERSTAP_STATE op een map waarin je mag schrijven."
        ) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the one lock of a state folder, across processes, until the block ends."""
    make_folder(folder)
    with (folder / "lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def load_secrets(folder: Path) -> dict[str, str]:
    """Return the generated secrets of a state folder (hex, 32 bytes each), made at first use.

    Call it under `locked(folder)` when the file may not exist yet.
    """
    path = folder / "secrets.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in SECRET_NAMES if name not in kept]
    if missing:
        kept |= {name: secrets.token_hex(32) for name in missing}
        write_private(path, json.dumps(kept, indent=1))
    return kept


def write_private(path: Path, text: str) -> None:
    """Write a 0600 file in one step: readers see the old text or the new, never a half."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
    new.replace(path)
