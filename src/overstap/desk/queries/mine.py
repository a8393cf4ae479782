"""Mijn overstap: what a young person, or a guardian beside them, finds at the front door."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from overstap.access.choices import home_label
from overstap.access.models import Choice, LinkRequest
from overstap.access.panels import Sight, Watcher, by_organisation
from overstap.access.queries import standing_noes
from overstap.desk.queries.today import link
from overstap.doors.viewer import GUARDIAN, Viewer
from overstap.handover.choices import State
from overstap.handover.models import FollowUp, Handover, Meeting, Step
from overstap.handover.queries import ENDED, whole
from overstap.kernel import clock, dutch
from overstap.people.models import Person
from overstap.people.rules import is_minor

NEW_DAYS = 14


@dataclass(frozen=True, slots=True)
class Now:
    """'Wat nu': exactly one thing. `url` and `action` may be empty when there is only waiting."""

    title: str
    text: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One answer in words. `state`: ok, wait or calm."""

    topic: str
    office: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Mine:
    """What the page needs of one young person."""

    person: Person
    handover: Handover | None
    meetings: list[Meeting]
    choices: list[Choice]
    requests: list[LinkRequest]
    sights: list[Sight]
    # The young person alone: about something that does not run, there is no agreement at home.
    no_agreement: bool = False

    @property
    def is_minor(self) -> bool:
        return is_minor(self.person.birth, clock.today())

    @property
    def watchers(self) -> list[Watcher]:
        """Who sees what: each organisation once."""
        return by_organisation(self.sights)

    @property
    def newcomers(self) -> list[Sight]:
        """Organisations that began to guide these two weeks."""
        since = clock.today() - timedelta(days=NEW_DAYS)
        return [s for s in self.sights if s.source == "involvement" and s.from_on >= since]


def handover_of(person_id: UUID) -> Handover | None:
    """The handover that runs, else the last; a draft only when it was shown and taken back.
    `has_answered` says whether the young person answered since it was shown. One statement."""
    answers = Step.objects.filter(
        handover=OuterRef("pk"), move="choose", at__gte=OuterRef("shown_at")
    )
    rows = list(
        whole()
        .filter(person_id=person_id)
        .exclude(state=State.DRAFT, shown_at__isnull=True)
        .annotate(has_answered=Exists(answers))
        .order_by("-started_at", "id")[:5]
    )
    return next((row for row in rows if row.state not in ENDED), rows[0] if rows else None)


def meetings_of(person_id: UUID) -> list[Meeting]:
    """Talks that still come. One statement."""
    return list(
        Meeting.objects.filter(person_id=person_id, cancelled_at__isnull=True, at__gte=clock.now())
        .select_related("receiver", "sender")
        .order_by("at", "id")
    )


def is_moved(meeting: Meeting) -> bool:
    """Moved these two weeks."""
    since = clock.now() - timedelta(days=NEW_DAYS)
    changed = meeting.changed_at is not None and meeting.changed_at >= since
    return changed and meeting.former_at is not None


def follow_ups_of(handover: Handover | None) -> list[FollowUp]:
    """When VDAB asks how it goes, and how it went. One statement, none before acceptance."""
    if handover is None or handover.accepted_at is None:
        return []
    return list(handover.follow_ups.order_by("due_on", "id"))


def choices_of(person_id: UUID) -> list[Choice]:
    """Answers that stand: not withdrawn, not refused, not past. One statement."""
    return list(
        Choice.objects.filter(
            person_id=person_id,
            withdrawn_at__isnull=True,
            refused_at__isnull=True,
            until_on__gt=clock.today(),
        )
        .select_related("organisation")
        .order_by("organisation__sort_key", "topic")
    )


def with_agreement(mine: Mine) -> Mine:
    """The same with whether a guardian's no stands about something that does not run now, since
    the last weeks. One statement at most: of a minor with a handover."""
    if mine.handover is None or not mine.is_minor or mine.handover.state in ENDED:
        return mine
    since = clock.now() - timedelta(days=NEW_DAYS)
    runs = {one.topic for one in mine.choices}
    noes = standing_noes(mine.person.pk, mine.handover.receiver_id)
    fresh = any(topic not in runs and no.at >= since for topic, no in noes.items())
    return replace(mine, no_agreement=fresh)


def link_requests() -> list[LinkRequest]:
    """Organisations that ask the signed-in young person to work together. One statement."""
    rows = LinkRequest.objects.filter(closed_at__isnull=True)
    return list(rows.select_related("organisation").order_by("asked_at", "id")[:10])


def in_words(choices: list[Choice], *, minor: bool, is_self: bool) -> list[Chosen]:
    """Each standing answer: what, for whom, and whether it runs or waits for a guardian."""
    told = []
    for one in choices:
        waits = one.needs_guardian and one.confirmed_at is None
        if waits and not minor:
            continue  # at 18 a choice that still waited is asked again
        label = home_label(one.topic, parent=not is_self)
        words = _("tot %s") % dutch.long_date(one.until_on)
        if waits:
            words = _("wacht op een ouder of voogd")
        told.append(Chosen(label, one.organisation.name, "wait" if waits else "ok", words))
    return told


