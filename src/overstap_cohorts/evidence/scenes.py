"""What is tried: an invented world, an estimator, and what must come out of it."""

from dataclasses import dataclass
from typing import Literal

from overstap_cohorts.simulation.calibration import Population
from overstap_cohorts.simulation.effects import Effects, World
from overstap_cohorts.simulation.flat import FlatKind
from overstap_cohorts.study.definition import Design, Method

type Promise = Literal["covers", "careful", "biased", "trap", "refuses", "flags", "quiet", "none"]

LEAST, MOST = 0.93, 0.97  # of the intervals must hold the truth
FLAGS_LEAST, FLAGS_MOST = 0.90, 0.07  # placebo flagged: with, and without, an unseen cause
PEOPLE = 2_000
PER_SCHOOL = 30


@dataclass(frozen=True)
class FlatScene:
    """One row of the table: `people` a cohort; `share` of the cohorts that were asked for."""

    group: str
    label: str
    kind: FlatKind
    people: int = PEOPLE
    method: str = "aipw"
    estimand: str = "att"
    outcome: str = "outcome"
    promise: Promise = "covers"
    share: float = 1.0


@dataclass(frozen=True)
class SpellScene:
    """One row over files of spells, through the whole of `evaluate`'s reading and counting.

    plain: what a plain analysis does with the same files. static: ever against never, from the
    first enrolment on. leavers: the official rate, among who has left only. unweighted: later
    starters are left out and nobody weighs more. bonus: absence of who was paid and who was not.
    raw: the difference as it looks. aipw: the same comparison by aipw.
    together: cohorts that are read and counted in one go. files: what decides what is in them.
    """

    label: str
    world: World
    population: Population = "dbso"
    treatment: str = "BRUG"
    outcome: str = "vsv"
    months: int = 12
    design: Design = "start-vs-wait"
    people: int = 4_000
    plain: Literal["static", "leavers", "unweighted", "bonus", "raw", "aipw"] = "raw"
    promise: Promise = "covers"
    share: float = 1.0
    group: str = "spells"
    together: int = 50
    method: Method = "aipw"

    @property
    def files(self) -> tuple[object, ...]:
        return self.world, self.population, self.people, self.share, self.together


def spell_scenes() -> tuple[SpellScene, ...]:
    """Return the rows over spells: both estimands, the traps, and what no design can mend."""
    usual, nothing = World(), World(effects=Effects.none())
    longer = World(effects=Effects(brug_stay=-1.2))
    never = SpellScene(
        "BRUG, vsv in 12 months, start against never within 12; plain: nobody weighs more",
        *(usual, "dbso", "BRUG", "vsv", 12, "start-vs-never-within-k"),
        plain="unweighted",
    )
    immortal = SpellScene(
        "immortal time: BRUG does nothing; plain: ever against never, from enrolment on",
        *(nothing, "dbso", "BRUG", "vsv", 24),
        plain="static",
        promise="trap",
    )
    stay = SpellScene(
        "lengthened stay: BRUG only keeps learners longer; plain: rate among who left",
        *(longer, "dbso", "BRUG", "vsv", 12, "start-vs-wait", 12_000),
        plain="leavers",
        promise="trap",
        together=20,
    )
    bonus = SpellScene(
        "bonus paid after attendance, does nothing; plain: absence of who was paid or not",
        *(usual, "buso", "ABO_BONUS", "problematic_absence"),
        plain="bonus",
        promise="refuses",
        share=0.1,  # a refusal reads the study only
        together=1,
    )
    wait = "start against wait; plain: as it looks"
    unseen = (
        "unseen selection into BRUG: no design over these files can mend it; plain: as it looks"
    )
    return (
        never,
        SpellScene(f"BRUG, vsv in 12 months, {wait}", usual),
        SpellScene(f"BRUG, NEC in 12 months, {wait}", usual, outcome="nec_entry"),
        immortal,
        stay,
        bonus,
        SpellScene(unseen, World(hidden=0.7), promise="biased"),
        _offered(),
        *_placebo_dates(),
    )


