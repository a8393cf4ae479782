"""Which categories of a covariate may be shown: one answer for every table that counts them.

Balance, participants and subgroups count the same people. A category that is hidden in one and
shown in another would be no secret, so what is hidden is decided over all of them together.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from overstap_cohorts.findings import BalanceRow, Estimate, Findings, Participation
from overstap_cohorts.small_numbers import (
    HIDDEN,
    NAN,
    apart,
    as_counts,
    is_small,
    protected,
)

type Counts = tuple[float, float]
type Table = dict[str, Counts]
type HiddenLevels = dict[tuple[str, str], frozenset[str]]  # (treatment, covariate) -> levels
_ROUND = 3


def hidden_levels(findings: Findings) -> HiddenLevels:
    """Levels that no table shows, by treatment and covariate."""
    threshold = findings.study.threshold
    totals = _totals(findings)
    hidden: HiddenLevels = {}
    for key, sources in _tables(findings).items():
        levels: set[str] = set()
        before: set[str] | None = None
        while before != levels:
            before = set(levels)
            for source, table in sources.items():
                names = list(table)
                known = totals[key[0], *source] | totals[key[0], "everybody"]
                if source[0] == "subgroup":
                    known = totals[key[0], *source]
                found = protected(
                    [table[name] for name in names],
                    threshold,
                    forced=[i for i, name in enumerate(names) if name in levels],
                    totals=sorted(known),
                )
                levels |= {names[i] for i in found}
        hidden[key] = frozenset(levels)
    return hidden


def variable_of(estimate: Estimate) -> tuple[str, str]:
    """('gender', 'm') of subgroup 'gender=m'."""
    name, _, level = estimate.subgroup.partition("=")
    return name, level


def _tables(findings: Findings) -> dict[tuple[str, str], dict[tuple[str, ...], Table]]:
    """Every count of levels, a table a source."""
    found: dict[tuple[str, str], dict[tuple[str, ...], Table]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for source, treatment, covariate, level, counts in _counted(findings):
        found[treatment, covariate][source][level] = counts
    return found


def _counted(findings: Findings) -> Iterator[tuple[tuple[str, ...], str, str, str, Counts]]:
    for row in findings.balance:
        source: tuple[str, ...] = ("balance", row.method)
        if row.level:
            counts = (float(row.n_treated), float(row.n_comparison))
            yield source, row.treatment, row.covariate, row.level, counts
        elif pair := as_counts(
            row.mean_treated, row.mean_comparison_before, row.n_treated, row.n_comparison
        ):
            yield source, row.treatment, row.covariate, "", pair[0]
            yield source, row.treatment, row.covariate, "\N{NOT SIGN}", pair[1]
    for line in findings.participation:
        if line.level and line.unit != "hours":
            compared = line.n_comparison if line.comparison is not None else math.inf
            yield (("participation",), line.treatment, line.characteristic, line.level,
                   (float(line.n_treated), float(compared)))  # fmt: skip
    for estimate in findings.estimates:
        name, level = variable_of(estimate)
        if level:
            source = ("subgroup", estimate.outcome, estimate.method)
            counts = (float(estimate.n_treated), float(estimate.n_comparison))
            yield source, estimate.treatment, name, level, counts


def _totals(findings: Findings) -> dict[tuple[str, ...], set[Counts]]:
    """Sizes of both groups that the same table, or the largest estimate, shows."""
    totals: dict[tuple[str, ...], set[Counts]] = defaultdict(set)
    for e in findings.estimates:
        if not e.subgroup and not e.dose:
            size = (float(e.n_treated), float(e.n_comparison))
            totals[e.treatment, "subgroup", e.outcome, e.method].add(size)
            totals[e.treatment, "everybody"].add(size)
    for row in findings.balance:
        if not row.level:
            totals[row.treatment, "balance", row.method].add((row.n_treated, row.n_comparison))
    for line in findings.participation:
        if line.characteristic == "people":
            totals[line.treatment, "participation"].add((line.n_treated, line.n_comparison))
    for key, sizes in totals.items():
        if key[1] == "everybody":
            totals[key] = {max(sizes)}
    return totals


def hide_balance(findings: Findings, hidden: HiddenLevels) -> list[BalanceRow]:
    """Rows of hidden levels become one row together, without numbers where it would be all."""
    kept: list[BalanceRow] = []
    groups: dict[tuple[str, str, str], list[BalanceRow]] = defaultdict(list)
    for row in findings.balance:
        groups[row.treatment, row.method, row.covariate].append(row)
    for (treatment, _method, covariate), rows in groups.items():
        secret = hidden.get((treatment, covariate), frozenset())
        kept += [row for row in rows if row.level not in secret]
        together = [row for row in rows if row.level in secret]
        if together:
            kept.append(_merged(together, whole=len(together) == len(rows)))
    return _one_count_a_level(kept, findings.study.threshold)


def _merged(rows: list[BalanceRow], *, whole: bool) -> BalanceRow:
    first = rows[0]
    names = " + ".join(row.level for row in rows)
    if whole:
        return replace(
            first, level=names, mean_treated=NAN, mean_comparison_before=NAN,
            mean_comparison_after=NAN, difference_before=NAN, difference_after=NAN,
            n_treated=HIDDEN, n_comparison=HIDDEN,
        )  # fmt: skip
    treated = sum(row.mean_treated for row in rows)
    before = sum(row.mean_comparison_before for row in rows)
    after = sum(row.mean_comparison_after for row in rows)
    yard = math.sqrt(max(treated * (1 - treated), 0)) or NAN
    return replace(
        first, level=names, mean_treated=treated, mean_comparison_before=before,
        mean_comparison_after=after, difference_before=(treated - before) / yard,
        difference_after=(treated - after) / yard,
        n_treated=sum(row.n_treated for row in rows),
        n_comparison=sum(row.n_comparison for row in rows),
    )  # fmt: skip


def _one_count_a_level(rows: list[BalanceRow], threshold: int) -> list[BalanceRow]:
    """Methods that lose a few people would tell how many: only one count of a level is shown."""
    places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row.n_treated != HIDDEN:
            places[row.treatment, row.covariate, row.level].append(i)
    for listed in places.values():
        secret = apart([rows[i].n_treated for i in listed], threshold)
        secret |= apart([rows[i].n_comparison for i in listed], threshold)
        for position in secret:
            row = rows[listed[position]]
            rows[listed[position]] = replace(
                row, mean_treated=NAN, mean_comparison_before=NAN, mean_comparison_after=NAN,
                difference_before=round(row.difference_before, _ROUND),
                difference_after=round(row.difference_after, _ROUND),
                n_treated=HIDDEN, n_comparison=HIDDEN,
            )  # fmt: skip
    return rows


def hide_participation(
    findings: Findings, hidden: HiddenLevels, *, people_hidden: bool
) -> list[Participation]:
    threshold, kept = findings.study.threshold, []
    for line in findings.participation:
        secret = line.level in hidden.get((line.treatment, line.characteristic), frozenset())
        few = is_small(line.n_treated, threshold)
        few_compared = line.comparison is not None and is_small(line.n_comparison, threshold)
        if line.level and line.unit != "hours":
            few = few_compared = secret
        if few or secret:
            line = replace(line, treated=NAN, n_treated=HIDDEN)
        if few_compared or secret:
            line = replace(line, comparison=None, n_comparison=HIDDEN)
        if people_hidden and line.characteristic == "share":
            line = replace(line, treated=round(line.treated, _ROUND), comparison=None)
        kept.append(line)
    return kept
