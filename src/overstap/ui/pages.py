"""Addresses of pages in higher rooms that a lower room leads back to."""

from uuid import UUID

from django.urls import reverse


def person_page(person_id: UUID) -> str:
    """The page of one young person for staff."""
    return reverse("desk:person", args=[person_id])


def caseload_page() -> str:
    """Mijn jongeren."""
    return reverse("desk:caseload")


def members_page(organisation_id: UUID) -> str:
    """Who works at one organisation, for its admin and the platform's."""
    return reverse("access:members_of", args=[organisation_id])
