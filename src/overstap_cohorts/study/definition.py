"""What a study asks: data, population, treatments, time, outcomes, covariates and methods.

Plain data without behaviour; `study.reading` makes it from a TOML file and refuses what is wrong.
Months are whole numbers: year * 12 + month - 1 (2016-09 is 24200).
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

type Estimand = Literal["att", "ate"]
type Design = Literal["static", "start-vs-wait", "start-vs-never-within-k"]
type Method = Literal["difference", "regression", "cem", "psm", "ipw", "aipw", "iv"]
type Kind = Literal["category", "number"]
type Missing = Literal["refuse", "category", "drop"]

METHODS: tuple[Method, ...] = ("difference", "regression", "cem", "psm", "ipw", "aipw", "iv")
UNKNOWN = "(onbekend)"  # the level of who has no value, where missing = "category"
DESIGNS: tuple[Design, ...] = ("static", "start-vs-wait", "start-vs-never-within-k")

# What may be measured over spells: see measures.outcomes and docs/howto/cohort-data.md.
MEASURES = (
    "vsv", "vsv_by_20", "enrolled", "qualified", "nec_entry", "still_in_nec", "months_in_work",
    "lasting_work", "problematic_absence", "absence:CODE", "certificate", "work_before",
    "absence_before",
)  # fmt: skip


@dataclass(frozen=True)
class FlatData:
    """One table, a row a person."""

    file: Path
    key: str | None = None  # column that names the row; the row's number without


@dataclass(frozen=True)
class SpellData:
    """Two tables: `persons` (a row a person) and `spells` (a row a period); see docs/howto."""

    persons: Path
    spells: Path


@dataclass(frozen=True)
class Condition:
    """Keep rows whose `column` holds one of `values`, or lies between `least` and `most`."""

    column: str
    values: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Treatment:
    """A programme whose effect is asked.

    Flat data: `column` holds 0 and 1. Spells: the first spell of kind `programme` whose code is
    one of `codes`, of at least `least_hours`, and after an earlier spell of `after` where given.
    """

    name: str
    label: str = ""
    column: str | None = None
    codes: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    least_hours: float | None = None
    # Outcomes that the rule of this treatment itself looks at (a bonus paid after attendance).
    depends_on: tuple[str, ...] = ()
    dose: str | None = None  # column of the dose (flat); spells use their hours


@dataclass(frozen=True)
class Outcome:
    """What is measured after time zero.

    Flat data: `column`. Spells: `measure` is one of the measures of `measures.outcomes`, looked at
    `months` after time zero. `favourable` is False where more is worse (leaving unqualified).
    """

    name: str
    label: str = ""
    column: str | None = None
    measure: str | None = None
    months: int | None = None
    binary: bool | None = None  # None: seen from the data
    favourable: bool = True
    event: str | None = None  # flat survival data: `column` is the time, this 0/1 its end
    placebo: bool = False  # cannot have been caused by the treatment: an effect here warns


@dataclass(frozen=True)
class Covariate:
    """A characteristic known before time zero; spells: a column of persons or a known history."""

    name: str
    label: str = ""
    column: str | None = None
    kind: Kind | None = None  # None: seen from the data
    missing: Missing = "refuse"


@dataclass(frozen=True)
class Time:
    """Time zero. `first_month` and `last_month` bound the trial months, both included."""

    design: Design = "static"
    first_month: int | None = None
    last_month: int | None = None
    months: int = 12  # k: how long a comparison must wait, and the default horizon of outcomes
    end_of_data: int | None = None  # the last month that the data knows everything about
    placebo_months: int = 6  # how far before a start the placebo date looks; 0: it does not


@dataclass(frozen=True)
class Study:
    """One question, whole."""

    title: str
    data: FlatData | SpellData
    treatments: tuple[Treatment, ...]
    outcomes: tuple[Outcome, ...]
    covariates: tuple[Covariate, ...]
    methods: tuple[Method, ...] = ("aipw",)
    estimand: Estimand = "att"
    time: Time = field(default_factory=Time)
    population: tuple[Condition, ...] = ()
    question: str = ""
    cluster: str | None = None  # column of the school; spells: "person" or "school"
    instrument: str | None = None
    subgroups: tuple[str, ...] = ()
    threshold: int = 10  # counts under this are not shown
    trim: bool = False  # leave out treated people outside the comparison's range
    survival: bool = False
    seed: int = 1
    bootstrap: int = 0  # draws for the errors of the estimates; 0: by formula
    language: Literal["nl", "en"] = "nl"
    set_aside: bool = False  # leave out rows that break a rule, and count them, instead of refusing
    source: Path | None = None  # the study's own file
