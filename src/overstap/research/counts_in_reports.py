"""Which counts a report shows, by what they count: read from its estimates.json. Pure.

A share of a number of people is a count as well, so those are worked out too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from overstap_cohorts.study.definition import Study


class Thing(NamedTuple):
    """What a count counts, alike for every study that counts the same."""

    what: str
    treatment: str = ""
    outcome: str = ""
    # A subgroup, a dose, a level of a characteristic, a month, a bin.
    part: str = ""

    def __str__(self) -> str:
        inside = " · ".join(filter(None, (self.treatment, self.outcome, self.part)))
        return f"{_WORDS[self.what]} ({inside})" if inside else _WORDS[self.what]


_WORDS = {
    "people": "mensen in de gegevens",
    "treated": "deelnemers",
    "comparison": "mensen in de vergelijking",
    "rows": "rijen van een schatting",
    "pairs": "paren",
    "treated_events": "deelnemers met de uitkomst",
    "comparison_events": "mensen in de vergelijking met de uitkomst",
    "part_treated": "deelnemers met een kenmerk",
    "part_comparison": "mensen in de vergelijking met een kenmerk",
    "described_treated": "deelnemers in een beschrijving",
    "described_comparison": "mensen in de vergelijking in een beschrijving",
    "curve": "mensen in een overlevingscurve",
    "bin": "mensen met een kans op deelname",
    "set_aside": "weggelaten rijen",
}


@dataclass(frozen=True)
class Shown:
    """The counts of one report. `threshold`: under which it hides its own."""

    counts: Mapping[Thing, frozenset[int]] = field(default_factory=dict)
    threshold: int = 0

    @property
    def asked(self) -> frozenset[tuple[str, str]]:
        """The programmes with their outcomes that it shows anything of."""
        return frozenset((t.treatment, t.outcome) for t in self.counts if t.treatment and t.outcome)


def own_codes(study: Study) -> dict[str, str]:
    """Names of treatments to the codes that they stand for: a name is free, a code is not."""
    return {t.name: "+".join(sorted(t.codes)) for t in study.treatments if t.codes}


def shown_counts(document: Mapping[str, Any], codes: Mapping[str, str]) -> Shown:
    """All counts of an estimates.json. `codes`: what its treatments are called by."""
    study = document.get("study", {})
    measures = {one["name"]: one["measure"] or one["name"] for one in study.get("outcomes", [])}
    reader = _Reader(document, codes, measures)
    found: dict[Thing, set[int]] = defaultdict(set)
    for thing, count in reader.all():
        if count is not None:
            found[thing].add(round(count))
    threshold = int(document.get("suppression", {}).get("threshold", 0))
    return Shown({thing: frozenset(counts) for thing, counts in found.items()}, threshold)


type _Counted = Iterator[tuple[Thing, float | None]]


@dataclass(frozen=True)
class _Reader:
    document: Mapping[str, Any]
    codes: Mapping[str, str]
    measures: Mapping[str, str]

    def all(self) -> _Counted:
        yield Thing("people"), self.document.get("study", {}).get("people")
        yield from self._estimates()
        yield from self._levels()
        yield from self._descriptions()
        yield from self._pictures()
        for item in self._diagnostics("set_aside"):
            yield Thing("set_aside", part=item["what"]), item["count"]

    def _diagnostics(self, name: str) -> list[dict[str, Any]]:
        return list(self.document.get("diagnostics", {}).get(name, []))

    def _treatment(self, item: Mapping[str, Any]) -> str:
        name = str(item["treatment"])
        return self.codes.get(name, name)

    def _outcome(self, item: Mapping[str, Any]) -> str:
        return self.measures.get(item["outcome"], item["outcome"])

    def _estimates(self) -> _Counted:
        for item in self.document.get("estimates", []):
            part = " ".join(filter(None, (item["subgroup"], item["dose"])))
            where = (self._treatment(item), self._outcome(item), part)
            yield Thing("treated", *where), item["n_treated"]
            yield Thing("comparison", *where), item["n_comparison"]
            yield Thing("rows", *where), item["rows"]
            yield Thing("pairs", *where), item["details"].get("pairs")
            if item["binary"]:
                yield Thing("treated_events", *where), _times(item, "treated")
                # What the comparison would have had by a method is no count; as it looks, it is.
                if item["estimand"] == "unadjusted":
                    yield Thing("comparison_events", *where), _times(item, "comparison")

    def _levels(self) -> _Counted:
        for item in self._diagnostics("balance"):
            part = f"{item['covariate']}={item['level']}" if item["level"] else ""
            yield from self._two_sides("part", item, part)
        for item in self._diagnostics("participation"):
            part = item["characteristic"]
            part = f"{part}={item['level']}" if item["level"] else part
            yield from self._two_sides("part", item, part)
            if item["unit"] == "people":
                thing = Thing("part_treated", self._treatment(item), part=part)
                yield thing, item["treated"]
                yield thing._replace(what="part_comparison"), item["comparison"]

    def _descriptions(self) -> _Counted:
        for item in self._diagnostics("descriptions"):
            yield from self._two_sides("described", item, item["name"])
            for side in ("treated", "comparison"):
                thing = Thing(f"described_{side}", self._treatment(item), part=f"{item['name']} ja")
                share, people = item[side], item[f"n_{side}"]
                yield thing, None if share is None or people is None else share * people

    def _pictures(self) -> _Counted:
        for item in self._diagnostics("curves"):
            side = "deelnemers" if item["group"] == "treated" else "vergelijking"
            for month, count in zip(item["months"], item["at_risk"], strict=True):
                part = f"{side}, maand {month}"
                yield Thing("curve", self._treatment(item), self._outcome(item), part), count
        # Another model of who takes part moves people from bin to bin: not the same thing then.
        names = [one["name"] for one in self.document.get("study", {}).get("covariates", [])]
        model = "+".join(sorted(names))
        for item in self._diagnostics("overlap"):
            for side in ("treated", "comparison"):
                for place, count in enumerate(item[side]):
                    part = f"{model}, {side} {place}"
                    yield Thing("bin", self._treatment(item), part=part), count
            yield Thing("bin", self._treatment(item), part=f"{model}, buiten"), item["outside"]

    def _two_sides(self, what: str, item: Mapping[str, Any], part: str) -> _Counted:
        for side in ("treated", "comparison"):
            # A line of one side only has nobody on the other.
            if item.get(side, 0) is not None:
                thing = Thing(f"{what}_{side}", self._treatment(item), part=part)
                yield thing, item[f"n_{side}"]


def _times(item: Mapping[str, Any], side: str) -> float | None:
    share, people = item[f"mean_{side}"], item[f"n_{side}"]
    return None if share is None or people is None else share * people
