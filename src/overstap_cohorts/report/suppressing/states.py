"""States that exclude each other add up: left without, left with, still enrolled.

Who knows two of them and the number of people knows the third. So an outcome that would give away
a hidden one by adding or taking off is withheld too, and so is one of two whose rest is a few.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from overstap_cohorts.findings import Description, Estimate
from overstap_cohorts.small_numbers import is_small
from overstap_cohorts.study.definition import Study

# Measures (and names of descriptions) of which each person is in exactly one.
STATES = ("vsv", "enrolled", "qualified")
_MOST = 3  # published numbers that an attacker adds up
type Counted = tuple[float, float, float, float]  # n and events of treated and comparison


def telling(
    study: Study,
    estimates: Sequence[Estimate],
    withheld: set[int],
    descriptions: Sequence[Description],
) -> set[int]:
    """Places of estimates to withhold beside `withheld`; `descriptions` are the hidden ones."""
    found: set[int] = set()
    families: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, e in enumerate(estimates):
        if e.binary:
            families[e.treatment, e.subgroup, e.dose, e.method].append(i)
    for key, places in families.items():
        shown = [i for i in places if i not in withheld]
        gone = [_counted(estimates[i]) for i in places if i in withheld]
        secrets = [counted for counted in gone if _rare(counted, study.threshold)]
        if not key[1] and not key[2]:
            secrets += [_described(d) for d in descriptions if d.treatment == key[0]]
        for several in _several(shown):
            parts = [_counted(estimates[i]) for i in several]
            states = all(is_state(study, estimates[i].outcome) for i in several)
            if _tell(parts, secrets) or (states and rest_is_small(parts, study.threshold)):
                found.add(min(several, key=lambda i: (_counted(estimates[i])[1], i)))
    return found


def is_state(study: Study, name: str) -> bool:
    return any(o.name == name and (o.measure or o.name) in STATES for o in study.outcomes)


def rest_is_small(parts: Sequence[Counted], threshold: int) -> bool:
    """Whether two or more states leave a few people for the one that is not shown."""
    if not 2 <= len(parts) < len(STATES) or not _same_people(parts):
        return False
    rests = [parts[0][at] - sum(part[at + 1] for part in parts) for at in (0, 2)]
    return any(rest > -0.5 and is_small(rest, threshold) for rest in rests) and any(
        rest > 0.5 for rest in rests
    )


def _rare(counted: Counted, threshold: int) -> bool:
    return any(
        is_small(counted[at + 1], threshold) or is_small(counted[at] - counted[at + 1], threshold)
        for at in (0, 2)
    )


def _several(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for size in range(1, _MOST + 1):
        yield from combinations(places, size)


def _tell(parts: Sequence[Counted], secrets: Sequence[Counted]) -> bool:
    """Whether a sum of `parts`, or what is left of everybody, is a secret's count."""
    for secret in secrets:
        if not _same_people([*parts, secret]):
            continue
        for at in (0, 2):
            added = sum(part[at + 1] for part in parts)
            rest = secret[at] - added
            if abs(rest - secret[at + 1]) < 0.5:
                return True
            # One number that happens to be alike is no sum.
            if len(parts) > 1 and abs(added - secret[at + 1]) < 0.5:
                return True
    return False


def _same_people(parts: Sequence[Counted]) -> bool:
    return len({(part[0], part[2]) for part in parts}) == 1


def _counted(e: Estimate) -> Counted:
    return (
        float(e.n_treated), e.mean_treated * e.n_treated,
        float(e.n_comparison), e.mean_comparison * e.n_comparison,
    )  # fmt: skip


def _described(item: Description) -> Counted:
    return (
        float(item.n_treated), item.treated * item.n_treated,
        float(item.n_comparison), item.comparison * item.n_comparison,
    )  # fmt: skip


def hide_beside(
    study: Study, estimates: Sequence[Estimate], items: Sequence[Description]
) -> list[int]:
    """Places of shown descriptions of a state that, with a shown outcome, leave a few people."""
    shown = [
        e for e in estimates
        if e.binary and not e.subgroup and not e.dose and is_state(study, e.outcome)
        and e.n_treated > 0
    ]  # fmt: skip
    return [
        i
        for i, item in enumerate(items)
        if item.n_treated > 0
        and any(state in item.name for state in STATES)
        and any(
            rest_is_small([_described(item), _counted(e)], study.threshold)
            for e in shown
            if e.treatment == item.treatment
        )
    ]
