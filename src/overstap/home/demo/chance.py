"""Small draws that keep a demo the same for the same seed."""

import random
from datetime import date, datetime, time, timedelta
from uuid import UUID

from overstap.kernel.clock import BRUSSELS


def uuid_of(chance: random.Random) -> UUID:
    """A UUID4 from the seeded source."""
    return UUID(int=chance.getrandbits(128), version=4)


def moment(day: date, chance: random.Random) -> datetime:
    """Some minute of a working day."""
    return datetime.combine(day, time(8), BRUSSELS) + timedelta(minutes=chance.randint(0, 540))


def once_in(chance: random.Random, times: int) -> bool:
    return chance.randrange(times) == 0
