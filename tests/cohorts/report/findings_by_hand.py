"""Rich findings made by hand: two programmes, five methods, groups, doses, all diagnostics."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from overstap_cohorts.findings import (
    BalanceRow,
    Curve,
    Description,
    Estimate,
    Findings,
    Overlap,
    Participation,
    Placebo,
    Refused,
    Sensitivity,
    SetAside,
)
from overstap_cohorts.study.definition import (
    Covariate,
    Outcome,
    SpellData,
    Study,
    Time,
    Treatment,
)
from overstap_cohorts.wording import RowFault, Warned

# Of 612 treated and 8260 others.
COUNTS = {
    ("gender", "m"): (380, 4600), ("gender", "f"): (220, 3600), ("gender", "x"): (12, 60),
    ("mother_education", "low"): (365, 3900), ("mother_education", "middle"): (180, 3000),
    ("mother_education", "high"): (64, 1320), ("mother_education", "missing"): (3, 40),
}  # fmt: skip


def study(**changes: Any) -> Study:
    values: dict[str, Any] = {
        "title": "Wat deden IBAL en BRUG in het deeltijds onderwijs?",
        "question": "Verlagen extra coaching (IBAL) en een brugproject (BRUG) het aantal jongeren"
        " dat"
        " de school verlaat zonder kwalificatie, en helpen ze naar gewoon werk?",
        "data": SpellData(Path("persons.parquet"), Path("spells.parquet")),
        "treatments": (
            Treatment("ibal", "IBAL", codes=("IBAL",)),
            Treatment("brug", "BRUG", codes=("BRUG",)),
        ),
        "outcomes": (
            Outcome("vsv", "Zonder kwalificatie van school", measure="vsv", months=12, binary=True,
                    favourable=False),
            Outcome("nec", "Begint te werken in het normaal economisch circuit",
                    measure="nec_entry", months=12, binary=True),
            Outcome("months", "Maanden aan het werk", measure="months_in_work", months=12),
            Outcome("before", "Werk in het jaar vóór de start", measure="work_before", binary=True,
                    placebo=True),
        ),
        "covariates": (
            Covariate("gender", "Geslacht"),
            Covariate("mother_education", "Opleiding van de moeder"),
            Covariate("age", "Leeftijd", kind="number"),
            Covariate("absence", "Problematisch afwezig in het vorige jaar", kind="number"),
        ),
        "methods": ("aipw", "difference", "ipw", "psm", "regression"),
        "time": Time("start-vs-wait", 24200, 24223, 12, 24240),
        "subgroups": ("gender",),
        "survival": True,
    }  # fmt: skip
    return Study(**values | changes)


def estimate(**changes: Any) -> Estimate:
    values: dict[str, Any] = {
        "outcome": "vsv",
        "treatment": "ibal",
        "method": "aipw",
        "estimand": "att",
        "estimate": -0.0841234567891,
        "std_error": 0.0131,
        "std_error_kind": "stacked-sandwich",
        "ci_low": -0.1098,
        "ci_high": -0.0584,
        "n_treated": 612,
        "n_comparison": 8260,
        "effective_n": 3120.4,
        "mean_treated": 257 / 612,
        "mean_comparison": 257 / 612 + 0.0841234567891,
        "binary": True,
        "cells": 1204,
        "rows": 8872,
    }
    return Estimate(**values | changes)


def _shifted(base: Estimate, shift: float, **changes: Any) -> Estimate:
    return replace(
        base,
        estimate=base.estimate + shift,
        ci_low=base.ci_low + shift,
        ci_high=base.ci_high + shift,
        **changes,
    )


def _estimates() -> list[Estimate]:
    ibal = estimate()
    brug = estimate(treatment="brug", estimate=-0.021, ci_low=-0.042, ci_high=-0.0004,
                    n_treated=2395, n_comparison=6477, mean_treated=1214 / 2395,
                    mean_comparison=1214 / 2395 + 0.021, effective_n=4100.2)  # fmt: skip
    nec = {"outcome": "nec", "n_treated": 402, "n_comparison": 6010, "rows": 6412,
           "mean_treated": 180 / 402, "mean_comparison": 180 / 402 - 0.093}  # fmt: skip
    months = {"outcome": "months", "binary": False, "mean_treated": 5.31, "mean_comparison": 3.6}
    main = [
        ibal,
        estimate(**nec, estimate=0.093, ci_low=0.041, ci_high=0.145),
        estimate(**months, estimate=1.71, std_error=0.28, ci_low=1.16, ci_high=2.26),
        brug,
        replace(brug, outcome="nec", estimate=0.008, ci_low=-0.027, ci_high=0.043,
                n_treated=2010, n_comparison=5100, mean_treated=640 / 2010,
                mean_comparison=640 / 2010 - 0.008),
        replace(brug, outcome="months", binary=False, estimate=0.12, std_error=0.15,
                ci_low=-0.17, ci_high=0.41, mean_treated=3.9, mean_comparison=3.78),
    ]  # fmt: skip
    others = [
        _shifted(ibal, -0.09, method="difference", estimand="unadjusted", std_error_kind="hc3"),
        _shifted(ibal, 0.006, method="ipw", std_error_kind="hc3"),
        _shifted(ibal, 0.011, method="psm", std_error_kind="pairs", n_treated=612,
                 n_comparison=612, path="rows", details={"pairs": 612, "ties": 41}),
        _shifted(ibal, -0.004, method="regression", estimand="variance-weighted",
                 std_error_kind="hc3"),
    ]  # fmt: skip
    groups = [
        _shifted(ibal, 0.01, subgroup="gender=m", n_treated=380, n_comparison=4600,
                 mean_treated=170 / 380, mean_comparison=0.53, p_adjusted=0.0012),
        _shifted(ibal, -0.02, subgroup="gender=f", n_treated=220, n_comparison=3600,
                 mean_treated=80 / 220, mean_comparison=0.47, p_adjusted=0.0004),
        _shifted(ibal, 0.02, dose="1-10 uur", n_treated=350, mean_treated=150 / 350,
                 p_adjusted=0.01),
        _shifted(ibal, -0.03, dose="meer dan 10 uur", n_treated=262, mean_treated=107 / 262,
                 p_adjusted=0.0001),
    ]  # fmt: skip
    return main + others + groups


def _balance() -> list[BalanceRow]:
    rows = []
    for method in ("aipw", "psm"):
        for (name, level), (treated, others) in COUNTS.items():
            mean, before = treated / 612, others / 8260
            yard = (mean * (1 - mean)) ** 0.5
            rows.append(
                BalanceRow("ibal", method, name, level, mean, before, mean - 0.002,
                           (mean - before) / yard, 0.002 / yard, treated, others)
            )  # fmt: skip
        rows += [
            BalanceRow("ibal", method, "age", "", 17.42, 16.88, 17.41, 0.52, 0.01, 612, 8260),
            BalanceRow("ibal", method, "absence", "", 0.4133, 0.5871, 0.42, -0.31, -0.02, 612,
                       8260),
        ]  # fmt: skip
    return rows


def _participation() -> list[Participation]:
    lines = [
        Participation("ibal", "people", "", 612, 8260, "people", 612, 8260),
        Participation("ibal", "share", "", 0.069, None, "share", 612, 0),
        Participation("ibal", "mean_hours", "", 10.2, None, "hours", 612, 0),
        Participation(
            "ibal", "earlier_programmes", "BRUG", 398 / 612, 1997 / 8260, "share", 398, 1997
        ),
    ]
    return lines + [
        Participation("ibal", name, level, a / 612, b / 8260, "share", a, b)
        for (name, level), (a, b) in COUNTS.items()
    ]


def _curves() -> list[Curve]:
    months = tuple(range(13))
    treated = tuple(round(612 * (1 - 0.031 * m)) for m in months)
    others = tuple(round(8260 * (1 - 0.042 * m)) for m in months)
    return [
        Curve("ibal", "vsv", "treated", months, tuple(n / 612 for n in treated), treated,
              9.9, 0.11, 12),
        Curve("ibal", "vsv", "comparison", months, tuple(n / 8260 for n in others), others,
              8.97, 0.03, 12),
    ]  # fmt: skip


def findings(**changes: Any) -> Findings:
    """A whole run; `changes` go to the study where it has the name, else to the findings."""
    own = {name for name in Study.__dataclass_fields__ if name in changes} - {"set_aside"}
    values: dict[str, Any] = {
        "study": study(**{name: changes.pop(name) for name in own}),
        "estimates": _estimates(),
        "refused": [
            Refused("months", "ibal", "iv", "no-instrument"),
            Refused("vsv", "ibal", "aipw", "few-treated",
                    "gender=x"),
        ],
        "balance": _balance(),
        "overlap": [
            Overlap("ibal", (0, 4, 35, 90, 140, 130, 95, 60, 33, 16, 6, 3, *[0] * 8),
                    (900, 2100, 2300, 1400, 800, 400, 200, 100, 40, 14, 5, 1, *[0] * 8), 4, 0.0065)
        ],
        "sensitivity": [
            Sensitivity("vsv", "ibal", "aipw", 1.69, 1.52, (("absence", 1.31), ("gender", 1.08))),
            Sensitivity("vsv", "ibal", "psm", 1.61, 1.44, (("absence", 1.31),), 1.35),
        ],
        "placebos": [
            Placebo("ibal", "before", "outcome", 0.004, -0.021, 0.029, False),
            Placebo("brug", "before", "outcome", 0.061, 0.032, 0.09, True),
        ],
        "participation": _participation(),
        "curves": _curves(),
        "descriptions": [
            Description("official_rate", "ibal", 0.51, 0.549, 400, 6100),
            Description("still_enrolled", "ibal", 0.35, 0.26, 612, 8260),
        ],
        "set_aside": [
            SetAside(RowFault("ends-early", "spells"), 23, ("spells rij 17", "spells rij 44")),
            SetAside(RowFault("person-again", "persons"), 4, ("persons rij 9",)),
        ],
        "people": 8960,
        "trials": 24,
        "warnings": [Warned("immortal-time", {})],
        "run": {"python": "3.13", "path": "somewhere"},
    }  # fmt: skip
    return Findings(**values | changes)
