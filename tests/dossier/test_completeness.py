"""When a career group is complete, and what it says is missing next. Pure."""

import pytest

from overstap.access.choices import DataGroup
from overstap.dossier import choices, rules, wording_lists
from overstap.kernel.refusals import Refusal


def test_an_empty_file_misses_everything() -> None:
    found = rules.completeness({}, has_contact=False, has_residence=False)
    assert rules.digits(found) == "00000"
    assert found["personal"].missing[0] == "een telefoonnummer of e-mailadres"
    assert found["personal"].missing_young[0] == "zet je telefoonnummer of e-mailadres erbij"


def test_a_full_file_misses_nothing() -> None:
    full = {
        "personal": [("work_situation", {"situation": "looking"})],
        "wanted_jobs": [("wanted_job", {"region_nis": ["30000"], "regime": "full_time"})],
        "competences": [("language", {}), ("job_competence", {}), ("interest", {})],
        "studies": [("study", {}), ("certificate", {})],
        "experience": [("internship", {}), ("reference", {})],
    }
    found = rules.completeness(full, has_contact=True, has_residence=True)
    assert rules.digits(found) == "22222"
    assert not any(one.missing for one in found.values())


def test_a_job_that_somebody_does_not_want_does_not_count() -> None:
    jobs = {"wanted_jobs": [("wanted_job", {"preference": "excluded", "region_nis": ["30000"]})]}
    found = rules.completeness(jobs, has_contact=False, has_residence=False)
    assert found["wanted_jobs"].level == 0


def test_the_next_thing_comes_in_order() -> None:
    jobs = {"wanted_jobs": [("wanted_job", {"regime": "part_time"})]}
    found = rules.completeness(jobs, has_contact=True, has_residence=False)
    assert (found["wanted_jobs"].level, found["wanted_jobs"].missing) == (
        1,
        ("de regio bij een gewenste job",),
    )


def test_the_lists_here_are_those_of_the_codes_and_the_words() -> None:
    assert {kind for kinds in rules.KINDS.values() for kind in kinds} == set(choices.Kind.values)
    assert set(rules.CONTENT) == set(choices.Kind.values)
    assert set(rules.CAREER + rules.PRIVATE) == set(DataGroup.values)
    assert set(rules.REGIMES) == set(wording_lists.REGIMES)
    assert set(rules.PREFERENCES) == set(wording_lists.PREFERENCES)
    assert set(rules.SITUATIONS) <= set(wording_lists.SITUATIONS)
    assert set(rules.LICENCES) <= set(wording_lists.LICENCES)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2025", "2025"), ("9/2025", "2025-09"), ("1/9/2025", "2025-09-01"),
     ("2025-09-01", "2025-09-01")],
)  # fmt: skip
def test_dates_are_kept_as_exactly_as_they_are_known(typed: str, kept: str) -> None:
    assert rules.check("work", {"title": "Bakker", "from_on": typed})["from_on"] == kept


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"title": "Bakker", "from_on": "gisteren"}, "date"),
        ({"title": "Bakker", "from_on": "2025-13"}, "date"),
        ({"title": "Bakker", "from_on": "2025", "until_on": "2024-06"}, "period"),
        ({"title": "Bakker", "regime": "soms"}, "choice"),
        ({"title": "x" * 201}, "too_long"),
        ({"title": "   "}, "required"),
    ],
)
def test_what_is_wrong_is_refused_by_name(content: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as said:
        rules.check("work", content)
    assert said.value.code == code


def test_the_end_may_lie_in_the_year_of_the_start() -> None:
    assert rules.check("work", {"title": "x", "from_on": "2025-09", "until_on": "2025"})


def test_an_unknown_key_is_a_bug_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        rules.check("work", {"title": "x", "salary": "1"})


def test_what_a_source_gave_is_kept_verbatim() -> None:
    given = {"title": " A\nB ", "state": "Eindbewijs", "degree": "", "unknown": []}
    assert rules.check("certificate", given, received=True) == {
        "title": " A\nB ",
        "state": "Eindbewijs",
    }
