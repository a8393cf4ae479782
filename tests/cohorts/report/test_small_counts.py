"""An attacker who knows all published numbers and all totals cannot work out a small count."""

import itertools
import json
import math
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.cohorts.report.findings_by_hand import estimate, findings, study
from tests.samples import sample

from overstap_cohorts.findings import (
    BalanceRow,
    Curve,
    Description,
    Estimate,
    Findings,
    Overlap,
    Participation,
    SetAside,
)
from overstap_cohorts.report.estimates import estimates_bytes
from overstap_cohorts.report.suppressing import suppressed
from overstap_cohorts.small_numbers import HIDDEN, Count, is_hidden
from overstap_cohorts.study.definition import Outcome
from overstap_cohorts.wording import RowFault, Warned

LEVELS = ("a", "b", "c", "d")
GROUPS = (True, False)


@dataclass
class Truth:
    """Counts of people by group and level, with and without the event, and by bin of the score."""

    with_event: dict[tuple[bool, str], int]
    without: dict[tuple[bool, str], int]
    bins: dict[tuple[bool, int], int]
    people: dict[tuple[bool, str], int] = field(init=False)

    def __post_init__(self):
        self.people = {key: self.with_event[key] + self.without[key] for key in self.with_event}

    def size(self, group):
        return sum(n for (g, _), n in self.people.items() if g == group)

    def events(self, group):
        return sum(n for (g, _), n in self.with_event.items() if g == group)


counts = st.one_of(st.integers(0, 14), st.integers(15, 400))


@st.composite
def truths(draw):
    keys = list(itertools.product(GROUPS, LEVELS))
    with_event = {key: draw(counts) for key in keys}
    without = {key: draw(counts) for key in keys}
    bins = {}
    for group in GROUPS:
        left = sum(n for k, n in {**with_event}.items() if k[0] == group)
        left += sum(n for k, n in without.items() if k[0] == group)
        for number in range(7):
            taken = draw(st.integers(0, left)) if number else min(left, draw(counts))
            bins[group, number] = taken
            left -= taken
        bins[group, 7] = left
    return Truth(with_event, without, bins)


def told(truth: Truth) -> Findings:
    """What an engine would find: whole, subgroups, balance, participants, bins; no protection."""
    made: list[Estimate] = []
    for level in (None, *LEVELS):
        chosen = LEVELS if level is None else (level,)
        n = [sum(truth.people[g, x] for x in chosen) for g in GROUPS]
        events = [sum(truth.with_event[g, x] for x in chosen) for g in GROUPS]
        if min(n) < 30:
            continue  # refused by the engine
        means = [e / m for e, m in zip(events, n, strict=True)]
        for method in ("difference", "aipw"):
            made.append(
                estimate(method=method, estimate=means[0] - means[1], n_treated=n[0],
                         n_comparison=n[1], effective_n=float(n[1]), rows=sum(n),
                         mean_treated=means[0], mean_comparison=means[1],
                         subgroup="" if level is None else f"kind={level}")
            )  # fmt: skip
    sizes = [truth.size(g) for g in GROUPS]
    rows, lines = [], []
    for level in LEVELS:
        n = [truth.people[g, level] for g in GROUPS]
        means = [a / b if b else 0.0 for a, b in zip(n, sizes, strict=True)]
        yard = math.sqrt(means[0] * (1 - means[0])) or math.nan
        gap = (means[0] - means[1]) / yard
        rows.append(BalanceRow("ibal", "aipw", "kind", level, *means, means[0], gap, 0.0, *n))
        lines.append(Participation("ibal", "kind", level, *means, "share", *n))
    bins = {g: tuple(truth.bins[g, i] for i in range(8)) for g in GROUPS}
    return Findings(
        study(covariates=(), subgroups=("kind",)),
        estimates=made,
        balance=rows,
        overlap=[Overlap("ibal", bins[True], bins[False], 0, 0.0)],
        participation=lines,
        people=sum(sizes),
    )


