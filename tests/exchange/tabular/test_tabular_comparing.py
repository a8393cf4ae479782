"""New, changed, unchanged or doubtful: decided from the row and the own organisation's people."""

from datetime import date
from typing import Any

from overstap.exchange.tabular.comparing import (
    Candidate,
    Candidates,
    Change,
    MatchOutcome,
    decide,
    likeness,
    name_key,
)

MARCH = date(2007, 3, 14)
EMMA = Candidate("emma", "Peeters", "Emma", MARCH, "hash-1", {"postcode": "9000"})
BRAM = Candidate("bram", "De Smet", "Bram", date(2008, 1, 2), None, {})


def values(last: str = "Peeters", first: str = "Emma", birth: date | None = MARCH, **more: Any):  # type: ignore[no-untyped-def]
    return {"last_name": last, "first_name": first, "birth_date": birth, **more}


def outcome(row: dict[str, Any], *people: Candidate, insz_hash: str | None = None) -> MatchOutcome:
    decision = decide(row, Candidates(people or (EMMA, BRAM)), insz_hash=insz_hash)
    assert bool(decision.why) == (decision.outcome is MatchOutcome.DOUBTFUL)
    return decision.outcome


def test_nobody_alike_is_new() -> None:
    assert outcome(values("Janssens", "Lotte")) is MatchOutcome.NEW


def test_same_number_and_same_fields_is_unchanged() -> None:
    assert outcome(values(postcode="9000"), insz_hash="hash-1") is MatchOutcome.UNCHANGED


def test_changes_show_old_and_new_and_an_empty_cell_erases_nothing() -> None:
    row = values(birth=MARCH, postcode="9050", email="e@voorbeeld.invalid")
    decision = decide(row, Candidates([EMMA]), insz_hash="hash-1")
    assert (decision.outcome, decision.ref) == (MatchOutcome.CHANGED, "emma")
    assert decision.changes == (
        Change("postcode", "9000", "9050"),
        Change("email", None, "e@voorbeeld.invalid"),
    )
    assert outcome(values(), insz_hash="hash-1") is MatchOutcome.UNCHANGED


def test_a_number_that_is_added_is_a_change_without_the_number() -> None:
    row = values("De Smet", "Bram", date(2008, 1, 2), insz="08610200155")
    decision = decide(row, Candidates([BRAM]), insz_hash="hash-2")
    assert decision.changes == (Change("insz", None, None),)


def test_name_and_birth_date_find_somebody_whatever_the_order_case_or_accents() -> None:
    same = decide(values("émma", "PEETERS"), Candidates([EMMA]), insz_hash=None)
    assert same.ref == "emma"


def test_a_known_number_with_another_name_is_doubtful() -> None:
    assert outcome(values("Vermeulen", "Otto"), insz_hash="hash-1") is MatchOutcome.DOUBTFUL


def test_a_number_on_the_row_of_a_brother_or_a_twin_renames_nobody() -> None:
    emma, emmy = EMMA, Candidate("emmy", "Peeters", "Emmy", MARCH, "hash-2")
    row = decide(values(first="Emmy"), Candidates([emma, emmy]), insz_hash="hash-1")
    assert (row.outcome, row.refs) == (MatchOutcome.DOUBTFUL, ("emma", "emmy"))
    # A twin who is not here yet: half of the name and the birth date are the same.
    assert outcome(values(first="Jan-Baptist"), insz_hash="hash-1") is MatchOutcome.DOUBTFUL
    # A name that is only spelled otherwise is corrected.
    spelled = decide(values("Peters"), Candidates([EMMA]), insz_hash="hash-1")
    assert (spelled.outcome, spelled.ref) == (MatchOutcome.CHANGED, "emma")


def test_a_known_name_and_birth_date_with_another_number_is_doubtful() -> None:
    assert outcome(values(), insz_hash="hash-9") is MatchOutcome.DOUBTFUL


def test_a_typing_error_in_the_name_is_doubtful() -> None:
    assert outcome(values("Peters", "Emma")) is MatchOutcome.DOUBTFUL


def test_a_slip_in_the_birth_date_is_doubtful_and_another_date_is_new() -> None:
    assert outcome(values(birth=date(2007, 3, 15))) is MatchOutcome.DOUBTFUL
    assert outcome(values("De Smet", "Bram", date(2008, 2, 1))) is MatchOutcome.DOUBTFUL
    assert outcome(values(birth=date(2005, 8, 30))) is MatchOutcome.NEW


def test_two_people_with_the_same_name_and_birth_date_are_doubtful_both_named() -> None:
    twin = Candidate("twin", "Peeters", "Emma", MARCH)
    decision = decide(values(), Candidates([EMMA, twin]), insz_hash=None)
    assert (decision.ref, decision.refs) == (None, ("emma", "twin"))


def test_a_name_without_birth_date_is_doubtful_when_known() -> None:
    assert outcome(values(birth=None)) is MatchOutcome.DOUBTFUL


def test_the_second_row_of_a_person_in_one_file_is_doubtful() -> None:
    decision = decide(values(), Candidates([]), insz_hash=None, duplicate_of=7)
    assert (decision.outcome, "rij 7" in decision.why) == (MatchOutcome.DOUBTFUL, True)


def test_names_in_another_script_are_not_taken_for_one_another() -> None:
    olena = Candidate("olena", "Шевченко", "Олена", MARCH)
    assert outcome(values("Коваль", "Іван"), olena) is MatchOutcome.NEW


def test_likeness_runs_from_nothing_to_equal() -> None:
    key = name_key("Peeters", "Emma")
    assert likeness(key, key) == 1.0
    assert likeness(key, name_key("Zwyx", "Q")) == 0.0
