"""What waits today that the desk itself answers: questions, and requests to work together."""

from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from overstap.access.models import ForgetRequest, LinkRequest, LookQuestion
from overstap.doors.pages import TodayPage, Waiting
from overstap.doors.viewer import Viewer
from overstap.organisations.choices import CENTRES


def link(name: str, *args: object) -> str:
    """URL of a page, or '' when the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def today_page(viewer: Viewer, day: date, *, until: date) -> TodayPage:
    """Vandaag for this viewer; lines lead to the person page of the desk."""
    return TodayPage(
        viewer=viewer,
        day=day,
        until=until,
        is_centre=viewer.organisation_kind in CENTRES,
        person_url=lambda person_id: reverse("desk:person", args=[person_id]),
    )


def open_questions(viewer: Viewer) -> list[LookQuestion]:
    """Questions of young people for the lead, not answered yet. One statement."""
    if not viewer.can("answer_questions"):
        return []
    return list(
        LookQuestion.objects.filter(
            organisation_id=viewer.own_organisation, answered_at__isnull=True
        ).order_by("asked_at", "id")[:50]
    )


def forget_requests(viewer: Viewer) -> list[ForgetRequest]:
    """Requests to be forgotten, not answered yet. One statement."""
    if not viewer.can("answer_questions"):
        return []
    return list(
        ForgetRequest.objects.filter(
            organisation_id=viewer.own_organisation, answered_at__isnull=True
        ).order_by("asked_at", "id")[:50]
    )


def link_requests(viewer: Viewer) -> list[LinkRequest]:
    """Other organisations that ask to work with somebody of this team. One statement."""
    if not viewer.can("confirm_link"):
        return []
    return list(
        LinkRequest.objects.filter(closed_at__isnull=True)
        .exclude(organisation_id=viewer.own_organisation)
        .select_related("organisation")
        .order_by("asked_at", "id")[:50]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions(Waiting):
    """What young people ask the lead."""

    questions: list[LookQuestion]
    forget_requests: list[ForgetRequest]


def questions(page: TodayPage) -> Questions | None:
    """Two statements."""
    asked, forget = open_questions(page.viewer), forget_requests(page.viewer)
    return Questions(questions=asked, forget_requests=forget) if asked or forget else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links(Waiting):
    """What other organisations ask."""

    requests: list[LinkRequest]


def links(page: TodayPage) -> Links | None:
    """One statement."""
    found = link_requests(page.viewer)
    return Links(requests=found) if found else None