class Attacker:
    """Whole-number unknowns, and every published number as an equation over them."""

    def __init__(self, truth: Truth):
        self.names = [("e", k) for k in truth.people] + [("o", k) for k in truth.people]
        self.names += [("b", k) for k in truth.bins]
        self.place = {name: i for i, name in enumerate(self.names)}
        self.rows, self.values = [], []
        for g in GROUPS:  # totals are known to everybody
            self.learn([("e", (g, x)) for x in LEVELS] + [("o", (g, x)) for x in LEVELS],
                       truth.size(g))  # fmt: skip
            self.learn([("b", (g, i)) for i in range(8)], truth.size(g))

    def learn(self, names, value):
        row = np.zeros(len(self.names))
        for name in names:
            row[self.place[name]] += 1
        self.rows.append(row)
        self.values.append(value)

    def people(self, g, levels):
        return [(kind, (g, x)) for x in levels for kind in "eo"]

    def read(self, shown: Findings):
        for e in shown.estimates:
            levels = (e.subgroup.partition("=")[2],) if e.subgroup else LEVELS
            self.read_counts(e, levels)
            for g, n, mean in (
                (True, e.n_treated, e.mean_treated),
                (False, e.n_comparison, e.mean_comparison),
            ):
                if not is_hidden(n) and not math.isnan(mean):
                    self.learn([("e", (g, x)) for x in levels], round(mean * n))
        for row in shown.balance:
            self.read_counts(row, row.level.split(" + "))
        for line in shown.participation:
            self.read_counts(line, (line.level,))
        for g, bins in ((True, shown.overlap[0].treated), (False, shown.overlap[0].comparison)):
            for i, n in enumerate(bins):
                if n != HIDDEN:
                    self.learn([("b", (g, i))], n)

    def read_counts(self, line, levels):
        for g, n in ((True, line.n_treated), (False, line.n_comparison)):
            if not is_hidden(n):
                self.learn(self.people(g, levels), n)

    def reach(self, names):
        """Least and most that the sum of `names` can be."""
        aim = np.zeros(len(self.names))
        for name in names:
            aim[self.place[name]] = 1
        known = LinearConstraint(np.array(self.rows), self.values, self.values)
        ends = []
        for sign in (1, -1):
            found = milp(sign * aim, constraints=known, integrality=np.ones(len(aim)),
                         bounds=Bounds(0, np.inf))  # fmt: skip
            assert found.success, found.message
            ends.append(sign * found.fun)
        return round(ends[0]), round(ends[1])


@settings(max_examples=sample(30, 120), deadline=None, suppress_health_check=list(HealthCheck))
@given(truths())
def test_no_small_count_of_levels_bins_or_events_can_be_worked_out(truth):
    if min(truth.size(g) for g in GROUPS) < 30:
        return
    attacker = Attacker(truth)
    attacker.read(suppressed(told(truth)))
    secrets = {
        **{("people", k): attacker.people(k[0], (k[1],)) for k in truth.people},
        **{("event", k): [("e", k)] for k in truth.people},
        **{("no event", k): [("o", k)] for k in truth.people},
        **{("bin", k): [("b", k)] for k in truth.bins},
    }
    true = {"people": truth.people, "event": truth.with_event, "bin": truth.bins}
    true["no event"] = truth.without
    for (kind, key), names in secrets.items():
        count = true[kind][key]
        if count < 10:
            least, most = attacker.reach(names)
            assert least <= count <= most
            assert most - least >= 9, (kind, key, count, least, most)


def test_without_suppression_the_same_attacker_knows_everything():
    keys = list(itertools.product(GROUPS, LEVELS))
    truth = Truth(dict.fromkeys(keys, 40) | {(True, "a"): 3},
                  dict.fromkeys(keys, 40) | {(True, "a"): 4},
                  {(g, i): truth_bin(g, i) for g in GROUPS for i in range(8)})  # fmt: skip
    attacker = Attacker(truth)
    attacker.read(told(truth))
    assert attacker.reach(attacker.people(True, ("a",))) == (7, 7)


def truth_bin(group, number):
    total = 247 if group else 320
    return total if number == 0 else 0


def test_a_rare_outcome_is_withheld_by_every_method_with_its_e_value():
    rare = [estimate(mean_treated=4 / 612, method=m) for m in ("aipw", "difference")]
    shown = suppressed(findings(estimates=rare))
    assert shown.estimates == []
    assert {r.reason for r in shown.refused[-2:]} == {"small-cells"}
    assert [s.method for s in shown.sensitivity] == ["psm"]


def test_two_sizes_that_differ_by_a_few_people_are_not_both_shown():
    shown = suppressed(
        findings(estimates=[estimate(), estimate(method="cem", n_treated=607)])
    ).estimates
    assert shown[0].n_treated == 612
    assert is_hidden(shown[1].n_treated)
    assert math.isnan(shown[1].mean_treated)
    assert shown[1].std_error == 0.013