def _offered() -> SpellScene:
    """An unseen cause of starting; who gets an offer is drawn by lot, and starts at once or never.

    Starts of one moment: an offer brings nobody's start forward, which would be no part of LATE.
    """
    return SpellScene(
        "lottery of an offer, ever against never, LATE, vsv in 12 months; plain: aipw without it",
        World(hidden=1.0, any_month=False, lottery=1.5),
        design="static",
        plain="aipw",
        method="iv",
    )


def _placebo_dates() -> list[SpellScene]:
    """Work in the half-year before the start, which BRUG cannot have brought about."""
    worlds: tuple[tuple[str, float, Promise], ...] = (
        ("an unseen cause of starting and of work", 2.0, "flags"),
        ("no unseen cause", 0.0, "quiet"),
    )
    return [
        SpellScene(
            f"placebo date, {label}; plain: as it looks",
            World(hidden=hidden),
            outcome="work_before",
            months=6,
            people=5_000,
            promise=promise,
        )
        for label, hidden, promise in worlds
    ]


def flat_scenes() -> tuple[FlatScene, ...]:
    """Return the rows in the order of the page."""
    return (*_models(), *_schools(), *_instrument(), *_placebo(), *_methods())


def _models() -> list[FlatScene]:
    """Propensity and outcome model each right or wrong, both estimands, both kinds of outcome."""
    made = []
    for binary in (False, True):
        for estimand in ("att", "ate"):
            for propensity in (True, False):
                for outcome in (True, False):
                    kind = FlatKind(propensity, outcome, binary=binary, effect=0.5)
                    words = (
                        "yes/no" if binary else "number",
                        estimand.upper(),
                        f"propensity {_said(propensity)}",
                        f"outcome {_said(outcome)}",
                    )
                    promise: Promise = "covers" if propensity or outcome else "biased"
                    label = ", ".join(words)
                    made.append(
                        FlatScene("models", label, kind, estimand=estimand, promise=promise)
                    )
    zero = FlatKind(effect=0.0, varies=0.0)
    made.append(FlatScene("models", "number, ATT, both right, no effect at all", zero))
    return made


def _said(right: bool) -> str:
    return "right" if right else "wrong"


def _schools() -> list[FlatScene]:
    """People of one school share what nobody measured: errors are clustered by school."""
    return [
        FlatScene(
            *("schools", f"{schools} schools of about {PER_SCHOOL}, {estimand.upper()}"),
            FlatKind(schools=schools),
            people=schools * PER_SCHOOL,
            estimand=estimand,
        )
        for schools in (20, 50, 150)
        for estimand in ("att", "ate")
    ]


def _instrument() -> list[FlatScene]:
    """An unseen cause of taking part and of the outcome; a lottery for the offer."""
    kind = FlatKind(hidden=1.0, instrument=True)
    return [
        FlatScene("instrument", "lottery of an offer, LATE", kind, method="iv", estimand="late"),
        FlatScene("instrument", "the same world, aipw without the lottery", kind, promise="biased"),
    ]


def _placebo() -> list[FlatScene]:
    """An outcome from before time zero: an effect on it can only be what nobody measured."""
    worlds: tuple[tuple[str, float, Promise], ...] = (
        ("an unseen cause of taking part and of the placebo", 0.5, "flags"),
        ("no unseen cause", 0.0, "quiet"),
    )
    return [
        FlatScene(
            *("placebo", label, FlatKind(hidden=hidden)),
            outcome="placebo",
            promise=promise,
        )
        for label, hidden, promise in worlds
    ]


def _methods() -> list[FlatScene]:
    """The other methods where their own model is right and the effect is one for all."""
    kind = FlatKind(varies=0.0)
    made = [
        FlatScene("methods", "regression, ATT", kind, method="regression"),
        # Its error takes the weights for given, which for the treated is on the careful side.
        FlatScene("methods", "ipw, ATT", kind, method="ipw", promise="careful"),
    ]
    for method in ("cem", "psm"):
        label = f"{method}, ATT (no promise: people are only nearly alike)"
        made.append(FlatScene("methods", label, kind, method=method, promise="none", share=0.25))
    return made
