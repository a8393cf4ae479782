"""Extracts and studies: files on disk beside the database."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from overstap.access.actor import acting_as
from overstap.config.bench.kills.daily import queued
from overstap.config.bench.kills.scenes import Scene, events, job_is_busy, job_outcome, viewer
from overstap.config.bench.kills.stage import Stage
from overstap.kernel import clock
from overstap.kernel.jobs import alone

COHORT = 2_000
FILES = {"persons.parquet", "spells.parquet", "extract.json"}


@dataclass
class Deleted:
    job: int
    extract: UUID


def _extract(fill: Callable[[Path], None] | None = None) -> UUID:
    """Asked by a researcher, agreed by the platform admin; what is filled here needs no job."""
    from overstap.research.choices import ExtractState
    from overstap.research.models import Extract
    from overstap.research.services import act, extracting, extracts

    today = clock.today()
    lies, wim = viewer("lies"), viewer("wim")
    with acting_as(lies.user_id):
        made = extracts.ask(
            by=lies,
            purpose="Meting van wat er gebeurt als er iets uitvalt",
            ends_on=today + timedelta(days=30),
            from_on=date(2014, 9, 1),
            until_on=today,
            pathways=[],
        )
    with acting_as(wim.user_id):
        if fill is None:
            extracts.decide(by=wim, extract=made, agree=True, reason="Meting.")
            return made.pk
        act("decide_extract", made.pk, True, "Meting.")
    # Without the lock it would be ended as one whose job is gone.
    with alone(str(made.pk)):
        with extracting.private_folder(extracting.folder_of(made)) as part:
            fill(part)
        Extract.objects.filter(pk=made.pk).update(state=ExtractState.READY, made_at=clock.now())
    return made.pk


def _simulated(part: Path) -> None:
    from overstap_cohorts.simulation.simulating import Options, simulate

    simulate("dbso", COHORT, 1, part, Options(processes=1))
    (part / "truth.json").unlink()


def _empty(part: Path) -> None:
    """Where nobody reads them, only the names of the files matter."""
    for name in FILES:
        (part / name).write_bytes(b"")


def _state(stage: Stage, extract: UUID) -> str:
    return str(stage.one("select state from cohorts_extract where id = %s", extract))


def _making(stage: Stage, extract: UUID) -> bool:
    return _state(stage, extract) in ("approved", "making")


def _folder(stage: Stage, extract: UUID) -> Path:
    return stage.cluster.state / "cohorts" / "extracts" / str(extract)


def _extract_faults(stage: Stage, extract: UUID) -> list[str]:
    """Three files that are what their facts say, or nothing on the disk at all."""
    state, folder = _state(stage, extract), _folder(stage, extract)
    found = []
    if folder.with_name(f".{folder.name}.part").exists():
        found.append(f"{state}: an unfinished folder is left")
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if there != (FILES if state == "ready" else set()):
        found.append(f"{state}: files {sorted(there)}")
    elif state == "ready":
        facts = json.loads((folder / "extract.json").read_text())
        for name, digest in facts["sha256"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                found.append(f"{name} is not what was made")
    made = events(stage, "extract_made", extract)
    if made != int(state == "ready"):
        found.append(f"{state}: made {made} times in the log")
    if state == "failed" and not stage.one(
        "select problem from cohorts_extract where id = %s", extract
    ):
        found.append("failed without a sentence")
    return found


_cohort: list[UUID] = []


def _study(_stage: Stage) -> UUID:
    from overstap.home.demo.research import ASKED
    from overstap.research.models import Extract
    from overstap.research.rules import study_text
    from overstap.research.services import studies

    if not _cohort:
        _cohort.append(_extract(_simulated))
    lies = viewer("lies")
    with acting_as(lies.user_id):
        extract = Extract.objects.get(pk=_cohort[0])
        text = study_text(replace(ASKED, methods=("difference",)))
        return studies.start(by=lies, extract=extract, text=text).pk


def _study_state(stage: Stage, study: UUID) -> str:
    return str(stage.one("select state from cohorts_studyrun where id = %s", study))


def _study_busy(stage: Stage, study: UUID) -> bool:
    return _study_state(stage, study) in ("waiting", "running")


def _study_faults(stage: Stage, study: UUID) -> list[str]:
    """One report, or none and a sentence; nothing on the disk either way."""
    state, found = _study_state(stage, study), []
    files = stage.one("select count(*) from cohorts_reportfile where study_id = %s", study)
    if bool(files) != (state == "done"):
        found.append(f"{state}: {files} files of a report")
    ended = events(stage, "study_ended", study)
    if ended != 1:
        found.append(f"{state}: ended {ended} times in the log")
    if state == "failed" and not stage.one(
        "select problem from cohorts_studyrun where id = %s", study
    ):
        found.append("failed without a sentence")
    if (stage.cluster.state / "cohorts" / "studies" / str(study)).exists():
        found.append(f"{state}: its folder is left")
    return found


def _delete(stage: Stage) -> Deleted:
    """An extract whose day has come."""
    extract = _extract(_empty)
    stage.rewrite("update cohorts_extract set ends_on = %s where id = %s", clock.today(), extract)
    return Deleted(queued("cohorts.delete_extracts"), extract)


def _delete_busy(stage: Stage, work: Deleted) -> bool:
    return job_is_busy(stage, work.job)


def _delete_faults(stage: Stage, work: Deleted) -> list[str]:
    state = _state(stage, work.extract)
    found = []
    if state != "deleted" and job_outcome(stage, work.job) == "succeeded":
        found.append(f"{state} after deleting")
    if state == "deleted" and _folder(stage, work.extract).exists():
        found.append("deleted, yet files are left")
    times = events(stage, "extract_deleted", work.extract)
    if times != int(state == "deleted"):
        found.append(f"{state}: deleted {times} times in the log")
    return found


def _silent(stage: Stage) -> Deleted:
    """An extract that says that it is being made, by nobody, with rows of it on the disk."""
    extract = _extract(_empty)
    stage.rewrite("update cohorts_extract set state = 'making' where id = %s", extract)
    return Deleted(queued("cohorts.sweep"), extract)


def _silent_faults(stage: Stage, work: Deleted) -> list[str]:
    state = _state(stage, work.extract)
    if job_outcome(stage, work.job) != "succeeded":
        return []
    found = [] if state == "failed" else [f"{state} after the sweep"]
    if _folder(stage, work.extract).exists():
        found.append("failed, yet its files are left")
    return found


def _job(stage: Stage, work: Deleted) -> str:
    return job_outcome(stage, work.job)


SCENES = [
    Scene(
        "cohorts.make_extract",
        "extract",
        lambda _stage: _extract(),
        _making,
        _extract_faults,
        _state,
    ),
    Scene(
        "cohorts.run_study",
        "study",
        _study,
        _study_busy,
        _study_faults,
        _study_state,
        is_long=True,
    ),
    Scene("cohorts.delete_extracts", "deleting", _delete, _delete_busy, _delete_faults, _job),
    Scene("cohorts.sweep", "sweep", _silent, _delete_busy, _silent_faults, _job),
]
