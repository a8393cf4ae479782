"""Questions about organisations. Every signed-in account may read them."""

from uuid import UUID

from django.db.models import QuerySet

from overstap.kernel.search_keys import search_key
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.models import Organisation

PAGE = 50


def organisations(kind: str = "", text: str = "") -> QuerySet[Organisation]:
    """Organisations of a kind whose name or place holds all words of `text`, by name."""
    rows = Organisation.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    for word in search_key(text).split():
        rows = rows.filter(sort_key__contains=word)
    return rows


def page_after(rows: QuerySet[Organisation], after: UUID | None) -> list[Organisation]:
    """The page that starts after one organisation, by key; one more than a page tells of more."""
    last = after and Organisation.objects.filter(pk=after).values_list("sort_key", "pk").first()
    if last:
        rows = rows.extra(where=["(sort_key, id) > (%s, %s)"], params=list(last))
    return list(rows[: PAGE + 1])


def offices_for(municipality_nis: str) -> list[Organisation]:
    """Active VDAB offices that serve a municipality, by name."""
    return list(
        Organisation.objects.filter(
            kind=OrganisationKind.VDAB, is_active=True, serves_nis__contains=[municipality_nis]
        )
    )
