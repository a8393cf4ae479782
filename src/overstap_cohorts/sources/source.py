"""What a study needs of the place where its people come from: a flat table, or spells."""

from typing import Protocol

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.bootstrap import Redraw
from overstap_cohorts.findings import Description, Participation, SetAside
from overstap_cohorts.study.definition import Outcome, Treatment
from overstap_cohorts.wording import Warned


class Source(Protocol):
    """`check` comes first: it raises StudyRefused, and fills the attributes. Shapes: see Cells.

    people: in the data, after the population's conditions
    trials: trial months of a sequential design, 0 otherwise
    """

    people: int
    trials: int
    set_aside: list[SetAside]
    warnings: list[Warned]

    def check(self) -> None: ...
    def cells(self, treatment: Treatment) -> dict[str, Cells]: ...
    def before(self, treatment: Treatment) -> list[tuple[str, Cells]]: ...
    def rows(self, treatment: Treatment, outcome: Outcome) -> Cells: ...
    def redraw(self, treatment: Treatment, outcome: Outcome) -> tuple[Redraw, str]: ...
    def times(self, treatment: Treatment, outcome: Outcome) -> Cells | None: ...
    def participation(self, treatment: Treatment) -> list[Participation]: ...
    def descriptions(self, treatment: Treatment) -> list[Description]: ...
