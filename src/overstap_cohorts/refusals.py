"""A study or data that cannot be used: what is wrong, where, and what to do."""

from collections.abc import Mapping
from typing import ClassVar

from overstap_cohorts.wording import Places, filled
from overstap_cohorts.wording.dutch import STUDY_REFUSED

__all__ = ["Part", "Places", "StudyRefused"]


class Part:
    """One of the things that a refusal tells: words and facts of its own."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts

    def said(self, least: int | None = None) -> str:
        return filled(STUDY_REFUSED[self.code], self.facts, least)


class StudyRefused(Exception):
    """`reason` is a key of `words`, `facts` fill its sentence: what, where, what to do.

    A fact that is a Count, a Places or a list of Parts is told in another way to who may not see
    single rows: see `apart`. `others`: the reason that such a reader gets.
    """

    words: ClassVar[Mapping[str, str]] = STUDY_REFUSED

    def __init__(self, reason: str, *, others: str = "", **facts: object) -> None:
        super().__init__(reason)
        self.reason, self.others, self.facts = reason, others or reason, facts

    def __str__(self) -> str:
        return self._said(self.reason, None)

    def apart(self, least: int) -> str:
        """The same for who may see no row: no place of one, and no count under `least`."""
        return self._said(self.others, least)

    def _said(self, reason: str, least: int | None) -> str:
        told = {name: _joined(fact, least) for name, fact in self.facts.items()}
        return filled(self.words[reason], told, least)


def _joined(fact: object, least: int | None) -> object:
    if isinstance(fact, list) and fact and isinstance(fact[0], Part):
        return "\n- ".join(part.said(least) for part in fact)
    return fact
