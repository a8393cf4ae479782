"""What of a table its person may have a copy of, from `access` and `whose` of the model. Pure."""

from typing import Any

from overstap.kernel.conditions import SELF, By, Condition, Either, Parent
from overstap.kernel.shapes import Access
from overstap.kernel.whose import TECHNICAL, Whose


def reads(access: Any, who: Condition) -> bool:
    """Whether this condition alone opens a row for reading."""
    if not isinstance(access, Access):
        return False
    return _opens(access.read if access.read is not None else access.everything, who)


def _opens(found: Condition | None, who: Condition) -> bool:
    if isinstance(found, Either):
        return any(_opens(part, who) for part in found.parts)
    return found == who or (isinstance(found, Parent) and _opens(found.where, who))


def needs_function(access: Any, whose: Whose) -> bool:
    """Whether a young person reads the own rows through a function, since no policy shows them."""
    if not whose.is_about_young_people or whose.no_copy:
        return False
    if whose.person == "id" or not isinstance(access, Access):
        return whose.by_function
    return whose.found is not None or not reads(access, SELF)


def needs_account_function(access: Any, whose: Whose) -> bool:
    """The same for an account that the rows are about."""
    return bool(whose.account_gets) and access is not None and not reads(access, By(whose.account))


def copied(columns: list[str], whose: Whose) -> list[str]:
    """The columns that the young person gets, of all columns of the table."""
    out = {whose.taken_back, *TECHNICAL, *whose.people, *whose.secret, *whose.file.split()}
    return [name for name in columns if name not in out]
