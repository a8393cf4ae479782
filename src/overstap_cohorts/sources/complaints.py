"""What is wrong with a table: each a code with its count and its first five places."""

from dataclasses import dataclass, field
from typing import Any

from overstap_cohorts.findings import SetAside
from overstap_cohorts.measures.compression import Ask
from overstap_cohorts.refusals import Part, StudyRefused
from overstap_cohorts.small_numbers import Count
from overstap_cohorts.wording import Places, RowFault, row_fault

PLACES = 5
ALL_ROWS = "all-rows"


@dataclass
class Complaints:
    """Collects conditions on the rows of `table`, with its `_row` (number) and `_place` (text)."""

    ask: Ask
    table: Any
    leave_out: bool  # set aside what is wrong, instead of refusing
    set_aside: list[SetAside] = field(default_factory=list)
    _asked: list[tuple[RowFault, Any, bool]] = field(default_factory=list)
    _whole: list[tuple[RowFault, Any]] = field(default_factory=list)

    def about(self, fault: RowFault, wrong: Any, *, drop: bool = False) -> None:
        """Rows for which `wrong` holds; `drop`: the study says to leave them out."""
        self._asked.append((fault, wrong, drop))

    def about_all(self, fault: RowFault, wrong: Any) -> None:
        """A complaint only when `wrong` holds for every row."""
        self._whole.append((fault, wrong))

    def settle(self) -> Any:
        """Return the table without what is set aside; raise StudyRefused with all the rest."""
        kept, wrong = self.look()
        if wrong:
            raise refused(wrong)
        return kept

    def look(self) -> tuple[Any, list[Part]]:
        """The table without what is set aside, and all the rest."""
        counts = {f"w{i}": wrong.cast("int64").sum() for i, (_, wrong, _) in enumerate(self._asked)}
        counts |= {f"a{i}": wrong.all() for i, (_, wrong) in enumerate(self._whole)}
        seen = self.ask(self.table.aggregate(_rows=self.table.count(), **counts)).to_pylist()[0]
        refuses, kept, told = [], self.table, []
        for i, (fault, wrong) in enumerate(self._whole):
            if seen["_rows"] and seen[f"a{i}"]:
                refuses.append(_part(ALL_ROWS, fault, seen["_rows"]))
                told.append(wrong)
        for i, (fault, wrong, drop) in enumerate(self._asked):
            count = int(seen[f"w{i}"] or 0)
            if not count or any(wrong is whole for whole in told):
                continue
            places = self._places(wrong)
            if drop or self.leave_out:
                self.set_aside.append(SetAside(fault, count, places))
                kept = kept.filter(~wrong.fill_null(False))
            else:
                refuses.append(_part("rows", fault, count, places))
        return kept, refuses

    def _places(self, wrong: Any) -> tuple[str, ...]:
        found = self.table.filter(wrong).order_by("_row").select("_place").limit(PLACES)
        return tuple(str(row["_place"]) for row in self.ask(found).to_pylist())


def _part(code: str, fault: RowFault, count: int, places: tuple[str, ...] = ()) -> Part:
    said = row_fault(fault, "nl", advised=True)
    return Part(code, fault=said, count=Count(count), places=Places(places))


def place_of(key: Any, row: Any) -> Any:
    """What a person's row is called: by its key, or by its number where there is none."""
    if key is None:
        return row.cast("string")
    return key.cast("string").fill_null("rij " + row.cast("string"))


def refused(wrong: list[Part]) -> StudyRefused:
    """All that is wrong with the data, in one refusal."""
    if all(part.code == ALL_ROWS for part in wrong):
        # Nothing would be left if those were set aside.
        return StudyRefused("data-whole", wrong=wrong)
    return StudyRefused("data", others="data-apart", wrong=wrong)


def too_few(people: int, threshold: int) -> StudyRefused:
    """Fewer people than may be shown: whatever is said about them next is about persons."""
    return StudyRefused("too-few" if people else "nobody", others="too-few", least=threshold)
