"""The daily job of handovers, and the seals of the log."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from overstap.config.bench.kills.scenes import Scene, job_is_busy, job_outcome
from overstap.config.bench.kills.stage import Stage
from overstap.kernel import clock

HANDOVERS = 6


@dataclass
class Day:
    job: int
    handovers: list[UUID]


def queued(task: str) -> int:
    """The number of the job that does it: a new one, or one that waits already."""
    from procrastinate.exceptions import AlreadyEnqueued

    from overstap.kernel import jobs

    with suppress(AlreadyEnqueued), transaction.atomic():
        return jobs.defer(task)
    with connection.cursor() as cursor:
        cursor.execute("select max(id) from procrastinate_jobs where task_name = %s", [task])
        return int(cursor.fetchone()[0])


def _daily(stage: Stage) -> Day:
    """Some terms to read end soon, and nobody was reminded yet."""
    found = [
        row[0]
        for row in stage.rows(
            "select id from handover_handover where state = 'shown' order by id limit %s",
            HANDOVERS,
        )
    ]
    stage.rewrite(
        "update handover_handover set reminded_at = null, term_ends_on = %s where id = any (%s)",
        *(clock.today() + timedelta(days=2), found),
    )
    for rows in (
        "handover_notice where occasion = 'reminder'",
        "handover_step where move in ('remind', 'choose', 'confirm')",
    ):
        stage.rewrite(f"delete from {rows} and handover_id = any (%s)", found)  # noqa: S608
    return Day(queued("handover.daily"), found)


def _daily_busy(stage: Stage, day: Day) -> bool:
    return job_is_busy(stage, day.job)


def _daily_faults(stage: Stage, day: Day) -> list[str]:
    """Each is reminded whole and once: the moment, the step and the notices belong together."""
    found = []
    for handover, reminded, steps, notices, twice in stage.rows(
        "select h.id, h.reminded_at is not null,"
        " (select count(*) from handover_step s where s.handover_id = h.id and s.move = 'remind'),"
        " (select count(*) from handover_notice n where n.handover_id = h.id"
        "   and n.occasion = 'reminder'),"
        " (select count(*) - count(distinct (n.guardian_id, n.term_ends_on))"
        "   from handover_notice n where n.handover_id = h.id and n.occasion = 'reminder')"
        " from handover_handover h where h.id = any (%s)",
        day.handovers,
    ):
        if steps != int(reminded and notices > 0) or twice or (notices and not reminded):
            found.append(f"{handover}: reminded {reminded}, {steps} steps, {notices} notices")
        if not reminded and job_outcome(stage, day.job) == "succeeded":
            found.append(f"{handover}: forgotten")
    return found


def _seal(_stage: Stage) -> int:
    return queued("audit.seal")


def _seal_faults(_stage: Stage, _job: int) -> list[str]:
    """After the next round file, table and log agree: nothing is sealed twice, nothing lost."""
    from overstap.audit import sealed, seals

    with transaction.atomic(), connection.cursor() as cursor:
        seals.seal(cursor)
    with transaction.atomic(), connection.cursor() as cursor:
        return [f"{one.kind}: {one.text}" for one in sealed.check(cursor).findings]


SCENES = [
    Scene(
        "handover.daily",
        "day",
        _daily,
        _daily_busy,
        _daily_faults,
        lambda stage, day: job_outcome(stage, day.job),
    ),
    Scene("audit.seal", "seal", _seal, job_is_busy, _seal_faults, job_outcome),
]
