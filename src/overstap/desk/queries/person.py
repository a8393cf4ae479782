"""The timeline of the person page: what the rooms and the log tell about one young person."""

from django.db import connection
from django.utils.translation import gettext as _

from overstap.doors.pages import PersonPage, Told
from overstap.doors.rooms import log_words, told_by_rooms
from overstap.kernel import clock

EVENTS = 8


def timeline(page: PersonPage) -> list[Told]:
    """What the own organisation did, what came into the file and how the handover went, newest
    first. One statement beside those of the rooms."""
    told = [*_events(page), *told_by_rooms(page)]
    return sorted(told, key=lambda line: line.at, reverse=True)[:EVENTS]


def _events(page: PersonPage) -> list[Told]:
    """Rows of the log; repeated openings by one person on one day are one line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select at, name, actor, actor_name from rights.events_about(%s, %s, %s)",
            [page.person_id, page.viewer.own_organisation, 60],
        )
        rows = cursor.fetchall()
    told: dict[object, Told] = {}
    words = log_words()
    for at, name, actor, actor_name in rows:
        if name not in words:
            continue  # told by a room itself
        key = (at.astimezone(clock.BRUSSELS).date(), name, actor)
        if key not in told:
            who = _("Jij") if actor == page.viewer.user_id else actor_name or _("Iemand")
            told[key] = Told(at, str(words[name]).replace("{who}", who))
    return list(told.values())
