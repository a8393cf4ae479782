"""A question about a part of the people: subgroups and doses, by the study's best method."""

from dataclasses import replace

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.estimators.subgroups import dose_cells, holm, subgroup_cells
from overstap_cohorts.findings import Estimate
from overstap_cohorts.running.question import Question, best_method

type Part = tuple[str, Cells]


def by_subgroup(question: Question) -> None:
    """Holm's correction is over the levels of one characteristic."""
    method = best_method(question.study)
    if method is None:
        return
    cells = question.rows if question.by_rows else question.cells
    for name in question.study.subgroups:
        _look(question, method, subgroup_cells(cells, name), field="subgroup")


def by_dose(question: Question) -> None:
    """Thirds of the hours; without a column of hours, where the study looks at parts anyway."""
    method, treatment = best_method(question.study), question.treatment
    if method is None or not (treatment.dose or (treatment.codes and question.study.subgroups)):
        return
    rows = question.rows
    if "dose" not in rows.extras:
        return
    try:
        parts = dose_cells(rows, rows.extras["dose"])
    except EstimateRefused:
        return
    _look(question, method, parts, field="dose")


def _look(question: Question, method: str, parts: list[Part], *, field: str) -> None:
    study = question.study
    made: list[tuple[Estimate, float]] = []
    for name, part in parts:
        try:
            found = estimate(part, method, study.estimand, trim=study.trim)
        except EstimateRefused as refusal:
            question.refuse((method,), refusal, subgroup=name)
            continue
        path = "cells" if part.key is None else "rows"
        one = question.estimate_of(found, method, part, path=path)
        one = replace(one, dose=name) if field == "dose" else replace(one, subgroup=name)
        made.append((one, found.fit.error.p_value(one.estimate)))
    adjusted = holm([p for _, p in made])
    for (one, _), p in zip(made, adjusted, strict=True):
        question.findings.estimates.append(replace(one, p_adjusted=p))
