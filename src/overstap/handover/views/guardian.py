"""The guardian's page: what the young person chose, and yes or no per topic."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from overstap.access.choices import CAREER_GROUPS, PRIVATE_GROUPS, ChoiceTopic
from overstap.access.doors import door, looked
from overstap.access.queries import term
from overstap.access.viewer import DEVICE_PATH, GUARDIAN, Viewer
from overstap.handover import services
from overstap.handover.choices import State
from overstap.handover.contents import contents_of
from overstap.handover.forms import YES, GuardianForm, topic_label
from overstap.handover.queries import rests, running_choices, whole
from overstap.handover.views import put_refusal, show
from overstap.handover.views.choice import office_of
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.rules import birthday_at, may_be_adult


@door(roles={GUARDIAN})
def confirm(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """Sees what the ward shares, among what a guardian may read; answers topic by topic."""
    rows = whole().exclude(state=State.DRAFT)
    row = get_object_or_404(rows, pk=handover_id, person_id=viewer.person_id)
    choices = running_choices(row.person_id, row.receiver_id)
    topics = [topic for topic in ChoiceTopic.values if topic in choices]
    known = {
        topic: YES
        for topic, choice in choices.items()
        if not choice.needs_guardian or choice.confirmed_at
    }
    form = GuardianForm(request.POST or None, topics=topics, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm(handover_id=row.pk, topics=form.topics, by=viewer)
            messages.success(request, _("Je antwoord is bewaard."))
            return redirect("handover:confirm", row.pk)
        except Refusal as refusal:
            put_refusal(form, refusal)
    groups = contents_of(row.person, [*CAREER_GROUPS, *(set(topics) & set(PRIVATE_GROUPS))])
    looked(request, viewer, "file_opened", person=row.person_id, purpose="ward", object=row.pk)
    by_code = {group.code: group for group in groups}
    context = office_of(row) | {
        "handover": row,
        "person": row.person,
        "form": form,
        "career": [group for group in groups if group.code in CAREER_GROUPS],
        "topics": [
            {
                "label": topic_label(topic),
                "field": form[topic],
                "group": by_code.get(topic),
                "waits": topic not in known,
                "opens_on": rests(choices[topic]),
            }
            for topic in topics
        ],
        "reads": not may_be_adult(row.person.birth, clock.today()),
        "decides_until": birthday_at(row.person.birth.latest, 18),
        "is_shown": row.state == State.SHOWN,
        "days": term("guardian_objection_days"),
        "on_device": bool(request.session.get(DEVICE_PATH)),
    }
    return show(request, "handover/confirm.html", context)
