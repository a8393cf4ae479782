"""Monthly histories of learners in part-time vocational education (DBSO).

A month goes: programmes start by what was known at the end of the month before; the category may
change; absence; leaving at the end of the month. A programme therefore never starts because of what
its own month brought. BRUG runs beside the category and ends when a place in NEC is found, so that
a programme without effects changes nothing.
"""

import numpy as np

from overstap_cohorts.simulation.calibration import parameters
from overstap_cohorts.simulation.effects import World
from overstap_cohorts.simulation.history import (
    IN_NEC,
    IN_SEC,
    NEVER,
    NO_TRACK,
    OUT_OF_WORK,
    Bars,
    Draws,
    Flags,
    History,
    People,
    Reals,
    odds,
)

CATEGORIES = ("NEC", "HOME_HELPER", "OTHER", "POT", "PRE_TRACK", "NOT_AVAILABLE", "TO_ORIENT")
TRACKS = (*CATEGORIES, "BRIDGE")
NEC, BRIDGE = 0, 7
PROGRAMMES = ("BRUG", "IBAL")
START_BRUG, CHANGES, TO_WHICH, START_IBAL, ABSENT, LATE, LEAVES, WORK = range(8)
BRUG_HOURS, IBAL_HOURS = 250, 10  # the hours that count as a dose of 1
BRUG_LIMIT, IBAL_LIMIT = 800, 25


