"""One study from waiting to done, as role `system`: a child process computes, this watches it."""

import hashlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from overstap.access.actor import acting_as
from overstap.access.queries import term
from overstap.audit.services import record_event
from overstap.kernel import clock
from overstap.kernel.jobs import is_passing, renew_connection
from overstap.research import queries
from overstap.research.choices import STUDY_BUSY, ReportName, StudyState
from overstap.research.models import ReportFile, StudyRun
from overstap.research.rules import facts_of
from overstap.research.services.extracting import folder_of, private_folder

PROGRAM = (sys.executable, "-m", "overstap.research.study_process")
MEMORY_GB = 4.0  # of the engine
LONGEST_SECONDS = 4 * 3_600
# How often the row hears how far it is, and the job hears that somebody wants to stop.
BEAT_SECONDS = 1.0
SILENT_BEATS = 5
SILENT = timedelta(minutes=5)
MOST_BYTES = 32 * 1024 * 1024
NO_RIGHT = "Wie dit startte, werkt hier niet meer, of het uittreksel is er niet meer."
BROKEN = "De studie is door een fout gestopt. Er is niets bewaard. Probeer het later opnieuw."
TOO_LARGE = "De studie had meer geheugen of tijd nodig dan er is. Neem minder kenmerken of maanden."


class Ended(Exception):
    """A study that ends without a report: in which state, and the sentence for its page."""

    def __init__(self, state: str, sentence: str = "") -> None:
        super().__init__(state)
        self.state, self.sentence = state, sentence


def run(study_id: UUID, *, again: bool = False) -> None:
    """Runs one study that waits. Ends in a state, never between; only `report/` is kept.

    `again`: a job died over it, so it may say that it runs. Raises when the database was lost."""
    if again:
        _wait_for_silence(study_id)
    study = StudyRun.objects.select_related("extract").filter(pk=study_id).first()
    waiting = StudyRun.objects.filter(pk=study_id, state=StudyState.WAITING)
    # Whoever writes this first runs it: no study runs twice.
    if study is None or not waiting.update(state=StudyState.RUNNING, heard_at=clock.now()):
        return
    try:
        _may_still(study)
        with _scratch(study) as folder:
            facts = _compute(study, folder)
            _keep(study, folder, facts)
    except Ended as ended:
        _finish(study, ended.state, ended.sentence)
    except BaseException as problem:
        if not is_passing(problem):
            renew_connection()
            _finish(study, StudyState.FAILED, BROKEN)
        raise


def _wait_for_silence(study_id: UUID) -> None:
    """Lets a study wait again that says that it runs, once nobody was heard for some beats."""
    running = StudyRun.objects.filter(pk=study_id, state=StudyState.RUNNING)
    for _beat in range(3 * SILENT_BEATS):
        before = clock.now() - timedelta(seconds=SILENT_BEATS * BEAT_SECONDS)
        if running.filter(heard_at__lt=before).update(state=StudyState.WAITING, percent=0):
            return
        if not running.exists():
            return
        time.sleep(BEAT_SECONDS)


def _may_still(study: StudyRun) -> None:
    """The rights of who started it hold when it runs, not only when it was asked."""
    if study.cancel_asked_at:
        raise Ended(StudyState.CANCELLED)
    with acting_as(study.started_by):
        extract = queries.extracts().filter(pk=study.extract_id).first()
        mine = StudyRun.objects.filter(pk=study.pk).exists()
        usable = extract is not None and queries.usable(extract)
    if not (mine and usable):
        raise Ended(StudyState.FAILED, NO_RIGHT)


@contextmanager
def _scratch(study: StudyRun) -> Iterator[Path]:
    """A folder for this study alone, gone afterwards: cohort and row diagnostics go with it."""
    folder = _folder(study)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with private_folder(folder):
            pass
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compute(study: StudyRun, folder: Path) -> dict[str, Any]:
    order = {
        "text": study.text,
        "extract": str(folder_of(study.extract)),
        "out": str(folder / "out"),
        "threshold": term("extract_place_people"),
        "memory_gb": MEMORY_GB,
    }
    # Nothing of the server's environment: the child needs no key and no database.
    environment = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH")
        if name in os.environ
    } | {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    child = subprocess.Popen(
        PROGRAM,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
        # A group of its own: what the engine starts is killed with it.
        start_new_session=True,
    )
    try:
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps(order).encode())  # type: ignore[union-attr]
            child.stdin.close()  # type: ignore[union-attr]
        return _follow(study, child)
    finally:
        _kill(child)


