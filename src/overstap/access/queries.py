"""Questions about access that other rooms ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from overstap.access.models import (
    ActivationCode,
    CaseloadRow,
    Grant,
    Invitation,
    Membership,
    PaperAnswer,
    PersonAccount,
    Setting,
)
from overstap.kernel import clock
from overstap.organisations.models import Organisation
from overstap.people.choices import Channel, ContactKind
from overstap.people.models import ContactPoint

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Beside(TypedDict):
        has_account: bool
        has_mail: bool

    type PersonRow = WithAnnotations[CaseloadRow, _Beside]


def setting(name: str, on: date | None = None) -> str:
    """The configured value on a day. Raises LookupError for a name without a value then."""
    day = on or clock.today()
    row = (
        Setting.objects.filter(name=name, from_on__lte=day)
        .filter(Q(until_on__isnull=True) | Q(until_on__gt=day))
        .order_by("-from_on")
        .first()
    )
    if row is None:
        raise LookupError(f"no setting {name} on {day}")
    return row.value


def term(name: str, on: date | None = None) -> int:
    """A configured number of days, months or tries; the unit is in the name."""
    return int(setting(name, on))


def current[M: Model](rows: QuerySet[M], on: date | None = None) -> QuerySet[M]:
    """Narrows rows with a period [from_on, until_on) to those that run on a day."""
    day = on or clock.today()
    return rows.filter(from_on__lte=day).filter(Q(until_on__isnull=True) | Q(until_on__gt=day))


def caseload(organisation_id: UUID) -> QuerySet[CaseloadRow]:
    """The lines of Mijn jongeren of one organisation: every list of people starts here."""
    return CaseloadRow.objects.filter(organisation_id=organisation_id)


def caseload_line(organisation_id: UUID, person_id: UUID) -> "PersonRow | None":
    """One line of Mijn jongeren, with whether there is an own account, and an address of somebody
    who wants e-mail: the code page offers a mail to nobody else."""
    accounts = PersonAccount.objects.filter(person_id=OuterRef("person_id"), kind="self")
    wants = {"person__channel": Channel.EMAIL, "kind": ContactKind.EMAIL}
    mailboxes = ContactPoint.objects.filter(person_id=OuterRef("person_id"), **wants)
    rows = caseload(organisation_id).select_related("counsellor")
    rows = rows.annotate(has_account=Exists(accounts), has_mail=Exists(mailboxes))
    return rows.filter(person_id=person_id).first()


def contact_persons(organisation_id: UUID) -> QuerySet[Membership]:
    """Current fixed contact persons of an organisation."""
    return current(Membership.objects.filter(organisation_id=organisation_id, is_contact=True))


def call_number(organisation: Organisation) -> tuple[str, str]:
    """Who answers and on which telephone number, for letters; two empty strings without a number.

    The number of the organisation, else that of its first fixed contact person who has one.
    """
    if organisation.phone:
        return organisation.name, organisation.phone
    reached = contact_persons(organisation.pk).exclude(phone="").first()
    return (reached.display_name, reached.phone) if reached else ("", "")


def readers(organisation_id: UUID) -> QuerySet[Membership]:
    """Everybody who can read files in an organisation: the young person is told who."""
    from overstap.doors.roles import FILE_ROLES

    return current(Membership.objects.filter(organisation_id=organisation_id, role__in=FILE_ROLES))


def open_groups(person_id: UUID, organisation_id: UUID) -> set[str]:
    """Data groups that are open to an organisation today ('warm_contact' included)."""
    return set(
        current(Grant.objects.filter(person_id=person_id, organisation_id=organisation_id))
        .order_by()
        .values_list("data_group", flat=True)
    )


# How alike a name must be: "desmet" finds De Smet and "jaiden wauters" Jayden Wouters, while
# "maes" does not bring every Claes along (measured on the names of the demo).
TYPING_ERRORS = "0.42"


def search_caseload(organisation_id: UUID, text: str, *, limit: int = 50) -> list[UUID]:
    """People of one caseload by name, typing errors tolerated, best first."""
    from overstap.kernel.search_keys import search_key

    key = search_key(text)
    if not key:
        return []
    with connection.cursor() as cursor:
        # The search reads its threshold from the session: it is set first, for this transaction.
        cursor.execute(
            "with loose as materialized"
            " (select set_config('pg_trgm.word_similarity_threshold', %s, true) as set)"
            " select s.person_id from loose, lateral"
            " rights.search_caseload(%s, %s, %s + 0 * length(loose.set)) s",
            [TYPING_ERRORS, organisation_id, key, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def colleagues(organisation_id: UUID) -> QuerySet[Membership]:
    """Current members of one organisation, by name."""
    return current(Membership.objects.filter(organisation_id=organisation_id)).select_related(
        "deputy"
    )


def open_invitations(organisation_id: UUID) -> QuerySet[Invitation]:
    """Invitations and recoveries that can still be accepted."""
    return Invitation.objects.filter(
        organisation_id=organisation_id,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    )


def takes_two(organisation_id: UUID, role: str) -> bool:
    """Whether a second person confirms an invitation to this role here."""
    with connection.cursor() as cursor:
        cursor.execute("select rights.takes_two(%s, %s)", [organisation_id, role])
        return bool(cursor.fetchone()[0])


def waiting_for_me() -> set[UUID]:
    """Invitations that wait for a second person, and this actor may be that one."""
    with connection.cursor() as cursor:
        cursor.execute("select rights.waiting_for_me()")
        return set(cursor.fetchone()[0])


def invitations_to_confirm() -> QuerySet[Invitation]:
    """The rows of `waiting_for_me`, with their organisation."""
    rows = Invitation.objects.filter(pk__in=waiting_for_me())
    return rows.select_related("organisation").order_by("invited_at", "id")


def name_of_inviter(user_id: UUID, organisation_id: UUID) -> str:
    """The name of an admin, here or of the platform; '' when the actor sees no invitations here."""
    with connection.cursor() as cursor:
        cursor.execute("select rights.inviter_name(%s, %s)", [user_id, organisation_id])
        return cursor.fetchone()[0] or ""


def admins(organisation_id: UUID) -> int:
    """How many admins an organisation has today."""
    rows = Membership.objects.filter(organisation_id=organisation_id)
    return current(rows.filter(role="org_admin")).count()


def waiting_papers(organisation_id: UUID) -> QuerySet[PaperAnswer]:
    """Registered forms of one centre that wait for a second staff member; without their scans."""
    return (
        PaperAnswer.objects.filter(
            organisation_id=organisation_id, confirmed_at__isnull=True, rejected_at__isnull=True
        )
        .select_related("person", "receiver")
        .defer("scan")
    )


def codes_since(organisation_id: UUID, since: datetime) -> QuerySet[ActivationCode]:
    """Codes that one centre made since an instant."""
    rows = ActivationCode.objects.filter(organisation_id=organisation_id, issued_at__gte=since)
    return rows.select_related("person", "guardian")


def names_of(user_ids: Iterable[UUID], organisation_id: UUID) -> dict[UUID, str]:
    """Names of staff by account, in one organisation."""
    return dict(
        Membership.objects.filter(organisation_id=organisation_id, user_id__in=user_ids)
        .order_by("from_on")
        .values_list("user_id", "display_name")
    )


@dataclass(frozen=True)
class No:
    """A guardian's no that stands: of which account, and since when."""

    by: UUID
    at: datetime


def standing_noes(person_id: UUID, organisation_id: UUID) -> dict[str, No]:
    """The guardian's no that stands about each topic, for one office. One statement.

    It stands until who said it says yes: the young person may ask again, and does not wipe it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select topic, said_by, said_at from rights.standing_noes(%s, %s)",
            [person_id, organisation_id],
        )
        return {topic: No(by, at) for topic, by, at in cursor.fetchall()}
