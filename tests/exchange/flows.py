"""Runs an import as a job would, one step at a time, as one member of staff."""

from collections.abc import Sequence
from typing import Any

from overstap.access.actor import acting_as, set_actor
from overstap.access.models import Membership
from overstap.doors.viewer import Viewer
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.services import applying, pupils, runs, steps, undoing
from overstap.exchange.tabular.writing import csv_stream
from overstap.organisations.models import Organisation
from tests import world
from tests.exchange.tabular.factories import HEADER, Pupil


def viewer(organisation: Organisation, role: str = "counsellor") -> Viewer:
    """A new member of staff of the organisation, as the pages see it."""
    return viewer_of(world.member(organisation, role), organisation)


def viewer_of(member: Membership, organisation: Organisation) -> Viewer:
    return Viewer(
        user_id=member.user_id,
        role=member.role,
        name=member.display_name,
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        membership_id=member.pk,
    )


def csv(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    return b"".join(csv_stream([header, *rows]))


def list_of(people: Sequence[Pupil]) -> bytes:
    return csv([one.cells() for one in people])


def step(by: Viewer, run: ImportRun) -> ImportRun:
    """What the job does next; then the run as it stands."""
    set_actor(None)
    steps.step(run.pk, by.user_id)
    set_actor(by.user_id)
    return ImportRun.objects.get(pk=run.pk)


def read(by: Viewer, kind: str, *files: tuple[str, bytes]) -> ImportRun:
    with acting_as(by.user_id):
        run = runs.start(by=by, kind=kind, files=files, now=True)
    return step(by, run)


def check(by: Viewer, data: bytes) -> ImportRun:
    """A list, read and checked with the proposed columns."""
    run = read(by, "pupils", ("lijst.csv", data))
    assert run.state == "mapping", run.problem
    keys = [column["key"] for column in run.header["columns"]]
    mapping = {key: run.mapping.get(key, "") for key in keys}
    pupils.choose_columns(by=by, run=run, mapping=mapping, now=True)
    return step(by, run)


def apply(by: Viewer, run: ImportRun) -> ImportRun:
    applying.apply(by=by, run=run, now=True)
    return step(by, run)


def undo(by: Viewer, run: ImportRun) -> ImportRun:
    undoing.undo(by=by, run=run, now=True)
    return step(by, run)


def outcomes(run: ImportRun) -> list[str]:
    return list(ImportRow.objects.filter(run=run).values_list("outcome", flat=True))
