"""Access in Vandaag: signed forms, invitations that wait, and who came in."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from overstap.access.queries import waiting_papers
from overstap.doors.pages import TodayPage, Waiting
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.kernel import clock

NEW_DAYS = 14


@dataclass(frozen=True, slots=True)
class Involved:
    """Another organisation began to work with a young person of the team."""

    person_id: UUID
    organisation_name: str
    role: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """A colleague who came to read files or to manage members, and who let them in."""

    name: str
    role: str
    joined_at: datetime
    invited_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Team:
    """For a lead: how many invitations wait for a second person, and who came in."""

    waiting: int = 0
    joined: tuple[Joined, ...] = ()


def forms_to_confirm(viewer: Viewer) -> int:
    """Signed forms that another colleague registered and this one may confirm. One statement."""
    if not viewer.can("register_paper_answer"):
        return 0
    papers = waiting_papers(viewer.own_organisation)
    return papers.exclude(registered_by=viewer.user_id).count()


_TEAM_NEWS = """select
    coalesce((select jsonb_agg(j) from rights.joined_beside_me(%(since)s) j), '[]')::text,
    cardinality(rights.waiting_for_me()),
    coalesce((select jsonb_agg(n) from rights.new_readers(%(since)s) n
              where n.organisation_id = %(here)s), '[]')::text"""


def news(viewer: Viewer) -> tuple[list[Involved], Team]:
    """For a lead: organisations that began with a young person of the team, and colleagues who came
    in, these two weeks; and who waits for a yes. One statement."""
    if not viewer.can("confirm_member"):
        return [], Team()
    since = clock.now() - timedelta(days=NEW_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_TEAM_NEWS, {"since": since, "here": viewer.own_organisation})
        involved, waiting, joined = cursor.fetchone()
    beside = [
        Involved(
            UUID(one["person_id"]),
            one["organisation_name"],
            one["role"],
            datetime.fromisoformat(one["opened_at"]),
        )
        for one in json.loads(involved)
        if viewer.can("confirm_link")
    ]
    colleagues = tuple(
        Joined(
            one["display_name"],
            str(Role(one["role"]).label),
            datetime.fromisoformat(one["joined_at"]),
            one["invited_by_name"] or "",
            one["confirmed_by_name"] or "",
        )
        for one in json.loads(joined)
    )
    return beside, Team(waiting, colleagues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Waiting):
    """How many of one kind wait."""

    count: int


def forms(page: TodayPage) -> Count | None:
    """Signed forms of colleagues. One statement."""
    count = forms_to_confirm(page.viewer)
    return Count(count=count) if count else None


def team_news(page: TodayPage) -> tuple[list[Involved], Team]:
    """Asked by `page.once`. One statement."""
    return news(page.viewer)


def invitations(page: TodayPage) -> Count | None:
    """Invitations that wait for a second person. No statement beside that of `team_news`."""
    _involved, team = page.once(team_news)
    return Count(count=team.waiting) if team.waiting else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside(Waiting):
    """Organisations that began with a young person of the team, each with where that one stands."""

    rows: list[tuple[Involved, str]]


def involvements(page: TodayPage) -> Beside | None:
    """No statement beside that of `team_news`."""
    found, _team = page.once(team_news)
    rows = [(one, page.person_url(one.person_id)) for one in found]
    return Beside(rows=rows) if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleagues(Waiting):
    """Who came in."""

    joined: tuple[Joined, ...]


def joined(page: TodayPage) -> Colleagues | None:
    """No statement beside that of `team_news`."""
    _involved, team = page.once(team_news)
    return Colleagues(joined=team.joined) if team.joined else None
