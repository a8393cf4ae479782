"""Questions about handovers. Row-level security decides which rows exist; these only narrow."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Substr

from overstap.access.models import Choice, PersonAccount
from overstap.handover.choices import Occasion, State, Way
from overstap.handover.models import (
    Document,
    Download,
    FollowUp,
    Handover,
    Meeting,
    Notice,
    Step,
)
from overstap.kernel import clock
from overstap.kernel.search_keys import search_key
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.models import Organisation
from overstap.reference.models import Municipality

# What still waits for somebody at the receiving office.
OPEN_AT_RECEIVER = (State.SENT, State.SEEN, State.QUESTION, State.ACCEPTED)
ENDED = (State.DECLINED, State.CLOSED)


def whole() -> QuerySet[Handover]:
    """Handovers with the parties and contact persons that every page names."""
    return Handover.objects.select_related(
        "person__residence", "sender", "receiver", "sender_contact", "receiver_contact"
    )


def running_for(person_id: UUID) -> Handover | None:
    """The handover that runs for a person, in the eyes of the actor; else the last that ended."""
    rows = Handover.objects.filter(person_id=person_id)
    ended = Case(When(state__in=ENDED, then=Value(1)), default=Value(0))
    rows = rows.select_related("receiver", "receiver_contact")
    return rows.order_by(ended, "-started_at", "id").first()


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


def was_open(choice: Choice) -> bool:
    """Whether the office could read what this choice opens, once the handover was sent."""
    confirmed = not choice.needs_guardian or choice.confirmed_at is not None
    return confirmed and choice.from_on <= clock.today()


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


def has_account(person_id: UUID, guardian_id: UUID | None = None) -> bool:
    """Whether the young person, or one guardian, has an own account to answer with."""
    accounts = PersonAccount.objects.filter(person_id=person_id)
    if guardian_id is None:
        return accounts.filter(kind="self").exists()
    return accounts.filter(kind="guardian", guardian_id=guardian_id).exists()


def _is_wanted() -> Q:
    """Whether there is still something to tell, by why the notice was made."""
    today = clock.today()
    answers = Step.objects.filter(
        handover=OuterRef("handover"), at__gte=OuterRef("handover__shown_at")
    )
    # A parent's answer is one of the own account; the centre reads which account that is.
    accounts = PersonAccount.objects.filter(guardian=OuterRef(OuterRef("guardian")))
    chose = Exists(answers.filter(move="choose"))
    confirmed = Exists(answers.filter(move="confirm", by__in=accounts.values("user")))
    decides = Q(guardian__isnull=True) | Q(
        guardian__has_authority=True, guardian__from_on__lte=today, guardian__until_on__gt=today
    )
    to_read = Q(
        (Q(guardian__isnull=True) & ~chose) | (Q(guardian__isnull=False) & ~confirmed),
        occasion__in=(Occasion.SHOWN, Occasion.REMINDER),
        handover__state=State.SHOWN,
        handover__term_ends_on__gt=today,
    )
    waiting = Choice.objects.filter(
        person=OuterRef("person"),
        organisation=OuterRef("handover__receiver"),
        needs_guardian=True,
        confirmed_at__isnull=True,
        refused_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    runs = ~Q(handover__state__in=(State.DRAFT, *ENDED))
    to_confirm = Q(Exists(waiting), runs, occasion=Occasion.CONFIRM)
    talk = Meeting.objects.filter(
        handover=OuterRef("handover"), at__gt=clock.now(), changed_at__lte=OuterRef("made_at")
    )
    to_come = Q(Exists(talk), runs, occasion=Occasion.TALK)
    return decides & (to_read | to_confirm | to_come)


def to_tell(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """What waits for the centre in a term that runs, the least time first: of two notices for one
    reader the last decides. Who answered needs no letter any more, nor does a guardian who no
    longer decides."""
    reader = Coalesce("guardian_id", "person_id")
    later = Notice.objects.annotate(reader=reader).filter(
        handover=OuterRef("handover"),
        reader=OuterRef("reader"),
        term_ends_on=OuterRef("term_ends_on"),
        made_at__gt=OuterRef("made_at"),
    )
    return (
        rows.filter(_is_wanted(), done_at__isnull=True, term_ends_on=F("handover__term_ends_on"))
        .exclude(way=Way.MAIL)
        .annotate(reader=reader)
        .exclude(Exists(later))
        .select_related("person", "guardian", "handover")
        .order_by("term_ends_on", "id")
    )


def notices_of(handover: Handover) -> QuerySet[Notice]:
    """Who was told, or must be, since the handover was shown; in order."""
    rows = Notice.objects.filter(handover=handover, term_ends_on=F("handover__term_ends_on"))
    return rows.select_related("guardian")


def follow_ups_of(handover_id: UUID) -> QuerySet[FollowUp]:
    """The follow-ups of one handover, in order, with how many days early each may be noted; the
    centre sees none."""
    early = Func(Value("follow_up_early_days"), function="rights.term", output_field=IntegerField())
    return FollowUp.objects.filter(handover_id=handover_id).annotate(early_days=early)


def follow_ups_due(organisation_id: UUID, until: date) -> QuerySet[FollowUp]:
    """What an office must still ask, until a day; of who was not reached, nothing waits."""
    return (
        FollowUp.objects.filter(
            receiver_id=organisation_id, is_reached__isnull=True, due_on__lte=until
        )
        .select_related("person", "handover__sender")
        .order_by("due_on", "id")
    )


# Found by name: more says that the name is too short.
FOUND = 50


def named(rows: QuerySet[Handover], organisation_id: UUID, name: str) -> QuerySet[Handover]:
    """Those of `rows` of whose name every typed word is a part, in any order: a second first name
    and the middle of a family name count too."""
    words = search_key(name).split()
    if not words:
        return rows.none()
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from rights.search_handovers(%s, %s, %s)", [organisation_id, words, FOUND * 4]
        )
        return rows.filter(pk__in=[pk for (pk,) in cursor.fetchall()])


# In the filter of places: everybody who lives in none that the office serves.
ELSEWHERE = "elders"
# A queue is worked through, not scanned: a short page is quicker to read and to make.
PAGE = 25


def page_of(
    rows: QuerySet[Handover],
    key: str,
    after: str,
    *,
    first: Collection[State],
    shown: QuerySet[Handover],
    last: Collection[State] = (),
) -> tuple[list[Handover], str]:
    """One page of `rows`, as `shown` fetches it, and the next key or ''.

    What waits for whoever looks (`first`: states) stands on top, then the rest, then what waits for
    nobody soon (`last`); each in order of an instant. `after` is what a former page gave; a
    tampered one starts at the beginning.
    """
    part, beyond = _read_key(after)
    # Which rows first, from an index of the organisation; only those meet the people beside them,
    # whose policies run for each row that a join meets.
    chosen: list[tuple[int, UUID, datetime]] = []
    rest = rows.exclude(state__in=(*first, *last))
    for number, some in enumerate(
        (rows.filter(state__in=first), rest, rows.filter(state__in=last))
    ):
        if number < part or len(chosen) > PAGE:
            continue
        if beyond and number == part:
            at, pk = beyond
            some = some.filter(Q(**{f"{key}__gt": at}) | Q(**{key: at, "id__gt": pk}))
        found = some.order_by(key, "id").values_list("pk", key)[: PAGE + 1 - len(chosen)]
        chosen += [(number, pk, at) for pk, at in found]
    fetched = shown.in_bulk([pk for _part, pk, _at in chosen[:PAGE]])
    page = [fetched[pk] for _part, pk, _at in chosen[:PAGE] if pk in fetched]
    if len(chosen) <= PAGE:
        return page, ""
    number, pk, at = chosen[PAGE - 1]
    return page, urlsafe_b64encode(f"{number}|{at.isoformat()}|{pk}".encode()).decode().rstrip("=")


def _read_key(text: str) -> tuple[int, tuple[datetime, UUID] | None]:
    try:
        plain = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        part, at, pk = plain.split("|")
        moment = datetime.fromisoformat(at)
        return (int(part), (moment, UUID(pk))) if moment.tzinfo else (0, None)
    except ValueError:
        return 0, None


def municipalities(organisation_id: UUID) -> list[tuple[str, str]]:
    """NIS code and name of what an office serves: the same for a short queue and a long one."""
    served = Organisation.objects.filter(pk=organisation_id).values(
        nis=Func("serves_nis", function="unnest")
    )
    rows = Municipality.objects.filter(nis__in=served).order_by("search_key", "nis")
    return list(rows.values_list("nis", "name_nl"))


def living_in(rows: QuerySet[Handover], places: Collection[str], place: str) -> QuerySet[Handover]:
    """Handovers of who lives in one of the served places, or in none of them."""
    if place == ELSEWHERE:
        return rows.exclude(person__residence__municipality_nis__in=places)
    return rows.filter(person__residence__municipality_nis=place)
