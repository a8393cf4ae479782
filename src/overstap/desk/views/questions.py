"""What young people ask the lead: about who looked, to be forgotten, and who may join."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from overstap.access.models import ForgetRequest, LinkRequest, LookQuestion
from overstap.desk import services
from overstap.desk.forms import AnswerForm
from overstap.desk.queries import who_looked
from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.kernel.refusals import Refusal
from overstap.people.services import answer_link as people_answer_link
from overstap.ui.answering import carried_out, form_page


@door(action="answer_questions")
@require_GET
def questions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Questions to this organisation: open ones first, then what was answered."""
    asked = LookQuestion.objects.filter(organisation_id=viewer.own_organisation)
    forget = ForgetRequest.objects.filter(organisation_id=viewer.own_organisation)
    context = {
        "open": list(asked.filter(answered_at=None).order_by("asked_at", "id")[:100]),
        "forget": list(forget.filter(answered_at=None).order_by("asked_at", "id")[:100]),
        "answered": list(asked.exclude(answered_at=None).order_by("-answered_at", "id")[:50]),
    }
    return render(request, "desk/questions.html", context)


@door(action="answer_questions")
@require_http_methods(["GET", "HEAD", "POST"])
def answer_question(request: HttpRequest, viewer: Viewer, question_id: UUID) -> HttpResponse:
    """One question with the line of the log that it is about, and the answer."""
    rows = LookQuestion.objects.filter(organisation_id=viewer.own_organisation)
    question = get_object_or_404(rows, pk=question_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_question(question, form.cleaned_data["text"], by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Je antwoord staat bij de jongere."))
            return redirect("desk:questions")
    context = {
        "form": form,
        "question": question,
        "about": who_looked.about_record(question.record),
    }
    return form_page(request, "desk/answer.html", context)


@door(action="answer_questions")
@require_http_methods(["GET", "HEAD", "POST"])
def answer_forget(request: HttpRequest, viewer: Viewer, request_id: UUID) -> HttpResponse:
    """Says to the young person what will happen; an administrator forgets by command."""
    rows = ForgetRequest.objects.filter(organisation_id=viewer.own_organisation)
    asked = get_object_or_404(rows.select_related("person"), pk=request_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_forget_request(asked, form.cleaned_data["text"], by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Je antwoord staat bij de jongere."))
            return redirect("desk:questions")
    context = {"form": form, "asked": asked}
    return form_page(request, "desk/answer_forget.html", context)


@door()
@require_POST
def answer_link(request: HttpRequest, viewer: Viewer, request_id: UUID) -> HttpResponse:
    """Another organisation may join, or not: the young person, or the lead who guides now."""
    get_object_or_404(LinkRequest, pk=request_id, closed_at=None)
    back = "desk:today" if viewer.is_staff else "desk:overstap"
    agree = request.POST.get("antwoord") == "ja"
    carried_out(
        request,
        lambda: people_answer_link(request_id, agree, by=viewer),
        _("Je zei ja.") if agree else _("Je zei nee."),
    )
    return redirect(back)
