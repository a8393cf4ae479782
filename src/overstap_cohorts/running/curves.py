"""How long until the event: curves of both groups, and the effect on the time without it."""

import math
from dataclasses import replace

import numpy as np

from overstap_cohorts.cells import Cells
from overstap_cohorts.estimators.estimating import estimate
from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.estimators.survival import curve, with_pseudo_values
from overstap_cohorts.running.question import Question

METHOD = "restricted-mean"


def follow(question: Question) -> None:
    """For a study that asks for curves, or an outcome that is an event."""
    study = question.study
    if not (study.survival or question.outcome.event):
        return
    if study.time.design == "start-vs-never-within-k":
        question.refuse((METHOD,), EstimateRefused("curves-without-weights"))
        return
    times = question.source.times(question.treatment, question.outcome)
    if times is None:
        return
    try:
        _draw(question, times)
        _estimate(question, times)
    except EstimateRefused as refusal:
        question.refuse((METHOD,), refusal)


def _draw(question: Question, rows: Cells) -> None:
    if rows.treated.all() or not rows.treated.any():
        raise EstimateRefused("no-variation")
    months = np.rint(rows.mean + rows.origin)
    happened = rows.extras["event"].astype(bool)
    for group, name in ((rows.treated, "treated"), (~rows.treated, "comparison")):
        question.findings.curves.append(
            curve(
                *(months[group], happened[group]),
                treatment=question.treatment.name,
                outcome=question.outcome.name,
                group=name,
                horizon=_horizon(question),
            )
        )


def _estimate(question: Question, rows: Cells) -> None:
    study, horizon = question.study, _horizon(question)
    values = with_pseudo_values(rows, rows.extras["event"].astype(bool), horizon)
    found = estimate(values, "aipw", study.estimand, trim=study.trim)
    made = question.estimate_of(found, METHOD, rows, path="rows")
    if math.isfinite(made.estimate):
        details = {**made.details, "horizon": horizon}
        question.findings.estimates.append(replace(made, details=details))


def _horizon(question: Question) -> int:
    return question.outcome.months or question.study.time.months
