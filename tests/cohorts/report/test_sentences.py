"""One finding, one sentence: golden ones in both languages, and rules that hold for all."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cohorts.report.findings_by_hand import estimate, findings, study
from tests.samples import sample

from overstap_cohorts.findings import Participation
from overstap_cohorts.report.briefing.asked import in_short
from overstap_cohorts.report.briefing.led import led
from overstap_cohorts.report.briefing.people import taking_part
from overstap_cohorts.report.phrases import level_label
from overstap_cohorts.report.sentences import finding_sentence
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.study.definition import FlatData, Outcome, Time

MONTHS = {"outcome": "months", "binary": False}


@pytest.mark.parametrize(
    ("changes", "dutch", "english"),
    [
        (
            {},
            "Van 100 jongeren met IBAL verlaten er naar schatting 6 tot 11 minder de school zonder"
            " kwalificatie.",
            "Of 100 young people with IBAL, an estimated 6 to 11 fewer leave school without a"
            " qualification.",
        ),
        (
            {"outcome": "nec", "ci_low": 0.041, "ci_high": 0.145},
            "Van 100 jongeren met IBAL beginnen er naar schatting 4 tot 14 meer aan werk in het"
            " normaal economisch circuit.",
            "Of 100 young people with IBAL, an estimated 4 to 14 more start work in the regular"
            " economy.",
        ),
        (
            {"ci_low": -0.031, "ci_high": 0.042},
            "Van 100 jongeren met IBAL is geen verschil te zien in hoeveel er de school zonder"
            " kwalificatie verlaten: tussen 3 minder en 4 meer.",
            "Of 100 young people with IBAL, no difference can be seen in how many leave school"
            " without a qualification: between 3 fewer and 4 more.",
        ),
        (
            {"ci_low": -0.0121, "ci_high": -0.0099},
            "Van 100 jongeren met IBAL verlaat er naar schatting ongeveer 1 minder de school zonder"
            " kwalificatie.",
            "Of 100 young people with IBAL, an estimated about 1 fewer leaves school without a"
            " qualification.",
        ),
        (
            {"ci_low": -0.042, "ci_high": -0.0004},
            "Van 100 jongeren met IBAL verlaten er naar schatting bijna 0 tot 4,2 minder de school"
            " zonder kwalificatie.",
            "Of 100 young people with IBAL, an estimated close to 0 up to 4.2 fewer leave school"
            " without a qualification.",
        ),
        (
            MONTHS | {"ci_low": 1.16, "ci_high": 2.26},
            "Bij jongeren met IBAL ligt ‘Maanden aan het werk’ naar schatting 1,2 tot 2,3 maanden"
            " hoger.",
            "For young people with IBAL, ‘Maanden aan het werk’ is an estimated 1.2 to 2.3 months"
            " higher.",
        ),
        (
            MONTHS | {"ci_low": -0.17, "ci_high": 0.41},
            "Bij jongeren met IBAL is geen verschil te zien in ‘Maanden aan het werk’: tussen 0,2"
            " maanden lager en 0,4 maanden hoger.",
            "For young people with IBAL, no difference can be seen in ‘Maanden aan het werk’:"
            " between 0.2 months lower and 0.4 months higher.",
        ),
        (
            {"estimand": "late"},
            "Van 100 jongeren die met IBAL begonnen omdat ze in die maand een aanbod kregen,"
            " verlaten er naar schatting 6 tot 11 minder de school zonder kwalificatie.",
            "Of 100 young people who started IBAL because they got an offer in that month, an"
            " estimated 6 to 11 fewer leave school without a qualification.",
        ),
        (
            {"estimand": "ate"},
            "Van 100 jongeren uit de hele groep, als zij allemaal IBAL zouden volgen, verlaten er"
            " naar schatting 6 tot 11 minder de school zonder kwalificatie.",
            "Of 100 young people of the whole group, if all of them took IBAL, an estimated 6 to 11"
            " fewer leave school without a qualification.",
        ),
        (
            {"estimand": "unadjusted", "subgroup": "gender=m"},
            "Zoals het eruitziet, zonder rekening te houden met wie er deelneemt: bij Geslacht"
            " ‘man’: van 100 jongeren met IBAL verlaten er naar schatting 6 tot 11 minder de school"
            " zonder kwalificatie.",
            "As it looks, without regard to who takes part: within Geslacht ‘male’: of 100 young"
            " people with IBAL, an estimated 6 to 11 fewer leave school without a qualification.",
        ),
        (
            {"outcome": "own"},
            "Van 100 jongeren met IBAL zijn er naar schatting 6 tot 11 minder voor wie dit geldt:"
            " ‘Eigen uitkomst’.",
            "Of 100 young people with IBAL, an estimated 6 to 11 fewer have this outcome: ‘Eigen"
            " uitkomst’.",
        ),
    ],
)
def test_a_finding_reads_aloud(changes, dutch, english):
    for language, sentence in (("nl", dutch), ("en", english)):
        asked = study(language=language)
        asked = study(
            language=language,
            outcomes=(*asked.outcomes, Outcome("own", "Eigen uitkomst", column="own")),
        )
        assert finding_sentence(asked, estimate(**changes)) == sentence


def test_what_an_instrument_says_follows_its_design():
    made = replace(findings(), estimates=[
        estimate(method="iv", estimand="late", details={"first_stage_effect": 0.084})
    ])  # fmt: skip
    assert led(made) is None
    for language, offered, fixed, moved in (
        ("nl", "wie dan een aanbod krijgt met wie er nog geen kreeg", "Met een instrument (lot)",
         "Het bracht naar schatting 8,4\N{NO-BREAK SPACE}% tot deelname"),
        ("en", "those who have had none yet", "With an instrument (lot)",
         "It led an estimated 8.4% to take part"),
    ):  # fmt: skip
        asked = study(language=language, methods=("iv",), instrument="lot")
        told = led(replace(made, study=asked))
        assert offered in told
        assert moved in told
        static = replace(asked, time=Time("static"))
        told = led(replace(made, study=static))
        assert told.startswith(fixed)
        assert moved in told
        sentence = finding_sentence(static, made.estimates[0])
        assert ("instrument hen daartoe bracht" in sentence) == (language == "nl")
        assert "8" not in led(replace(made, study=static, estimates=[]))


limits = st.floats(-1, 1, allow_nan=False)


@settings(max_examples=sample(100, 400))
@given(
    st.tuples(limits, limits).map(sorted),
    st.sampled_from(["vsv", "nec", "months", "before"]),
    st.sampled_from(["att", "ate", "late", "variance-weighted", "unadjusted"]),
    st.sampled_from(["nl", "en"]),
    st.sampled_from(["", "gender=m"]),
)
def test_every_interval_gives_one_careful_sentence(interval, outcome, estimand, language, group):
    low, high = interval
    sentence = finding_sentence(
        study(language=language),
        estimate(outcome=outcome, binary=outcome != "months", estimand=estimand, ci_low=low,
                 ci_high=high, subgroup=group),
    )  # fmt: skip
    assert re.fullmatch(r"[A-Z].*[^.]\.", sentence)
    assert "  " not in sentence
    assert not re.search(r"robu|nan|[{}]|(^| )-|\N{MINUS SIGN}", sentence)
    less, more = (("minder", "lager"), ("meer", "hoger")) if language == "nl" else (
        ("fewer", "lower"), ("more", "higher"))  # fmt: skip
    said_less = any(f" {word}" in sentence.replace("minder dan 0,1", "") for word in less)
    said_more = any(f" {word}" in sentence for word in more)
    none = "geen verschil te zien" in sentence or "no difference can be seen" in sentence
    assert none == (low <= 0 <= high)
    if not none:
        assert (said_less, said_more) == (high < 0, low > 0)
    # The word for one person with the number one, the word for more with every other.
    if language == "nl" and outcome == "vsv" and not none:
        assert (" verlaat er " in sentence) == ("ongeveer 1 " in sentence)


def test_no_number_of_the_interval_is_larger_than_it_was():
    sentence = finding_sentence(study(), estimate(ci_low=-0.999, ci_high=-0.5))
    assert "50 tot 100 minder" in sentence


def test_a_level_that_the_engine_names_is_said_in_the_language_of_the_report() -> None:
    assert level_label(Voice("en"), "(onbekend) + ja") == "unknown + yes"
    assert level_label(Voice("nl"), "(onbekend) + ja") == "onbekend + ja"


def test_a_characteristic_that_begins_like_a_line_of_the_table_keeps_its_own_name() -> None:
    lines = [
        Participation("ibal", name, "x", 0.5, 0.5, "share", 400, 800)
        for name in ("shared_house", "earlier_programmes")
    ]
    said = repr(taking_part(findings(participation=lines)))
    assert "shared_house: x" in said
    assert "Eerder programma: x" in said


def _in_short(language: str = "nl", **changes: object) -> str:
    """The first section, of one question by aipw and iv."""
    made = study(language=language, methods=("aipw", "iv"), instrument="offer", **changes)
    both = [
        estimate(method="aipw", ci_low=-0.29, ci_high=-0.23),
        estimate(method="iv", estimand="late", estimate=-0.06, ci_low=-0.18, ci_high=0.07),
    ]
    blocks = in_short(replace(findings(), study=made, estimates=both, placebos=[])).blocks
    texts = [
        getattr(block, "text", "") or " ".join(getattr(block, "items", ())) for block in blocks
    ]
    return " | ".join(texts)


def test_what_counts_waiting_as_taking_part_is_no_effect_in_short() -> None:
    static = Time("static")
    assert "Lees die zinnen niet als effect" in _in_short(time=static)
    assert "Do not read those sentences as an effect" in _in_short("en", time=static)
    assert "niet als effect" not in _in_short(time=Time("start-vs-wait", 24188, 24199))
    # A flat table knows no waiting.
    assert "niet als effect" not in _in_short(time=static, data=FlatData(Path("tabel.csv")))


def test_the_instrument_says_in_short_what_it_found_beside_another_method() -> None:
    said = _in_short(time=Time("static"))
    assert "23 tot 29 minder" in said
    assert "Volgens het instrument (wie erdoor deelnam): | " in said
    assert said.index("23 tot 29") < said.index("Volgens het instrument")
    assert "tussen 18 minder en 7 meer" in said
