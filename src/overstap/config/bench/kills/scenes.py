"""What a scene is, and what several scenes ask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from overstap.config.bench.kills.stage import Stage
from overstap.doors.viewer import Viewer


@dataclass(frozen=True)
class Scene:
    """One kind of job at work. `start` queues it and answers what it is about; `busy` tells whether
    that still says that it works; `faults` names what is half or twice once it does not."""

    job: str
    name: str
    start: Callable[[Stage], Any]
    busy: Callable[[Stage, Any], bool]
    faults: Callable[[Stage, Any], list[str]]
    # Known by its end: what came of it, in a word.
    outcome: Callable[[Stage, Any], str]
    # Half a minute of one core: not for each run of the tests.
    is_long: bool = False


def viewer(persona: str) -> Viewer:
    """Somebody of the demo, as the pages see her."""
    from overstap.access.actor import acting_as
    from overstap.access.models import Membership
    from overstap.home.models import Persona

    with acting_as(None):
        user_id = Persona.objects.get(key=persona).user_id
    with acting_as(user_id):
        member = Membership.objects.select_related("organisation").get(user_id=user_id)
        return Viewer(
            user_id=user_id,
            role=member.role,
            name=member.display_name,
            organisation_id=member.organisation_id,
            organisation_name=member.organisation.name,
            organisation_kind=member.organisation.kind,
            membership_id=member.pk,
        )


def job_is_busy(stage: Stage, job_id: int) -> bool:
    """For jobs of which nobody waits for a row: the job itself."""
    return bool(
        stage.one(
            "select count(*) from procrastinate_jobs where id = %s and status in ('todo', 'doing')",
            job_id,
        )
    )


def job_outcome(stage: Stage, job_id: int) -> str:
    return str(stage.one("select status from procrastinate_jobs where id = %s", job_id))


def events(stage: Stage, name: str, ref: Any) -> int:
    """How often the log says it about this object."""
    return int(
        stage.one("select count(*) from audit_record where name = %s and object = %s", name, ref)
    )
