"""The same measures and design, written again as a loop over people and months.

Slow and plain on purpose: it is what the fast way must equal. It reads the definitions from
docs/howto/cohort-data.md, and shares no code with them.
"""

import datetime as dt
from typing import Any

from tests.cohorts.spell_factories import START, month

type Row = dict[str, Any]


def of(day: dt.date) -> int:
    return day.year * 12 + day.month - 1 - START


class Life:
    """One person's spells; months count from September 2015."""

    def __init__(self, person: Row, spells: list[Row], end: int) -> None:
        self.person, self.end = person, end - START
        self.spells = [s for s in spells if s["person"] == person["person"]]
        self.born = of(person["born"])

    def rows(self, kind: str, code: str | None = None) -> list[Row]:
        return [s for s in self.spells if s["kind"] == kind and code in (None, s["code"])]

    def covers(self, spell: Row, m: int) -> bool:
        return of(spell["start_on"]) <= m and (spell["end_on"] is None or of(spell["end_on"]) >= m)

    def has(self, kind: str, m: int, code: str | None = None) -> bool:
        return any(self.covers(s, m) for s in self.rows(kind, code))

    def nec(self, m: int) -> bool:
        return self.has("work", m, "NEC") or self.has("track", m, "NEC")

    def in_school(self, m: int) -> bool:
        """A break of at most three months between two enrolments counts as enrolled."""
        if self.has("enrolment", m):
            return True
        for before in (1, 2, 3):
            for after in range(1, 5 - before):
                if self.has("enrolment", m - before) and self.has("enrolment", m + after):
                    return True
        return False

    def certified(self) -> int:
        return min((of(s["start_on"]) for s in self.rows("certificate")), default=10**6)

    def start(self, codes: tuple[str, ...], after: tuple[str, ...] = ()) -> int | None:
        earlier = [s["start_on"] for s in self.rows("programme") if s["code"] in after]
        mine = [s for s in self.rows("programme") if s["code"] in codes]
        if after:
            mine = [s for s in mine if earlier and s["start_on"] > min(earlier)]
        return min((of(s["start_on"]) for s in mine), default=None)

    # As the definitions stand in the documentation, one after the other.
    def outcome(  # noqa: C901, PLR0911, PLR0912
        self, name: str, t: int, k: int
    ) -> int | None:
        if name == "vsv_by_20":
            twenty = self.born + 240
            if not t < twenty <= self.end:
                return None
            last = [
                10**6 if s["end_on"] is None else of(s["end_on"]) for s in self.rows("enrolment")
            ]
            return int(max(last) < twenty and self.certified() > twenty)
        if name == "work_before":
            return int(any(self.has("work", m) for m in range(t - k, t)))
        if name == "absence_before":
            return int(any(self.has("absence", m, "PROBLEMATIC") for m in range(t - k, t)))
        if t + k > self.end:
            return None
        following = range(t + 1, t + k + 1)
        at_zero = self.nec(t - 1) or self.nec(t)
        if name == "vsv":
            return int(not self.in_school(t + k) and self.certified() > t + k)
        if name == "enrolled":
            return int(self.in_school(t + k))
        if name == "qualified":
            return int(not self.in_school(t + k) and self.certified() <= t + k)
        if name == "nec_entry":
            return None if at_zero else int(any(self.nec(m) for m in following))
        if name == "still_in_nec":
            return int(self.nec(t + k)) if at_zero else None
        if name == "months_in_work":
            return sum(self.has("work", m) for m in following)
        if name == "lasting_work":
            return int(all(self.has("work", m) for m in (t + k - 2, t + k - 1, t + k)))
        if name == "problematic_absence":
            return int(any(self.has("absence", m, "PROBLEMATIC") for m in following))
        if name == "certificate":
            return None if self.certified() <= t else int(self.certified() <= t + k)
        raise KeyError(name)

    def known(self, name: str, t: int, codes: list[str]) -> Any:  # noqa: PLR0911
        if name == "age":
            return float(min(max((t - 1 - self.born) // 12, 10), 40))
        if name == "earlier_programmes":
            begun = [
                c for c in codes if any(of(s["start_on"]) < t for s in self.rows("programme", c))
            ]
            return "+".join(begun) or "geen"
        if name == "programme_hours":
            hours = sum(
                s["hours"] or 0
                for s in self.rows("programme")
                if s["end_on"] is not None and of(s["end_on"]) < t
            )
            steps = (("geen", 0), ("1-100", 100), ("101-300", 300))
            return next((label for label, most in steps if hours <= most), "meer dan 300")
        if name == "problematic_absence":
            past = range(t - 12, t)
            return "ja" if any(self.has("absence", m, "PROBLEMATIC") for m in past) else "nee"
        if name == "in_nec":
            return "ja" if self.nec(t - 1) else "nee"
        if name == "months_enrolled":
            since = t - min(of(s["start_on"]) for s in self.rows("enrolment"))
            steps = (("0-5", 6), ("6-11", 12), ("12-23", 24), ("24-35", 36))
            return next((label for label, most in steps if since < most), "36 of meer")
        if name in ("circuit", "school"):
            return self._state([(s, s[name]) for s in self.rows("enrolment")], t)
        if name == "category":
            return self._state([(s, s["code"]) for s in self.rows("track")], t)
        value = self.person[name]
        return "(onbekend)" if value is None else value

    def _state(self, held: list[tuple[Row, str | None]], t: int) -> str:
        year, number = divmod(START + t, 12)
        eve = dt.date(year, number + 1, 1) - dt.timedelta(days=1)
        on_eve = [
            value
            for s, value in held
            if s["start_on"] <= eve and (s["end_on"] is None or s["end_on"] >= eve)
        ]
        now = [value for s, value in held if self.covers(s, t)]
        values = sorted(v for v in on_eve if v is not None)
        values = values or sorted(v for v in now if v is not None)
        return values[0] if values else "geen"


def table(persons: list[Row], spells: list[Row], asked: dict[str, Any]) -> list[Row]:
    """One row for each person and trial month at risk, covariates and outcomes by name."""
    codes = sorted({s["code"] for s in spells if s["kind"] == "programme"})
    found = []
    for one in persons:
        life = Life(one, spells, asked["end"])
        start = life.start(asked["codes"], asked.get("after", ()))
        for t in range(asked["trials"]):
            if not life.has("enrolment", t) or (start is not None and start < t):
                continue
            row = {"person": one["person"], "trial": t, "treated": int(start == t)}
            row |= {name: life.known(name, t, codes) for name in asked["covariates"]}
            row |= {f"y:{name}": life.outcome(name, t, asked["k"]) for name in asked["outcomes"]}
            found.append(row)
    return found


__all__ = ["Life", "month", "table"]
