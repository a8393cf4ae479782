"""The signed actor: who acts in this transaction, in a form that only this server can make.

The database checks the signature in `rights.actor_id()`. SQL injection alone forges nobody;
code execution inside the server still does.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

# A request is far shorter; a job says how long it may take.
REQUEST_SECONDS = 120
JOB_SECONDS = 3_600


def _pads(key: bytes) -> tuple[bytes, bytes]:
    """Inner and outer padded key of HMAC-SHA256 (RFC 2104), 64 bytes each."""
    block = (key if len(key) <= 64 else hashlib.sha256(key).digest()).ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def sign(user_id: UUID, *, seconds: int = REQUEST_SECONDS) -> str:
    """`user.expiry.hmac`, valid for `seconds` from now by the clock of the machine."""
    message = f"{user_id}.{int(time.time()) + seconds}"
    digest = hmac.new(settings.ACTOR_KEY, message.encode(), hashlib.sha256).hexdigest()
    return f"{message}.{digest}"


def set_actor(user_id: UUID | None, *, seconds: int = REQUEST_SECONDS) -> None:
    """Sets the actor of the running transaction; None means nobody.

    The first statement of a transaction, so that the database can look up once what the actor is
    (`access/sql/signed_scope.sql`). After something was written it asks in every statement.
    """
    claim = None if user_id is None else sign(user_id, seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute("select rights.act_as(%s)", [claim])


@contextmanager
def acting_as(user_id: UUID | None, *, seconds: int = JOB_SECONDS) -> Iterator[None]:
    """One transaction in which `user_id` acts, for jobs, commands and tests.

    A worker starts as role `system`; for a person it acts as `app`, so that policies hold.
    """
    with transaction.atomic():
        if connection.settings_dict["USER"] == "overstap_system":
            with connection.cursor() as cursor:
                cursor.execute("set local role overstap_app")
        set_actor(user_id, seconds=seconds)
        yield
        set_actor(None)


def install_key() -> None:
    """Puts the padded signing key into the database, and a new one of the database's own.

    Run by the owner after migrating. The database signs scopes with its own, which nobody keeps.
    """
    keys = {"signing_key": settings.ACTOR_KEY, "scope_key": secrets.token_bytes(64)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role overstap_definer")
        for table, key in keys.items():
            cursor.execute(
                f"insert into rights.{table} (inner_pad, outer_pad) values (%s, %s)"  # noqa: S608
                " on conflict (only_row) do update"
                " set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
                _pads(key),
            )
