"""What is wrong with a table: each a sentence with its count and its first five places."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from overstap_cohorts.findings import SetAside
from overstap_cohorts.measures.compression import Ask
from overstap_cohorts.refusals import StudyRefused

PLACES = 5


@dataclass(frozen=True)
class Wrong:
    """Something wrong that a study is refused for."""

    what: str
    count: str = ""
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.apart}, o.a. {', '.join(self.places)}" if self.places else self.apart

    @property
    def apart(self) -> str:
        """Without the places: those name people."""
        return f"{self.what}: {self.count}" if self.count else self.what


@dataclass
class Complaints:
    """Collects conditions on the rows of `table`, with its `_row` (number) and `_place` (text)."""

    ask: Ask
    table: Any
    leave_out: bool  # set aside what is wrong, instead of refusing
    set_aside: list[SetAside] = field(default_factory=list)
    _asked: list[tuple[str, Any, bool]] = field(default_factory=list)
    _whole: list[tuple[str, Any]] = field(default_factory=list)

    def about(self, what: str, wrong: Any, *, drop: bool = False) -> None:
        """Rows for which `wrong` holds; `drop`: the study says to leave them out."""
        self._asked.append((what, wrong, drop))

    def about_all(self, what: str, wrong: Any) -> None:
        """A complaint only when `wrong` holds for every row."""
        self._whole.append((what, wrong))

    def settle(self) -> Any:
        """Return the table without what is set aside; raise StudyRefused with all the rest."""
        kept, wrong = self.look()
        if wrong:
            raise refused(wrong)
        return kept

    def look(self) -> tuple[Any, list[Wrong]]:
        """The table without what is set aside, and all the rest."""
        counts = {f"w{i}": wrong.cast("int64").sum() for i, (_, wrong, _) in enumerate(self._asked)}
        counts |= {f"a{i}": wrong.all() for i, (_, wrong) in enumerate(self._whole)}
        seen = self.ask(self.table.aggregate(_rows=self.table.count(), **counts)).to_pylist()[0]
        refuses, kept, told = [], self.table, []
        for i, (what, wrong) in enumerate(self._whole):
            if seen["_rows"] and seen[f"a{i}"]:
                refuses.append(Wrong(f"{what} ({seen['_rows']} rijen)"))
                told.append(wrong)
        for i, (what, wrong, drop) in enumerate(self._asked):
            count = int(seen[f"w{i}"] or 0)
            if not count or any(wrong is whole for whole in told):
                continue
            places = self._places(wrong)
            if drop or self.leave_out:
                self.set_aside.append(SetAside(what, count, places))
                kept = kept.filter(~wrong.fill_null(False))
            else:
                refuses.append(Wrong(what, f"{count} rij(en)", places))
        return kept, refuses

    def _places(self, wrong: Any) -> tuple[str, ...]:
        found = self.table.filter(wrong).order_by("_row").select("_place").limit(PLACES)
        return tuple(str(row["_place"]) for row in self.ask(found).to_pylist())


def place_of(key: Any, row: Any) -> Any:
    """What a person's row is called: by its key, or by its number where there is none."""
    if key is None:
        return row.cast("string")
    return key.cast("string").fill_null("rij " + row.cast("string"))


def refused(wrong: list[Wrong]) -> StudyRefused:
    """All that is wrong with the data, in one refusal."""
    # A complaint about every row has no places: nothing would be left.
    if not any(one.places for one in wrong):
        what_to_do = "Verbeter het bestand, of laat dat kenmerk weg."
        said = _whole(map(str, wrong), what_to_do)
        return StudyRefused(said, reason="data")
    rest = "om zulke rijen weg te laten (het verslag telt ze)."
    return StudyRefused(
        _whole(map(str, wrong), f"Verbeter ze, of zet set_aside = true (--set-aside) {rest}"),
        reason="data",
        # Who may not see the rows cannot mend them either.
        apart=_whole((one.apart for one in wrong), f"Zet set_aside = true {rest}"),
    )


def _whole(sentences: Iterable[str], what_to_do: str) -> str:
    told = "\n- ".join(sentences)
    return f"De gegevens passen niet bij de studie:\n- {told}\n{what_to_do}"


def too_few(people: int, threshold: int) -> StudyRefused:
    """Fewer people than may be shown: whatever is said about them next is about persons."""
    look = "kijk population, [time] en de bestanden na."
    apart = f"Er blijven minder dan {threshold} mensen over: {look}"
    if people:
        return StudyRefused(apart, reason="too-few")
    return StudyRefused(f"Er blijft niemand over: {look}", reason="nobody", apart=apart)
