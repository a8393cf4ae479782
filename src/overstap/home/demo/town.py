"""Everybody beside the cast: enough people, so that each situation is there."""

from datetime import timedelta

from overstap.handover.choices import RECEIVED_STATES
from overstap.home.demo.cast import Studio
from overstap.home.demo.chance import moment, once_in, uuid_of
from overstap.home.demo.handing import draw_state
from overstap.home.demo.places import Place
from overstap.home.demo.young import Sketch, Young
from overstap.people.models import Merge, Person
from overstap.people.rules import sort_key


def fill(studio: Studio, count: int) -> list[Young]:
    """`count` young people over the centres; De Brug is as big as the biggest."""
    centres = studio.network.centres
    shares = [max(count // (len(centres) + 2), 1)] * len(centres)
    shares[0] = count - sum(shares[1:])
    everybody = []
    for centre, share in zip(centres, shares, strict=True):
        homes = studio.network.homes_near(centre)
        for number in range(share):
            young = studio.people.make(centre, homes, Sketch())
            _live(studio, young, number)
            everybody.append(young)
        studio.traces.link_requests(centre, studio.people.names, 2)
    _merge_some(studio, everybody)
    return everybody


def _live(studio: Studio, young: Young, number: int) -> None:
    """File, route, handover and what was looked at."""
    chance = studio.people.chance
    studio.routes.draw(young)
    studio.files.fill(young)
    office = studio.network.office_of(young.home.nis)
    state = draw_state(young, studio.today, number)
    if state:
        handover = studio.handovers.make(young, office, state)
        studio.handovers.answers(young, handover)
        if state in RECEIVED_STATES and state != "sent":
            _look_back(studio, office, young)
    if young.user is None and once_in(chance, 10):
        studio.traces.code(young)
    studio.traces.of_guidance(young, chance.randint(0, 2))


def _look_back(studio: Studio, office: Place, young: Young) -> None:
    studio.traces.look(studio.people.chance.choice(office.staff), young.person.pk)


def _merge_some(studio: Studio, everybody: list[Young]) -> None:
    """Some were entered twice; the second record is a tombstone that leads to the first."""
    chance, book = studio.people.chance, studio.people.book
    for young in everybody[20:24]:
        first = young.name.first[::-1].title() if young.name.first else "Dubbel"
        double = Person(
            id=uuid_of(chance),
            first_name=first,
            last_name=young.name.last,
            sort_key=sort_key(young.name.last, first),
            birth_date=young.person.birth_date,
            merged_into=young.person,
        )
        book.add(double)
        book.add(
            Merge(
                id=uuid_of(chance),
                kept=young.person,
                merged=double,
                organisation_id=young.centre.organisation.pk,
                reason="Twee keer ingevoerd: zelfde geboortedatum en familienaam.",
                by=young.centre.lead.user_id if young.centre.lead else young.counsellor.user_id,
                at=moment(studio.today - timedelta(days=15), chance),
            )
        )
