"""The names in rows of the own copy: organisations, colleagues and guardians, as far as the reader
may know them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from overstap.access.models import Membership, PersonAccount
from overstap.desk.queries.kept.rows import Found
from overstap.doors.viewer import Viewer
from overstap.kernel.declared import columns
from overstap.organisations.models import Organisation
from overstap.people.models import Guardian

ORGANISATION, MEMBERSHIP, GUARDIAN, ACCOUNT = "organisation", "membership", "guardian", "account"
_POINTS_TO = {Organisation: ORGANISATION, Membership: MEMBERSHIP, Guardian: GUARDIAN}


def whom(found: Found, column: str) -> str:
    """What an id in this column names; '' when it is no name but a reference."""
    one = columns(found.model)[column]
    if one.is_relation:
        to: Any = one.related_model
        return ACCOUNT if column == "user_id" else _POINTS_TO.get(to, "")
    if column == "organisation_id":
        return ORGANISATION
    if column in {*found.whose.actors, *found.whose.account.split()} and column != "id":
        return ACCOUNT
    return ""


@dataclass(frozen=True, slots=True)
class Names:
    """Ids to names; an account whose name the reader may not know is 'iemand'.

    Which of two parents said no is told nowhere: what one of them did, 'een ouder of voogd' did.
    """

    viewer: Viewer
    of: dict[str, dict[UUID, str]] = field(default_factory=dict)
    parents: frozenset[UUID] = frozenset()

    def name(self, kind: str, one: UUID) -> str:
        if kind == ACCOUNT and one == self.viewer.user_id:
            return _("jij")
        unknown = {ORGANISATION: _("een organisatie"), GUARDIAN: _("een ouder of voogd")}
        return self.of[kind].get(one) or unknown.get(kind) or _("iemand")

    def actor(self, one: UUID) -> str:
        """Who did something."""
        return _("een ouder of voogd") if self.is_parent(one) else self.name(ACCOUNT, one)

    def is_parent(self, one: UUID | None) -> bool:
        """Whether it is a guardian's account, and not the reader's."""
        return one in self.parents and one != self.viewer.user_id


def names_in(found: Iterable[Found], viewer: Viewer) -> Names:
    """At most five statements, whatever the number of rows."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in found:
        for column in one.rows[0] if one.rows else ():
            if kind := whom(one, column):
                wanted[kind] |= {row[column] for row in one.rows if row[column]}
    members = Membership.objects.filter(
        Q(pk__in=wanted[MEMBERSHIP]) | Q(user_id__in=wanted[ACCOUNT])
    ).order_by("from_on", "id")
    staff = list(members.values_list("pk", "user_id", "display_name"))
    parents = PersonAccount.objects.filter(user_id__in=wanted[ACCOUNT], guardian__isnull=False)
    accounts = dict(parents.order_by("pk").values_list("user_id", "guardian__name"))
    organisations = Organisation.objects.filter(pk__in=wanted[ORGANISATION]).order_by()
    guardians = Guardian.objects.filter(pk__in=wanted[GUARDIAN]).order_by()
    return Names(
        viewer,
        {
            ORGANISATION: dict(organisations.values_list("pk", "name")),
            GUARDIAN: dict(guardians.values_list("pk", "name")),
            MEMBERSHIP: {pk: name for pk, _user, name in staff},
            ACCOUNT: accounts | {user: name for _pk, user, name in staff},
        },
        frozenset(accounts),
    )
