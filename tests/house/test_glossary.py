"""The official Dutch term is the first word of a record, and stands in the glossary."""

import re

import pytest
from django.apps import apps
from django.db import models
from tests.house import sources

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
