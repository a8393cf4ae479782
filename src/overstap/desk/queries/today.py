"""What waits today: for a centre, and for an office of VDAB."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from overstap.access.models import ForgetRequest, LinkRequest, LookQuestion
from overstap.access.queries import waiting_papers
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.handover.models import Download, Handover
from overstap.handover.queries import follow_ups_due
from overstap.handover.rules import waits_too_long
from overstap.kernel import clock, dutch
from overstap.organisations.choices import CENTRES

NEW_DAYS = 14
ARRIVED = 30
# By hand, as the questions of Mijn jongeren: it stands beside that list.
# Where only the handover itself takes the step, the line leads there at once.
_STEPS = """select next_step_on, next_step, full_name, person_id, case
        when handover_state in ('draft', 'question', 'declined') then (
            select h.id from handover_handover h
            where h.person_id = c.person_id and h.sender_id = c.organisation_id
              and h.state = c.handover_state order by h.started_at desc limit 1) end
    from access_caseloadrow c
    where organisation_id = %s and next_step_on <= %s and next_step <> '' {only}
    order by next_step_on, person_id limit %s"""
_MEETINGS = """select '', t.at, t.place, t.person_id, t.handover_id, p.first_name, p.last_name,
        o.name, t.changed_at >= %(since)s, t.former_at, t.former_place
    from handover_meeting t join people_person p on p.id = t.person_id
    join organisations_organisation o on o.id = t.receiver_id
    where (t.sender_id = %(here)s or t.receiver_id = %(here)s) and t.cancelled_at is null
    and t.at >= %(start)s and (t.at < %(end)s or t.changed_at >= %(since)s)"""
# What changed at home about a choice: for the counsellor of the handover, or a lead.
_NEWS = """select s.move, s.at, s.note, s.person_id, s.handover_id, p.first_name, p.last_name,
        '', false, null::timestamptz, ''
    from handover_step s join handover_handover h on h.id = s.handover_id
    join people_person p on p.id = s.person_id
    where h.sender_id = %(here)s and h.state not in ('declined', 'closed') and s.at >= %(since)s
    and s.move in ('no_agreement', 'meeting_off', 'ask_parent')
    and (%(contact)s::uuid is null or h.sender_contact_id = %(contact)s)"""
_NEWS_TOLD = {
    "no_agreement": "Nog geen akkoord thuis over een deel van de keuze van",
    "meeting_off": "Gesprek gaat niet door, laat het VDAB weten:",
    "ask_parent": "Een ouder of voogd moet bevestigen:",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line: `when` in words, `url` where to do it, `detail` whom it is about."""

    when: str
    text: str
    url: str = ""
    detail: str = ""
    late: bool = False


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


