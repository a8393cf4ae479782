"""Rules about people that can be read aloud."""

from datetime import date

from overstap.kernel import dates
from overstap.kernel.dates import PartialDate
from overstap.kernel.search_keys import search_key

KEEPS_FROM_GUARDIANS = 13
_NO_NAME = frozenset({"-", "–", "—", "."})


def sort_key(last_name: str, first_name: str) -> str:
    """Family name first, in the spelling that search and sort compare: 'de smet bram'."""
    return search_key(f"{last_name} {first_name}")[:210]


def read_names(first_name: str, last_name: str) -> tuple[str, str]:
    """First and family name, one of which may be empty: some people have one name.

    '-' and '.' are how papers write 'no such name'.
    """
    first, last = (" ".join(name.split()) for name in (first_name, last_name))
    return ("" if first in _NO_NAME else first), ("" if last in _NO_NAME else last)


def birthday_at(birth_date: date, age: int) -> date:
    """The day on which somebody turns `age`; born on 29 February: 1 March in a common year."""
    return dates.birthday(birth_date, age)


def is_minor(birth: PartialDate, on: date) -> bool:
    """Parents decide with a minor (Vlor, Warme overdracht, note 4), until 18 is certain."""
    return not dates.is_adult(birth.latest, on)


def may_be_adult(birth: PartialDate, on: date) -> bool:
    """18 is possible: from then on a parent or guardian reads no file any more."""
    return dates.is_adult(birth.earliest, on)


def may_keep_from_guardians(birth: PartialDate, on: date) -> bool:
    """From 13 a young person may keep a private note from guardians (GBA, 13 February 2018).

    From the day on which 13 is possible: the right is not lost because a day is unknown.
    """
    return on >= dates.birthday(birth.earliest, KEEPS_FROM_GUARDIANS)
