"""The person page: the line on top, the next step, and what the rooms show around it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from overstap.access.panels.person import person_line, sights
from overstap.desk.rules import about_age
from overstap.doors.door import door, looked
from overstap.doors.pages import PersonPage
from overstap.doors.rooms import next_action, person_panels
from overstap.doors.viewer import Viewer
from overstap.kernel import clock, dutch
from overstap.people.queries import kept_instead


@door(action="see_caseload")
@require_GET
def person(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Everything about one young person on one page; each part leads to its own."""
    line = person_line(viewer.own_organisation, person_id)
    if line is None:
        return _from_tombstone(viewer, person_id)
    looked(request, viewer, "file_opened", person=person_id, purpose="guidance")
    page = PersonPage(viewer=viewer, line=line)
    context = {
        "name": line.full_name,
        "lead": _lead(page),
        "action": page.once(next_action),
        **{place: person_panels(page, place) for place in ("actions", "above", "main", "side")},
    }
    return render(request, "desk/person.html", context)


def _from_tombstone(viewer: Viewer, person_id: UUID) -> HttpResponse:
    """An old link to a record that was merged leads to the record that was kept."""
    kept = kept_instead(viewer.own_organisation, person_id)
    if kept is None:
        raise Http404
    return redirect("desk:person", kept)


def _lead(page: PersonPage) -> str:
    own = (s for s in page.once(sights) if s.is_own and s.source == "involvement")
    first, line = next(own, None), page.line
    mine = line.counsellor_id == page.viewer.membership_id
    who = _("door jou") if mine else line.counsellor_name
    since = dutch.long_date(first.from_on) if first else ""
    guided = " ".join(
        part
        for part in (
            _("begeleid"),
            who if mine or not who else _("door %s") % who,
            _("sinds %s") % since if since else "",
        )
        if part
    )
    parts = [about_age(line.birth, clock.today()), line.municipality_name, guided]
    return " · ".join(part for part in parts if part)