def what_now(mine: Mine, viewer: Viewer) -> Now:
    """The one next step, the most pressing first."""
    if viewer.role == GUARDIAN:
        return _guardian_now(mine)
    if mine.requests:
        return Now(
            _("Iemand wil met je werken"),
            _("%s vraagt om met jou te werken. Lees het hieronder en zeg ja of nee.")
            % mine.requests[0].organisation.name,
            _("Lees de vraag"),
            "#vragen",
        )
    if mine.handover and (now := _handover_now(mine, mine.handover)):
        return now
    return Now(
        _("Vul je dossier aan"),
        _("Hoe beter je dossier, hoe beter VDAB je later kan helpen. Kijk wat er nog ontbreekt."),
        _("Open mijn dossier"),
        link("dossier:mine"),
    )


def _handover_now(mine: Mine, handover: Handover) -> Now | None:
    if handover.state == State.DRAFT:
        return None  # taken back: there is nothing to read now
    page = link("handover:choice", handover.pk)
    office = handover.receiver.name
    if handover.state in {State.SHOWN, State.SENT, State.SEEN} and not _answered(mine, handover):
        term = handover.term_ends_on or clock.today()
        text = _("Je gaat weg van je centrum. Lees wat er meegaat naar %(office)s en kies de rest.")
        if term > clock.today():
            text += " " + _("Doe dat voor %(day)s.")
        return Now(
            _("Kijk wat VDAB mag zien"),
            text % {"office": office, "day": dutch.long_date(term)},
            _("Lees en kies"),
            page,
        )
    if any(c.needs_guardian and c.confirmed_at is None for c in mine.choices) and mine.is_minor:
        return Now(
            _("Vraag je ouder of voogd om te bevestigen"),
            _("Je koos al. Omdat je nog geen 18 bent, bevestigt een ouder of voogd ook."),
            _("Bekijk hoe je het vraagt"),
            f"{page}#vraag-je-ouder",
        )
    if mine.no_agreement:
        return Now(
            _("Thuis is er nog geen akkoord"),
            _(
                "Over een deel van je keuze is thuis nog geen akkoord. Dat gaat nu niet mee."
                " Je begeleider weet het ook en kan er met jullie over praten."
            ),
            _("Bekijk je keuze"),
            page,
        )
    if mine.meetings:
        first = mine.meetings[0]
        day = first.at.astimezone(clock.BRUSSELS)
        return Now(
            _("Je gesprek is verplaatst") if is_moved(first) else _("Je hebt een gesprek"),
            _("%(day)s om %(time)s, %(place)s. Je begeleider en VDAB zijn er ook.")
            % {
                "day": dutch.full_date(day).capitalize(),
                "time": dutch.clock(day),
                "place": first.place,
            },
            _("Bekijk je overdracht"),
            page,
        )
    return _waiting(handover, page)


def _waiting(handover: Handover, page: str) -> Now | None:
    contact = handover.receiver_contact.display_name if handover.receiver_contact else "VDAB"
    titles = {
        State.SHOWN: (
            _("Je keuze is klaar"),
            _("Je loopbaan gaat over enkele dagen naar VDAB. Je kan je keuze nog veranderen."),
        ),
        State.SENT: (_("VDAB heeft je loopbaan"), _("%s kijkt het na en neemt contact met je op.")),
        State.SEEN: (_("VDAB leest je loopbaan"), _("%s kijkt het na en neemt contact met je op.")),
        State.QUESTION: (
            _("VDAB vroeg iets"),
            _("Je begeleider antwoordt. Jij hoeft niets te doen."),
        ),
        State.ACCEPTED: (_("VDAB gaat met je aan de slag"), _("%s neemt contact met je op.")),
        State.CONTACTED: (_("Je bent gestart bij VDAB"), _("Vragen? Spreek met %s.")),
        State.DECLINED: (
            _("We zoeken een ander kantoor"),
            _("Dit kantoor kan je niet helpen. Je begeleider kiest samen met jou een ander."),
        ),
    }
    if handover.state not in titles:
        return None
    title, text = titles[State(handover.state)]
    action = _("Bekijk of verander je keuze")
    if handover.state == State.DECLINED:
        action = _("Lees waarom")
    return Now(title, text.replace("%s", contact), action, page)


def _answered(mine: Mine, handover: Handover) -> bool:
    """Answered since it was shown, and no answer that must be asked again at 18."""
    again = any(c.needs_guardian and c.confirmed_at is None for c in mine.choices)
    given = any(
        c.organisation_id == handover.receiver_id
        and handover.shown_at is not None
        and c.given_at >= handover.shown_at
        for c in mine.choices
    )
    answered = given or bool(handover.has_answered)  # type: ignore[attr-defined]
    return answered and not (again and not mine.is_minor)


def _guardian_now(mine: Mine) -> Now:
    first = mine.person.first_name
    waits = [c for c in mine.choices if c.needs_guardian and c.confirmed_at is None]
    runs = mine.handover is not None and mine.handover.state not in {*ENDED, State.DRAFT}
    if waits and mine.handover and runs:
        return Now(
            _("%s vraagt je om te bevestigen") % first,
            _("%s koos wat VDAB nog mag zien. Eén ouder of voogd bevestigt dat.") % first,
            _("Lees en antwoord"),
            link("handover:confirm", mine.handover.pk),
        )
    if mine.handover and runs:
        return Now(
            _("Lees mee wat er naar VDAB gaat"),
            _("%s beslist zelf wat gedeeld wordt. Jij leest mee en kan erover praten.") % first,
            _("Bekijk de overdracht"),
            link("handover:confirm", mine.handover.pk),
        )
    return Now(
        _("Niets te doen"),
        _("Je leest mee in het dossier van %s. Er wacht niets op jou.") % first,
        _("Bekijk het dossier"),
        link("dossier:mine"),
    )
