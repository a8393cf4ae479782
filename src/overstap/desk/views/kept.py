"""Alles wat Overstap over jou bewaart: of a young person, a guardian and a colleague alike."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from overstap.desk import services
from overstap.desk.queries import kept as copies
from overstap.desk.queries import subject
from overstap.doors.door import door
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.handover.pdf import render_kept_file
from overstap.research.panels import extracts_about_me


@door()
@require_safe
def kept(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The whole copy on a page. Only ever about who is signed in."""
    is_young = viewer.role == YOUNG_PERSON
    if is_young and viewer.person_id is None:
        raise Http404
    found = (
        copies.about_person(viewer, viewer.person_id)
        if is_young and viewer.person_id
        else copies.about_account(viewer)
    )
    context = {
        "layout": "ui/page.html" if viewer.is_staff else "ui/phone.html",
        "kept": found,
        "is_young": is_young,
        # Recipients, though no row there has a name.
        "extracts_about_me": extracts_about_me() if is_young else [],
    }
    return render(request, "desk/kept.html", context)


@door()
@require_POST
def kept_json(_request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is kept of the account, or of a guardian, for a computer."""
    services.record_account_copy(kind="account_json", by=viewer)
    answer = JsonResponse(
        subject.of_account(viewer), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="over-mij.json"'
    return answer


@door()
@require_POST
def kept_pdf(_request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The same to read."""
    services.record_account_copy(kind="account_pdf", by=viewer)
    answer = HttpResponse(
        render_kept_file(subject.kept_file(viewer)), content_type="application/pdf"
    )
    answer["Content-Disposition"] = 'attachment; filename="over-mij.pdf"'
    return answer
