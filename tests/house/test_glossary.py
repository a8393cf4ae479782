"""The official Dutch term is the first word of a record, and stands in the glossary."""

import re

import pytest
from django.apps import apps
from django.db import models
from tests.house import sources

from overstap_cohorts.report.briefing import choosing
from overstap_cohorts.report.briefing.meaning import statistical_words
from overstap_cohorts.report.voice import Voice

GLOSSARY = sources.TOP / "docs" / "glossary.md"
# Records of the plumbing: no word of the field.
PLUMBING = {"access.User", "people.NationalNumber"}


def records() -> list[type[models.Model]]:
    return [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("overstap.")
        for model in app.get_models()
        if model._meta.label not in PLUMBING
    ]


def terms() -> set[str]:
    found = re.findall(r"^\| ([^|]+?) \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    return {term.casefold() for term in found}


@pytest.mark.parametrize("model", records(), ids=lambda m: m._meta.label)
def test_a_record_begins_with_its_dutch_term(model: type[models.Model]) -> None:
    first = (model.__doc__ or "").strip().split("\n")[0]
    known = terms()
    assert any(first.casefold().startswith(term) for term in known), first


def lines() -> set[tuple[str, ...]]:
    """Dutch and English word of each line of the table of statistical words."""
    text = GLOSSARY.read_text(encoding="utf-8").partition("## Statistical words")[2]
    rows = (line.split(" | ") for line in text.partition("\n## ")[0].splitlines())
    return {(row[0].removeprefix("| ").casefold(), row[1].casefold()) for row in rows if row[1:]}


@pytest.mark.parametrize("table", [choosing.METHODS, choosing.ESTIMANDS, choosing.ERRORS])
def test_what_a_report_calls_a_method_a_group_or_an_error_has_a_line(
    table: dict[str, tuple[str, str]],
) -> None:
    assert {(dutch.casefold(), english.casefold()) for dutch, english in table.values()} <= lines()


def test_a_general_term_of_a_report_has_a_line() -> None:
    dutch, english = (statistical_words(Voice(language), 10) for language in ("nl", "en"))
    for (one, _), (other, _) in zip(dutch, english, strict=True):
        assert (one.casefold(), other.casefold()) in lines()
