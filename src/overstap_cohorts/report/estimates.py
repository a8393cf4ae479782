"""estimates.json: the findings as published, for programs. The same findings give the same bytes.

Keys and their order are fixed by estimates.schema.json; docs/howto/estimates.md explains them.
"""

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from overstap_cohorts.findings import Description, Estimate, Findings, Refused
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden
from overstap_cohorts.study.definition import Study
from overstap_cohorts.wording import description, no_estimate, row_fault, warning

SCHEMA = Path(__file__).resolve().parent / "estimates.schema.json"
_DIGITS = 10
_ORDER = (
    "outcome", "treatment", "method", "estimand", "estimate", "std_error", "std_error_kind",
    "ci_low", "ci_high", "n_treated", "n_comparison", "effective_n", "mean_treated",
    "mean_comparison", "subgroup", "dose", "p_adjusted", "binary", "cells", "rows",
    "path", "notes", "details",
)  # fmt: skip
_COUNTS = frozenset({"n_treated", "n_comparison", "cells", "rows", "count", "outside", "people"})


def estimates_bytes(findings: Findings) -> bytes:
    """The file, from findings that are suppressed already."""
    language = findings.study.language
    document = {
        "study": _study(findings.study) | _plain(
            {"people": findings.people, "trials": findings.trials}
        ),
        "suppression": {
            "threshold": findings.study.threshold,
            "note": suppression_note(findings.study),
        },
        "estimates": [_estimate(estimate) for estimate in findings.estimates],
        "refused": [_refused(item, language) for item in findings.refused],
        "diagnostics": {
            name: [_plain(asdict(item)) for item in getattr(findings, name)]
            for name in ("balance", "overlap", "sensitivity", "placebos", "curves")
        }
        | {
            "descriptions": [_description(item, language) for item in findings.descriptions],
            "participation": [_plain(asdict(item)) for item in findings.participation],
            "set_aside": [
                _plain({"what": row_fault(item.fault, language), "count": item.count})
                for item in findings.set_aside
            ],
            "warnings": [warning(one, language) for one in findings.warnings],
        },
    }  # fmt: skip
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _description(item: Description, language: str) -> dict[str, Any]:
    label, about = description(item.name, language)
    values = _plain(asdict(item))
    return {"name": item.name, "label": label, **values, "warning": about}


def _refused(item: Refused, language: str) -> dict[str, Any]:
    return {
        "outcome": item.outcome,
        "treatment": item.treatment,
        "method": item.method,
        "reason": item.reason,
        "sentence": no_estimate(item.reason, language),
        "subgroup": item.subgroup,
    }


def suppression_note(study: Study) -> str:
    return Voice(study.language)(
        "Verborgen: aantallen onder {n}, en wat nodig is opdat niemand ze kan uitrekenen.",
        "Hidden: counts under {n}, and what is needed so that nobody can work them out.",
        n=study.threshold,
    )


def number(value: float) -> float | None:
    """10 significant digits: engines and threads agree on these."""
    if not math.isfinite(value):
        return None
    return float(f"{value:.{_DIGITS}g}") + 0.0  # no negative zero


def _study(study: Study) -> dict[str, Any]:
    """What was asked; no paths."""
    return {
        "title": study.title,
        "question": study.question,
        "language": study.language,
        "design": study.time.design,
        "estimand": study.estimand,
        "methods": list(study.methods),
        "time": {
            "first_month": study.time.first_month,
            "last_month": study.time.last_month,
            "months": study.time.months,
            "end_of_data": study.time.end_of_data,
        },
        "treatments": [{"name": t.name, "label": t.label} for t in study.treatments],
        "outcomes": [
            {"name": o.name, "label": o.label, "measure": o.measure, "months": o.months,
             "favourable": o.favourable, "placebo": o.placebo}
            for o in study.outcomes
        ],
        "covariates": [{"name": c.name, "label": c.label} for c in study.covariates],
        "subgroups": list(study.subgroups),
        "trim": study.trim,
        "threshold": study.threshold,
    }  # fmt: skip


def _estimate(estimate: Estimate) -> dict[str, Any]:
    values = asdict(estimate)
    return {name: _plain(values[name], name) for name in _ORDER}


def _plain(value: Any, name: str = "") -> Any:
    """JSON-able, hidden as null, numbers in 10 digits, details in the order of their names."""
    if isinstance(value, dict):
        names = sorted(value) if name == "details" else list(value)
        return {str(key): _plain(value[key], str(key)) for key in names}
    if isinstance(value, list | tuple):
        inner = "count" if name in {"treated", "comparison", "at_risk"} else ""
        return [_plain(item, inner) for item in value]
    if value is None or isinstance(value, bool | str):
        return value
    if name in _COUNTS:
        return None if is_hidden(value) else int(value)
    return value if isinstance(value, int) else number(float(value))
