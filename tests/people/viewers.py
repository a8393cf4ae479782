"""Signs the actor and makes the viewer that views would make."""

from uuid import UUID

from overstap.access.actor import set_actor
from overstap.access.models import Membership
from overstap.doors.viewer import Viewer
from overstap.people.models import Person
from tests import world


def staff(membership: Membership) -> Viewer:
    set_actor(membership.user_id)
    return Viewer(
        user_id=membership.user_id,
        role=membership.role,
        name=membership.display_name,
        organisation_id=membership.organisation_id,
        membership_id=membership.pk,
    )


def young(person: Person, user_id: UUID | None = None) -> Viewer:
    user_id = user_id or world.account_of(person)
    set_actor(user_id)
    return Viewer(user_id=user_id, role="young_person", name=person.full_name, person_id=person.pk)


def guardian(person: Person, user_id: UUID) -> Viewer:
    set_actor(user_id)
    return Viewer(user_id=user_id, role="guardian", name="Ouder", person_id=person.pk)
