"""LED answers: fixed messages compared whole, then every real sample."""

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from overstap.exchange.led.certificates import (
    IssueDate,
    Placement,
    content_of,
    details_of,
    placement_of,
)
from overstap.exchange.led.messages import read_answer, read_directory
from tests.exchange.magda.samples import LED, leaves_of, real, texts_of

GOLDEN = Path(__file__).parent / "golden"
ASKED = "07630112390"
CONTENT_KEYS = {
    "title",
    "certificate_type",
    "category",
    "degree",
    "form",
    "state",
    "subject_code",
    "subject_name",
    "issued_on",
    "institution_name",
    "institution_number",
    "issuer_kind",
    "school_type",
    "language",
    "country",
    "isced_level",
    "vks_level_education",
    "vks_level_profession",
    "led_reference",
    "authentic",
    "supplier",
    "unknown",
}


def as_json(name: str) -> dict[str, Any]:
    """Everything that comes out of one message, as plain JSON."""
    answer = read_answer((GOLDEN / f"{name}.xml").read_bytes(), ASKED)
    whole = {
        "answer": dataclasses.asdict(answer),
        "contents": [content_of(one) for one in answer.certificates],
        "details": [details_of(one) for one in answer.certificates],
        "placements": [placement_of(one) for one in answer.certificates],
        "of_others": [one.reference for one in answer.of_others],
        "cancelled": [one.reference for one in answer.certificates if one.is_cancelled],
    }
    text = json.dumps(whole, default=datetime.isoformat)
    return json.loads(text)


@pytest.mark.parametrize("name", ["mixed", "notfound"])
def test_a_fixed_message_gives_exactly_what_is_written_down(name: str) -> None:
    assert as_json(name) == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def test_the_content_of_a_certificate_has_exactly_the_keys_of_its_kind() -> None:
    for one in read_answer((GOLDEN / "mixed.xml").read_bytes(), ASKED).certificates:
        assert set(content_of(one)) == CONTENT_KEYS


def test_a_certificate_for_another_number_is_never_among_those_of_the_asked_person() -> None:
    answer = read_answer((GOLDEN / "mixed.xml").read_bytes(), ASKED)
    assert {one.issued_to_insz for one in answer.of_asked} == {ASKED}
    assert {one.issued_to_insz for one in answer.of_others} == {"05650599744"}
    nobody = read_answer((GOLDEN / "mixed.xml").read_bytes())
    assert nobody.of_asked == ()


@pytest.mark.parametrize(
    ("given", "iso"),
    [
        (("2024", "06", "30"), "2024-06-30"),
        (("2024", "6", "3"), "2024-06-03"),
        (("2024", "06", ""), "2024-06"),
        (("2024", "", ""), "2024"),
        (("2023", "02", "30"), ""),
        (("2023", "", "30"), "2023"),
        (("1800", "01", "01"), ""),
        (("", "06", "30"), ""),
        (("²024", "", ""), ""),
        (("99999999999999999999", "", ""), ""),
        (("", "", ""), ""),
    ],
)
def test_an_issue_date_may_be_partial_and_nonsense_is_no_date(
    given: tuple[str, str, str], iso: str
) -> None:
    assert IssueDate(*given).iso == iso


def test_an_issue_date_that_is_no_date_stays_visible_under_unknown() -> None:
    answer = read_answer((GOLDEN / "mixed.xml").read_bytes(), ASKED)
    kept = [content_of(one)["unknown"] for one in answer.certificates]
    assert {"path": "Basis/Uitreikingsdatum", "text": "1800-01-01"} in kept[1]
    assert {"path": "Basis/Uitreikingsdatum", "text": "2023-02-30"} in kept[2]


def test_all_25_real_messages_are_read_and_7_of_18_hold_another_number() -> None:
    outcomes = list(read_directory(real(LED)))
    answers = [one.answer for one in outcomes if one.answer]
    assert len(answers) == len(outcomes) == 25
    with_evidence = [one for one in answers if one.certificates]
    assert len(with_evidence) == 18
    assert sum(bool(one.of_others) for one in with_evidence) == 7
    assert sum(len(one.certificates) for one in answers) == 100
    assert sum(len(one.of_others) for one in answers) == 35
    assert all(one.problems for one in answers if not one.certificates)


def test_no_text_of_a_real_certificate_is_lost_and_none_is_unknown() -> None:
    checked = 0
    for outcome in read_directory(real(LED)):
        assert outcome.answer is not None
        elements = etree.parse(LED / outcome.name).findall(".//Bewijs")
        for element, certificate in zip(elements, outcome.answer.certificates, strict=True):
            assert set(leaves_of(element)) - set(texts_of(certificate)) == set()
            assert certificate.unknown == ()
            checked += 1
    assert checked == 100


def test_real_codes_have_no_white_space_and_real_titles_are_never_empty() -> None:
    for outcome in read_directory(real(LED)):
        assert outcome.answer is not None
        for one in outcome.answer.certificates:
            content = content_of(one)
            for key in ("subject_code", "country", "language", "isced_level", "led_reference"):
                assert not set(content[key]) & set(" \n\t")
            assert content["title"]
            assert content["title"] != "Niet beschikbaar"


def test_only_the_four_real_experience_certificates_go_to_experience() -> None:
    placed = [
        (placement_of(one), one.category)
        for outcome in read_directory(real(LED))
        if outcome.answer
        for one in outcome.answer.certificates
    ]
    experience = [category for place, category in placed if place.data_group == "experience"]
    assert experience == ["Ervaringsbewijzen"] * 4
    assert {place for place, _category in placed} == {
        Placement("studies", "certificate"),
        Placement("experience", "certificate"),
    }