class Course:
    """The state of a block of people while the months pass."""

    def __init__(self, people: People, draws: Draws, world: World, bars: Bars) -> None:
        self.known = parameters("dbso")
        self.people, self.draws, self.world, self.bars = people, draws, world, bars
        self.history = History.empty(len(draws), people.size, PROGRAMMES)
        self.per_category = {
            name: np.array([self.known[f"{name}.{c}"] for c in CATEGORIES], dtype=np.float32)
            for name in ("first", "exit", "weight", "attitude", "brug", "leaving", "absence")
        }
        self.dose = np.zeros((2, people.size), dtype=np.float32)  # of BRUG and IBAL
        self.last_absent = np.full(people.size, -NEVER, dtype=np.int16)
        self.category = self._new_category(
            np.arange(people.size), people.chance["first_track"], "first"
        )
        chance = people.chance
        self.brug_pace = (30 + 24 * chance["brug_pace"]).astype(np.float32)  # hours a month
        gamma = -np.log1p(-chance["brug_hours"] * np.float32(0.999))
        planned = self.known["brug.hours"] * (0.35 + 0.65 * gamma)
        self.brug_planned = np.minimum(planned, BRUG_LIMIT).astype(np.float32)
        beta = chance["ibal_hours"] ** self.known["ibal.hours.power"]
        self.ibal_hours = (1 + (IBAL_LIMIT - 1) * beta).astype(np.float32)
        known = self.known
        low, other = people.mother == 0, people.language == 2
        self.who_starts = (
            known["start.male"] * people.male
            + known["start.low"] * low
            + known["start.other_language"] * other
            + people.school_reach
            + world.hidden * people.attitude
        ).astype(np.float32)
        self.lasting_leave = (
            known["leave.attitude"] * people.attitude + known["leave.low"] * low
        ).astype(np.float32)
        self.lasting_done = (
            known["done.attitude"] * people.attitude + known["done.low"] * low
        ).astype(np.float32)

    def run(self) -> History:
        for month in range(len(self.draws)):
            self._live(month)
        return self.history

    def _live(self, month: int) -> None:
        history, draw = self.history, self.draws[month]
        inside = history.left >= month
        calendar = (self.people.entry + month) % 12 + 1
        self._start(month, inside, calendar)
        if month:
            self._change(month, inside)
        self._end_brug(month, inside)
        brug = history.programmes["BRUG"]
        bridging = inside & (brug.start <= month) & (month < brug.until)
        history.track[month] = np.where(
            inside, np.where(bridging, np.int8(BRIDGE), self.category), NO_TRACK
        )
        working = inside & (self.category == NEC)
        history.work[month] = np.where(inside, working, self._work(month))
        history.late[month] = inside & (
            draw[LATE]
            < odds(self.known["late"] + self.known["late.attitude"] * self.people.attitude)
        )
        self._absence(month, inside)
        # In its first month a programme changes nothing yet: time zero is the same for all.
        held = bridging & (brug.start < month)
        self._leave(month, inside, calendar, held)
        self._add_dose(month, bridging)

    def _start(self, month: int, inside: Flags, calendar: np.ndarray) -> None:
        """Decide on the programmes that start, by what is known of the months before."""
        history, known = self.history, self.known
        brug, ibal = (history.programmes[name] for name in PROGRAMMES)
        recently = month - self.last_absent <= 12
        schoolish = np.isin(calendar, (9, 10, 11))
        summer = np.isin(calendar, (6, 7, 8))
        season = known["start.autumn"] * schoolish + known["start.summer"] * summer
        shared = self.who_starts + season - known["start.absence"] * recently
        logit = known["brug.level"] + shared + self.per_category["brug"][self.category]
        if self.world.lottery:
            logit += self.world.lottery * self.people.offered
        free = inside & ~brug.started & (self.category != NEC)
        if not self.world.any_month:
            logit += known["start.at_once"]
            free &= month == 0
        starts = free & (self.draws[month, START_BRUG] < odds(logit.astype(np.float32)))
        if "BRUG" in self.bars:
            starts &= self.bars["BRUG"].allows(month)
        earlier = brug.started
        brug.start[starts] = month
        length = np.ceil(self.brug_planned / self.brug_pace)
        brug.until[starts] = (month + length[starts]).astype(np.int16)

        logit = (
            known["ibal.level"]
            + known["ibal.scale"] * shared
            + known["ibal.after_brug"] * earlier
            + known["ibal.nec"] * (self.category == NEC)
        )
        able = (self.category == NEC) | (self.category == CATEGORIES.index("TO_ORIENT"))
        starts = inside & ~ibal.started & able
        starts &= self.draws[month, START_IBAL] < odds(logit.astype(np.float32))
        if "IBAL" in self.bars:
            starts &= self.bars["IBAL"].allows(month)
        ibal.start[starts] = month
        ibal.until[starts] = (month + np.ceil(self.ibal_hours / 9)[starts]).astype(np.int16)
        ibal.hours[starts] = self.ibal_hours[starts]

    def _change(self, month: int, inside: Flags) -> None:
        """Move some to another category; who has done a programme is likelier to come into NEC."""
        stays = self.world.effects.ibal_nec * self.dose[1] * (self.category == NEC)
        leaving = self.per_category["exit"][self.category] * np.exp(-stays)
        moved = np.flatnonzero(inside & (self.draws[month, CHANGES] < leaving))
        self.category[moved] = self._new_category(moved, self.draws[month, TO_WHICH], "weight")

    def _new_category(self, who: np.ndarray, draw: Reals, level: str) -> np.ndarray:
        people, known = self.people, self.known
        attitude = people.attitude[who, None]
        weights = self.per_category[level] + self.per_category["attitude"] * attitude
        weights[:, NEC] += known["nec.male"] * people.male[who] + people.school_effect[who]
        weights[:, NEC] -= known["nec.other_language"] * (people.language[who] == 2)
        if level == "weight":
            effects = self.world.effects
            weights[:, NEC] += effects.brug_nec * self.dose[0, who]
            weights[:, NEC] += effects.ibal_nec * self.dose[1, who]
        shares = np.cumsum(np.exp(weights), axis=1)
        drawn = draw[who, None] * shares[:, -1:]
        return np.minimum((drawn >= shares).sum(axis=1), len(CATEGORIES) - 1).astype(np.int8)

    def _end_brug(self, month: int, inside: Flags) -> None:
        """A place in NEC ends the bridging project; its first month always counts."""
        brug = self.history.programmes["BRUG"]
        ends = inside & (self.category == NEC) & (brug.start < month) & (brug.until > month)
        brug.until[ends] = month

    def _absence(self, month: int, inside: Flags) -> None:
        known, effects = self.known, self.world.effects
        logit = (
            known["absent.level"]
            + known["absent.again"] * (month - self.last_absent <= 1)
            + known["absent.attitude"] * self.people.attitude
            + self.per_category["absence"][self.category]
            + effects.brug_absence * self.dose[0]
        )
        absent = inside & (self.draws[month, ABSENT] < odds(logit.astype(np.float32)))
        self.history.absent[month] = absent
        self.last_absent[absent] = month

    def _leave(self, month: int, inside: Flags, calendar: np.ndarray, held: Flags) -> None:
        """At the end of the month: without a qualification, with one, or not at all."""
        known, effects, history = self.known, self.world.effects, self.history
        june = calendar == 6
        adult = self.people.age + month >= 18 * 12
        recently = month - self.last_absent <= 3
        stay = effects.brug_stay * held
        rate = np.exp(
            self.lasting_leave
            + known["leave.level"]
            + known["leave.absence"] * recently
            + known["leave.june"] * june
            + known["leave.adult"] * adult
            + self.per_category["leaving"][self.category]
            + effects.brug_leaving * self.dose[0]
            + effects.ibal_leaving * self.dose[1]
            + stay
        )
        done = np.exp(
            self.lasting_done
            + known["done.level"]
            + known["done.nec"] * (self.category == NEC)
            + known["done.june"] * june
            + known["done.years"] * min(month, 30) / 12
            - known["done.absence"] * recently
            + stay
        )
        draw = self.draws[month, LEAVES]
        unqualified = 1 - np.exp(-rate)
        goes = inside & (draw < unqualified + 1 - np.exp(-done))
        history.left[goes] = month
        history.qualified[goes & (draw >= unqualified)] = month

    def _work(self, month: int) -> np.ndarray:
        """Work of those who left: as the month before, found, or lost."""
        if not month:
            return np.zeros(self.people.size, dtype=np.int8)
        before, draw = self.history.work[month - 1], self.draws[month, WORK]
        known, effects, people = self.known, self.world.effects, self.people
        finds = np.exp(
            known["work.finds"]
            + known["work.attitude"] * people.attitude
            + known["work.qualified"] * (self.history.qualified < NEVER)
            + people.school_effect
            + effects.brug_nec * self.dose[0]
            + effects.ibal_nec * self.dose[1]
        )
        loses = np.exp(
            known["work.loses"]
            - known["work.attitude"] * people.attitude
            - effects.ibal_nec * self.dose[1]
        )
        out = np.where(
            draw < finds, IN_NEC, np.where(draw > 1 - known["work.sec"], IN_SEC, OUT_OF_WORK)
        )
        kept = np.where(draw < np.where(before == IN_NEC, loses, known["work.sec_ends"]), 0, before)
        return np.where(before == OUT_OF_WORK, out, kept).astype(np.int8)

    def _add_dose(self, month: int, bridging: Flags) -> None:
        """What was done by the end of this month works from the next month on."""
        brug, ibal = (self.history.programmes[name] for name in PROGRAMMES)
        brug.hours[bridging] += self.brug_pace[bridging]
        np.minimum(brug.hours, self.brug_planned, out=brug.hours)
        self.dose[0] = np.minimum(brug.hours / BRUG_HOURS, 2)
        self.dose[1] = np.where(ibal.start <= month, np.minimum(ibal.hours / IBAL_HOURS, 2), 0)


def live(people: People, draws: Draws, world: World, bars: Bars | None = None) -> History:
    """Return the histories of these people; `bars` keeps some from starting a programme."""
    history = Course(people, draws, world, bars or {}).run()
    _close(history)
    return history


def _close(history: History) -> None:
    """End programmes with the enrolment."""
    for programme in history.programmes.values():
        gone = programme.started & (programme.until > history.left + 1)
        programme.until[gone] = history.left[gone] + 1
