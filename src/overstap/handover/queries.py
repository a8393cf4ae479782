"""Questions about handovers. Row-level security decides which rows exist; these only narrow."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from overstap.access.models import Choice, PersonAccount
from overstap.handover.choices import State
from overstap.handover.models import Document, Download, Handover, Step
from overstap.kernel import clock
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.models import Organisation

# What still waits for somebody at the receiving office.
OPEN_AT_RECEIVER = (State.SENT, State.SEEN, State.QUESTION, State.ACCEPTED)
ENDED = (State.DECLINED, State.CLOSED)


def whole() -> QuerySet[Handover]:
    """Handovers with the parties and contact persons that every page names."""
    return Handover.objects.select_related(
        "person", "sender", "receiver", "sender_contact", "receiver_contact"
    )


def running_for(person_id: UUID) -> Handover | None:
    """The handover that runs for a person, in the eyes of the actor; else the last that ended."""
    rows = whole().filter(person_id=person_id)
    running = rows.exclude(state__in=ENDED).order_by("-started_at", "id").first()
    return running or rows.order_by("-started_at", "id").first()


def incoming(organisation_id: UUID) -> QuerySet[Handover]:
    """Received handovers of one office. The person's row is there while a grant is."""
    return Handover.objects.filter(receiver_id=organisation_id, sent_at__isnull=False)


def own(organisation_id: UUID) -> QuerySet[Handover]:
    """Handovers that one centre started."""
    return Handover.objects.filter(sender_id=organisation_id)


def offices_for(nis: str) -> QuerySet[Organisation]:
    """VDAB offices: who serves the municipality first, then the same province, then the rest.

    The first digit of a NIS code is the province (Statbel); 2 holds both Brabants and Brussels.
    """
    return (
        Organisation.objects.filter(kind=OrganisationKind.VDAB, is_active=True)
        .annotate(province=Substr(F("municipality_nis"), 1, 1))
        .annotate(
            nearness=Case(
                When(serves_nis__contains=[nis], then=Value(0)),
                When(province=nis[:1] or "-", then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .order_by("nearness", "sort_key", "id")
    )


def steps_of(handover_id: UUID) -> QuerySet[Step]:
    """The story of a handover, as far as the actor may read it; oldest first."""
    return Step.objects.filter(handover_id=handover_id).select_related("organisation")


def rests(choice: Choice) -> date | None:
    """The first day on which a choice opens something, while that day is still to come: a code was
    used a short time ago."""
    return choice.from_on if choice.from_on > clock.today() else None


def running_choices(person_id: UUID, organisation_id: UUID) -> dict[str, Choice]:
    """The choice of each topic that was not withdrawn or refused, by topic."""
    rows = Choice.objects.filter(
        person_id=person_id,
        organisation_id=organisation_id,
        withdrawn_at__isnull=True,
        refused_at__isnull=True,
    )
    return {row.topic: row for row in rows}


def copies_of(person_id: UUID, organisation_id: UUID, topics: Iterable[str]) -> list[Download]:
    """Copies that left the system and hold one of these groups."""
    return list(
        Download.objects.filter(
            person_id=person_id, organisation_id=organisation_id, groups__overlap=list(topics)
        )
    )


def copies_at(person_id: UUID, organisation_id: UUID) -> list[Download]:
    """Copies that left the system for one office, newest first, at most twenty."""
    rows = Download.objects.filter(person_id=person_id, organisation_id=organisation_id)
    return list(rows.order_by("-at", "id")[:20])


def copies_to_delete(organisation_id: UUID) -> QuerySet[Download]:
    """Copies that an office was asked to delete and did not report deleted yet."""
    return Download.objects.filter(
        organisation_id=organisation_id, delete_asked_at__isnull=False, deleted_at__isnull=True
    )


def documents_of(handover_id: UUID, organisation_id: UUID) -> QuerySet[Document]:
    """Generated files of one handover for one organisation, without their content."""
    return Document.objects.filter(handover_id=handover_id, organisation_id=organisation_id).defer(
        "content"
    )


def has_account(person_id: UUID) -> bool:
    """Whether the young person has an own account to answer with."""
    return PersonAccount.objects.filter(person_id=person_id, kind="self").exists()


# A queue is worked through, not scanned: a short page is quicker to read and to make.
PAGE = 25


def page_of(rows: QuerySet[Handover], key: str, after: str) -> tuple[list[Handover], str]:
    """One page in order of an instant, and the key of the next page or ''.

    `after` is what a former page gave; one that was tampered with starts at the beginning.
    """
    found = _read_key(after)
    if found:
        at, pk = found
        rows = rows.filter(Q(**{f"{key}__gt": at}) | Q(**{key: at, "id__gt": pk}))
    page = list(rows.order_by(key, "id")[: PAGE + 1])
    if len(page) <= PAGE:
        return page, ""
    last = page[PAGE - 1]
    text = f"{getattr(last, key).isoformat()}|{last.pk}"
    return page[:PAGE], urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_key(text: str) -> tuple[datetime, UUID] | None:
    try:
        plain = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at, _bar, pk = plain.partition("|")
        moment = datetime.fromisoformat(at)
        return (moment, UUID(pk)) if moment.tzinfo else None
    except ValueError:
        return None


def municipalities(rows: QuerySet[Handover]) -> list[tuple[str, str]]:
    """NIS code and name of the municipalities in a list of handovers."""
    found = (
        rows.filter(person__residence__isnull=False)
        .order_by("person__residence__municipality_name")
        .values_list("person__residence__municipality_nis", "person__residence__municipality_name")
        .distinct()
    )
    return [(nis, name) for nis, name in found if nis]
