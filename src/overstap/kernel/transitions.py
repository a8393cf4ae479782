"""Moves: one table of transitions per lifecycle. The label is what the button says."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from overstap.kernel.refusals import Refusal

# A need looks at the subject and answers a Dutch sentence when the move must wait, else None.
type Need = Callable[[Any], str | None]


@dataclass(frozen=True)
class Move:
    """One step: who may (`by`, names of parties), from which states, to which state."""

    name: str
    sources: frozenset[str]
    target: str
    label: str
    by: frozenset[str]
    needs: tuple[Need, ...] = field(default=())

    @classmethod
    def of(
        cls,
        name: str,
        sources: Iterable[str],
        target: str,
        *,
        label: str,
        by: Iterable[str],
        needs: tuple[Need, ...] = (),
    ) -> "Move":
        return cls(name, frozenset(sources), target, label, frozenset(by), needs)


class Moves:
    """A transition table. Unknown names raise KeyError: a typing error is a bug, not a refusal."""

    def __init__(self, *moves: Move) -> None:
        self._by_name = {move.name: move for move in moves}

    def __iter__(self) -> Iterator[Move]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Move:
        return self._by_name[name]

    def open_from(self, state: str, party: str) -> list[Move]:
        """The moves that `party` could make from `state`, needs not yet asked."""
        return [m for m in self if state in m.sources and party in m.by]

    def route(self, source: str, target: str, *, via: Iterable[str] = ()) -> tuple[Move, ...]:
        """The fewest moves from one state to another, by way of the moves that are named, in order.

        Raises LookupError when no moves lead there.
        """
        found: list[Move] = []
        at = source
        for name in via:
            found += (*self._fewest(at, self[name].sources), self[name])
            at = self[name].target
        return (*found, *self._fewest(at, {target}))

    def _fewest(self, source: str, targets: Collection[str]) -> tuple[Move, ...]:
        routes: dict[str, tuple[Move, ...]] = {source: ()}
        for state in (waiting := [source]):
            if state in targets:
                return routes[state]
            for move in self:
                if state in move.sources and move.target not in routes:
                    routes[move.target] = (*routes[state], move)
                    waiting.append(move.target)
        raise LookupError(f"no moves lead from {source} to {sorted(targets)}")

    def check(self, name: str, *, state: str, party: str, subject: Any = None) -> Move:
        """The move, or a Refusal that says why not: wrong party, wrong state, or an unmet need."""
        move = self._by_name[name]
        if party not in move.by:
            raise Refusal("Deze stap is niet aan jou.", code="wrong_party")
        if state not in move.sources:
            raise Refusal(
                "Deze stap kan nu niet (meer). Op deze pagina zie je hoe het nu staat.",
                code="wrong_state",
            )
        for need in move.needs:
            if sentence := need(subject):
                raise Refusal(sentence, code="need_unmet")
        return move
