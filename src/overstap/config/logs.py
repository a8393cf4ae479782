"""What the server's own log may hold: what happened where in the code, never to whom.

A path holds references of people, and the text of an error may hold the row that it is about.
"""

import logging
import traceback
from typing import Any

_LIBRARY_TEXT = "(tekst weggelaten)"


class WithoutReferences(logging.Filter):
    """A line about a request names the route (`jongeren/<uuid:person_id>/`), not the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "method"):
            status = getattr(record, "status_code", None) or 400
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "(onbekend adres)"
            record.msg, record.args = "%s %s %s", (status, request.method, route)
            if status < 500:
                # A refusal is an answer: one line. Where an error arose is worth more.
                record.exc_info = record.exc_text = None
        return True


class WithoutValues(logging.Formatter):
    """The trace of an error with its kind and places; what the error says is left out."""

    def formatException(self, ei: Any) -> str:
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _told(error: BaseException) -> list[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_told(before), "waarop volgde:"] if before is not None else []
    lines += [
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    state = getattr(error, "sqlstate", None)
    code = f" {state}" if state else ""
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}{code} {_LIBRARY_TEXT}"]
