"""The key and the file of heads, both outside the database: reading, signing, appending."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


@dataclass(frozen=True)
class Link:
    """One seal, as it stands in the table and in the file."""

    id: int
    month: str
    from_txid: int
    to_txid: int
    rows: int
    head: str
    signature: str


def load_key(path: Path | None = None) -> Ed25519PrivateKey:
    """The signing key; made at first use, readable by the server's user alone."""
    path = path or settings.SEAL_KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process was first: its key counts
        else:
            with os.fdopen(handle, "w") as file:
                file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
                file.flush()
                os.fsync(file.fileno())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))


def sign_text(key: Ed25519PrivateKey, text: str) -> str:
    return key.sign(b"overstap log: " + text.encode()).hex()


def is_signed(key: Ed25519PrivateKey, text: str, signature: str) -> bool:
    try:
        key.public_key().verify(bytes.fromhex(signature), b"overstap log: " + text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


# -- the file -----------------------------------------------------------------------------------


def append(record: dict[str, Any], path: Path | None = None) -> None:
    """Adds one line to the file of heads and waits until it is on the disk."""
    path = path or settings.SEAL_HEADS
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a") as file:
        file.write(json.dumps(record, separators=(",", ":")) + "\n")
        file.flush()
        os.fsync(file.fileno())


def lines(path: Path | None = None) -> Iterator[dict[str, Any]]:
    """The lines of the file; a half line after a power cut is skipped, and shows as missing."""
    path = path or settings.SEAL_HEADS
    if path.exists():
        with path.open() as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    continue


def file_links(path: Path | None = None) -> list[Link]:
    return [Link(**line) for line in lines(path) if "head" in line]
