"""Writing the log: the database adds actor, transaction, time and the subject's key."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from overstap.audit.events import DECLARED

# Why somebody looks: the purpose of the page, a code with Dutch words for the young person.
PURPOSES = {
    "guidance": "om je te begeleiden",
    "handover": "voor de overdracht naar VDAB",
    "find_work_together": "om samen werk of een opleiding te zoeken",
    "support": "om een vraag te beantwoorden",
    "own": "om je eigen dossier te bekijken",
    "ward": "als ouder of voogd",
    "administration": "voor het beheer",
    "export": "voor een lijst van het eigen team",
    "job": "automatische taak",
    "research": "voor onderzoek, zonder je naam",
}


def install_events() -> None:
    """Tells the database what may be recorded. Run by the owner after migrating."""
    rows = [(d.name, d.by_database, sorted(d.detail)) for d in DECLARED.values()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role overstap_definer")
        cursor.execute("delete from rights.declared_event")
        cursor.executemany("insert into rights.declared_event values (%s, %s, %s)", rows)


def _record(
    kind: str,
    name: str,
    *,
    role: str,
    person: UUID | None,
    organisation: UUID | None,
    object: UUID | None,
    purpose: str,
    detail: dict[str, object],
) -> int:
    _refuse_undeclared(name, purpose, detail)
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.record(%s, %s, %s, %s, %s, %s, %s, %s)",
            [kind, name, role, person, object, organisation, purpose, json.dumps(detail)],
        )
        return int(cursor.fetchone()[0])


def _refuse_undeclared(name: str, purpose: str, detail: dict[str, object]) -> None:
    if unknown := set(detail) - DECLARED[name].detail:
        raise ValueError(f"event {name} does not declare {sorted(unknown)}")
    if purpose not in PURPOSES:
        raise ValueError(f"unknown purpose {purpose}")


def record_event(
    name: str,
    *,
    role: str = "",
    person: UUID | None = None,
    organisation: UUID | None = None,
    object: UUID | None = None,
    purpose: str = "guidance",
    **detail: object,
) -> int:
    """Records a declared event in the running transaction. Opaque ids and codes only."""
    return _record(
        "event",
        name,
        role=role,
        person=person,
        organisation=organisation,
        object=object,
        purpose=purpose,
        detail=detail,
    )


def record_looks(
    name: str,
    *,
    role: str,
    person: UUID | None,
    organisation: UUID | None,
    details: Sequence[tuple[str, dict[str, object]]],
) -> None:
    """Records that one request opened several things of one person: a purpose and what was opened
    each. One statement."""
    for purpose, detail in details:
        _refuse_undeclared(name, purpose, detail)
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.record('look', %s, %s, %s, null, %s, w.purpose, w.detail::jsonb)"
            " from unnest(%s::text[], %s::text[]) with ordinality w(purpose, detail, place)"
            " order by w.place",
            [
                name,
                role,
                person,
                organisation,
                [purpose for purpose, _ in details],
                [json.dumps(detail) for _, detail in details],
            ],
        )


def record_look(
    name: str,
    *,
    role: str,
    person: UUID | None,
    organisation: UUID | None,
    object: UUID | None = None,
    purpose: str,
    **detail: object,
) -> int:
    """Records that somebody opened something. Views call `doors.door.looked`, which knows
    what a real GET is."""
    return _record(
        "look",
        name,
        role=role,
        person=person,
        organisation=organisation,
        object=object,
        purpose=purpose,
        detail=detail,
    )
