"""What is wrong with a table: each a sentence with its count and its first five places."""

from dataclasses import dataclass, field
from typing import Any

from overstap.cohorts.findings import SetAside
from overstap.cohorts.refusals import StudyRefused

PLACES = 5


@dataclass
class Complaints:
    """Collects conditions on the rows of `table` (which has a text column `_place`)."""

    backend: Any
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
        kept, sentences = self.look()
        if sentences:
            raise refused(sentences)
        return kept

    def look(self) -> tuple[Any, list[str]]:
        """The table without what is set aside, and a sentence for all the rest."""
        counts = {f"w{i}": wrong.cast("int64").sum() for i, (_, wrong, _) in enumerate(self._asked)}
        counts |= {f"a{i}": wrong.all() for i, (_, wrong) in enumerate(self._whole)}
        seen = self.backend.to_pyarrow(
            self.table.aggregate(_rows=self.table.count(), **counts)
        ).to_pylist()[0]
        sentences, kept, told = [], self.table, []
        for i, (what, wrong) in enumerate(self._whole):
            if seen["_rows"] and seen[f"a{i}"]:
                sentences.append(f"{what} ({seen['_rows']} rijen)")
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
                sentences.append(f"{what}: {count} rij(en), o.a. {', '.join(places)}")
        return kept, sentences

    @property
    def _order(self) -> tuple[str, ...]:
        return ("_row",) if "_row" in self.table.columns else ("_place",)

    def _places(self, wrong: Any) -> tuple[str, ...]:
        found = self.table.filter(wrong).order_by(*self._order).select("_place").limit(PLACES)
        return tuple(str(row["_place"]) for row in self.backend.to_pyarrow(found).to_pylist())


def refused(sentences: list[str]) -> StudyRefused:
    """All that is wrong with the data, in one refusal."""
    # A complaint about every row has no places: nothing would be left.
    some = any("rij(en), o.a." in sentence for sentence in sentences)
    advice = (
        "\nVerbeter ze, of zet set_aside = true (--set-aside) om zulke rijen weg te laten (het"
        " verslag telt ze)."
        if some
        else "\nVerbeter het bestand, of laat dat kenmerk weg."
    )
    said = "\n- ".join(sentences)
    return StudyRefused(f"De gegevens passen niet bij de studie:\n- {said}{advice}", reason="data")
