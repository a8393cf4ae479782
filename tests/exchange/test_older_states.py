"""A message that tells an older state changes nothing, in whatever order messages are read."""

import random
import re

import pytest

from overstap.access.actor import set_actor
from overstap.doors.viewer import Viewer
from overstap.dossier.models import Entry
from overstap.exchange.led.generator import invent_people, led_answer
from overstap.exchange.models import EnrolmentSourceOutcome, SetAside
from overstap.exchange.services import evidence, waiting
from overstap.exchange.services.ordering import moment_of
from overstap.people import services as people
from overstap.trajectories.models import Enrolment
from tests import world
from tests.exchange import flows
from tests.exchange.magda.samples import ENROLMENTS, real

pytestmark = pytest.mark.django_db
(SOMEBODY,) = invent_people(1, seed=4)


@pytest.fixture
def by() -> Viewer:
    viewer = flows.viewer(world.organisation())
    set_actor(viewer.user_id)
    return viewer


def known(by: Viewer, insz: str = SOMEBODY.insz) -> None:
    people.create_person(
        by=by,
        organisation_id=by.own_organisation,
        first_name=SOMEBODY.given_name,
        last_name=SOMEBODY.family_name,
        birth_date=SOMEBODY.born_on,
        insz=insz,
        tell=False,
    )


def led(day: str, *, cancelled: bool = False, situation: int = 0) -> tuple[str, bytes]:
    """The same certificates, as the LED had them since a day."""
    data = led_answer(SOMEBODY, random.Random(7), situation=situation)
    changed = rb"(<DatumModificatie>\s*<Datum>)[^<]*"
    data = re.sub(changed, rb"\g<1>" + day.encode(), data)
    code = b"10" if cancelled else b"1"
    return f"{SOMEBODY.insz}.xml", data.replace(b"<Code>1</Code>", b"<Code>" + code + b"</Code>")


def standing() -> int:
    return Entry.objects.filter(source="led", withdrawn_at=None).count()


def test_an_older_message_does_not_bring_back_what_was_withdrawn(by: Viewer) -> None:
    known(by)
    flows.read(by, "led", led("01.02.2026"))
    assert standing() >= 2
    flows.read(by, "led", led("01.03.2026", cancelled=True))
    assert standing() == 0
    again = flows.read(by, "led", led("2026-02-01"))
    assert (standing(), again.counts["older"] >= 2) == (0, True)


def test_a_withdrawal_that_is_read_first_counts(by: Viewer) -> None:
    known(by)
    flows.read(by, "led", led("01.03.2026", cancelled=True))
    flows.read(by, "led", led("01.02.2026"))
    assert standing() == 0
    flows.read(by, "led", led("02.03.2026"))
    assert standing() >= 2


def test_what_waited_is_read_in_the_order_of_the_source(by: Viewer) -> None:
    for message in (led("01.03.2026", cancelled=True), led("01.02.2026")):
        flows.read(by, "led", message)
    known(by)
    assert waiting.look_again(by=by, organisation_id=by.own_organisation) == 2
    assert standing() == 0


def test_evidence_that_waits_for_a_decision_shows_its_newest_state(by: Viewer) -> None:
    known(by)
    flows.read(by, "led", led("01.02.2026", situation=4))
    flows.read(by, "led", led("01.03.2026", situation=4, cancelled=True))
    flows.read(by, "led", led("15.02.2026", situation=4))
    assert evidence.contents(SetAside.objects.get())["status"] == "10"


@pytest.mark.shared
def test_an_older_enrolment_answer_changes_nothing(by: Viewer) -> None:
    path = next(
        one
        for one in sorted(real(ENROLMENTS).glob("*.xml"))
        if one.stem.isdigit() and b"<DatumUitschrijving>" in one.read_bytes()
    )
    known(by, path.stem)
    data = path.read_bytes()
    stamp = rb"(<Bericht>.*?<Tijdstip>\s*<Datum>)[^<]*"
    newer, older = (
        re.sub(stamp, rb"\g<1>" + day, data, count=1, flags=re.DOTALL)
        for day in (b"2026-11-20", b"2026-11-01")
    )
    older = older.replace(b"<DatumUitschrijving>", b"<DatumUitschrijving>1", 1)
    flows.read(by, "enrolments", (path.name, newer))
    before = list(Enrolment.objects.order_by("pk").values())
    outcomes = list(EnrolmentSourceOutcome.objects.order_by("pk").values("state", "answered_at"))
    run = flows.read(by, "enrolments", (path.name, older))
    assert run.counts["older"] >= 1
    assert list(Enrolment.objects.order_by("pk").values()) == before
    found = EnrolmentSourceOutcome.objects.order_by("pk").values("state", "answered_at")
    assert list(found) == outcomes


@pytest.mark.parametrize("day", ["09.07.2014", "2014-07-09", "9/7/2014"])
def test_the_forms_in_which_a_source_writes_a_day_are_one_day(day: str) -> None:
    same = moment_of("2014-07-09", "05:23:24.192")
    assert moment_of(day, "05:23:24.192") == same
    assert moment_of("onbekend").changed_at is None
