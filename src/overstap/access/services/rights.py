"""Verbs of access that other rooms use."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from overstap.access.models import CaseloadRow
from overstap.doors.caseload import OwnFacts
from overstap.kernel.refusals import Refusal


def update_caseload(organisation_id: UUID, person_id: UUID, **fields: Any) -> None:
    """Keeps one line of Mijn jongeren: pathway, programme, leaving_on, handover_state,
    next_step, next_step_on, completeness, counsellor_id. Nothing happens when there is no line."""
    CaseloadRow.objects.filter(organisation_id=organisation_id, person_id=person_id).update(
        **fields
    )


_KEEP_FACTS = """update access_caseloadrow c set facts = case
        when u.own = '{}' then c.facts - %(room)s::text
        else c.facts || jsonb_build_object(%(room)s::text, u.own) end
    from unnest(%(people)s::uuid[], %(facts)s::jsonb[]) u (id, own)
    where c.organisation_id = %(organisation)s and c.person_id = u.id
    and coalesce(c.facts -> %(room)s::text, '{}') <> u.own"""


def keep_facts(organisation_id: UUID, room: str, facts: Mapping[UUID, OwnFacts]) -> None:
    """Puts what one room knows on lines of Mijn jongeren, in place of what it said there before;
    nothing takes its key away. Facts of other rooms stay, and so do lines with the same facts. Who
    has no line is left out. One statement."""
    if not facts:
        return
    values: dict[str, Any] = {
        "organisation": organisation_id,
        "room": room,
        "people": list(facts),
        "facts": [json.dumps(dict(own), sort_keys=True) for own in facts.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_FACTS, values)


def _call(function: str, *arguments: Any) -> Any:
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"select rights.{function}({marks})", arguments)
        return cursor.fetchone()[0]


def give_choice(
    *,
    person_id: UUID,
    organisation_id: UUID,
    topic: str,
    until: date,
    text_version: str,
    channel: str = "account",
) -> UUID:
    """The young person says yes to one topic for one office. The actor must be the young person."""
    return UUID(
        str(_call("give_choice", person_id, organisation_id, topic, until, text_version, channel))
    )


def confirm_choice(choice_id: UUID) -> None:
    """A guardian with authority confirms the choice of a minor. Raises Refusal when too late."""
    if not _call("confirm_choice", choice_id):
        raise Refusal(
            "Deze keuze kan je niet (meer) bevestigen. Herlaad de pagina.", code="not_waiting"
        )


def stop_choice(choice_id: UUID) -> str:
    """Withdraws, or refuses as a guardian within the term: 'withdrawn', 'refused' or 'already'."""
    return str(_call("stop_choice", choice_id))
