"""A scanned form, as it is handed out: to who registers and confirms it, and to who signed it."""

from django.http import HttpResponse

from overstap.access.models import PaperAnswer
from overstap.access.rules import scan_type


def scan_of(paper: PaperAnswer) -> HttpResponse:
    """The scan on a page of its own. What it is, its bytes say and not the row: a browser would run
    a page or a script from here in the name of who opens it. Anything else is only kept."""
    content = bytes(paper.scan)
    kind = scan_type(content)
    response = HttpResponse(content, content_type=kind or "application/octet-stream")
    response["Content-Disposition"] = "inline" if kind else "attachment"
    response["Cache-Control"] = "no-store, private"
    return response
