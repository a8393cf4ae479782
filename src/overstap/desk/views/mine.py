"""Mijn overstap, for the young person and for the guardian beside them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from overstap.access.entrance import person_of
from overstap.access.panels import who_sees_panel
from overstap.desk.queries import mine as own
from overstap.desk.queries.today import link
from overstap.desk.rules import about_child
from overstap.doors.door import door, looked
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.handover.choices import State
from overstap.handover.panels import followed
from overstap.trajectories.panels import line_of


@door(roles={YOUNG_PERSON, GUARDIAN})
@require_GET
def overstap(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The map, one next step, and everything that is the young person's, in that order."""
    person = person_of(request)
    if person is None:  # a guardian whose rights ended
        raise Http404
    mine = own.Mine(
        person=person,
        handover=own.handover_of(person.pk),
        meetings=own.meetings_of(person.pk),
        choices=own.choices_of(person.pk),
        requests=own.link_requests() if viewer.role == YOUNG_PERSON else [],
        sights=who_sees_panel(viewer, person.pk),
    )
    if viewer.role == YOUNG_PERSON:
        mine = own.with_agreement(mine)
    if viewer.role == GUARDIAN:
        looked(request, viewer, "file_opened", person=person.pk, purpose="ward")
    context = {
        "mine": mine,
        "is_self": viewer.role == YOUNG_PERSON,
        "now": own.what_now(mine, viewer),
        "stations": line_of(person.pk),
        "chosen": own.in_words(
            mine.choices, minor=mine.is_minor, is_self=viewer.role == YOUNG_PERSON
        ),
        "story": _story(mine, viewer),
        "follow_ups": [followed(row) for row in own.follow_ups_of(mine.handover)],
        "file_url": link("dossier:mine"),
        "choice_url": _choice_url(mine, viewer),
    }
    return render(request, "desk/overstap.html", context)


def _story(mine: own.Mine, viewer: Viewer) -> str:
    """How the handover stands, in one plain sentence."""
    handover = mine.handover
    if handover is None:
        return ""
    words = {
        State.DRAFT: _(
            "Je begeleider verbetert nog iets. Daarna lees je opnieuw wat naar %s gaat."
        ),
        State.SHOWN: _("Nog niet verstuurd naar %s."),
        State.SENT: _("Verstuurd naar %s."),
        State.SEEN: _("%s heeft het gelezen."),
        State.QUESTION: _("%s stelde een vraag aan je begeleider."),
        State.ACCEPTED: _("%s gaat met je aan de slag."),
        State.CONTACTED: _("%s sprak al met jou."),
        State.DECLINED: _("%s kan je niet verder helpen. Je begeleider zoekt een ander kantoor."),
        State.CLOSED: _("De overdracht naar %s is klaar."),
    }
    told = str(words[State(handover.state)])
    return (about_child(told) if viewer.role == GUARDIAN else told) % handover.receiver.name


def _choice_url(mine: own.Mine, viewer: Viewer) -> str:
    if mine.handover is None or mine.handover.state in {State.DECLINED, State.DRAFT}:
        return ""
    name = "handover:choice" if viewer.role == YOUNG_PERSON else "handover:confirm"
    return link(name, mine.handover.pk)