def _kill(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout:
        child.stdout.close()


def _follow(study: StudyRun, child: subprocess.Popen[bytes]) -> dict[str, Any]:
    """Passes progress on until the child answers. Raises Ended when there is no report to come."""
    deadline, beat = time.monotonic() + LONGEST_SECONDS, 0.0
    for line in _lines(child):
        if line is not None:
            said = json.loads(line)
            if "facts" in said:
                return dict(said["facts"])
            if "refused" in said:
                raise Ended(StudyState.FAILED, str(said["refused"])[:5_000])
            if "failed" in said:
                raise Ended(StudyState.FAILED, TOO_LARGE if said["failed"] == "memory" else BROKEN)
            study.stage, study.percent = str(said["stage"])[:100], int(100 * said["share"])
        if time.monotonic() > deadline:
            raise Ended(StudyState.FAILED, TOO_LARGE)
        if time.monotonic() > beat:
            beat = time.monotonic() + BEAT_SECONDS
            _tell(study, stage=study.stage, percent=min(max(study.percent, 0), 100))
    # A child that ends without a word was killed: by the limit on memory, nearly always.
    raise Ended(StudyState.FAILED, TOO_LARGE if child.wait() == -signal.SIGKILL else BROKEN)


def _lines(child: subprocess.Popen[bytes]) -> Iterator[bytes | None]:
    """Whole lines of the child, and None each beat in which it says nothing."""
    rest = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
        while True:
            if not waiting.select(BEAT_SECONDS):
                yield None
                continue
            part = os.read(child.stdout.fileno(), 65_536)  # type: ignore[union-attr]
            if not part:
                return
            *whole, rest = (rest + part).split(b"\n")
            yield from whole


def _tell(study: StudyRun, **fields: Any) -> None:
    """Writes how far it is; raises Ended when somebody asked to stop."""
    own = StudyRun.objects.filter(pk=study.pk)
    own.update(heard_at=clock.now(), **fields)
    if own.filter(cancel_asked_at__isnull=False).exists():
        raise Ended(StudyState.CANCELLED)


def _keep(study: StudyRun, folder: Path, facts: dict[str, Any]) -> None:
    """Stores the files of `report/`, those four and no other, and says that it is done."""
    found = {name: folder / "out" / "report" / name for name in ReportName.values}
    kept = {name: path for name, path in found.items() if path.is_file() and not path.is_symlink()}
    if ReportName.HTML not in kept or sum(p.stat().st_size for p in kept.values()) > MOST_BYTES:
        raise Ended(StudyState.FAILED, BROKEN)
    with transaction.atomic():
        for name, path in kept.items():
            content = path.read_bytes()
            ReportFile.objects.create(
                study=study,
                organisation_id=study.organisation_id,
                name=name,
                content=content,
                digest=hashlib.sha256(content).hexdigest(),
            )
        if not _finish(study, StudyState.DONE, facts=facts_of(facts), percent=100):
            raise Ended(StudyState.FAILED, BROKEN)  # ended as silent meanwhile: its files go too


def _finish(study: StudyRun, state: str, problem: str = "", **fields: Any) -> bool:
    """Ends it once, whoever comes first; answers whether this was the one."""
    with transaction.atomic():
        busy = StudyRun.objects.filter(pk=study.pk, state__in=STUDY_BUSY)
        if not busy.update(
            state=state, problem=problem, stage="", finished_at=clock.now(), **fields
        ):
            return False
        record_event(
            "study_ended",
            organisation=study.organisation_id,
            object=study.pk,
            purpose="research",
            state=str(state),
        )
    return True


def end_silent() -> None:
    """A study that says it runs and was not heard for minutes: its job was stopped."""
    silent = StudyRun.objects.filter(
        state=StudyState.RUNNING, heard_at__lt=clock.now() - SILENT
    ).order_by("id")
    for study in silent:
        _end(study)


def end_lost(study_id: UUID) -> bool:
    """A study that no job is for, unless somebody is heard at it."""
    busy = StudyRun.objects.filter(pk=study_id, state__in=STUDY_BUSY)
    study = busy.exclude(heard_at__gt=clock.now() - SILENT_BEATS * timedelta(seconds=2)).first()
    return study is not None and _end(study)


def _end(study: StudyRun) -> bool:
    shutil.rmtree(_folder(study), ignore_errors=True)
    if study.cancel_asked_at:
        return _finish(study, StudyState.CANCELLED)
    return _finish(study, StudyState.FAILED, BROKEN)


def _folder(study: StudyRun) -> Path:
    return Path(settings.STATE_FOLDER) / "cohorts" / "studies" / str(study.pk)
