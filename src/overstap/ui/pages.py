"""Addresses of pages in higher rooms that a lower room leads back to."""

from uuid import UUID

from django.urls import reverse


def person_page(person_id: UUID) -> str:
    """The page of one young person for staff."""
    return reverse("desk:person", args=[person_id])
