"""Enrolments and stations become one line. Pure."""

from datetime import date

from overstap.trajectories.rules import Point, Spell, current_spell, line

TODAY = date(2026, 11, 22)


def drawn(spells: list[Spell], milestones: list[Point]) -> list[tuple[str, str, str]]:
    points = line(spells, milestones, today=TODAY, now="Vandaag", leaving="Einde")
    return [
        (p.label, p.pathway, "now" if p.now else "planned" if p.planned else "past") for p in points
    ]


def spell(pathway: str, programme: str, year: int, until: date | None = None) -> Spell:
    return Spell(pathway, programme, "School", date(year, 9, 1), until)


def test_each_change_of_pathway_or_programme_is_a_station() -> None:
    spells = [
        spell("fulltime", "Verkoop", 2023, date(2024, 9, 1)),
        spell("fulltime", "Verkoop", 2024, date(2025, 9, 1)),
        spell("dual", "Kapper", 2025),
    ]
    assert drawn(spells, []) == [
        ("Verkoop", "fulltime", "past"),
        ("Kapper", "dual", "past"),
        ("Vandaag", "dual", "now"),
    ]


def test_a_milestone_near_a_start_tells_it_once() -> None:
    milestones = [Point(date(2025, 9, 3), "Start duaal", "dual")]
    assert [p[0] for p in drawn([spell("dual", "Kapper", 2025)], milestones)] == [
        "Start duaal",
        "Vandaag",
    ]


def test_the_planned_end_is_drawn_unless_a_plan_says_more() -> None:
    running = [spell("dual", "Kapper", 2025, date(2027, 7, 1))]
    assert drawn(running, [])[-1] == ("Einde", "dual", "planned")
    planned = [Point(date(2027, 3, 1), "Warme overdracht", "work", planned=True)]
    assert drawn(running, planned)[-1] == ("Warme overdracht", "work", "planned")


def test_a_plan_whose_day_passed_still_lies_ahead() -> None:
    late = [Point(date(2026, 1, 1), "Proeftijd", "dual", planned=True)]
    assert drawn([spell("dual", "Kapper", 2025)], late)[-1] == ("Proeftijd", "dual", "planned")


def test_nothing_is_an_empty_line() -> None:
    assert drawn([], []) == []


def test_the_running_enrolment_is_the_latest_that_runs_else_the_next() -> None:
    past, now, coming = (
        spell("fulltime", "A", 2024, date(2025, 7, 1)),
        spell("dual", "B", 2026),
        spell("work", "C", 2027),
    )
    assert current_spell([past, now, coming], TODAY) == now
    assert current_spell([past, coming], TODAY) == coming
    assert current_spell([past], TODAY) is None
