"""The server of a measurement: the site itself, with its time and statements in two headers.

Only `overstap bench` serves this module; the site of everybody else never tells.
"""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

site = get_wsgi_application()
settings.ROOT_URLCONF = "overstap.config.bench.urls"

# Not a page's own: the signature of the actor, the log, and what only marks a transaction.
NOT_COUNTED = ("rights.act_as", "rights.record", "SAVEPOINT")


class Counter:
    """Counts the statements of one request."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, statement: str, *arguments: Any) -> Any:
        if not any(mark in str(statement) for mark in NOT_COUNTED):
            self.count += 1
        return execute(statement, *arguments)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    counter, began = Counter(), time.perf_counter()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        spent = (time.perf_counter() - began) * 1000
        told = [("X-Bench-Ms", f"{spent:.3f}"), ("X-Bench-Statements", str(counter.count))]
        return start_response(status, [*headers, *told], *rest)

    with connection.execute_wrapper(counter):
        return site(environ, start)
