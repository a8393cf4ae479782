"""The guardian's page: what the young person chose, and yes or no per topic."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from overstap.access.choices import CAREER_GROUPS, PRIVATE_GROUPS, ChoiceTopic, home_label
from overstap.access.models import Choice
from overstap.access.queries import standing_noes, term
from overstap.doors.door import door, looked
from overstap.doors.viewer import DEVICE_PATH, GUARDIAN, Viewer
from overstap.handover import services
from overstap.handover.choices import State
from overstap.handover.contents import Group, contents_of
from overstap.handover.forms import YES, GuardianForm
from overstap.handover.queries import rests, running_choices, whole
from overstap.handover.reach import reach_of, seen_mark
from overstap.handover.views.choice import SEEN, office_of
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.rules import birthday_at, may_be_adult
from overstap.ui.answering import form_page


@door(roles={GUARDIAN})
def confirm(request: HttpRequest, viewer: Viewer, handover_id: UUID) -> HttpResponse:
    """Sees what the ward shares, among what a guardian may read; answers topic by topic."""
    rows = whole().exclude(state=State.DRAFT)
    row = get_object_or_404(rows, pk=handover_id, person_id=viewer.person_id)
    choices = running_choices(row.person_id, row.receiver_id)
    noes = standing_noes(row.person_id, row.receiver_id)
    known = {t: YES for t, one in choices.items() if not one.needs_guardian or one.confirmed_at}
    topics = [topic for topic in ChoiceTopic.values if topic in choices]
    # Where another guardian said no, this one is not asked: only who said no can change it.
    blocked = {t for t in topics if t not in known and t in noes and noes[t].by != viewer.user_id}
    mine = [topic for topic in topics if topic not in blocked]
    form = GuardianForm(request.POST or None, topics=mine, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm(
                handover_id=row.pk, topics=form.topics, by=viewer, seen=_seen_of(request, topics)
            )
            messages.success(request, _("Je antwoord is bewaard."))
            return redirect("handover:confirm", row.pk)
        except Refusal as refusal:
            form.refuse(refusal)
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
                "label": home_label(topic, parent=True),
                "field": form[topic] if topic in mine else None,
                "waits": topic not in known,
                "said_no": topic in noes and topic not in blocked,
                "opens_on": rests(choices[topic]),
                "seen": SEEN + topic,
            }
            | _read(by_code.get(topic), choices[topic])
            for topic in topics
        ],
        "asks": bool(mine),
        "reads": not may_be_adult(row.person.birth, clock.today()),
        "decides_until": birthday_at(row.person.birth.latest, 18),
        "is_shown": row.state == State.SHOWN,
        "days": term("guardian_objection_days"),
        "on_device": bool(request.session.get(DEVICE_PATH)),
    }
    return form_page(request, "handover/confirm.html", context)


def _seen_of(request: HttpRequest, topics: list[str]) -> dict[str, str]:
    return {topic: request.POST.get(SEEN + topic, "") for topic in topics}


def _read(group: Group | None, choice: Choice) -> dict[str, Any]:
    """What a yes takes along among what this guardian reads, and its mark. Where nothing travels
    the words are the same, whether there is nothing or something not for this reader."""
    goes = reach_of(group, choice, is_minor=True).goes if group else ()
    shown = replace(group, rows=goes, contested=()) if group else None
    return {"group": shown, "mark": seen_mark(goes, choice)}
