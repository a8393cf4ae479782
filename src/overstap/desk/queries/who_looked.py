"""Wie keek: the log about one young person, in plain Dutch, merged by person and day."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.access.choices import DataGroup, home_label
from overstap.access.models import LookQuestion, Membership
from overstap.audit.events import DECLARED
from overstap.audit.models import Record
from overstap.audit.services import PURPOSES
from overstap.desk.rules import about_child
from overstap.doors.roles import Role
from overstap.doors.viewer import GUARDIAN, YOUNG_PERSON, Viewer
from overstap.kernel import clock, dutch
from overstap.organisations.models import Organisation

# Rows read at once; a page ends at the end of a day.
ROWS = 400
_ROLES = dict(Role.choices)


@dataclass(slots=True)
class Look:
    """What one person did on one day: the sentence, the times, why, and the question about it."""

    record: int
    organisation_id: UUID | None
    who: str
    sentence: str
    place: str
    why: str
    is_look: bool
    times: list[datetime] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    questions: list[LookQuestion] = field(default_factory=list)

    @property
    def clock_times(self) -> str:
        """'9.12 u., 11.30 u.': at most six, then how many more."""
        ordered = list(dict.fromkeys(dutch.clock(at) for at in sorted(self.times)))
        if len(ordered) > 6:
            return _("%(first)s en nog %(n)s keer") % {
                "first": ", ".join(ordered[:5]),
                "n": len(ordered) - 5,
            }
        return dutch.listed(ordered)


@dataclass(slots=True)
class Day:
    on: date
    looks: list[Look] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Log:
    """Days, newest first; `before` is the day before which the next page begins."""

    days: list[Day]
    before: date | None


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    at: datetime
    kind: str
    name: str
    actor: UUID | None
    role: str
    organisation: UUID | None
    purpose: str
    detail: dict[str, Any]


_COLUMNS = ("id", "at", "kind", "name", "actor", "role", "organisation", "purpose", "detail")


def _row(found: tuple[Any, ...]) -> _Row:
    return _Row(**dict(zip(_COLUMNS, found, strict=True)) | {"detail": json.loads(found[-1])})


def rows_about(person_id: UUID, before: date | None = None, limit: int = ROWS) -> list[_Row]:
    """The log rows about a person that the actor may read, newest first. One statement."""
    end = datetime.combine(before, datetime.min.time(), clock.BRUSSELS) if before else None
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, at, kind, name, actor, role, organisation, purpose, detail::text"
            " from audit_record where subject = (select rights.subject_of(%s))"
            " and at < coalesce(%s, 'infinity'::timestamptz)"
            " order by at desc, id desc limit %s",
            [person_id, end, limit],
        )
        return [_row(found) for found in cursor.fetchall()]


def log_of(viewer: Viewer, person_id: UUID, before: date | None = None) -> Log:
    """One page of the log. Four statements: rows, staff, organisations, questions."""
    rows = rows_about(person_id, before)
    rows, following = _whole_days(rows)
    names, places = _names(rows), _places(rows)
    asked = _questions(person_id, rows)
    days: list[Day] = []
    lines: dict[tuple[object, ...], Look] = {}
    for row in rows:
        on = row.at.astimezone(clock.BRUSSELS).date()
        if not days or days[-1].on != on:
            days.append(Day(on))
        who = _who(row, viewer, names)
        group = row.detail.get("group")
        key = (on, row.actor, row.organisation, row.name, row.purpose, group)
        if key not in lines:
            lines[key] = Look(
                record=row.id,
                organisation_id=row.organisation,
                who=who,
                sentence=sentence(
                    row.name,
                    who,
                    places.get(row.organisation, ""),
                    row.detail,
                    to_guardian=viewer.role == GUARDIAN,
                ),
                place=_place(row, places),
                why=_for(viewer, PURPOSES.get(row.purpose, "") if row.kind == "look" else ""),
                is_look=row.kind == "look",
            )
            days[-1].looks.append(lines[key])
        line = lines[key]
        line.times.append(row.at)
        line.records.append(row.id)
        line.questions += asked.get(row.id, [])
    return Log(days, following)


def _whole_days(rows: list[_Row]) -> tuple[list[_Row], date | None]:
    """Cuts a full page at the end of a day, and says before which day the next one begins."""
    if len(rows) < ROWS:
        return rows, None
    last = rows[-1].at.astimezone(clock.BRUSSELS).date()
    kept = [row for row in rows if row.at.astimezone(clock.BRUSSELS).date() > last]
    return (kept, last + timedelta(days=1)) if kept else (rows, last)


def sentence(
    name: str, who: str, organisation: str, detail: dict[str, Any], *, to_guardian: bool = False
) -> str:
    """The declared wording with its words filled in. An undeclared event says no more than that."""
    declared = DECLARED.get(name)
    if declared is None:
        return _("Er gebeurde iets met je dossier.")
    code = str(detail.get("group", ""))
    group = home_label(code, parent=to_guardian) if code in DataGroup.values else code
    # Before the words are filled in: 'Jij' may be the guardian.
    text = about_child(declared.wording) if to_guardian else declared.wording
    for word, value in (("who", who), ("organisation", organisation), ("group", f"‘{group}’")):
        text = text.replace("{" + word + "}", str(value))
    return text


def _for(viewer: Viewer, text: str) -> str:
    """A guardian reads about the ward: not about an own file, nor about 'you'."""
    return about_child(text) if viewer.role == GUARDIAN else text


def _who(row: _Row, viewer: Viewer, names: dict[UUID, str]) -> str:
    if row.actor is None:
        return _("Het systeem")
    if row.actor == viewer.user_id:
        return _("Jij")
    if row.role == YOUNG_PERSON:
        return _("De jongere")
    if row.role == GUARDIAN:
        return _("Een ouder of voogd")
    return names.get(row.actor) or str(_ROLES.get(row.role, _("Een medewerker")))


def _place(row: _Row, places: dict[UUID | None, str]) -> str:
    role = str(_ROLES.get(row.role, ""))
    return " · ".join(part for part in (role, places.get(row.organisation, "")) if part)


def _names(rows: Iterable[_Row]) -> dict[UUID, str]:
    actors = {row.actor for row in rows if row.actor and row.organisation}
    if not actors:
        return {}
    members = Membership.objects.filter(user_id__in=actors).order_by("from_on", "id")
    return dict(members.values_list("user_id", "display_name"))


def _places(rows: Iterable[_Row]) -> dict[UUID | None, str]:
    wanted = {row.organisation for row in rows if row.organisation}
    if not wanted:
        return {}
    found = Organisation.objects.filter(pk__in=wanted).order_by()
    return dict(found.values_list("pk", "name"))


def _questions(person_id: UUID, rows: list[_Row]) -> dict[int, list[LookQuestion]]:
    if not rows:
        return {}
    asked: dict[int, list[LookQuestion]] = {}
    for one in LookQuestion.objects.filter(
        person_id=person_id, record__in=[row.id for row in rows]
    ).order_by("asked_at", "id"):
        asked.setdefault(one.record, []).append(one)
    return asked


def one_look(viewer: Viewer, person_id: UUID, record: int) -> Look | None:
    """One look at the file of this person, to ask a question about; None when it is not theirs.

    Three statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, at, kind, name, actor, role, organisation, purpose, detail::text"
            " from audit_record where id = %s and subject = (select rights.subject_of(%s))",
            [record, person_id],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    row = _row(found)
    if row.organisation is None:
        return None
    places = _places([row])
    who = _who(row, viewer, _names([row]))
    return Look(
        record=row.id,
        organisation_id=row.organisation,
        who=who,
        sentence=sentence(row.name, who, places.get(row.organisation, ""), row.detail),
        place=_place(row, places),
        why=PURPOSES.get(row.purpose, "") if row.kind == "look" else "",
        is_look=row.kind == "look",
        times=[row.at],
    )


@dataclass(frozen=True, slots=True)
class About:
    """The line of the log that a question is about, for the lead."""

    at: datetime
    who: str
    what: str
    why: str


def about_record(record: int) -> About | None:
    """Two statements; None when the row is no longer there."""
    row = Record.objects.filter(pk=record).first()
    if row is None:
        return None
    staff = Membership.objects.filter(user_id=row.actor) if row.actor else None
    member = staff.order_by("-from_on", "id").first() if staff is not None else None
    who = member.display_name if member else str(_ROLES.get(row.role, _("Een medewerker")))
    return About(
        row.at, who, sentence(row.name, who, "", row.detail), PURPOSES.get(row.purpose, "")
    )
