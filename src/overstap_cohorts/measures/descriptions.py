"""Figures that describe and claim no effect: who takes part, who is still there, official rate."""

from typing import Any

from overstap_cohorts.findings import Description, Participation
from overstap_cohorts.measures.counting import Counted
from overstap_cohorts.measures.design import Design, joined
from overstap_cohorts.measures.hours import in_cents
from overstap_cohorts.measures.people import TABLE_OF_PERSONS
from overstap_cohorts.measures.segments import at_risk
from overstap_cohorts.study.definition import Treatment


def people(made: Design) -> int:
    """People who are at risk in at least one month, of the study's population."""
    lived = made.lived
    risk = at_risk(lived, made.frame, made.population(lived), started=False)
    counted = lived.filter(risk != 0)
    return int(made.engine.to_arrow(counted.aggregate(n=counted.count()))["n"][0].as_py())


def participation(made: Design, treatment: Treatment) -> list[Participation]:
    """Takers against the others: share, hours, gender, mother's education, earlier programmes."""
    everybody = joined(made, treatment)
    risk = at_risk(everybody, made.frame, made.population(everybody), started=False)
    everybody = everybody.filter(risk != 0)
    everybody = everybody.mutate(taker=everybody.start.notnull().cast("int64"))
    counted = everybody.group_by("taker").aggregate(
        n=everybody.count(), hours=in_cents(everybody.dose).sum()
    )
    seen = {row["taker"]: row for row in made.engine.to_arrow(counted).to_pylist()}
    n1, n0 = (int(seen.get(taker, {"n": 0})["n"]) for taker in (1, 0))
    if not n1 + n0:
        return []
    name = treatment.name
    lines = [
        Participation(name, "people", "", n1, n0, "people", n1, n0),
        Participation(name, "share", "", n1 / (n1 + n0), None, "share", n1, n0),
    ]
    if not n1:
        return lines
    hours = int(seen[1]["hours"] or 0) / 100 / n1
    lines.append(Participation(name, "mean_hours", "", hours, None, "hours", n1))
    for column in TABLE_OF_PERSONS:
        if column in made.known:
            lines += _by_level(made, everybody, name, column, (n1, n0))
    return lines + _earlier(made, everybody, treatment, n1)


def _by_level(
    made: Design, everybody: Any, treatment: str, column: str, sizes: tuple[int, int]
) -> list[Participation]:
    counted = everybody.group_by("taker", f"code_{column}").aggregate(n=everybody.count())
    seen = {
        (row["taker"], row[f"code_{column}"]): int(row["n"])
        for row in made.engine.to_arrow(counted).to_pylist()
    }
    lines = []
    for place, level in enumerate(made.known[column].levels):
        n1, n0 = seen.get((1, place), 0), seen.get((0, place), 0)
        lines.append(
            Participation(
                treatment=treatment,
                characteristic=column,
                level=str(level),
                treated=n1 / sizes[0],
                comparison=n0 / sizes[1] if sizes[1] else None,
                unit="share",
                n_treated=n1,
                n_comparison=n0,
            )
        )
    return lines


def _earlier(made: Design, everybody: Any, treatment: Treatment, size: int) -> list[Participation]:
    """Of the takers, who had begun another programme before: only takers have a before."""
    takers = everybody.filter(everybody.start.notnull()).select("person", "start")
    other = made.programmes.filter(made.programmes.code.notin(treatment.codes))
    other = other.select("person", "code", "first")
    both = other.inner_join(takers, "person")
    both = both.filter(both["first"] < both.start).select("person", "code").distinct()
    counted = made.engine.to_arrow(both.group_by("code").aggregate(n=both.count())).to_pylist()
    return [
        Participation(
            *(treatment.name, "earlier_programmes", row["code"], row["n"] / size, None, "share"),
            n_treated=int(row["n"]),
        )
        for row in sorted(counted, key=lambda row: str(row["code"]))
    ]


def leaving(made: Design, treatment: Treatment, counted: Counted) -> list[Description]:
    """Still enrolled, and the official rate among leavers, at the term of `vsv`."""
    places = {name: place for place, (name, _) in enumerate(made.names)}
    if not {"vsv", "enrolled", "qualified"} <= places.keys():
        return []
    treated = counted.keys % 2 == 1

    def sums(name: str, what: str) -> tuple[int, int]:
        values = getattr(counted, what)[places[name]]
        return int(values[treated].sum()), int(values[~treated].sum())

    still, known = sums("enrolled", "s"), sums("enrolled", "n")
    gone, with_paper = sums("vsv", "s"), sums("qualified", "s")
    leavers = (gone[0] + with_paper[0], gone[1] + with_paper[1])
    return [
        Description(
            name="still_enrolled",
            treatment=treatment.name,
            treated=_share(still[0], known[0]),
            comparison=_share(still[1], known[1]),
            n_treated=known[0],
            n_comparison=known[1],
        ),
        Description(
            name="official_rate",
            treatment=treatment.name,
            treated=_share(gone[0], leavers[0]),
            comparison=_share(gone[1], leavers[1]),
            n_treated=leavers[0],
            n_comparison=leavers[1],
        ),
    ]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
