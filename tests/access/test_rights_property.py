"""The rows that the database shows are the rows that the reference allows: random worlds, days."""

import random
from datetime import timedelta

import pytest
from tests.access import constellations as c

from overstap.access.actor import set_actor
from overstap.dossier.models import Entry
from overstap.people.models import Person

pytestmark = pytest.mark.django_db

# 20 worlds of 60 people: 1,200 constellations of rights, each on four days for 30 accounts.
WORLDS, PEOPLE, ORGANISATIONS, DAYS = 20, 60, 6, 4


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_database_shows_what_the_reference_allows(seed: int) -> None:
    rnd = random.Random(seed)
    world = c.make(rnd, people=PEOPLE, orgs=ORGANISATIONS)
    seen = 0
    for _ in range(DAYS):
        day = c.START + timedelta(days=rnd.randrange(c.DAYS))
        c.freeze(day)
        for user in rnd.sample(world.users, 30):
            set_actor(user.pk)
            entries = set(Entry.objects.order_by().values_list("pk", flat=True))
            people = set(Person.objects.order_by().values_list("pk", flat=True))
            assert entries == c.visible_entries(world, user, day), (seed, day, user.pk)
            assert people == c.visible_people(world, user, day), (seed, day, user.pk)
            seen += len(entries)
    assert seen > 50, "a world in which nobody sees anything tests nothing"
