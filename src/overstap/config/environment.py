"""Typed reading of the environment; a wrong value is refused with a sentence at start."""

import ipaddress
import os
import re
from pathlib import Path
from typing import overload
from urllib.parse import ParseResult, unquote, urlparse


class WrongSetting(SystemExit):
    """The server does not start on a setting that it does not understand."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Instelling {name}: {problem}")


def text(name: str, default: str | None = None) -> str:
    """The variable, or `default`; without either the server does not start."""
    value = os.environ.get(name, default)
    if value is None:
        raise WrongSetting(name, "ontbreekt. Zie docs/howto/settings.md.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise WrongSetting(name, f"moet 0 of 1 zijn, niet '{value}'.")
    return value == "1"


@overload
def integer(name: str, default: int, *, lowest: int, highest: int) -> int: ...
@overload
def integer(name: str, default: None, *, lowest: int, highest: int) -> int | None: ...
def integer(name: str, default: int | None, *, lowest: int, highest: int) -> int | None:
    value = os.environ.get(name, "" if default is None else str(default))
    if value == "" and default is None:
        return None
    if not re.fullmatch(r"-?\d+", value) or not lowest <= int(value) <= highest:
        raise WrongSetting(name, f"moet een getal van {lowest} tot {highest} zijn.")
    return int(value)


def key(name: str) -> bytes:
    """A secret of at least 32 bytes, written in hexadecimal."""
    return _hexadecimal(name, text(name))


def _hexadecimal(name: str, value: str) -> bytes:
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2}){32,}", value):
        raise WrongSetting(name, "moet minstens 64 hexadecimale tekens zijn.")
    return bytes.fromhex(value)


def keys(name: str) -> list[bytes]:
    """The key of `name`, and after it the former ones of `name`_FALLBACKS, with commas between."""
    found = [key(name)]
    for part in text(f"{name}_FALLBACKS", "").split(","):
        if value := part.strip():
            found.append(_hexadecimal(f"{name}_FALLBACKS", value))
    if len(set(found)) < len(found):
        raise WrongSetting(f"{name}_FALLBACKS", f"herhaalt een sleutel, of die van {name} zelf.")
    return found


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, str(default))).expanduser()


def hosts(name: str) -> list[str]:
    return [host.strip() for host in text(name, "localhost,127.0.0.1").split(",") if host.strip()]


def database(name: str) -> dict[str, object]:
    """Django's DATABASES entry of a postgresql:// address."""
    parts = urlparse(text(name))
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise WrongSetting(name, "moet de vorm postgresql://naam:wachtwoord@host:poort/db hebben.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(_port(name, parts)),
    }


def _port(name: str, parts: ParseResult) -> int | str:
    try:
        return parts.port or ""
    except ValueError:
        raise WrongSetting(name, "heeft een poort die geen getal van 1 tot 65535 is.") from None


def database_tls(name: str, host: str) -> dict[str, str]:
    """Options of the client library: `verify`, `require` (encrypted, whoever answers) or `off`.

    Unset: verify for a public host; elsewhere TLS where the database offers it.
    """
    value = text(name, "verify" if is_public(host) else "")
    if not value:
        return {}
    if value not in {"off", "require", "verify"}:
        raise WrongSetting(name, "moet verify, require of off zijn.")
    if value == "off" and is_public(host):
        raise WrongSetting(
            name,
            f"off gaat niet met een databank op een publiek adres ({host}): namen en wachtwoorden"
            " zouden leesbaar over het net gaan. Neem verify.",
        )
    if value == "off":
        return {"sslmode": "disable"}
    if value == "require":
        return {"sslmode": "require"}
    return {"sslmode": "verify-full", "sslrootcert": text("OVERSTAP_DATABASE_CA", "system")}


def is_loopback(host: str) -> bool:
    """Whether only this machine itself reaches `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_public(host: str) -> bool:
    """Whether `host` may lie outside the own network: a global address, or a name with a dot that
    is not of an own network (RFC 6762, 8375, and `internal`)."""
    if not host or host.startswith("/"):
        return False
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        own = (".local", ".internal", ".home.arpa", ".localhost", ".lan")
        return "." in host and not host.lower().rstrip(".").endswith(own)


def mail_server(name: str) -> dict[str, object] | None:
    """One entry of Django's MAILERS of an smtp:// or smtps:// address; None when it is not set."""
    value = text(name, "")
    if not value:
        return None
    parts = urlparse(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise WrongSetting(
            name, "moet de vorm smtp://naam:wachtwoord@host:poort hebben (of smtps)."
        )
    encrypted = parts.scheme == "smtps"
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": _port(name, parts) or (465 if encrypted else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": encrypted,
            # Without a secret on the line (a relay of the own machine) it may go as it is.
            "use_tls": not encrypted and bool(parts.username),
            "timeout": 20,
        },
    }
