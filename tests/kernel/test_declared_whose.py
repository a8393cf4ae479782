"""What a table says of whose data it holds, and what follows for the own copy. No database."""

import pytest

from overstap.kernel.conditions import SELF, WARD, By, parent, readers
from overstap.kernel.copies import copied, needs_account_function, needs_function
from overstap.kernel.shapes import by_hand, child_of, definer_only, of_account, of_organisation
from overstap.kernel.whose import (
    FILE,
    GUIDANCE,
    WORK,
    Answers,
    ByNumber,
    Rest,
    about,
    about_staff,
    met,
    moves,
    nobody,
    stays,
)

STAYS = stays("written for this record alone")


def said(**rest: Rest):
    return about("Waar je woont", GUIDANCE, FILE, merged=STAYS, **rest)


def test_of_a_table_about_people_it_is_asked_what_a_merge_does() -> None:
    with pytest.raises(ValueError, match="become one"):
        about("Waar je woont", GUIDANCE, FILE)


def test_who_did_something_is_told_with_when_or_with_never() -> None:
    assert said(acts="by@at").actors == {"by": "at"}
    assert said(acts="by@").actors == {"by": ""}
    with pytest.raises(ValueError, match="who@when"):
        said(acts="by")


def test_a_new_column_is_given_by_itself() -> None:
    whose = said(
        secret={"meant": "perhaps somebody else"}, taken_back="undone_at", file="scan kind"
    )
    columns = [
        "id",
        "person_id",
        "street",
        "meant",
        "undone_at",
        "scan",
        "kind",
        "ciphertext",
        "new",
    ]
    assert copied(columns, whose) == ["street", "new"]


def test_what_no_policy_shows_its_person_comes_by_a_function() -> None:
    assert needs_function(of_organisation(), said())
    assert needs_function(definer_only(), said())
    assert needs_function(
        of_organisation(SELF | readers()), said(person="", found=ByNumber("hash"))
    )
    assert not needs_function(of_organisation(SELF | readers()), said())
    assert not needs_function(child_of("a_b", "b_id", SELF | WARD), said())
    assert not needs_function(of_organisation(readers() | parent("a_b", "b_id", SELF)), said())


def test_a_condition_beside_the_person_does_not_count_as_reading() -> None:
    assert needs_function(of_organisation(SELF & readers()), said())


def test_of_a_table_by_hand_the_model_says_it() -> None:
    hand = by_hand("nine groups; what is contested, hidden, joined")
    assert not needs_function(hand, said())
    assert needs_function(hand, said(by_function=True))


def test_an_account_reads_its_own_rows_or_gets_a_function() -> None:
    whose = about_staff("Waar je werkt", WORK, FILE, account="user_id", account_gets="role")
    assert not needs_account_function(of_account(By("user_id")), whose)
    assert needs_account_function(of_organisation(), whose)


def test_what_is_told_but_not_given_has_no_function() -> None:
    assert not needs_function(definer_only(), said(no_copy="a random key says nothing"))


def test_moving_names_what_goes_along() -> None:
    assert moves("source", ("dossier_entryversion", "entry_id")).children == (
        ("dossier_entryversion", "entry_id"),
    )


def test_a_reference_of_nobody_has_a_reason_too() -> None:
    assert nobody("invented people", user_id="an invented account").points == {
        "user_id": "an invented account"
    }


def test_what_is_asked_about_somebody_names_him() -> None:
    assert said(ties=True, met=met()).met == met("organisation_id")
    for asked in ({"ties": True}, {"met": met()}):
        with pytest.raises(ValueError, match="no column names"):
            about_staff("Waar je werkt", WORK, FILE, account="user_id", **asked)


def test_an_answer_says_which_topics_it_answers() -> None:
    with pytest.raises(ValueError, match="which topics"):
        Answers("organisation_id", at="at")
    with pytest.raises(ValueError, match="which topics"):
        Answers("organisation_id", at="at", topic="topic", topics="medical")
