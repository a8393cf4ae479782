"""What each measure and design says of people whose answer is known by hand.

Month 0 is September 2015; trials are months 0 to 5, outcomes are looked at 6 months later.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from overstap_cohorts.engines import open_engine
from overstap_cohorts.evaluating import evaluate
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.sources.spell_source import SpellSource
from overstap_cohorts.study.definition import Condition, Covariate, Treatment
from overstap_cohorts.wording import warning
from tests.cohorts.spell_factories import START, person, spell, study, written

type Spells = list[dict[str, Any]]

IN_SCHOOL = ("enrolment", "X", -6, 30)


@contextmanager
def source(
    folder: Path, spells: Spells, outcomes: tuple[str, ...] = ("vsv",), **more: Any
) -> Iterator[SpellSource]:
    people = sorted({s["person"] for s in spells})
    changed = more.pop("persons", {})
    data = written(folder, [person(who, **changed.get(who, {})) for who in people], spells)
    asked = study(data, outcomes, **more)
    with open_engine("duckdb", folder=folder / "stages", memory_gb=1, threads=1) as engine:
        found = SpellSource(engine, asked)
        found.check()
        yield found


def rows_of(found: SpellSource, outcome: str) -> dict[tuple[int, int], tuple[bool, float]]:
    """(place of the person, trial) -> treated, value."""
    asked = next(o for o in found.study.outcomes if o.name == outcome)
    treatment = found.study.treatments[0]
    from overstap_cohorts.measures.counting import NULL
    from overstap_cohorts.measures.design import stage_of
    from overstap_cohorts.measures.rows import exploded

    found.rows(treatment, asked)
    place = list(found.study.outcomes).index(asked)
    rows = exploded(found._made, stage_of(treatment), place)
    return {
        (int(who), int(at)): (bool(treated), int(y))
        for who, at, treated, y in zip(
            rows.person, rows.position, rows.treated, rows.y, strict=True
        )
        if y != NULL
    }


def ibal(who: int, at: int, hours: float = 10.0) -> dict[str, Any]:
    return spell(who, "programme", "IBAL", at, at, hours=hours)


def test_a_learner_is_at_risk_until_he_starts_and_treated_in_the_month_he_starts(
    tmp_path: Path,
) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 2), spell(2, *IN_SCHOOL)]
    with source(tmp_path, spells) as found:
        rows = rows_of(found, "vsv")
        assert {key: treated for key, (treated, _) in rows.items() if key[0] == 0} == {
            (0, 0): False,
            (0, 1): False,
            (0, 2): True,
        }
        assert sum(key[0] == 1 for key in rows) == 6


def test_who_is_not_enrolled_in_a_month_has_no_trial_in_it(tmp_path: Path) -> None:
    spells = [spell(1, "enrolment", "X", 2, 3), ibal(1, 3)]
    with source(tmp_path, spells) as found:
        assert set(rows_of(found, "vsv")) == {(0, 2), (0, 3)}


def test_leaving_without_a_certificate_is_vsv_and_with_one_it_is_not(tmp_path: Path) -> None:
    spells = [spell(who, "enrolment", "X", -6, 4) for who in (1, 2)]
    spells += [spell(2, "certificate", "C", 4, None), ibal(1, 0), spell(3, *IN_SCHOOL)]
    with source(tmp_path, spells) as found:
        rows = rows_of(found, "vsv")
        assert rows[0, 0] == (True, 1)
        assert rows[1, 0] == (False, 0)
        assert rows[2, 0] == (False, 0)  # still enrolled: in the denominator, no leaver


def test_a_summer_between_two_enrolments_is_no_leaving_and_a_longer_break_is(
    tmp_path: Path,
) -> None:
    spells = [spell(who, "enrolment", "X", -6, 5) for who in (1, 2)]
    spells += [spell(1, "enrolment", "X", 9, 20), spell(2, "enrolment", "X", 10, 20), ibal(1, 5)]
    with source(tmp_path, spells) as found:
        rows = rows_of(found, "vsv")
        assert [rows[0, t][1] for t in (0, 1, 2)] == [0, 0, 0]  # months 6, 7, 8 are the summer
        assert [rows[1, t][1] for t in (1, 2, 3, 4)] == [1, 1, 1, 0]  # back in month 10


def test_months_whose_term_passes_the_end_of_the_data_have_no_outcome(tmp_path: Path) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 5)]
    with source(tmp_path, spells, time={"end_of_data": START + 8}) as found:
        assert {t for _, t in rows_of(found, "vsv")} == {0, 1, 2}


def test_the_twentieth_birthday_counts_once_it_is_known_and_has_not_passed(tmp_path: Path) -> None:
    import datetime as dt

    spells = [spell(1, "enrolment", "X", -6, 5), ibal(1, 5)]
    born = {1: {"born": dt.date(1995, 12, 1)}}  # twenty in December 2015: position 3
    with source(tmp_path, spells, ("vsv_by_20",), persons=born) as found:
        assert rows_of(found, "vsv_by_20") == {(0, t): (False, 0) for t in (0, 1, 2)}


def test_nec_entry_is_asked_only_of_those_outside_nec_and_staying_only_of_those_in_it(
    tmp_path: Path,
) -> None:
    spells = [spell(1, *IN_SCHOOL), spell(1, "work", "NEC", 3, 9), ibal(1, 5)]
    with source(tmp_path, spells, ("nec_entry", "still_in_nec")) as found:
        assert {t: y for (_, t), (_, y) in rows_of(found, "nec_entry").items()} == {
            0: 1,
            1: 1,
            2: 1,
        }
        assert {t: y for (_, t), (_, y) in rows_of(found, "still_in_nec").items()} == {
            3: 1,
            4: 0,
            5: 0,
        }


def test_months_in_work_are_counted_after_time_zero_and_lasting_work_needs_three_in_a_row(
    tmp_path: Path,
) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 5), spell(1, "work", "SEC", 4, 6)]
    with source(tmp_path, spells, ("months_in_work", "lasting_work")) as found:
        months = {t: y for (_, t), (_, y) in rows_of(found, "months_in_work").items()}
        assert months == {0: 3, 1: 3, 2: 3, 3: 3, 4: 2, 5: 1}
        lasting = {t: y for (_, t), (_, y) in rows_of(found, "lasting_work").items()}
        assert lasting == {0: 1, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0}


def test_a_certificate_is_asked_only_of_those_without_one(tmp_path: Path) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 5), spell(1, "certificate", "C", 3, None)]
    with source(tmp_path, spells, ("certificate",)) as found:
        got = {t: y for (_, t), (_, y) in rows_of(found, "certificate").items()}
        assert got == {0: 1, 1: 1, 2: 1}


def test_what_happens_in_the_month_itself_is_not_known_beforehand(tmp_path: Path) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 3), spell(1, "programme", "BRUG", 2, 4, hours=120.0)]
    covariates = ("earlier_programmes", "programme_hours")
    with source(tmp_path, spells, covariates=covariates) as found:
        cells = found.cells(found.study.treatments[0])["vsv"]
        seen = {
            int(cells.covariates["trial"][i]): tuple(
                cells.levels[name][cells.covariates[name][i]] for name in covariates
            )
            for i in range(cells.size)
        }
        assert seen == {
            0: ("geen", "geen"),
            1: ("geen", "geen"),
            2: ("geen", "geen"),
            3: ("BRUG", "geen"),
        }


def test_order_counts_a_programme_only_after_another_began(tmp_path: Path) -> None:
    spells = [spell(who, *IN_SCHOOL) for who in (1, 2)]
    spells += [ibal(1, 4), spell(1, "programme", "BRUG", 1, 2), ibal(2, 4)]
    spells += [spell(2, "programme", "BRUG", 5, 5)]
    after = (Treatment("IBAL", codes=("IBAL",), after=("BRUG",)),)
    with source(tmp_path, spells, treatments=after) as found:
        rows = rows_of(found, "vsv")
        assert rows[0, 4][0]
        assert not any(treated for (who, _), (treated, _) in rows.items() if who == 1)


def test_the_dose_is_the_hours_of_the_start_and_a_small_one_can_be_left_out(
    tmp_path: Path,
) -> None:
    spells = [spell(who, *IN_SCHOOL) for who in (1, 2)] + [ibal(1, 2, 4.0), ibal(2, 3, 25.0)]
    with source(tmp_path, spells) as found:
        treatment, outcome = found.study.treatments[0], found.study.outcomes[0]
        rows = found.rows(treatment, outcome)
        assert sorted(rows.extras["dose"][rows.treated]) == [4.0, 25.0]
    least = (Treatment("IBAL", codes=("IBAL",), least_hours=5),)
    with source(tmp_path / "least", spells, treatments=least) as found:
        assert sum(treated for treated, _ in rows_of(found, "vsv").values()) == 1


def test_a_population_by_circuit_and_age_holds_month_by_month(tmp_path: Path) -> None:
    spells = [spell(1, "enrolment", "X", -6, 1, circuit="DBSO"), ibal(1, 4)]
    spells += [spell(1, "enrolment", "X", 2, 30, circuit="LEERTIJD")]
    only = (Condition("circuit", values=("LEERTIJD",)),)
    with source(tmp_path, spells, population=only) as found:
        assert {t for _, t in rows_of(found, "vsv")} == {3, 4}  # the eve of month 2 is DBSO


def test_the_static_design_hands_the_programme_the_months_before_it_and_says_so(
    tmp_path: Path,
) -> None:
    """Everybody leaves unqualified after the same wait; only who stayed could start in month 8."""
    spells: Spells = []
    for who in range(1, 41):
        stays = 4 if who % 2 else 19
        spells.append(spell(who, "enrolment", "X", 0, stays))
        if not who % 2 and not who % 4:
            spells.append(ibal(who, 8))
    time = {"months": 12, "last_month": START + 11}
    with source(tmp_path, spells, time={**time, "design": "static"}) as found:
        cells = found.cells(found.study.treatments[0])["vsv"]
        treated = np.average(cells.mean[cells.treated], weights=cells.n[cells.treated])
        others = np.average(cells.mean[~cells.treated], weights=cells.n[~cells.treated])
        assert (treated, others) == (0.0, pytest.approx(20 / 30))
        assert "onsterfelijke tijd" in warning(found.warnings[0], "nl")
    with source(tmp_path / "wait", spells, time=time) as found:
        cells = found.cells(found.study.treatments[0])["vsv"]
        month = cells.covariates["trial"] == 8
        assert set(cells.mean[month & cells.treated]) == {1.0}
        assert set(cells.mean[month & ~cells.treated]) == {1.0}


def test_waiting_learners_who_start_later_stay_in_the_comparison_or_are_weighed_out(
    tmp_path: Path,
) -> None:
    spells = [spell(who, *IN_SCHOOL) for who in range(1, 41)]
    spells += [ibal(who, (who // 2) % 6) for who in range(2, 41, 2)]
    with source(tmp_path, spells, covariates=()) as found:
        waiting = found.cells(found.study.treatments[0])["vsv"]
        first = waiting.covariates["trial"] == 0
        assert waiting.n[first & ~waiting.treated].sum() == 37  # three of the forty start in 0
    time = {"design": "start-vs-never-within-k"}
    with source(tmp_path / "never", spells, covariates=(), time=time) as found:
        cells = found.cells(found.study.treatments[0])["vsv"]
        first = cells.covariates["trial"] == 0
        assert cells.weight is not None
        assert cells.n[first & ~cells.treated].sum() == 20
        # Stabilised: by and large the rows that stay stand for themselves.
        assert cells.weight[~cells.treated].mean() == pytest.approx(1, abs=0.05)
        said = warning(found.warnings[0], "nl")
        assert re.search(r"gemiddeld voor \d,\d{3}, hoogstens voor \d,\d\d\.", said)


def test_time_to_leaving_counts_months_and_stops_at_the_end_of_what_is_known(
    tmp_path: Path,
) -> None:
    spells = [spell(1, "enrolment", "X", -6, 3), ibal(1, 1), spell(2, *IN_SCHOOL)]
    with source(tmp_path, spells) as found:
        times = found.times(found.study.treatments[0], found.study.outcomes[0])
        assert times is not None
        happened = times.extras["event"]
        assert list(times.mean[happened]) == [4, 3]  # gone in month 4, asked from 0 and 1
        assert set(times.mean[~happened]) == {6}
        assert found.times(found.study.treatments[0], replace(
            found.study.outcomes[0], measure="months_in_work")) is None  # fmt: skip


def test_takers_and_others_are_described_as_in_the_study_of_hiva(tmp_path: Path) -> None:
    spells = [spell(who, *IN_SCHOOL) for who in (1, 2, 3, 4)]
    spells += [ibal(1, 2, 8.0), ibal(2, 3, 12.0), spell(1, "programme", "BRUG", 0, 1, hours=250.0)]
    with source(tmp_path, spells, persons={1: {"gender": "f"}}) as found:
        lines = {
            (p.characteristic, p.level): p for p in found.participation(found.study.treatments[0])
        }
        assert lines["share", ""].treated == 0.5
        assert lines["mean_hours", ""].treated == 10.0
        assert (lines["gender", "f"].treated, lines["gender", "f"].comparison) == (0.5, 0.0)
        assert lines["earlier_programmes", "BRUG"].treated == 0.5
        described = {d.name: d for d in found.descriptions(found.study.treatments[0])}
        assert described["still_enrolled"].treated == 1.0
        assert set(described) == {"still_enrolled", "official_rate"}


def test_a_window_too_wide_and_an_unknown_measure_are_refused(tmp_path: Path) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 1)]
    wide = {"last_month": START + 40, "months": 36}
    with (
        pytest.raises(StudyRefused, match="samen hoogstens 56"),
        source(tmp_path, spells, time=wide),
    ):
        pass
    # A month is a bit of one whole number, in the static design too.
    far = {"design": "static", "first_month": None, "last_month": None, "months": 56}
    with pytest.raises(StudyRefused, match="hoogstens 55"), source(tmp_path, spells, time=far):
        pass
    with source(tmp_path / "b", spells, time=far | {"months": 55}) as found:
        assert found.people == 1
    with pytest.raises(StudyRefused, match="Toegelaten: vsv"), source(tmp_path, spells, ("geluk",)):
        pass


def test_a_cluster_of_schools_stands_in_the_cells(tmp_path: Path) -> None:
    spells = [spell(who, *IN_SCHOOL, school="AB"[who % 2]) for who in (1, 2, 3)] + [ibal(1, 1)]
    with source(tmp_path, spells, cluster="school") as found:
        cells = found.cells(found.study.treatments[0])["vsv"]
        assert cells.cluster is not None
        assert cells.person_squares is None
        assert {c: cells.n[cells.cluster == c].sum() for c in "AB"} == {"A": 6, "B": 8}


def test_a_second_run_reuses_its_stages(tmp_path: Path) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 1)]
    with source(tmp_path, spells) as found:
        found.cells(found.study.treatments[0])
        assert found.engine.reused == []
    with source(tmp_path, spells) as found:
        found.cells(found.study.treatments[0])
        assert "lives" in found.engine.reused
        assert "segments_IBAL" in found.engine.reused
    with source(tmp_path, [*spells, spell(2, *IN_SCHOOL)]) as found:
        assert "lives" not in found.engine.reused


def test_covariates_may_have_no_value_where_the_study_says_so(tmp_path: Path) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 1), spell(2, *IN_SCHOOL)]
    gone = {1: {"mother_education": None}}
    asked = (Covariate("mother_education", missing="category"),)
    with source(tmp_path, spells, persons=gone) as found:
        found.study = replace(found.study, covariates=asked)
        found.check()
        cells = found.cells(found.study.treatments[0])["vsv"]
        assert cells.levels["mother_education"] == ("(onbekend)", "low")


def test_descriptions_are_of_the_trial_months_in_every_design(tmp_path: Path) -> None:
    spells = [spell(1, *IN_SCHOOL), ibal(1, 2), spell(2, *IN_SCHOOL), ibal(2, 9)]
    sizes = []
    for design in ("start-vs-wait", "start-vs-never-within-k"):
        with source(tmp_path / design, spells, time={"design": design}) as found:
            described = found.descriptions(found.study.treatments[0])
            sizes.append([(item.n_treated, item.n_comparison) for item in described])
    # The second start lies after the last trial month: it counts as waiting in both.
    assert sizes[0] == sizes[1]
    assert sizes[0][0] == (1, 2 + 6)


NEVER = {"design": "start-vs-never-within-k"}


def test_a_level_in_which_nobody_starts_has_no_chance_to_start_and_still_a_weight(
    tmp_path: Path,
) -> None:
    spells = [spell(who, *IN_SCHOOL) for who in range(1, 61)]
    spells += [ibal(who, (who // 3) % 6) for who in range(3, 61, 3)]
    women = {who: {"gender": "f"} for who in range(1, 61) if who % 3 == 1}
    with source(tmp_path, spells, persons=women, time=NEVER) as found:
        cells = found.cells(found.study.treatments[0])["vsv"]
        assert cells.weight is not None
        assert np.isfinite(cells.weight).all()
        first = (cells.covariates["trial"] == 0) & ~cells.treated
        women_stay = cells.weight[first & (cells.covariates["gender"] == 0)]
        men_stay = cells.weight[first & (cells.covariates["gender"] == 1)]
        # Nobody like these women left the comparison: they stand for nobody else, the men do.
        assert len(women_stay) == len(men_stay) == 20
        assert women_stay.max() < men_stay.min()


def test_weights_that_cannot_be_estimated_are_a_reason_in_the_report(tmp_path: Path) -> None:
    spells = [spell(who, *IN_SCHOOL) for who in range(1, 61)]
    spells += [ibal(who, 0) for who in range(2, 61, 2)]
    women = {who: {"gender": "f"} for who in range(1, 61, 2)}
    with source(tmp_path, spells, persons=women, time=NEVER) as found:
        asked = found.study
    made = evaluate(asked, tmp_path / "out")
    assert [(one.method, one.reason) for one in made.refused] == [("aipw", "separation")]
    assert not made.estimates
    told = (tmp_path / "out" / "report" / "report.html").read_text(encoding="utf-8")
    assert "er is geen vergelijkbare groep" in told
