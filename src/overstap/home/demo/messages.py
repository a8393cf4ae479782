"""Messages for the demo: invented LED and enrolment answers, and the real samples where they are.

Run as role system after `load`, through the same import as any folder: some find their person, some
wait for a number that nobody has yet, some hold evidence that is set aside for a decision.
"""

import argparse
import random
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from overstap.access.actor import acting_as
from overstap.access.models import CaseloadRow
from overstap.doors.viewer import Viewer
from overstap.dossier.services import add_entry
from overstap.exchange import commands
from overstap.exchange.led.generator import invent_people, write
from overstap.exchange.magda.synthetic import SyntheticPerson
from overstap.exchange.models import ImportRun, WaitingMessage
from overstap.exchange.sealing import unseal_message
from overstap.exchange.services import runs, waiting
from overstap.home.demo.names import Names
from overstap.kernel.identifiers import InvalidIdentifier, parse_insz
from overstap.kernel.refusals import Refusal
from overstap.people.models import Person
from overstap.people.services import number_of

CENTRE = "990011"  # De Brug
# Samples are about people of every age: their centre is not the one where most visitors look.
SAMPLE_CENTRE = "990055"
KNOWN, UNKNOWN = 12, 5
LED, ENROLMENTS = "GeefBewijs", "GeefHistoriekInschrijving"
SAMPLES = {
    LED: Path("data/magda/responses/LED/GeefBewijs"),
    ENROLMENTS: Path("data/magda/responses/Onderwijs/GeefHistoriekInschrijving"),
}
SAMPLE_NOTE = "Voorbeeldbericht van Digitaal Vlaanderen. De naam is verzonnen."


def feed() -> None:
    """Imports invented answers about people of De Brug; then the samples beside the clone."""
    with TemporaryDirectory() as folder:
        write(folder, [*known(), *invent_people(UNKNOWN, seed=3)])
        _read(Path(folder), CENTRE)
    shared = Path(settings.SHARED_FOLDER)
    if all((shared / samples).is_dir() for samples in SAMPLES.values()):
        with TemporaryDirectory() as folder:
            _gather(shared, Path(folder))
            _read(Path(folder), SAMPLE_CENTRE)
        _name_samples()


def _arguments(folder: Path, centre: str) -> argparse.Namespace:
    return argparse.Namespace(folder=str(folder), organisation=centre, by=None, create=False)


def _read(folder: Path, centre: str) -> None:
    """What the commands print is for who runs them by hand."""
    with redirect_stdout(StringIO()):
        commands.import_led(_arguments(folder / LED, centre))
        commands.import_enrolments(_arguments(folder / ENROLMENTS, centre))


def _gather(shared: Path, folder: Path) -> None:
    """The samples stand in a folder for each version of the message."""
    for name, samples in SAMPLES.items():
        (folder / name).mkdir()
        for path in sorted((shared / samples).rglob("*.xml")):
            copyfile(path, folder / name / path.name)


def known() -> list[SyntheticPerson]:
    organisation_id, user_id = commands.actor_of(_arguments(Path(), CENTRE))
    found: list[SyntheticPerson] = []
    with acting_as(user_id):
        lines = CaseloadRow.objects.filter(organisation_id=organisation_id)
        people = Person.objects.filter(pk__in=lines.order_by("sort_key").values("person_id"))
        for person in people[:40]:
            digits = number_of(person.pk)
            if digits and person.first_name and len(found) < KNOWN:
                sex = "1" if int(digits[6:9]) % 2 else "2"
                names = person.first_name, person.last_name
                found.append(SyntheticPerson(digits, *names, person.birth_date, sex))
    return found


def _name_samples() -> None:
    """Who only exists as a number in a sample gets an invented name, and a note that says so."""
    organisation_id, user_id = commands.actor_of(_arguments(Path(), SAMPLE_CENTRE))
    # Not for secrets: the same names at every load.
    names = Names(random.Random("samples"))  # noqa: S311
    with acting_as(user_id):
        run = ImportRun(organisation_id=organisation_id, started_by=user_id)
        by = runs.acting_viewer(run)
        for message in list(WaitingMessage.objects.filter(organisation_id=organisation_id)):
            digits = unseal_message(message.ciphertext)[0] or ""
            # One person may have several messages: the first one brought in the others.
            if WaitingMessage.objects.filter(pk=message.pk).exists():
                _name(by, message, digits, names)


def _name(by: Viewer, message: WaitingMessage, digits: str, names: Names) -> None:
    try:
        birth = parse_insz(digits, accept_test=True).birth_date
    except InvalidIdentifier:
        return
    if birth is None:
        return
    name = names.young()
    try:
        with transaction.atomic():
            person_id = waiting.create_for(
                by=by,
                message=message,
                first_name=name.first or "Tenzin",
                last_name=name.last,
                birth_date=birth,
            )
            content = {"situation": "other", "note": SAMPLE_NOTE}
            add_entry(person_id, content, data_group="personal", kind="work_situation", by=by)
    except Refusal:
        # A sample that the import refuses keeps waiting, as it would for everybody.
        return
