"""Verbs of access that other rooms use."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from overstap.access.models import CaseloadRow
from overstap.kernel.refusals import Refusal


def update_caseload(organisation_id: UUID, person_id: UUID, **fields: Any) -> None:
    """Keeps one line of Mijn jongeren: pathway, programme, leaving_on, handover_state,
    next_step, next_step_on, completeness, counsellor_id. Nothing happens when there is no line."""
    CaseloadRow.objects.filter(organisation_id=organisation_id, person_id=person_id).update(
        **fields
    )


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