def link(name: str, *args: object) -> str:
    """URL of a page, or '' when the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def is_centre(viewer: Viewer) -> bool:
    return viewer.organisation_kind in CENTRES


def forms_to_confirm(viewer: Viewer) -> int:
    """Signed forms that another colleague registered and this one may confirm. One statement."""
    if not viewer.can("register_paper_answer"):
        return 0
    papers = waiting_papers(viewer.own_organisation)
    return papers.exclude(registered_by=viewer.user_id).count()


def person_url(viewer: Viewer, person_id: UUID, handover_id: UUID | None = None) -> str:
    """Where a viewer reads about somebody: the person page, or the received handover."""
    if is_centre(viewer):
        return link("desk:person", person_id)
    return link("handover:file", handover_id) if handover_id else ""


def meetings(viewer: Viewer, until: date) -> list[Item]:
    """Three-way talks from today until a day, and whatever the day those planned or moved these two
    weeks, in order. One statement."""
    return _talks(viewer, until, with_news=False)[0]


def meetings_and_news(viewer: Viewer, until: date) -> tuple[list[Item], list[Item]]:
    """The same, and for a counsellor what changed at home about a choice, the newest first. One
    statement."""
    return _talks(viewer, until, with_news=viewer.can("start_handover"))


def _talks(viewer: Viewer, until: date, *, with_news: bool) -> tuple[list[Item], list[Item]]:
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {
        "here": viewer.own_organisation,
        "start": start,
        "end": start + timedelta(days=(until - start.date()).days + 1),
        "since": clock.now() - timedelta(days=NEW_DAYS),
        "contact": viewer.membership_id if viewer.role == Role.COUNSELLOR else None,
    }
    asked = f"{_MEETINGS} union all {_NEWS}" if with_news else _MEETINGS
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} order by 2, 5 limit 60", values)
        rows = cursor.fetchall()
    talks = [_talk_item(viewer, row[1:]) for row in rows if not row[0]]
    return talks, [_news_item(row) for row in reversed(rows) if row[0]]


def _talk_item(viewer: Viewer, row: tuple[Any, ...]) -> Item:
    at, place, person_id, handover_id, first, last, office, *moved = row
    return Item(
        _when(at),
        _talk(f"{first} {last}".strip(), *moved[:2]),
        person_url(viewer, person_id, handover_id),
        _talk_detail(office, place, *moved),
    )


def _news_item(row: tuple[Any, ...]) -> Item:
    move, at, note, _person, handover_id, first, last, *_rest = row
    return Item(
        dutch.relative_day(at, clock.today()),
        f"{_NEWS_TOLD[move]} {first} {last}".strip(),
        link("handover:file", handover_id),
        note,
    )


def _talk(name: str, is_new: bool | None, former_at: datetime | None) -> str:
    if is_new and former_at:
        return f"Verplaatst gesprek met {name}"
    return f"Nieuw gesprek met {name}" if is_new else f"Gesprek met {name}"


def _talk_detail(
    office: str, place: str, is_new: bool | None, former_at: datetime | None, former_place: str
) -> str:
    where = place if place.startswith(office) else f"{office} · {place}"
    if former_at is None or not is_new:
        return where
    return f"{where} · was {dutch.short_date(former_at)}, {dutch.clock(former_at)}, {former_place}"


def _when(at: datetime) -> str:
    local = at.astimezone(clock.BRUSSELS)
    if local.date() == clock.today():
        return dutch.clock(at)
    return f"{dutch.short_date(local)}, {dutch.clock(at)}"


def steps(viewer: Viewer, until: date, *, limit: int = 30) -> list[Item]:
    """Next steps of the caseload that are due or late, the latest first: of a counsellor the own
    young people, of a lead all of them. One statement."""
    own = "and (counsellor_id = %s or counsellor_id is null)"
    only = own if viewer.role == Role.COUNSELLOR else ""
    values = [viewer.own_organisation, until, *([viewer.membership_id] if only else []), limit]
    with connection.cursor() as cursor:
        cursor.execute(_STEPS.format(only=only), values)
        found = cursor.fetchall()
    today = clock.today()
    return [
        Item(
            _due(on, today),
            f"{step}: {name}",
            link("handover:file", handover_id) if handover_id else person_url(viewer, person_id),
            late=on < today,
        )
        for on, step, name, person_id, handover_id in found
    ]


def _due(on: date, today: date) -> str:
    if on < today:
        return f"te laat sinds {dutch.short_date(on)}"
    return "vandaag" if on == today else dutch.short_date(on)


def arrived(viewer: Viewer) -> list[Item]:
    """For VDAB: handovers that wait for this office, what nobody opened on top, the oldest first.
    Two statements."""
    waiting = Handover.objects.filter(receiver_id=viewer.own_organisation)

    def first(count: int, *states: str) -> QuerySet[Handover]:
        # Which ones first: the policies of people beside them run for each row that a join meets.
        chosen = waiting.filter(state__in=states).order_by("sent_at", "id").values("pk")[:count]
        rows = Handover.objects.filter(pk__in=chosen).select_related("person", "sender")
        return rows.order_by("sent_at", "id")

    rows = list(first(ARRIVED, "sent"))
    rows += first(ARRIVED - len(rows), "seen", "accepted")
    return [_arrival(viewer, row) for row in rows if row.sent_at]


def follow_ups(viewer: Viewer, until: date) -> list[Item]:
    """Who the office must ask how it goes, until a day. One statement."""
    today = clock.today()
    return [
        Item(
            _due(row.due_on, today),
            f"Vraag hoe het gaat: {row.person.full_name}",
            person_url(viewer, row.person_id, row.handover_id) + "#opvolging",
            f"{row.months} {'maand' if row.months == 1 else 'maanden'} na de overdracht",
            late=row.due_on < today,
        )
        for row in follow_ups_due(viewer.own_organisation, until)[:30]
    ]


_WAITING = {
    "sent": "Open de overdracht van",
    "seen": "Beslis over de overdracht van",
    "accepted": "Neem contact op met",
}
_ANSWERED = "Lees het antwoord en beslis over"


def _arrival(viewer: Viewer, row: Handover) -> Item:
    since = row.accepted_at or row.sent_at or clock.now()
    answered = row.state == "seen" and row.question_answer
    what = _ANSWERED if answered else _WAITING[row.state]
    return Item(
        dutch.relative_day(since, clock.today()),
        f"{what} {row.person.full_name}",
        person_url(viewer, row.person_id, row.pk),
        row.sender.name,
        late=waits_too_long(row.state, since.astimezone(clock.BRUSSELS).date(), clock.today()),
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


def copies_to_delete(viewer: Viewer) -> list[Download]:
    """Copies that left the system and must go: the young person withdrew. One statement."""
    return list(
        Download.objects.filter(
            organisation_id=viewer.own_organisation,
            delete_asked_at__isnull=False,
            deleted_at__isnull=True,
        )
        .select_related("document")
        .order_by("delete_asked_at", "id")[:50]
    )
