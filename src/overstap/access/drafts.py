"""What somebody typed while the session ran out: kept for an hour, for the same person only.

The table of the cache holds it encrypted. The key stands in a cookie of that browser and nowhere
else, so who reads the table reads no draft, and who has the browser still has to sign in first.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from overstap.access.sessions import SessionStore, stored_key
from overstap.doors.viewer import DEVICE_PATH

COOKIE = "overstap_concept"
KEPT_SECONDS = 60 * 60
LONGEST = 100_000
# Never kept, whatever page asks it.
_SECRET = ("csrf", "password", "code", "otp")


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that was sent too late: whose, where it went, and its fields in order."""

    user_id: str
    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def sentences(self) -> list[str]:
        """What reads as text, to recognise it by; no codes and no numbers."""
        return [
            value
            for _name, value in self.fields
            if any(char.isalpha() for char in value) and (" " in value.strip() or "\n" in value)
        ]


def keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Keeps the form of a session that ran out, with the key in a cookie on `response`.

    Nothing for who was not signed in, for who signed out, and for the centre's own device.
    """
    user_id = _whose(request)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in _SECRET)
        for value in values
        if isinstance(value, str)
    ]
    typed = [user_id, request.get_full_path(), fields, bool(request.FILES)]
    text = json.dumps(typed)
    if not user_id or not fields or len(text) > LONGEST:
        return False
    token = secrets.token_bytes(32)
    cache.set(_row(token), _cipher(token).encrypt(text.encode()).decode(), KEPT_SECONDS)
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(token).decode(),
        max_age=KEPT_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return True


def find(request: HttpRequest, user_id: object) -> Draft | None:
    """The draft of this browser, when this person typed it."""
    token = _token(request)
    kept = token and cache.get(_row(token))
    if not token or not isinstance(kept, str):
        return None
    try:
        whose, path, fields, had_files = json.loads(_cipher(token).decrypt(kept.encode()))
    except InvalidToken:
        return None
    if whose != str(user_id):
        return None
    return Draft(whose, path, tuple((name, value) for name, value in fields), had_files)


def drop(request: HttpRequest, response: HttpResponse) -> None:
    """Forgets the draft of this browser."""
    if token := _token(request):
        cache.delete(_row(token))
    response.delete_cookie(COOKIE, samesite="Lax")


def _whose(request: HttpRequest) -> str:
    """Whose session it was; '' when its row is gone, which signing out does."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = key and Session.objects.filter(session_key=stored_key(key)).first()
    if not row:
        return ""
    was = SessionStore(key).decode(row.session_data)
    return "" if was.get(DEVICE_PATH) else str(was.get(SESSION_KEY, ""))


def _token(request: HttpRequest) -> bytes | None:
    try:
        token = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    return token if len(token) == 32 else None


def _row(token: bytes) -> str:
    return f"draft:{sha256(b'row' + token).hexdigest()}"


def _cipher(token: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(token))
