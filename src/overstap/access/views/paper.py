"""Signed forms: register, compare with the scan, confirm."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from overstap.access.choices import ChoiceTopic
from overstap.access.forms import PaperForm
from overstap.access.models import PaperAnswer
from overstap.access.queries import caseload, names_of, term, waiting_papers
from overstap.access.rules import SCAN_BYTES
from overstap.access.scans import scan_of
from overstap.access.services import confirm_paper, register_paper, reject_paper
from overstap.access.services.paper import Signed
from overstap.doors.door import door, looked
from overstap.doors.viewer import Viewer
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.models import Organisation
from overstap.people.models import Person
from overstap.people.queries import birth_corrections, number_changes
from overstap.people.rules import is_minor
from overstap.ui.answering import carried_out, form_page
from overstap.ui.pages import person_page

TEXT_VERSION = "papier-2026-1"


@door(action="register_paper_answer", creates=True)
def register(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """The first staff member types over what the form says and adds its scan."""
    person = get_object_or_404(Person, pk=person_id)
    offices = Organisation.objects.filter(kind=OrganisationKind.VDAB, is_active=True)
    form = PaperForm(request.POST or None, request.FILES or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        try:
            _register(viewer, person, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Geregistreerd. Een andere collega moet het formulier nog bevestigen.")
            )
            return redirect("access:papers")
    context = {
        "form": form,
        "person": person,
        "is_minor": _is_minor(person),
        "back_url": person_page(person.pk),
    }
    return form_page(request, "access/paper.html", context)


def _is_minor(person: Person) -> bool:
    return is_minor(person.birth, clock.today())


def _register(viewer: Viewer, person: Person, form: PaperForm) -> None:
    given = form.cleaned_data
    register_paper(
        by=viewer,
        person=person,
        says=Signed(
            receiver_id=given["receiver"].pk,
            answers=given["answers"],
            signed_on=given["signed_on"],
            until_on=_months_on(clock.today(), term("choice_months")),
            text_version=TEXT_VERSION,
        ),
        scan=given["scan"].read(SCAN_BYTES + 1),
    )


def _months_on(day: date, months: int) -> date:
    """The same day some months later; the 28th at the latest, which every month has."""
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, 28))


@door(action="register_paper_answer")
def waiting(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What a second staff member of this centre must confirm: forms, birth dates, other numbers."""
    papers = list(waiting_papers(viewer.organisation_id))  # type: ignore[arg-type]
    names = names_of({p.registered_by for p in papers}, viewer.organisation_id)  # type: ignore[arg-type]
    rows = [
        {
            "paper": p,
            "by": names.get(p.registered_by, ""),
            "is_own": p.registered_by == viewer.user_id,
        }
        for p in papers
    ]
    mine = caseload(viewer.own_organisation).values("person_id")
    return form_page(
        request,
        "access/papers.html",
        {
            "rows": rows,
            "corrections": birth_corrections(mine),
            "numbers": number_changes(mine),
        },
    )


@door(action="register_paper_answer")
def confirm(request: HttpRequest, viewer: Viewer, paper_id: UUID) -> HttpResponse:
    """The second staff member compares scan and answers."""
    paper = get_object_or_404(waiting_papers(viewer.organisation_id), pk=paper_id)  # type: ignore[arg-type]
    if request.method == "POST":
        if carried_out(request, lambda: _answer(request, viewer, paper)):
            return redirect("access:papers")
        return redirect("access:paper_confirm", paper_id)
    yes = [(ChoiceTopic(topic).label, _("Ja")) for topic in paper.yes_topics]
    no = [(ChoiceTopic(topic).label, _("Nee")) for topic in paper.no_topics]
    looked(
        request, viewer, "paper_opened", person=paper.person_id, object=paper.pk, purpose="guidance"
    )
    context = {
        "paper": paper,
        "answers": yes + no,
        "is_own": paper.registered_by == viewer.user_id,
        "is_minor": _is_minor(paper.person),
    }
    return form_page(request, "access/paper_confirm.html", context)


def _answer(request: HttpRequest, viewer: Viewer, paper: PaperAnswer) -> None:
    if request.POST.get("answer") != "confirm":
        reject_paper(by=viewer, paper=paper)
        messages.success(request, _("De registratie is afgekeurd."))
        return
    newer = confirm_paper(by=viewer, paper=paper)
    if len(newer) < len(paper.yes_topics) + len(paper.no_topics):
        messages.success(request, _("Het formulier telt nu."))
    if newer:
        labels = ", ".join(str(ChoiceTopic(topic).label) for topic in newer)
        messages.warning(
            request,
            _("Na de handtekening is zelf geantwoord over: %(topics)s. Dat eigen antwoord telt.")
            % {"topics": labels},
        )
    if set(paper.yes_topics) - set(newer) and _is_minor(paper.person):
        messages.warning(
            request,
            _(
                "De jongere is nog geen 18. Er gaat pas iets open als een ouder of voogd met gezag"
                " zelf bevestigt: met een eigen account, of met een code op het toestel van het"
                " centrum."
            ),
        )


@door(action="register_paper_answer")
def scan(request: HttpRequest, viewer: Viewer, paper_id: UUID) -> HttpResponse:
    """The scan itself."""
    paper = get_object_or_404(PaperAnswer, pk=paper_id, organisation_id=viewer.organisation_id)
    looked(
        request,
        viewer,
        "document_opened",
        person=paper.person_id,
        object=paper.pk,
        purpose="guidance",
        kind="signed_form",
    )
    return scan_of(paper)
