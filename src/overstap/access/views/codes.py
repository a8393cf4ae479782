"""Staff make a code, see it once, and hand it over: on screen, as a letter, by e-mail."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from overstap.access.forms import IssueCodeForm
from overstap.access.models import ActivationCode
from overstap.access.queries import codes_since, current, names_of, term
from overstap.access.services import issue_code, mail_code, print_code
from overstap.access.services.codes import DEVICE_CODE_MINUTES, activation_url, mail_address
from overstap.doors.door import door
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.models import Guardian, Person
from overstap.ui.answering import carried_out, form_page
from overstap.ui.pages import person_page
from overstap.ui.paging import paged

SELF = "self"
TEAM_DAYS = 60
# So soon after it was made: perhaps at one desk.
AT_ONCE = timedelta(minutes=10)


@door(action="issue_code")
def issue(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Chooses for whom, then shows the code: once. `?overdracht=` makes it one for the device."""
    person = get_object_or_404(Person, pk=person_id)
    page = _page(request)
    guardians = {str(g.pk): g for g in current(Guardian.objects.filter(person=person))}
    form = IssueCodeForm(request.POST or None, recipients=_recipients(person, guardians))
    if request.method == "POST" and form.is_valid():
        guardian = guardians.get(form.cleaned_data["recipient"])
        try:
            code = issue_code(by=viewer, person=person, guardian=guardian, page=page)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _shown(request, person, guardian, page, code)
    open_codes = ActivationCode.objects.filter(
        person=person, used_at=None, revoked_at=None
    ).select_related("guardian")
    context: dict[str, object] = {"form": form, "person": person}
    context |= {"page": page, "open_codes": open_codes}
    context["back_url"] = person_page(person.pk)
    return form_page(request, "access/issue_code.html", context)


@door(roles={Role.CENTRE_LEAD})
def team(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What the team handed out: who made a code, for whom, and when it was used."""
    made = codes_since(viewer.own_organisation, clock.now() - timedelta(days=TEAM_DAYS))
    found, next_url = paged(made, ("-issued_at", "id"), request.GET)
    names = names_of({code.issued_by for code in found}, viewer.own_organisation)
    rows = [
        {
            "code": code,
            "by": names.get(code.issued_by, ""),
            "at_once": code.used_at is not None and code.used_at - code.issued_at < AT_ONCE,
        }
        for code in found
    ]
    return form_page(
        request, "access/codes.html", {"rows": rows, "days": TEAM_DAYS, "next_url": next_url}
    )


def _page(request: HttpRequest) -> UUID | None:
    text = request.POST.get("overdracht") or request.GET.get("overdracht") or ""
    try:
        return UUID(text)
    except ValueError:
        return None


def _recipients(person: Person, guardians: dict[str, Guardian]) -> list[tuple[str, str]]:
    return [
        (SELF, _("%(name)s zelf") % {"name": person.full_name}),
        *((key, f"{g.name} ({g.get_relation_display()})") for key, g in guardians.items()),
    ]


def _shown(
    request: HttpRequest, person: Person, guardian: Guardian | None, page: UUID | None, code: str
) -> HttpResponse:
    context = {
        "person": person,
        "guardian": guardian,
        "page": page,
        "code": code,
        "back_url": person_page(person.pk),
        "address": activation_url(),
        "days": term("code_days"),
        "minutes": DEVICE_CODE_MINUTES,
        "can_mail": guardian is None and not page and bool(mail_address(person)),
    }
    return form_page(request, "access/code_shown.html", context)


@require_POST
@sensitive_post_parameters("code")
@door(action="issue_code")
def letter(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """The letter with the code that was just shown."""
    person = get_object_or_404(Person, pk=person_id)
    try:
        content = print_code(by=viewer, person=person, code=request.POST.get("code", ""))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("access:issue_code", person_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="brief.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
@sensitive_post_parameters("code")
@door(action="issue_code", creates=True)
def mail(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Mails the code that was just shown to the young person who wants e-mail."""
    person = get_object_or_404(Person, pk=person_id)
    carried_out(
        request,
        lambda: mail_code(by=viewer, person=person, code=request.POST.get("code", "")),
        _("De mail met de code is verstuurd."),
    )
    return redirect("access:issue_code", person_id)
