"""Who is looking: the account with the membership or the young person it acts for now."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from overstap.doors.roles import can

YOUNG_PERSON = "young_person"
GUARDIAN = "guardian"
# Session keys.
ACTING_MEMBERSHIP = "acting_membership"
ACTING_PERSON = "acting_person"
DEVICE_PATH = "device_path"
# True once the second step of signing in was checked in this session.
SECOND_FACTOR = "second_factor"


@dataclass(frozen=True)
class Viewer:
    """One account in one part. `role` is a staff role, 'young_person', 'guardian' or ''."""

    user_id: UUID
    role: str
    name: str = ""
    organisation_id: UUID | None = None
    organisation_name: str = ""
    organisation_kind: str = ""
    membership_id: UUID | None = None
    # The young person whom a self or guardian account acts for.
    person_id: UUID | None = None

    @property
    def is_staff(self) -> bool:
        return self.membership_id is not None

    @property
    def own_organisation(self) -> UUID:
        """The organisation of a staff viewer: behind a door for staff it is always there."""
        if self.organisation_id is None:
            raise LookupError("this viewer works for no organisation")
        return self.organisation_id

    def can(self, action: str) -> bool:
        """Whether the role has an action of doors/roles.py. A young person has none of those."""
        return self.is_staff and can(self.role, action)


def answer_channel(request: HttpRequest) -> str:
    """How an answer of this session came in: 'device' on the centre's device, else 'account'."""
    return "device" if request.session.get(DEVICE_PATH) else "account"
