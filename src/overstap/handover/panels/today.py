"""The handover in Vandaag: what waits for the centre, and what for the office of VDAB."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from overstap.doors.pages import (
    Item,
    Lines,
    TodayPage,
    Waiting,
    due_in_words,
    lines,
    time_of,
)
from overstap.doors.roles import Role
from overstap.doors.viewer import Viewer
from overstap.handover.models import Download, Handover
from overstap.handover.panels import TOLD_AT_ONCE, Told, telling_panel
from overstap.handover.queries import follow_ups_due
from overstap.handover.rules import waits_too_long
from overstap.kernel import clock, dutch

NEW_DAYS = 14
ARRIVED = 30
# Lines of next steps beside Mijn jongeren, and in Vandaag.
AT_A_GLANCE, ALL_STEPS = 6, 30
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


def next_steps(page: TodayPage) -> Lines | None:
    """For a centre: what is due or late. One statement."""
    return lines(steps(page, ALL_STEPS)) if page.is_centre else None


def steps(page: TodayPage, limit: int) -> list[Item]:
    """Next steps of the caseload that are due or late, the latest first: of a counsellor the own
    young people, of a lead all of them. One statement."""
    viewer = page.viewer
    own = "and (counsellor_id = %s or counsellor_id is null)"
    only = own if viewer.role == Role.COUNSELLOR else ""
    values = [viewer.own_organisation, page.until, *([viewer.membership_id] if only else []), limit]
    with connection.cursor() as cursor:
        cursor.execute(_STEPS.format(only=only), values)
        found = cursor.fetchall()
    today = clock.today()
    return [
        Item(
            due_in_words(on, today),
            f"{step}: {name}",
            _file_url(handover_id) if handover_id else page.person_url(person_id),
            late=on < today,
        )
        for on, step, name, person_id, handover_id in found
    ]


def arrivals(page: TodayPage) -> Lines | None:
    """For VDAB: what waits for this office. Two statements."""
    return None if page.is_centre else lines(arrived(page.viewer))


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
    return [_arrival(row) for row in rows if row.sent_at]


_WAITING = {
    "sent": "Open de overdracht van",
    "seen": "Beslis over de overdracht van",
    "accepted": "Neem contact op met",
}
_ANSWERED = "Lees het antwoord en beslis over"


def _arrival(row: Handover) -> Item:
    since = row.accepted_at or row.sent_at or clock.now()
    answered = row.state == "seen" and row.question_answer
    what = _ANSWERED if answered else _WAITING[row.state]
    return Item(
        dutch.relative_day(since, clock.today()),
        f"{what} {row.person.full_name}",
        _file_url(row.pk),
        row.sender.name,
        late=waits_too_long(row.state, since.astimezone(clock.BRUSSELS).date(), clock.today()),
    )


def follow_up_section(page: TodayPage) -> Lines | None:
    """For VDAB: who must be asked how it goes. One statement."""
    return _if_any([] if page.is_centre else follow_ups(page.viewer, page.until))


def follow_ups(viewer: Viewer, until: date) -> list[Item]:
    """Who the office must ask how it goes, until a day. One statement."""
    today = clock.today()
    return [
        Item(
            due_in_words(row.due_on, today),
            f"Vraag hoe het gaat: {row.person.full_name}",
            _file_url(row.handover_id) + "#opvolging",
            f"{row.months} {'maand' if row.months == 1 else 'maanden'} na de overdracht",
            late=row.due_on < today,
        )
        for row in follow_ups_due(viewer.own_organisation, until)[:30]
    ]


def meetings(page: TodayPage) -> Lines:
    """Three-way talks from today on, and whatever the day those planned or moved these two weeks,
    in order. No statement beside that of `talks`."""
    return lines(page.once(talks)[0])


def news(page: TodayPage) -> Lines | None:
    """For a counsellor what changed at home about a choice, the newest first. No statement beside
    that of `talks`."""
    return _if_any(page.once(talks)[1])


def _if_any(items: list[Item]) -> Lines | None:
    return lines(items) if items else None


def talks(page: TodayPage) -> tuple[list[Item], list[Item]]:
    """Talks and news; asked by `page.once`. One statement."""
    return _talks(page, with_news=page.viewer.can("start_handover"))


def glance(page: TodayPage) -> list[Item]:
    """Beside Mijn jongeren: the talks and the next steps of the day. Two statements."""
    return _talks(page, with_news=False)[0] + steps(page, AT_A_GLANCE)


def _talks(page: TodayPage, *, with_news: bool) -> tuple[list[Item], list[Item]]:
    viewer = page.viewer
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {
        "here": viewer.own_organisation,
        "start": start,
        "end": start + timedelta(days=(page.until - start.date()).days + 1),
        "since": clock.now() - timedelta(days=NEW_DAYS),
        "contact": viewer.membership_id if viewer.role == Role.COUNSELLOR else None,
    }
    asked = f"{_MEETINGS} union all {_NEWS}" if with_news else _MEETINGS
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} order by 2, 5 limit 60", values)
        rows = cursor.fetchall()
    planned = [_talk_item(page, row[1:]) for row in rows if not row[0]]
    return planned, [_news_item(row) for row in reversed(rows) if row[0]]


def _talk_item(page: TodayPage, row: tuple[Any, ...]) -> Item:
    at, place, person_id, handover_id, first, last, office, *moved = row
    return Item(
        time_of(at),
        _talk(f"{first} {last}".strip(), *moved[:2]),
        page.person_url(person_id) if page.is_centre else _file_url(handover_id),
        _talk_detail(office, place, *moved),
    )


def _news_item(row: tuple[Any, ...]) -> Item:
    move, at, note, _person, handover_id, first, last, *_rest = row
    return Item(
        dutch.relative_day(at, clock.today()),
        f"{_NEWS_TOLD[move]} {first} {last}".strip(),
        _file_url(handover_id),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Waiting):
    """Who must know that there is something to read."""

    tellings: list[Told]
    more: bool


def telling(page: TodayPage) -> Telling | None:
    """For a centre. Two statements at most."""
    found = telling_panel(page.viewer)
    if not found:
        return None
    more = len(found) > TOLD_AT_ONCE
    return Telling(tellings=found[:TOLD_AT_ONCE], more=more, is_work=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies(Waiting):
    """Copies that left the system and must go."""

    copies: list[Download]


def copies(page: TodayPage) -> Copies | None:
    """What the young person withdrew. One statement."""
    found = copies_to_delete(page.viewer)
    return Copies(copies=found) if found else None


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


def _file_url(handover_id: UUID) -> str:
    return reverse("handover:file", args=[handover_id])
