"""A question by each method: the estimate, and beside it what says how far to trust it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from overstap_cohorts.cells import Cells
from overstap_cohorts.diagnostics.balance import balance, overlap
from overstap_cohorts.diagnostics.sensitivity import sensitivity
from overstap_cohorts.estimators.bootstrap import Draws, bootstrap
from overstap_cohorts.estimators.estimating import Answer, estimate
from overstap_cohorts.estimators.propensity import outside_range
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.findings import Placebo
from overstap_cohorts.running.private import write_cells
from overstap_cohorts.running.question import NEEDS_ROWS, Question

WEIGHING = ("cem", "psm", "ipw", "aipw")
NOT_OVERTURNED = ("difference", "iv")  # no measured characteristic stands between their groups


@dataclass(frozen=True)
class ByMethod:
    """What one method answered."""

    question: Question
    method: str
    used: Cells
    answer: Answer


def by_each_method(question: Question) -> None:
    for method in question.study.methods:
        used = question.read_by(method)
        try:
            made = ByMethod(question, method, used, _answer(question, used, method))
        except EstimateRefused as refusal:
            question.refuse((method,), refusal)
            continue
        for step in STEPS:
            step(made)


def _answer(question: Question, cells: Cells, method: str) -> Answer:
    """Where the study asks for draws, with their error. Pairs keep theirs: see bootstrap."""
    study = question.study
    found = estimate(cells, method, study.estimand, trim=study.trim)
    if not study.bootstrap or method in NEEDS_ROWS:
        return found
    draw, unit = question.redrawn
    draws = Draws(study.bootstrap, study.seed, unit)
    error = bootstrap(draw, (method, study.estimand), draws, trim=study.trim)
    details = {**found.fit.details, "bootstrap_draws": len(error.estimates)}
    return replace(found, fit=replace(found.fit, error=error, details=details))


def _tell(made: ByMethod) -> None:
    question = made.question
    path = "cells" if made.used is question.cells else "rows"
    told = question.estimate_of(made.answer, made.method, question.cells, path=path)
    if question.outcome.placebo:
        question.findings.placebos.append(
            Placebo(
                *(told.treatment, told.outcome, "outcome"),
                *(told.estimate, told.ci_low, told.ci_high),
                flagged=not told.ci_low <= 0 <= told.ci_high,
            )
        )
    question.findings.estimates.append(told)


def _compare_groups(made: ByMethod) -> None:
    """Balance by each method; overlap and the private cells once a treatment."""
    question, found = made.question, made.answer
    if made.method not in WEIGHING or not question.compares:
        return
    findings, name, estimand = question.findings, question.treatment.name, found.fit.estimand
    findings.balance += balance(
        *(found.cells, found.fit.weights), treatment=name, method=made.method, target=estimand
    )
    if found.score is None or any(drawn.treatment == name for drawn in findings.overlap):
        return
    outside = outside_range(found.cells, found.score, estimand)
    findings.overlap.append(overlap(found.cells, found.score.score, outside, treatment=name))
    write_cells(question.private, name, found)


def _try_to_overturn(made: ByMethod) -> None:
    """How strong something that was not measured must be to take the effect away."""
    if made.method in NOT_OVERTURNED:
        return
    question = made.question
    names = (question.outcome.name, question.treatment.name, made.method)
    question.findings.sensitivity.append(
        sensitivity(made.answer.cells, made.answer.fit, names, question.strongest)
    )


STEPS: tuple[Callable[[ByMethod], None], ...] = (_tell, _compare_groups, _try_to_overturn)
