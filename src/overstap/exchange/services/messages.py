"""Reading message files in a job: one file at a time; one bad file never stops the rest."""

import logging
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from overstap.doors.viewer import Viewer
from overstap.exchange.choices import RowOutcome, RunKind, RunState
from overstap.exchange.led import messages as led
from overstap.exchange.magda import enrolment_history
from overstap.exchange.magda.xml import UnreadableMessage
from overstap.exchange.models import ImportRow, ImportRun, WaitingMessage
from overstap.exchange.queries import find_by_number
from overstap.exchange.sealing import hash_of, seal, unseal_message
from overstap.exchange.services.enrolments import receive_enrolments
from overstap.exchange.services.evidence import receive_evidence
from overstap.exchange.services.runs import (
    acting_viewer,
    count_messages,
    finish,
    job_transaction,
    progress,
)
from overstap.kernel.jobs import is_passing
from overstap.kernel.refusals import Refusal

log = logging.getLogger(__name__)

type Answer = led.LedAnswer | enrolment_history.EnrolmentAnswer


@dataclass(slots=True)
class Result:
    """What one message came to. `values`: counts and what was not understood, no names."""

    outcome: str
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    person_id: UUID | None = None


def read_files(run: ImportRun) -> None:
    """Reads every file of a run and ends it. Each file is a transaction of its own."""
    with job_transaction(run):
        numbers = list(run.files.values_list("number", flat=True))
        done = set(ImportRow.objects.filter(run=run).values_list("number", flat=True))
    for position, number in enumerate(numbers, start=1):
        if number in done:
            continue
        with job_transaction(run):
            asked, data = unseal_message(run.files.get(number=number).ciphertext)
            result = _read_safely(run, asked, data)
            ImportRow.objects.create(
                run=run,
                organisation_id=run.organisation_id,
                number=number,
                outcome=result.outcome,
                person_id=result.person_id,
                values=result.values,
                problems=result.problems,
            )
            progress(run, position)
    with job_transaction(run):
        count_messages(run)
        finish(run, RunState.APPLIED)


def _read_safely(run: ImportRun, asked: str | None, data: bytes) -> Result:
    try:
        with transaction.atomic():
            return read_one(run, asked, data, by=acting_viewer(run))
    except UnreadableMessage as problem:
        return Result(RowOutcome.REFUSED, problems=[{"where": "", "text": problem.text}])
    except Refusal as problem:
        return Result(RowOutcome.REFUSED, problems=[{"where": "", "text": problem.sentence}])
    except (DatabaseError, ValueError) as problem:
        if is_passing(problem):
            raise
        log.error("a message could not be kept", exc_info=problem)
        text = _("Dit bericht kon niet bewaard worden. Meld het aan wie Overstap beheert.")
        return Result(RowOutcome.REFUSED, problems=[{"where": "", "text": text}])


def read_one(run: ImportRun, asked: str | None, data: bytes, *, by: Viewer) -> Result:
    """Reads one message; keeps it waiting when nobody of the own caseload has the number."""
    reader = led if run.kind == RunKind.LED else enrolment_history
    answer: Answer = reader.read_answer(data, asked)
    if asked is None and (asked := _only_number(answer)) is not None:
        answer = replace(answer, asked_insz=asked)
    problems = _problems(answer)
    if isinstance(answer, led.LedAnswer) and not answer.certificates:
        failed = bool(problems) and not answer.is_nothing_found
        return Result(RowOutcome.ASK_AGAIN if failed else RowOutcome.NOTHING, problems=problems)
    if isinstance(answer, enrolment_history.EnrolmentAnswer) and not (asked or answer.enrolments):
        failed = bool(answer.ask_again)
        return Result(RowOutcome.ASK_AGAIN if failed else RowOutcome.NOTHING, problems=problems)
    if asked is None:
        raise Refusal(
            _(
                "Dit bericht zegt niet over wie het gaat. Geef het bestand als naam het "
                "rijksregisternummer dat gevraagd werd (11 cijfers, .xml) en probeer opnieuw."
            ),
            code="asked_unknown",
        )
    person_id = find_by_number(run.organisation_id, [hash_of(asked)]).get(hash_of(asked))
    if person_id is None:
        _wait(run, asked, data, answer)
        return Result(RowOutcome.WAITING, {"unknown_person": 1}, problems)
    return receive(run, person_id, answer, problems, by=by)


def receive(
    run: ImportRun,
    person_id: UUID,
    answer: Answer,
    problems: list[dict[str, str]],
    *,
    by: Viewer,
) -> Result:
    """Writes an answer into the file of somebody of the own caseload."""
    if isinstance(answer, led.LedAnswer):
        counts = receive_evidence(run, person_id, answer, by=by)
        outcome = RowOutcome.RECEIVED
    else:
        counts = receive_enrolments(run, person_id, answer, by=by)
        failed = bool(answer.ask_again)
        outcome = RowOutcome.ASK_AGAIN if failed and not answer.enrolments else RowOutcome.RECEIVED
        if not answer.enrolments and not failed:
            outcome = RowOutcome.NOTHING
    values = {**counts, "unknown": [[one.path, one.text] for one in answer.unknown]}
    return Result(outcome, values, problems, person_id)


def _wait(run: ImportRun, asked: str, data: bytes, answer: Answer) -> None:
    items = answer.certificates if isinstance(answer, led.LedAnswer) else answer.enrolments
    WaitingMessage.objects.get_or_create(
        organisation_id=run.organisation_id,
        kind=run.kind,
        digest=hash_of(f"{asked}\n{data.hex()}"),
        defaults={
            "run": run,
            "number_hash": hash_of(asked),
            "ciphertext": seal(asked.encode() + b"\n" + data),
            "items": len(items),
        },
    )


def _only_number(answer: Answer) -> str | None:
    """Without a number in the file name: the one that all certificates were issued to."""
    if not isinstance(answer, led.LedAnswer):
        return None
    numbers = {one.issued_to_insz for one in answer.certificates}
    return numbers.pop() or None if len(numbers) == 1 else None


def _problems(answer: Answer) -> list[dict[str, str]]:
    if isinstance(answer, enrolment_history.EnrolmentAnswer):
        return [
            {
                "where": source.label,
                "text": f"{one.diagnosis} ({one.identification})",
                "ask_again": "1" if source.ask_again else "",
            }
            for source in answer.sources
            for one in source.problems
        ]
    return [
        {"where": one.origin, "text": f"{one.diagnosis} ({one.identification})"}
        for one in answer.problems
    ]
