"""Small parts that several screens of this room share."""

from uuid import UUID

from django.core.exceptions import PermissionDenied

from overstap.doors.viewer import Viewer


def organisation_of(viewer: Viewer) -> UUID:
    """The organisation in which a staff member acts now."""
    if viewer.organisation_id is None:
        raise PermissionDenied
    return viewer.organisation_id
