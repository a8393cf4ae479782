"""Monthly histories of learners in special education, form 3 (BuSO OV3), from their last year.

They enter in September, most qualify in June, and in the September after (month 12, or 24 who did
the year again) who is qualified may choose ABO, a voluntary year of ten months. Others are struck
off in the course of September. Who finds work leaves. The bonus is paid in the month after
ABO to most who attended well: its rule looks at the absence that a naive analysis then compares.
Work runs on the same chances inside and outside ABO, so that a programme without effects changes
nothing.
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

TRACKS = ("OV3_QUALIFICATION", "OV3_INTEGRATION")
PROGRAMMES = ("ABO", "ABO_BONUS")
CHOOSES, AGAIN, QUALIFIES, DROPS, ABSENT, LATE, _, WORK = range(8)
ABO_HOURS = 1100  # 400 of training and 700 of work experience
ABO_MONTHS = 10
LEAST_MONTHS = 5  # of ABO, for the bonus


class Course:
    """The state of a block of people while the months pass."""

    def __init__(self, people: People, draws: Draws, world: World, bars: Bars) -> None:
        self.known = parameters("buso")
        self.people, self.draws, self.world, self.bars = people, draws, world, bars
        self.history = History.empty(len(draws), people.size, PROGRAMMES)
        self.last_absent = np.full(people.size, -NEVER, dtype=np.int16)
        self.absent_in_abo = np.zeros(people.size, dtype=np.bool_)
        self.dose: Reals = np.zeros(people.size, dtype=np.float32)
        self.pace = (ABO_HOURS / ABO_MONTHS * (0.8 + 0.2 * people.chance["abo_pace"])).astype(
            np.float32
        )

    def run(self) -> History:
        for month in range(len(self.draws)):
            self._live(month)
        return self.history

    def _live(self, month: int) -> None:
        history, people, draw = self.history, self.people, self.draws[month]
        abo = history.programmes["ABO"]
        choosing = history.left >= month
        if month in (12, 24):
            self._choose(month, choosing)
        self._bonus(month)
        inside = history.left >= month
        in_abo = inside & (abo.start <= month)
        history.track[month] = np.where(inside, in_abo.astype(np.int8), NO_TRACK)
        school = inside & (month % 12 <= 9)
        regular = school & ~in_abo
        attitude = people.attitude
        logit = self.known["late"] + self.known["late.attitude"] * attitude
        history.late[month] = school & (draw[LATE] < odds(logit))
        self._absence(month, school, in_abo)
        if month % 12 == 9:
            self._qualify(month, regular)
        leaves = regular & (history.left == NEVER) & (month % 12 < 9)
        rate = np.exp(self.known["drop.level"] + self.known["drop.attitude"] * attitude)
        history.left[leaves & (draw[DROPS] < rate)] = month
        waiting = inside & (history.qualified < 12) & (month > 12)
        working = (history.left < month) | (abo.start < month) | waiting
        history.work[month] = np.where(working, self._work(month, in_abo), OUT_OF_WORK)
        found = inside & (month > 12) & (history.work[month] != OUT_OF_WORK)
        history.left[found] = np.minimum(history.left[found], month)
        abo.until[found] = np.minimum(abo.until[found], month + 1)
        done = in_abo & (month < abo.until) & (abo.start < NEVER)
        abo.hours[done] += self.pace[done]
        self.dose = np.asarray(abo.hours / ABO_HOURS, dtype=np.float32)

    def _choose(self, month: int, choosing: Flags) -> None:
        """In September: ABO for the qualified who choose it; the year again for some others."""
        history, people, known = self.history, self.people, self.known
        abo = history.programmes["ABO"]
        recently = month - self.last_absent <= 12
        logit = (
            known["abo.level"]
            + known["start.male"] * people.male
            + known["start.low"] * (people.mother == 0)
            - known["start.absence"] * recently
            + people.school_reach
            + self.world.hidden * people.attitude
        )
        qualified = history.qualified < month
        starts = choosing & qualified & ~abo.started
        starts &= self.draws[month, CHOOSES] < odds(logit.astype(np.float32))
        if "ABO" in self.bars:
            starts &= self.bars["ABO"].allows(month)
        abo.start[starts] = month
        abo.until[starts] = month + ABO_MONTHS
        history.left[starts] = month + 11
        again = choosing & ~starts & (self.draws[month, AGAIN] < known["again"]) & (month < 24)
        again &= ~qualified | (self.draws[month, AGAIN] < known["again.qualified"])
        history.left[choosing & ~starts & ~again & (history.left == NEVER)] = month

    def _bonus(self, month: int) -> None:
        """Paid in the month after ABO, to most who attended well."""
        abo, bonus = (self.history.programmes[name] for name in PROGRAMMES)
        ended = abo.started & (abo.until == month) & (month - abo.start >= LEAST_MONTHS)
        chance = np.where(
            self.absent_in_abo, self.known["bonus.absent"], self.known["bonus.present"]
        )
        if not self.world.bonus_by_attendance:
            chance = np.full_like(chance, self.known["bonus.lottery"])
        paid = ended & (self.people.chance["bonus"] < chance)
        if "ABO_BONUS" in self.bars:
            paid &= self.bars["ABO_BONUS"].allows(month)
        bonus.start[paid] = month
        bonus.until[paid] = month + 1

    def _qualify(self, month: int, regular: Flags) -> None:
        recently = month - self.last_absent <= 9
        logit = (
            self.known["done.level"]
            + self.known["done.attitude"] * self.people.attitude
            - self.known["done.absence"] * recently
        )
        done = regular & (self.history.qualified == NEVER)
        self.history.qualified[done & (self.draws[month, QUALIFIES] < odds(logit))] = month

    def _absence(self, month: int, school: Flags, in_abo: Flags) -> None:
        known, effects = self.known, self.world.effects
        paid = self.history.programmes["ABO_BONUS"].start < month
        logit = (
            np.where(in_abo, known["absent.abo"], known["absent.level"])
            + known["absent.attitude"] * self.people.attitude
            + known["absent.again"] * (month - self.last_absent <= 1)
            + effects.bonus_absence * paid
        )
        absent = school & (self.draws[month, ABSENT] < odds(logit.astype(np.float32)))
        self.history.absent[month] = absent
        self.last_absent[absent] = month
        self.absent_in_abo |= absent & in_abo

    def _work(self, month: int, in_abo: Flags) -> np.ndarray:
        before, draw = self.history.work[month - 1], self.draws[month, WORK]
        known, effects, people = self.known, self.world.effects, self.people
        abo, bonus = (self.history.programmes[name] for name in PROGRAMMES)
        locked = in_abo & (month < abo.until)
        finds = np.exp(
            known["work.finds"]
            + known["work.attitude"] * people.attitude
            + people.school_effect
            + np.where(locked, effects.abo_lock, effects.abo_nec * self.dose)
            + effects.bonus_nec * (bonus.start < month)
        )
        finds *= month > 12
        loses = np.exp(known["work.loses"] - known["work.attitude"] * people.attitude)
        sec = draw > 1 - known["work.sec"] * (month > 12)
        out = np.where(draw < finds, IN_NEC, np.where(sec, IN_SEC, OUT_OF_WORK))
        kept = np.where(draw < np.where(before == IN_NEC, loses, known["work.sec_ends"]), 0, before)
        return np.where(before == OUT_OF_WORK, out, kept).astype(np.int8)


def live(people: People, draws: Draws, world: World, bars: Bars | None = None) -> History:
    """Return the histories of these people; `bars` keeps some from starting a programme."""
    return Course(people, draws, world, bars or {}).run()
