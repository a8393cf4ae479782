# ruff: noqa: E501  (SQL reads better whole)
"""What the strict floor forbids in every test, whoever wrote it. Fixtures stand in conftest.py."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models.query import QuerySet
from django.test.client import Client

# Statements of the frame (session, user, viewer) that a page may add to its own.
FRAME = 3
# Not counted: transaction control, roles and settings, and the line in the log.
NOT_COUNTED = re.compile(
    r"\s*(begin|commit|rollback|savepoint|release|set |reset |select set_config|select rights\.(?:act_as|record)\()",
    re.IGNORECASE,
)
INLINE = {
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/(ld\+)?json)[^>]*>", re.IGNORECASE
    ),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style or event attribute": re.compile(
        r"<[a-z][a-z0-9-]*(?:\s+[^\s=>\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*?"
        r"\s+(?:style|on[a-z]+)\s*=",
        re.IGNORECASE,
    ),
}


class Unordered(AssertionError):
    """A slice of a query without an order is another slice tomorrow."""


def refuse_unordered_slices(patch: Any) -> None:
    original = QuerySet.__getitem__

    def checked(self: QuerySet, key: Any) -> Any:
        if isinstance(key, slice) and self._result_cache is None and not self.ordered:
            raise Unordered(f"slice of an unordered {self.model.__name__} query")
        return original(self, key)

    patch.setattr(QuerySet, "__getitem__", checked)


def refuse_other_machines(patch: Any) -> None:
    original = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host not in {"", "127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test reaches for {host}: only this machine is allowed")
        original(self, address)

    patch.setattr(socket.socket, "connect", checked)


def inline_of(text: str) -> str:
    """What the content security policy would block in a page, or ''."""
    return next((name for name, pattern in INLINE.items() if pattern.search(text)), "")


def refuse_inline_content(patch: Any) -> None:
    original = Client.request

    def checked(self: Client, **request: Any) -> Any:
        response = original(self, **request)
        kind = response.headers.get("Content-Type", "")
        packed = "Content-Encoding" in response.headers
        if kind.startswith("text/html") and not response.streaming and not packed:
            # A report stands in a sandbox with a policy of its own: its tests say which.
            boxed = "sandbox" in response.headers.get("Content-Security-Policy", "").split("; ")
            found = "" if boxed else inline_of(response.content.decode())
            assert not found, f"{request.get('PATH_INFO')} holds {found}"
            assert "Content-Security-Policy" in response.headers, request.get("PATH_INFO")
        return response

    patch.setattr(Client, "request", checked)


@contextmanager
def counted(limit: int) -> Iterator[list[str]]:
    """Fails when more than `limit` statements (and FRAME of the frame) run inside."""
    seen: list[str] = []

    def count(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not NOT_COUNTED.match(str(sql)):
            seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield seen
    listed = "\n".join(f"{n}. {text[:200]}" for n, text in enumerate(seen, 1))
    assert len(seen) <= limit + FRAME, (
        f"{len(seen)} statements, {limit} + {FRAME} allowed:\n{listed}"
    )
