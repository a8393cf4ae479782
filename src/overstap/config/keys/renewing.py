"""Renewing what stands in the database under a former lookup key, in one transaction.

Hashes are hashed once more under each key that came since; what is encrypted is decrypted and
encrypted again. A mark in the database says up to which key that was done, so that a second run
changes nothing and a run with strange keys is refused.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.db import connection
from psycopg import sql

from overstap.access.models import KeyMark, User
from overstap.config.keys.stored import SECRETS, STORED, Stored
from overstap.config.state import MachineRefusal
from overstap.kernel.identifiers import keyed_hash
from overstap.kernel.secrets import derived_cipher, derived_key

MARK = "lookup"
BATCH = 2_000
OTHER_KEY = (
    "De databank is gemaakt met een andere OVERSTAP_LOOKUP_KEY dan die van nu of een vroegere in"
    " OVERSTAP_LOOKUP_KEY_FALLBACKS. Er is niets gewijzigd: zet de juiste sleutels terug."
)


def fingerprint(key: bytes) -> str:
    """Tells keys apart, and tells nothing of them."""
    return derived_key(key, b"fingerprint").hex()[:16]


def keys_since_mark() -> list[bytes]:
    """The keys that came after the one under which the database stands, newest first.

    Without a mark it stands under the oldest key of all. Raises MachineRefusal for another key.
    """
    keys: list[bytes] = settings.LOOKUP_KEYS
    mark = KeyMark.objects.filter(name=MARK).first()
    if mark is None:
        return keys[:-1]
    found = [fingerprint(key) for key in keys]
    if mark.fingerprint not in found:
        raise MachineRefusal(OTHER_KEY)
    return keys[: found.index(mark.fingerprint)]


def refuse_other_keys() -> None:
    """Raise MachineRefusal when a server would look for hashes that are not there: nobody could
    sign in or be found, and everybody would be made anew."""
    behind = keys_since_mark()
    connection.close()
    if behind:
        raise MachineRefusal(
            "OVERSTAP_LOOKUP_KEY is nieuwer dan de databank: doe eerst `overstap keys rotate`."
        )


def mark_first() -> None:
    """Of a database without a mark: an empty one stands under the present key, another one under
    the oldest that is set. Raises MachineRefusal when it stands under a key that is not here."""
    if KeyMark.objects.filter(name=MARK).exists():
        keys_since_mark()
    elif not User.objects.exists() or len(settings.LOOKUP_KEYS) == 1:
        set_mark()


def set_mark() -> None:
    """The database now stands under the present key."""
    KeyMark.objects.update_or_create(
        name=MARK, defaults={"fingerprint": fingerprint(settings.LOOKUP_KEY)}
    )


def renew(raw: Any) -> Counter[str]:
    """Renews every row of STORED; answers what was renewed, by table, and what could not be read.

    Run by the owner in a transaction, while nobody else writes. `raw` is the connection of
    psycopg itself.
    """
    newer = keys_since_mark()
    done = Counter[str]()
    if not newer:
        return done
    with raw.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    for stored in STORED:
        table = sql.Identifier(stored.table)
        with raw.cursor() as cursor:
            cursor.execute(sql.SQL("lock table {} in share row exclusive mode").format(table))
            # A new hash is no new version of what somebody wrote, and needs no guard.
            cursor.execute(sql.SQL("alter table {} disable trigger user").format(table))
        for rows in _batches(raw, stored):
            _write(raw, stored, [_renewed(stored, row, newer, done) for row in rows])
            done[stored.table] += len(rows)
        with raw.cursor() as cursor:
            cursor.execute(sql.SQL("alter table {} enable trigger user").format(table))
    set_mark()
    return done


def _columns(stored: Stored) -> list[str]:
    return [*stored.hashed, *(name for name, _use in stored.encrypted)]


def _batches(raw: Any, stored: Stored) -> Iterator[list[tuple[Any, ...]]]:
    query = sql.SQL("select {}, ctid::text from {} where {}").format(
        sql.SQL(", ").join(map(sql.Identifier, _columns(stored))),
        sql.Identifier(stored.table),
        sql.SQL(stored.where),
    )
    with raw.cursor(name=f"keys_{stored.table}") as named:
        named.execute(query)
        while rows := named.fetchmany(BATCH):
            yield rows


def _write(raw: Any, stored: Stored, rows: list[list[Any]]) -> None:
    """Each row was read once, in one snapshot, so its place in the table is still its own."""
    update = sql.SQL("update {} set {} where ctid = %s::tid").format(
        sql.Identifier(stored.table),
        sql.SQL(", ").join(
            sql.SQL("{} = %s").format(sql.Identifier(name)) for name in _columns(stored)
        ),
    )
    with raw.cursor() as cursor:
        cursor.executemany(update, rows)


def _renewed(
    stored: Stored, row: tuple[Any, ...], newer: list[bytes], done: Counter[str]
) -> list[Any]:
    values = list(row)
    for place, _name in enumerate(stored.hashed):
        values[place] = values[place] and keyed_hash(values[place], *newer)
    for place, (_name, use) in enumerate(stored.encrypted, start=len(stored.hashed)):
        cipher = derived_cipher(settings.LOOKUP_KEYS, use)
        try:
            values[place] = _again(values[place], cipher)
        except InvalidToken:
            # Was under none of these keys before either: it stays, and is told.
            done["unreadable"] += 1
    return values


def _again(value: Any, cipher: MultiFernet) -> Any:
    if value is None:
        return None
    if isinstance(value, bytes | memoryview):
        return cipher.rotate(bytes(value))
    # A JSON document arrives as text from the driver itself, or read already.
    document = json.loads(value) if isinstance(value, str) else dict(value)
    for name in SECRETS:
        if isinstance(found := document.get(name), str):
            document[name] = cipher.rotate(found.encode()).decode()
        elif isinstance(found, list):
            document[name] = [cipher.rotate(one.encode()).decode() for one in found]
    return json.dumps(document)
