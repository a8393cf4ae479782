"""Histories of a block of people, month by month, as arrays.

Month 0 of the arrays is the month of entry of each person, so that one step moves everybody.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

type Bytes = NDArray[np.int8]
type Months = NDArray[np.int16]
type Reals = NDArray[np.float32]
type Flags = NDArray[np.bool_]
type Draws = NDArray[np.float32]  # (months, kinds of chance, people), uniform on [0, 1)

NEVER = np.int16(10_000)
NO_TRACK = np.int8(-1)
OUT_OF_WORK, IN_NEC, IN_SEC = 0, 1, 2


@dataclass
class People:
    """Who they are; nothing here ever changes. `entry` is a month, year * 12 + month - 1."""

    entry: NDArray[np.int32]
    age: Months  # in months, at entry
    male: Flags
    mother: Bytes  # 0 low, 1 middle, 2 high, 3 unknown
    language: Bytes  # 0 nl, 1 fr, 2 other
    school: Months
    town: Months
    school_effect: Reals  # of the school, on work in NEC
    school_reach: Reals  # of the school, on starting a programme
    attitude: Reals  # seen by nobody
    chance: dict[str, Reals] = field(default_factory=dict)  # one draw a person, by what it is for

    @property
    def size(self) -> int:
        return len(self.entry)

    @property
    def offered(self) -> Flags:
        """Who got an offer, in a world with a lottery."""
        return np.asarray(self.chance["lottery"] < 0.5)

    def take(self, chosen: NDArray[np.intp]) -> "People":
        """Return only the chosen people."""
        arrays = {name: value[chosen] for name, value in vars(self).items() if name != "chance"}
        return People(**arrays, chance={name: draw[chosen] for name, draw in self.chance.items()})


@dataclass
class Programme:
    """One programme of each person: first month, first month after it, hours, or NEVER."""

    start: Months
    until: Months
    hours: Reals

    @classmethod
    def nobody(cls, people: int) -> "Programme":
        return cls(
            np.full(people, NEVER), np.full(people, NEVER), np.zeros(people, dtype=np.float32)
        )

    @property
    def started(self) -> Flags:
        return np.asarray(self.start < NEVER)


@dataclass
class History:
    """What happened: tables of (months, people), and one value a person."""

    track: Bytes  # code of the category, NO_TRACK where not enrolled
    work: Bytes  # OUT_OF_WORK, IN_NEC or IN_SEC
    absent: Flags  # problematic absence in the month
    late: Flags  # came late often: driven by attitude alone, no programme touches it
    left: Months  # last month of the enrolment, NEVER while still there
    qualified: Months  # month of the certificate, NEVER without
    programmes: dict[str, Programme]

    @classmethod
    def empty(cls, months: int, people: int, names: tuple[str, ...]) -> "History":
        shape = (months, people)
        return cls(
            track=np.full(shape, NO_TRACK),
            work=np.zeros(shape, dtype=np.int8),
            absent=np.zeros(shape, dtype=np.bool_),
            late=np.zeros(shape, dtype=np.bool_),
            left=np.full(people, NEVER),
            qualified=np.full(people, NEVER),
            programmes={name: Programme.nobody(people) for name in names},
        )

    @property
    def months(self) -> int:
        return len(self.track)


@dataclass(frozen=True)
class Bar:
    """Nobody starts a programme from month `since` until (not in) month `until`."""

    since: Months
    until: Months

    def allows(self, month: int) -> Flags:
        return np.asarray((month < self.since) | (month >= self.until))


type Bars = dict[str, Bar]


def odds(logit: Reals) -> Reals:
    """Return the chance that belongs to a logit."""
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float32)