def test_the_number_of_people_goes_when_it_tells_of_those_left_out():
    shown = suppressed(findings(estimates=[estimate()], people=8875, trials=0))
    assert is_hidden(shown.people)
    assert suppressed(findings(estimates=[estimate()], people=9000, trials=0)).people == 9000


def test_a_subgroup_goes_where_the_rest_would_be_a_few():
    names = {e.subgroup for e in suppressed(findings()).estimates}
    assert "gender=m" in names
    assert "gender=f" not in names  # everybody less men and women: 12 others with 7 events


def test_an_indicator_given_as_a_number_is_a_count_too():
    row = BalanceRow("ibal", "aipw", "ill", "", 6 / 612, 400 / 8260, 0.01, -0.4, 0.0, 612, 8260)
    (shown,) = suppressed(findings(balance=[row], estimates=[])).balance
    assert math.isnan(shown.mean_treated)
    assert math.isnan(shown.difference_after)


def test_steps_of_a_curve_count_at_least_the_threshold_or_are_joined():
    at_risk = (100, 96, 88, 85, 70, 4)
    curve = Curve("ibal", "vsv", "treated", tuple(range(6)), tuple(n / 100 for n in at_risk),
                  at_risk, 4.123456, 0.2, 5)  # fmt: skip
    (shown,) = suppressed(findings(curves=[curve], estimates=[])).curves
    assert shown.months == (0, 2, 4)
    assert shown.at_risk == (100, 88, 70)
    assert shown.restricted_mean == 4.12


def test_a_hidden_description_takes_its_complement_along():
    items = [Description("a", "ibal", 5 / 612, 0.3, 612, 8260),
             Description("b", "ibal", 300 / 612, 0.3, 612, 8260),
             Description("c", "ibal", 307 / 612, 0.4, 612, 8260)]  # fmt: skip
    shown = suppressed(findings(descriptions=items)).descriptions
    assert sum(math.isnan(item.treated) for item in shown) >= 2


def states(vsv, qualified, enrolled=None):
    """Outcomes of which each of 612 and 8260 people has exactly one."""
    counts = {"vsv": vsv, "qualified": qualified, "enrolled": enrolled}
    return findings(
        outcomes=tuple(Outcome(name, measure=name, binary=True) for name in counts),
        estimates=[
            estimate(outcome=name, method="difference", mean_treated=count / 612,
                     mean_comparison=0.3)
            for name, count in counts.items() if count is not None
        ],
        descriptions=[],
        sensitivity=[],
    )  # fmt: skip


@pytest.mark.parametrize("found", [states(300, 307, 5), states(300, 307)])
def test_a_rare_state_does_not_follow_from_the_other_two(found):
    assert len(suppressed(found).estimates) == 1


def test_common_states_stay_all_three():
    assert len(suppressed(states(300, 200, 112)).estimates) == 3


def test_a_described_state_goes_where_an_outcome_leaves_a_few():
    found = states(300, None)
    found.descriptions = [Description("still_enrolled", "ibal", 307 / 612, 0.3, 612, 8260)]
    (shown,) = suppressed(found).descriptions
    assert math.isnan(shown.treated)


def test_places_and_free_numbers_do_not_leave():
    shown = suppressed(
        findings(
            set_aside=[SetAside(RowFault("overlap"), 3, ("rij 7",))],
            warnings=[Warned("nobody-waited", {"about": "x", "months": 6, "people": Count(4)})],
        )
    )
    assert shown.set_aside == [SetAside(RowFault("overlap"), HIDDEN, ())]
    (warned,) = shown.warnings
    assert warned.facts == {"about": "x", "months": 6, "people": "<10"}
    assert shown.run == {}


@pytest.mark.parametrize("details", [{"ties": 3}, {"trimmed_share": 4 / 612}, {"pairs": 607}])
def test_details_that_count_few_people_are_hidden(details):
    (shown,) = suppressed(findings(estimates=[estimate(details=details)])).estimates
    assert list(shown.details.values()) == [None]


def test_the_findings_that_came_in_are_not_changed():
    found, same = findings(), findings()
    suppressed(found)
    assert found == same


def test_another_threshold_is_followed():
    loose = json.loads(estimates_bytes(suppressed(findings(threshold=3))))
    levels = [row["level"] for row in loose["diagnostics"]["balance"]]
    assert "missing" in levels
