"""All answers about one treatment and one outcome, step by step."""

from collections.abc import Callable

from overstap_cohorts.estimators.refusing import EstimateRefused
from overstap_cohorts.running.curves import follow
from overstap_cohorts.running.methods import by_each_method
from overstap_cohorts.running.question import Question
from overstap_cohorts.running.subgroups import by_dose, by_subgroup

type Step = Callable[[Question], None]

STEPS: tuple[Step, ...] = (by_each_method, by_subgroup, by_dose, follow)
# A placebo is a check on the study: nobody asks of whom, of how much, or for how long.
PLACEBO_STEPS: tuple[Step, ...] = (by_each_method,)


def answer(question: Question) -> None:
    """Add to the findings what there is to say."""
    treatment, outcome = question.treatment, question.outcome
    if outcome.name in treatment.depends_on:
        told = EstimateRefused("outcome-rule", treatment=treatment.name, outcome=outcome.name)
        question.refuse(question.study.methods, told)
        return
    for step in PLACEBO_STEPS if outcome.placebo else STEPS:
        step(question)
