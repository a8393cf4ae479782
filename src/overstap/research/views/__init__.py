"""Pages of research. What they share: how a file of a report is sent."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP

from overstap.research.choices import MEDIA_TYPES, ReportName
from overstap.research.models import ReportFile

# A report stands alone: no script, no form, no request, not even to this site. Its styles and
# pictures are in it. It opens inside our own page, in a sandbox.
REPORT_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "font-src": ["data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    # Without a word after it: nothing is allowed again.
    "sandbox": [""],
}
# A page of something that works refreshes itself: HTMX, or this header without JavaScript.
REFRESH_SECONDS = 3


def sent(study_id: UUID, name: str) -> HttpResponse:
    """One file of a report: to read in its frame, or to save. 404 for any other name."""
    if name not in ReportName.values:
        raise Http404
    found = get_object_or_404(ReportFile, study_id=study_id, name=name)
    response = HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[ReportName(name)])
    kind = "inline" if name == ReportName.HTML else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response


def refreshing(
    request: HttpRequest, template: str, context: dict[str, Any], *, busy: bool
) -> HttpResponse:
    """A page that asks again by itself while a job works."""
    return render(request, template, context | {"busy": busy, "refresh": REFRESH_SECONDS})


def stand(
    request: HttpRequest, template: str, context: dict[str, Any], *, busy: bool
) -> HttpResponse:
    """The part of such a page that HTMX asks again; when the work ends it asks for the page."""
    shown = context | {"busy": busy, "finished": not busy, "refresh": REFRESH_SECONDS}
    return render(request, template, shown)
