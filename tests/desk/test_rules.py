"""What a line of Mijn jongeren says."""

import re
from datetime import date

import pytest

from overstap.access.rules import NEVER
from overstap.desk.rules import about_age, about_child
from overstap.dossier.rules import meter_parts
from overstap.handover.rules import handover_chip, next_step

TODAY = date(2026, 11, 22)
NOTHING = next_step("", NEVER, NEVER, "", TODAY)


def test_a_late_step_says_how_late_it_is() -> None:
    step = next_step("Contactpersoon kiezen", date(2026, 11, 17), NEVER, "draft", TODAY)
    chip = handover_chip("draft", "Yusuf Demir", leaving_on=NEVER, step=step, today=TODAY)
    assert (chip.state, chip.label) == ("stop", "5 dagen te laat")


def test_a_planned_talk_is_what_counts_while_the_handover_runs() -> None:
    chip = handover_chip(
        "sent",
        "Bram De Smet",
        leaving_on=NEVER,
        step=NOTHING,
        meeting_on=date(2026, 11, 26),
        today=TODAY,
    )
    assert (chip.state, chip.label) == ("warm", "Gesprek do 26 nov")


@pytest.mark.parametrize(
    ("leaving", "label"),
    [
        (NEVER, "Nog niet nodig"),
        (date(2027, 6, 30), "Nog niet nodig"),
        (date(2027, 1, 5), "Nog te starten"),
    ],
)
def test_without_a_handover_the_day_of_leaving_decides(leaving: date, label: str) -> None:
    assert handover_chip("", "Amina", leaving_on=leaving, step=NOTHING, today=TODAY).label == label


def test_who_leaves_within_two_months_gets_a_next_step() -> None:
    step = next_step("", NEVER, date(2027, 1, 5), "", TODAY)
    assert (step.text, step.on, step.is_late) == ("Overdracht starten", date(2027, 1, 5), False)


def test_the_birthday_counts_in_the_year_before_18() -> None:
    assert about_age(date(2009, 3, 14), TODAY) == "17 jaar, wordt 18 op 14 maart 2027"
    assert about_age(date(2008, 3, 14), TODAY) == "18 jaar"


def test_the_meter_reads_five_digits() -> None:
    assert meter_parts("21002") == ["full", "half", "empty", "empty", "full"]
    assert meter_parts("") == ["empty"] * 5


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("{who} opende je dossier.", "{who} opende het dossier."),
        ("Je loopbaan is verstuurd naar VDAB.", "De loopbaan is verstuurd naar VDAB."),
        ("Je kreeg een herinnering.", "Je kind kreeg een herinnering."),
        ("{who} toonde jou wat er meegaat.", "{who} toonde je kind wat er meegaat."),
        ("om je eigen dossier te bekijken", "om het dossier te bekijken"),
        ("%s stelde een vraag aan je begeleider.", "%s stelde een vraag aan de begeleider."),
        ("om je te begeleiden", "om je kind te begeleiden"),
    ],
)
def test_a_parent_reads_the_same_sentence_about_the_child(told, read):
    assert about_child(told) == read


def test_no_declared_sentence_speaks_to_a_parent_as_if_it_were_the_young_person():
    from overstap.audit.events import DECLARED
    from overstap.audit.services import PURPOSES

    for text in [*(event.wording for event in DECLARED.values()), *PURPOSES.values()]:
        read = about_child(text)
        assert not re.search(r"\b(jou|[Jj]ij)\b|\b[Jj]e\b(?! kind)", read), read
