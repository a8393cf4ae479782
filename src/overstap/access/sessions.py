"""Sessions whose table gives nobody away.

The table is read before the actor is known, so row-level security does not guard it. It therefore
holds a hash of the key that stands in the cookie, and contents that are signed together with that
key: who can read or write the table takes over no session and moves none to a cookie of their own.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone


def stored_key(key: str) -> str:
    """What the table holds of a session's key: 40 hexadecimal digits."""
    return hashlib.sha256(b"overstap session: " + key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, under hashed keys."""

    @property
    def key_salt(self) -> str:
        return f"overstap.access.sessions.{self.session_key}"

    def _get_session_from_db(self) -> Session | None:
        found = (
            self.session_key
            and Session.objects.filter(
                session_key=stored_key(self.session_key), expire_date__gt=timezone.now()
            ).first()
        )
        if not found:
            self._session_key = None
            return None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return Session(
            session_key=stored_key(key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=stored_key(key)).delete()
