"""Two published reports that differ by a few people: whoever subtracts learns about those few."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.research import rules
from overstap.research.counts_in_reports import Shown, Thing, shown_counts
from overstap.research.models import Extract, Publication, ReportFile, StudyRun
from overstap.research.services import publishing
from overstap_cohorts.report.estimates import estimates_bytes
from overstap_cohorts.report.suppressing import suppressed
from tests.cohorts.report.findings_by_hand import findings
from tests.conftest import owner
from tests.research import site_scene as scene

# The hand-made findings say `ibal`; the text says which code that is.
TEXT = scene.STUDY.replace('name = "IBAL"', 'name = "ibal"')


def document(**changes: Any) -> dict[str, Any]:
    """An estimates.json as a study writes it."""
    return dict(json.loads(estimates_bytes(suppressed(findings(**changes)))))


def people(count: int) -> list[Any]:
    """The estimates with so many treated for IBAL on vsv."""
    return [
        replace(one, n_treated=count, mean_treated=257 / count)
        if (one.n_treated, one.treatment) == (612, "ibal")
        else one
        for one in findings().estimates
    ]


def shown(**changes: Any) -> Shown:
    return shown_counts(document(**changes), {"ibal": "IBAL"})


class TestRule:
    def test_every_count_of_a_report_is_compared(self) -> None:
        counts = shown().counts
        assert counts[Thing("people")] == {8960}
        assert counts[Thing("treated", "IBAL", "vsv")] == {612}
        assert counts[Thing("treated_events", "IBAL", "vsv")] == {257}
        assert counts[Thing("treated", "IBAL", "vsv", "gender=m")] == {380}
        assert counts[Thing("part_comparison", "IBAL", "", "mother_education=low")] == {3900}
        assert counts[Thing("part_treated", "IBAL", "", "people")] == {612}
        assert counts[Thing("described_treated", "IBAL", "", "official_rate")] == {400}
        assert counts[Thing("described_treated", "IBAL", "", "official_rate ja")] == {204}
        assert any(thing.what == "curve" for thing in counts)
        assert any(thing.what == "bin" for thing in counts)
        assert counts[Thing("set_aside", part="spells: eindigt voor het begint")] == {23}
        # Every count under the threshold is hidden: zero neither.
        assert min(count for found in counts.values() for count in found) >= 10

    def test_all_counts_that_the_file_holds_are_among_them(self) -> None:
        """A count that is added to the file one day may not slip by."""
        known = {"n_treated", "n_comparison", "treated", "comparison", "count", "outside", "rows"}
        known |= {"pairs", "horizon"}
        # How many cells and ties there are follows from covariates: it counts no people.
        known |= {"cells", "ties"}
        found: set[str] = set()

        def walk(value: Any, name: str = "") -> None:
            if isinstance(value, dict):
                for key, inner in value.items():
                    walk(inner, key)
            elif isinstance(value, list):
                for inner in value:
                    walk(inner, f"[{name}]")
            elif isinstance(value, int) and not isinstance(value, bool):
                found.add(name)

        walk({k: v for k, v in document().items() if k not in ("study", "suppression")})
        lists = {"[treated]", "[comparison]", "[at_risk]", "[months]"}
        assert found <= known | lists

    def test_the_same_report_twice_is_fine(self) -> None:
        assert rules.too_near(shown(), shown(), 10) is None

    @pytest.mark.parametrize(("count", "near"), [
        (611, True), (603, True), (621, True), (602, False), (622, False), (900, False),
    ])  # fmt: skip
    def test_a_difference_of_one_to_nine_is_near(self, count: int, near: bool) -> None:
        one = Shown({Thing("treated", "IBAL", "vsv"): frozenset({612})}, 10)
        other = Shown({Thing("treated", "IBAL", "vsv"): frozenset({count})}, 10)
        assert bool(rules.too_near(one, other, 10)) is near
        assert bool(rules.too_near(other, one, 10)) is near

    def test_other_things_are_not_compared(self) -> None:
        one = Shown({Thing("treated", "IBAL", "vsv"): frozenset({612})}, 10)
        for thing in (
            Thing("treated", "BRUG", "vsv"), Thing("treated", "IBAL", "nec_entry"),
            Thing("treated", "IBAL", "vsv", "gender=m"), Thing("comparison", "IBAL", "vsv"),
        ):  # fmt: skip
            assert rules.too_near(one, Shown({thing: frozenset({611})}, 10), 10) is None

    def test_a_count_that_stood_there_already_tells_nothing_new(self) -> None:
        thing = Thing("treated", "IBAL", "vsv")
        earlier = Shown({thing: frozenset({612, 640, 636})}, 10)
        assert rules.too_near(earlier, Shown({thing: frozenset({640})}, 10), 10) is None
        assert rules.too_near(earlier, Shown({thing: frozenset({641})}, 10), 10) == thing

    def test_an_outcome_that_changes_for_a_few_is_near_with_as_many_people(self) -> None:
        less = [replace(one, mean_treated=255 / 612) if one.n_treated == 612 else one
                for one in findings().estimates]  # fmt: skip
        assert rules.too_near(shown(), shown(estimates=less), 10) == Thing(
            "treated_events", "IBAL", "vsv"
        )

    def test_another_model_of_who_takes_part_is_no_small_difference(self) -> None:
        """One covariate less: the bins of the propensity score count other things."""
        covariates = findings().study.covariates[:3]
        moved = replace(
            findings().overlap[0], treated=(0, 4, 38, 87, *findings().overlap[0].treated[4:])
        )
        other = shown(covariates=covariates, overlap=[moved])
        assert rules.too_near(shown(), other, 10) is None
        assert rules.too_near(shown(), shown(overlap=[moved]), 10) is not None

    def test_a_name_hides_no_code(self) -> None:
        again = shown_counts(document(estimates=people(609)), {"ibal": "IBAL"})
        assert rules.too_near(shown(), again, 10)

    @pytest.mark.parametrize(("other", "together"), [
        ((10, 20, []), True), ((20, 30, []), True), ((21, 30, []), False),
        ((10, 20, ["dual"]), True), ((10, 20, ["parttime"]), False),
    ])  # fmt: skip
    def test_extracts_that_can_hold_the_same_people(
        self, other: tuple[int, int, list[str]], together: bool
    ) -> None:
        first = clock.today()
        days = [first + timedelta(days=n) for n in other[:2]]
        mine = (first + timedelta(days=5), first + timedelta(days=20), ["dual"])
        assert rules.overlap(mine, (*days, other[2])) is together  # type: ignore[arg-type]


@pytest.fixture
def department() -> scene.Department:
    return scene.Department()


def study(
    department: scene.Department, over: Extract, said: dict[str, Any] | None = None, **fields: Any
) -> StudyRun:
    made = scene.study(department, over, **{"state": "done", "text": TEXT} | fields)
    content = json.dumps(document() if said is None else said).encode()
    with owner():
        for name, data in (("report.html", b"<p>R</p>"), ("estimates.json", content)):
            ReportFile.objects.create(
                study=made, organisation=department.organisation, name=name, content=data,
                digest="x",
            )  # fmt: skip
    return made


def proposed(department: scene.Department, over: StudyRun, title: str = "Eerst") -> Publication:
    with scene.acting(department.user("lies")):
        return publishing.propose(
            by=department.by("lies"), study=over, title=title, question="", why="Nuttig."
        )


def publish(department: scene.Department, one: Publication) -> None:
    with scene.acting(department.user("tom")):
        publishing.decide(by=department.by("tom"), publication=one, agree=True, why="Klopt.")


def state(department: scene.Department, one: Publication) -> str:
    with scene.acting(department.user("tom")):
        return Publication.objects.get(pk=one.pk).state


@pytest.mark.django_db
class TestPublishing:
    def test_a_report_that_differs_by_a_few_is_not_proposed_and_told_why(
        self, department: scene.Department
    ) -> None:
        extract = scene.extract(department)
        publish(department, proposed(department, study(department, extract), "Wat deed IBAL?"))
        near = study(department, extract, document(estimates=people(609)))
        with pytest.raises(Refusal) as refused:
            proposed(department, near)
        said = refused.value.sentence
        assert refused.value.code == "too_near"
        assert "“Wat deed IBAL?”" in said
        assert "deelnemers (IBAL · vsv)" in said
        assert "trek dat rapport eerst terug" in said
        # Neither count stands in it, nor their difference.
        assert not {"612", "609", " 3 "} & {said[i : i + 3] for i in range(len(said))}

    def test_both_were_proposed_and_the_second_is_not_published(
        self, department: scene.Department
    ) -> None:
        extract = scene.extract(department)
        first = proposed(department, study(department, extract))
        second = proposed(department, study(department, extract, document(estimates=people(609))))
        publish(department, first)
        with pytest.raises(Refusal) as refused:
            publish(department, second)
        assert refused.value.code == "too_near"
        assert state(department, second) == "proposed"
        # Declining is not publishing.
        with scene.acting(department.user("tom")):
            publishing.decide(
                by=department.by("tom"), publication=second, agree=False, why="Te dicht."
            )
        assert state(department, second) == "declined"

    def test_once_the_earlier_is_taken_back_it_may(self, department: scene.Department) -> None:
        extract = scene.extract(department)
        first = proposed(department, study(department, extract))
        second = proposed(department, study(department, extract, document(estimates=people(609))))
        publish(department, first)
        with scene.acting(department.user("tom")):
            publishing.withdraw(by=department.by("tom"), publication=first, why="Vervangen.")
        publish(department, second)
        assert state(department, second) == "published"

    def test_a_rerun_with_the_same_counts_and_one_that_differs_by_many_may(
        self, department: scene.Department
    ) -> None:
        extract = scene.extract(department)
        publish(department, proposed(department, study(department, extract)))
        publish(department, proposed(department, study(department, extract)))
        many = document(estimates=people(500), overlap=[], curves=[])
        publish(department, proposed(department, study(department, extract, many)))

    def test_a_higher_threshold_of_either_study_counts(self, department: scene.Department) -> None:
        extract = scene.extract(department)
        publish(department, proposed(department, study(department, extract)))
        said = document(estimates=people(597), threshold=20)
        with pytest.raises(Refusal):
            proposed(department, study(department, extract, said))

    @pytest.mark.parametrize(("fields", "changes", "refused"), [
        # Another extract of the same time: the same programme and outcome.
        ({}, {"estimates": people(609)}, True),
        ({"pathways": ["dual"]}, {"estimates": people(609)}, False),
        ({"from_on": "later"}, {"estimates": people(609)}, False),
        # The total alone differs, and nothing else is asked of both.
        ({}, {"people": 8957, "estimates": [], "curves": []}, False),
    ])  # fmt: skip
    def test_an_extract_that_overlaps_counts_too(
        self, department: scene.Department, fields: dict[str, Any], changes: dict[str, Any],
        refused: bool,
    ) -> None:  # fmt: skip
        first = scene.extract(department, pathways=["parttime"], ends_on=clock.today())
        publish(department, proposed(department, study(department, first)))
        if fields.get("from_on"):
            day = clock.today() + timedelta(days=1)
            fields = {"from_on": day, "until_on": day}
        other = scene.extract(department, **fields)
        second = study(department, other, document(**changes))
        if refused:
            with pytest.raises(Refusal):
                proposed(department, second)
        else:
            publish(department, proposed(department, second))

    def test_a_programme_under_another_name_is_the_same_programme(
        self, department: scene.Department
    ) -> None:
        extract = scene.extract(department)
        publish(department, proposed(department, study(department, extract)))
        said = json.loads(json.dumps(document(estimates=people(609))).replace('"ibal"', '"extra"'))
        renamed = study(department, extract, said, text=TEXT.replace('"ibal"', '"extra"'))
        with pytest.raises(Refusal):
            proposed(department, renamed)

    def test_without_counts_to_compare_nothing_is_published(
        self, department: scene.Department
    ) -> None:
        blind = scene.study(department, scene.extract(department), state="done")
        with pytest.raises(Refusal) as refused:
            proposed(department, blind)
        assert refused.value.code == "no_estimates"

    def test_the_pages_say_it(self, department: scene.Department) -> None:
        extract = scene.extract(department)
        first = proposed(department, study(department, extract), "Wat deed IBAL?")
        near = study(department, extract, document(estimates=people(609)))
        second = proposed(department, near, "Nog eens")
        publish(department, first)
        tom = scene.client(department.members["tom"])
        answer = tom.post(
            f"/rapporten/{second.pk}/beslissen/", {"why": "Klopt.", "act": "agree"}, follow=True
        )
        assert "Naast het rapport “Wat deed IBAL?”" in answer.content.decode()
        assert state(department, second) == "proposed"
        lies = scene.client(department.members["lies"])
        third = study(department, extract, document(estimates=people(610)))
        answer = lies.post(
            f"/onderzoek/studie/{third.pk}/publiceren/", {"title": "x", "why": "Nuttig."}
        )
        assert answer.status_code == 422
        assert "Naast het rapport “Wat deed IBAL?”" in answer.content.decode()
