"""An English report is English: what the engine says, codes of the data, what is left out."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cohorts.report.findings_by_hand import estimate, findings
from tests.cohorts.report.findings_by_hand import study as by_hand
from tests.cohorts.spell_factories import START, study
from tests.cohorts.test_engines import cohort

import overstap_cohorts
from overstap_cohorts.evaluating import Options, evaluate
from overstap_cohorts.findings import Refused
from overstap_cohorts.report.briefing.asked import in_short
from overstap_cohorts.report.briefing.choosing import main_estimates
from overstap_cohorts.report.phrases import covariate_label, dose_label, level_label
from overstap_cohorts.report.suppressing.effects import WITHHELD
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.study.definition import Outcome
from overstap_cohorts.wording import RowFault, description, dutch, english, row_fault, warning

DUTCH = re.compile(r"\b(de|het|een|en|van|niet|wie|geen|maanden|zonder|onbekend|tot|nog)\b")


def codes_of(*names: str) -> set[str]:
    """The codes that the engine's own source calls `names` with."""
    found = set()
    for path in Path(overstap_cohorts.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                found |= {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found  # fmt: skip


def test_every_code_has_words_and_no_words_are_left_over() -> None:
    assert codes_of("RowFault") == set(dutch.ROW_FAULTS)
    assert codes_of("Warned") == set(dutch.WARNINGS)
    # Withheld by the report itself, not by an estimator.
    assert codes_of("EstimateRefused") | {WITHHELD} == set(dutch.NO_ESTIMATE)
    told = codes_of("StudyRefused", "Part", "_part")
    # Said by name where a table of columns or a list of faults is made.
    told |= {"mixed-numbers", "mixed-days", "all-rows", "data-apart"}
    assert told == set(dutch.STUDY_REFUSED)


@pytest.mark.parametrize("table", ["ROW_FAULTS", "WARNINGS", "NO_ESTIMATE", "DESCRIPTIONS"])
def test_an_english_report_has_english_words_for_all_that_it_may_say(table: str) -> None:
    ours, theirs = getattr(dutch, table), getattr(english, table)
    assert list(ours) == list(theirs)
    assert not [text for text in theirs.values() if DUTCH.search(str(text))]


def test_advice_is_for_who_was_refused() -> None:
    fault = RowFault("characteristic-empty", "persons", "x", "missing")
    assert row_fault(fault, "nl", advised=True) == (
        'persons: kenmerk x is leeg (zet missing = "category" of "drop")'
    )
    assert row_fault(fault, "nl") == "persons: kenmerk x is leeg"
    assert row_fault(fault, "en") == "persons: characteristic x is empty"


@pytest.mark.parametrize(
    ("level", "dutch", "english"),
    [
        ("2016-10", "oktober 2016", "October 2016"),
        ("(onbekend) + high", "onbekend + hoog", "unknown + high"),
        ("1 tot 5.2", "1 tot 5,2", "1 to 5.2"),
        ("boven 17", "boven 17", "over 17"),
        ("36 of meer", "36 of meer", "36 or more"),
        ("NEC", "NEC", "NEC"),
    ],
)
def test_levels_and_doses_in_both_languages(level: str, dutch: str, english: str) -> None:
    assert level_label(Voice("nl"), level) == dutch
    assert level_label(Voice("en"), level) == english
    if "tot" in level:
        assert dose_label(Voice("nl"), level) == dutch + " uur"
        assert dose_label(Voice("en"), level) == english + " hours"


def test_known_characteristics_have_a_name_and_the_study_has_the_last_word() -> None:
    asked = by_hand(covariates=(), language="nl")
    assert covariate_label(asked, "trial") == "startmaand"
    assert covariate_label(replace(asked, language="en"), "in_nec") == "already at work (NEC)"
    assert covariate_label(asked, "eigen_kolom") == "eigen_kolom"


@pytest.mark.parametrize("design", ["static", "start-vs-never-within-k"])
def test_the_engine_warns_in_the_language_of_the_study(tmp_path: Path, design: str) -> None:
    months = {} if design == "static" else {"first_month": START, "last_month": START + 6}
    made = study(
        cohort(tmp_path / "data", people=500),
        ("vsv",),
        covariates=("gender",),
        time={"design": design, "end_of_data": START + 30} | months,
        language="en",
    )
    if design == "static":
        made = replace(made, time=replace(made.time, first_month=None, last_month=None))
    made = replace(made, outcomes=(Outcome("vsv", label="left", measure="vsv"),))
    found = evaluate(made, tmp_path / "out", options=Options(memory_gb=1))
    assert found.warnings
    said = [warning(one, "en") for one in found.warnings]
    said += [" ".join(description(d.name, "en")) for d in found.descriptions]
    assert not [text for text in said if DUTCH.search(text)]
    page = (tmp_path / "out" / "report" / "report.html").read_text("utf-8")
    assert "onbekend" not in page


def test_where_the_honest_estimate_is_refused_the_plain_difference_does_not_stand_in() -> None:
    asked = by_hand(methods=("difference", "aipw"))
    plain = estimate(method="difference", estimand="unadjusted")
    why = Refused(plain.outcome, plain.treatment, "aipw", "few-events")
    silent = findings(study=asked, estimates=[plain], refused=[why])
    assert main_estimates(silent) == []
    texts = [getattr(block, "text", "") for block in in_short(silent).blocks]
    assert any("geven we geen cijfer. Er zijn minder dan 10 gevallen" in text for text in texts)
    alone = findings(study=by_hand(methods=("difference",)), estimates=[plain], refused=[])
    assert main_estimates(alone) == [plain]
