"""Imports: a list read, checked, applied and undone; messages read."""

import itertools
import random
import string
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overstap.access.actor import acting_as
from overstap.config.bench.kills.scenes import Scene, events, viewer
from overstap.config.bench.kills.stage import Stage
from overstap.doors.viewer import Viewer

ROWS = 300
MESSAGES = 8
HEADER = ("Familienaam", "Voornaam", "Geboortedatum", "Straat", "Huisnr", "Postcode", "Gemeente")
# Lists bring new people; messages are about these.
_somebody: list[Any] = []
_numbers = itertools.count(random.SystemRandom().randrange(10**9))


@dataclass
class Run:
    """A run, and how it stood before: people, and entries of the LED."""

    id: UUID
    people: int
    entries: int


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=9)).capitalize()


def _list() -> bytes:
    """A list with people whom nobody ever knew."""
    from overstap.exchange.tabular.writing import csv_stream

    rng = random.Random(next(_numbers))  # noqa: S311 (invented people)
    rows = [
        (
            _word(rng),
            _word(rng),
            date(2008, 1, 1) + timedelta(days=rng.randrange(700)),
            "Kerkstraat",
            str(rng.randrange(1, 99)),
            "1000",
            "Brussel",
        )
        for _ in range(ROWS)
    ]
    return b"".join(csv_stream([HEADER, *rows]))


def _messages() -> list[tuple[str, bytes]]:
    from overstap.exchange.led.generator import led_answer
    from overstap.home.demo.messages import known

    if not _somebody:
        _somebody.extend(known()[:MESSAGES])
    rng = random.Random(next(_numbers))  # noqa: S311 (invented people)
    return [(f"{one.insz}.xml", led_answer(one, rng)) for one in _somebody]


def _people(stage: Stage) -> int:
    return int(stage.one("select count(*) from people_person"))


def _entries(stage: Stage) -> int:
    return int(stage.one("select count(*) from dossier_entry where source = 'led'"))


def _begun(stage: Stage, until: str) -> Run:
    """A list brought as far as the step that a job will do; that step is queued."""
    from overstap.exchange.models import ImportRun
    from overstap.exchange.services import applying, pupils, runs, steps, undoing

    by = viewer("ilse")
    _messages()
    files = [("lijst.csv", _list())]

    def act(verb: Any, name: str, **more: Any) -> None:
        with acting_as(by.user_id):
            verb(by=by, run=_again(), now=name != until, **more)
        if name != until:
            steps.step(run.pk, by.user_id)

    def _again() -> ImportRun:
        return ImportRun.objects.get(pk=run.pk)

    people, entries = _people(stage), _entries(stage)
    with acting_as(by.user_id):
        run = runs.start(by=by, kind="pupils", files=files, now=until != "reading")
    if until != "reading":
        steps.step(run.pk, by.user_id)
        with acting_as(by.user_id):
            mapping = _again().mapping
        act(pupils.choose_columns, "checking", mapping=mapping)
    if until in ("applying", "undoing"):
        act(applying.apply, "applying")
    if until == "undoing":
        act(undoing.undo, "undoing")
    return Run(run.pk, people, entries)


def _read(stage: Stage) -> Run:
    from overstap.exchange.services import runs

    by: Viewer = viewer("ilse")
    files = _messages()
    people, entries = _people(stage), _entries(stage)
    with acting_as(by.user_id):
        run = runs.start(by=by, kind="led", files=files)
    return Run(run.pk, people, entries)


def _state(stage: Stage, run: Run) -> str:
    return str(stage.one("select state from exchange_importrun where id = %s", run.id))


def _busy(stage: Stage, run: Run) -> bool:
    return _state(stage, run) in ("reading", "checking", "applying", "undoing")


def _rows(stage: Stage, run: Run, where: str = "true") -> int:
    statement = f"select count(*) from exchange_importrow where run_id = %s and {where}"  # noqa: S608
    return int(stage.one(statement, run.id))


def _faults_of_list(stage: Stage, run: Run) -> list[str]:
    """In each state a list is whole, or not there at all."""
    state, found = _state(stage, run), []
    problem = stage.one("select problem from exchange_importrun where id = %s", run.id)
    applied = state == "applied"
    right = {
        "rows": 0 if state in ("mapping", "failed", "cancelled") else ROWS,
        "rows applied": ROWS if state in ("applied", "undone") else 0,
        "people": ROWS if applied else 0,
        "times applied in the log": int(state in ("applied", "undone")),
        "times undone in the log": int(state == "undone"),
    }
    seen = {
        "rows": _rows(stage, run),
        "rows applied": _rows(stage, run, "applied_at is not null"),
        "people": _people(stage) - run.people,
        "times applied in the log": events(stage, "import_applied", run.id),
        "times undone in the log": events(stage, "import_undone", run.id),
    }
    found += [f"{state}: {seen[k]} {k}, not {right[k]}" for k in right if seen[k] != right[k]]
    files = stage.one("select count(*) from exchange_importfile where run_id = %s", run.id)
    if bool(files) != (state in ("mapping", "ready")):
        found.append(f"{state}: {files} files")
    if state == "failed" and not problem:
        found.append("failed without a sentence")
    return found


def _faults_of_messages(stage: Stage, run: Run) -> list[str]:
    """Each message once, and its evidence once, however far it came."""
    state, found = _state(stage, run), []
    said = stage.one(
        "select coalesce(sum((values ->> 'new')::int), 0) from exchange_importrow"
        " where run_id = %s",
        run.id,
    )
    rows, entries = _rows(stage, run), _entries(stage) - run.entries
    if state == "applied" and rows != len(_somebody):
        found.append(f"applied: {rows} messages")
    if entries != said:
        found.append(f"{state}: {entries} entries, the rows say {said}")
    refused = _rows(stage, run, "outcome = 'refused'")
    if refused:
        found.append(f"{state}: {refused} messages refused")
    if stage.one("select count(*) from exchange_importfile where run_id = %s", run.id):
        found.append(f"{state}: files are left")
    return found


def _of_list(name: str) -> Scene:
    return Scene(
        "exchange.import_step",
        name,
        lambda stage: _begun(stage, name),
        _busy,
        _faults_of_list,
        _state,
    )


SCENES = [
    _of_list("reading"),
    _of_list("checking"),
    _of_list("applying"),
    _of_list("undoing"),
    Scene("exchange.import_step", "messages", _read, _busy, _faults_of_messages, _state),
]
