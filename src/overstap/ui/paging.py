"""Pages of a list by key: the address names the last row that was shown, never a name or a number
of a page that shifts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

PAGE = 50


def paged[M: Model](
    rows: QuerySet[M], order: Sequence[str], query: QueryDict, size: int = PAGE
) -> tuple[list[M], str]:
    """One page of `rows` and the address of the next, or ''.

    `order`: names of fields, "-" before what goes down; the last is unique. A row that `?na=`
    names and that is gone from the list starts at the beginning.
    """
    if after := _uuid(query.get("na", "")):
        names = [name.lstrip("-") for name in order]
        last = rows.filter(pk=after).order_by("pk").values_list(*names).first()
        if last:
            rows = rows.filter(_beyond(order, last))
    found = list(rows.order_by(*order)[: size + 1])
    if len(found) <= size:
        return found, ""
    following = query.copy()
    following["na"] = str(found[size - 1].pk)
    return found[:size], f"?{following.urlencode()}"


def _beyond(order: Sequence[str], last: Sequence[Any]) -> Q:
    """Rows after `last`: beyond it in the first field that differs."""
    found, same = Q(pk__in=[]), Q()
    for name, value in zip(order, last, strict=True):
        field = name.lstrip("-")
        found |= same & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{field: value})
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
