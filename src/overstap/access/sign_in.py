"""Signing in by a keyed name: the database holds no readable login name."""

from typing import Any, override

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.http import HttpRequest

from overstap.access.rules import plain_code
from overstap.kernel.identifiers import keyed_hash
from overstap.kernel.secrets import derived_cipher


def login_key(name: str) -> str:
    """Keyed hash of a login name or e-mail address; case and outer spaces do not count."""
    plain = " ".join(name.casefold().split())
    return keyed_hash(f"login:{plain}", *settings.LOOKUP_KEYS)


def code_key(code: str) -> str:
    """Keyed hash of an activation code or an invitation's code, as it is stored."""
    return keyed_hash(f"code:{plain_code(code)}", *settings.LOOKUP_KEYS)


class KeyedNameBackend(AuthenticationBackend):
    """allauth's backend, with the typed name turned into its key first."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        if name := credentials.get("username"):
            credentials["username"] = login_key(name)
        return super().authenticate(request, **credentials)


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: accounts come from a code or an invitation."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted by account: allauth adds the Host header, whose port anybody chooses,
        and tells names apart that are one account here."""
        return login_key(credentials.get("username", ""))

    def check(self, request: HttpRequest, *, name: str, password: str) -> Any:
        """The active account of this name and password, or None; the same work either way.

        Raises ValidationError when there were too many wrong tries from this address or for
        this name.
        """
        user = self.authenticate(request, username=name, password=password)
        return user if user is not None and user.is_active else None


TOTP_USE = b"totp"


def _secrets() -> MultiFernet:
    return derived_cipher(settings.LOOKUP_KEYS, TOTP_USE)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors are encrypted: allauth stores them in the clear by default."""

    @override
    def get_totp_label(self, user: Any) -> str:
        """What the app shows beside the issuer: no name, for the account has none."""
        return "account"

    def encrypt(self, text: str) -> str:
        return _secrets().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _secrets().decrypt(encrypted_text.encode()).decode()
