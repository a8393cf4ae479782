"""Verbs of the centre: prepare, show, send, answer, plan, stop."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from overstap.access.choices import PRIVATE_GROUPS
from overstap.access.models import Choice
from overstap.access.queries import contact_persons, setting, term
from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.handover.choices import Occasion, Signal, State
from overstap.handover.models import Handover, Meeting, Need
from overstap.handover.permissions import party_of
from overstap.handover.queries import ENDED, running_choices
from overstap.handover.rules import data_until_on, term_to_read_ends_on
from overstap.handover.services.record import locked, move_to, write_step
from overstap.handover.services.telling import tell, tell_talk
from overstap.kernel import clock, dutch
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.organisations.choices import OrganisationKind
from overstap.organisations.models import Organisation


def start(
    *,
    person_id: UUID,
    receiver_id: UUID,
    leaving_on: date,
    signals: Collection[str],
    reason: str,
    is_advised: bool,
    by: Viewer,
) -> Handover:
    """Begins a draft for a young person whom the centre guides. One running handover at a time."""
    if not by.can("start_handover") or by.organisation_id is None or by.membership_id is None:
        raise NotAllowed(_("Enkel een begeleider start een overdracht."), code="not_yours")
    if (
        Handover.objects.filter(person_id=person_id, sender_id=by.organisation_id)
        .exclude(state__in=ENDED)
        .exists()
    ):
        raise Refusal(_("Er loopt al een overdracht voor deze jongere."), code="already_running")
    _check_office(receiver_id)
    with transaction.atomic():
        try:
            with transaction.atomic():
                handover = Handover.objects.create(
                    person_id=person_id,
                    sender_id=by.organisation_id,
                    receiver_id=receiver_id,
                    sender_contact_id=by.membership_id,
                    leaving_on=leaving_on,
                )
        except IntegrityError as error:  # two people at the same time
            raise Refusal(
                _("Er loopt al een overdracht voor deze jongere."), code="already_running"
            ) from error
        Need.objects.create(
            handover=handover,
            person_id=person_id,
            sender_id=by.organisation_id,
            signals=_known(signals),
            reason=reason,
            is_advised=is_advised,
            decided_by=by.user_id,
        )
        write_step(handover, "start", by=by)
    return handover


def revise(
    *,
    handover_id: UUID,
    leaving_on: date,
    signals: Collection[str],
    reason: str,
    is_advised: bool,
    by: Viewer,
) -> None:
    """Changes the first step of a draft: when, and why a warm handover or not."""
    with transaction.atomic():
        handover = _draft(handover_id, by)
        handover.leaving_on = leaving_on
        handover.save(update_fields=["leaving_on"])
        Need.objects.filter(handover=handover).update(
            signals=_known(signals), reason=reason, is_advised=is_advised, decided_by=by.user_id
        )


def choose_office(*, handover_id: UUID, receiver_id: UUID, contact_id: UUID, by: Viewer) -> None:
    """To which office, and to which fixed contact person there."""
    with transaction.atomic():
        handover = _draft(handover_id, by)
        _check_office(receiver_id)
        if not contact_persons(receiver_id).filter(pk=contact_id).exists():
            raise Refusal(
                _("Kies een contactpersoon van dit kantoor."), code="no_contact", field="contact"
            )
        handover.receiver_id = receiver_id
        handover.receiver_contact_id = contact_id
        handover.save(update_fields=["receiver_id", "receiver_contact_id"])


def ask_about(*, handover_id: UUID, groups: Collection[str], by: Viewer) -> None:
    """Which private groups the counsellor asks the young person about. Asking opens nothing."""
    with transaction.atomic():
        handover = _draft(handover_id, by)
        chosen = [group for group in PRIVATE_GROUPS if group in set(groups)]
        Need.objects.filter(handover=handover).update(asks_about=chosen)


def show(*, handover_id: UUID, by: Viewer) -> Handover:
    """Shows the young person exactly what travels; the term to read starts."""
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(
            handover,
            "show",
            by=by,
            shown_at=clock.now(),
            term_ends_on=term_to_read_ends_on(clock.today(), term("read_term_days")),
            reminded_at=None,
        )
        write_step(handover, "show", by=by)
        tell(handover_id=handover_id, occasion=Occasion.SHOWN)
    return handover


def take_back(*, handover_id: UUID, by: Viewer) -> None:
    """Back to draft, to improve something; showing again starts a new term."""
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(handover, "take_back", by=by)
        write_step(handover, "take_back", by=by)


def send(*, handover_id: UUID, by: Viewer | None) -> Handover:
    """Sends: the five career groups open to the office. `by=None` is the daily job."""
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(
            handover,
            "send",
            by=by,
            sent_at=clock.now(),
            legal_basis=setting("handover_legal_basis"),
            data_until_on=data_until_on(clock.today(), term("handover_data_months")),
        )
        write_step(handover, "send", by=by)
    return handover


def answer(*, handover_id: UUID, text: str, by: Viewer) -> None:
    """Answers the question of the office."""
    _need_text(text, _("Schrijf een antwoord."), "answer")
    with transaction.atomic():
        handover = locked(handover_id)
        move_to(handover, "answer", by=by, question_answer=text)
        write_step(handover, "answer", by=by, note=text)


def cancel(*, handover_id: UUID, by: Viewer) -> None:
    """Drops a draft that was never shown; the log remembers that it was there."""
    with transaction.atomic():
        handover = _draft(handover_id, by)
        if handover.shown_at is not None:
            raise Refusal(
                _("Deze overdracht is al eens getoond en kan je niet meer wissen."),
                code="was_shown",
            )
        record_event(
            "handover_cancelled",
            role=by.role,
            person=handover.person_id,
            organisation=by.organisation_id,
            object=handover.pk,
            purpose="handover",
        )
        with connection.cursor() as cursor:
            for table in ("handover_step", "handover_need"):
                cursor.execute(f"delete from {table} where handover_id = %s", [handover.pk])  # noqa: S608
            cursor.execute("delete from handover_handover where id = %s", [handover.pk])


def start_anew(*, handover_id: UUID, receiver_id: UUID, by: Viewer) -> Handover:
    """After a decline: a new draft to another office with the same need; choices start empty."""
    old = Handover.objects.get(pk=handover_id)
    if old.state != State.DECLINED:
        raise Refusal(
            _("Opnieuw starten kan enkel na een weigering door het kantoor."), code="wrong_state"
        )
    need = Need.objects.get(handover=old)
    with transaction.atomic():
        made = start(
            person_id=old.person_id,
            receiver_id=receiver_id,
            leaving_on=old.leaving_on,
            signals=need.signals,
            reason=need.reason,
            is_advised=need.is_advised,
            by=by,
        )
        Need.objects.filter(handover=made).update(asks_about=need.asks_about)
    return made


def plan_meeting(*, handover_id: UUID, at: datetime, place: str, by: Viewer) -> Meeting:
    """Centre, young person and VDAB together; only while the young person chose the contact."""
    handover = Handover.objects.get(pk=handover_id)
    party_of(handover, by)
    choice = running_choices(handover.person_id, handover.receiver_id).get("warm_contact")
    if choice is None or not _is_open(choice):
        raise Refusal(
            _("Een gesprek plannen kan als de jongere een warm contact kiest."), code="not_chosen"
        )
    with transaction.atomic():
        former = Meeting.objects.select_for_update().filter(handover=handover).first()
        if former and (former.at, former.place) == (at, place):
            return former
        # What is over is not moved: this is another talk.
        moved = former if former and former.at > clock.now() else None
        when = {
            "at": at,
            "place": place,
            "choice": choice,
            "cancelled_at": None,
            "changed_at": clock.now(),
            "former_at": moved.at if moved else None,
            "former_place": moved.place if moved else "",
        }
        parties = {
            "person_id": handover.person_id,
            "sender_id": handover.sender_id,
            "receiver_id": handover.receiver_id,
        }
        meeting, _made = Meeting.objects.update_or_create(
            handover=handover, defaults=when, create_defaults=when | parties
        )
        name = "move_meeting" if moved else "plan_meeting"
        write_step(handover, name, by=by, note=_talk_told(meeting))
        tell_talk(handover_id=handover.pk)
    return meeting


def _talk_told(meeting: Meeting) -> str:
    now = f"{dutch.moment(meeting.at)}, {meeting.place}"
    if meeting.former_at is None:
        return now
    was = f"{dutch.moment(meeting.former_at)}, {meeting.former_place}"
    return _("Nu: %(now)s. Was: %(was)s.") % {"now": now, "was": was}


def _is_open(choice: Choice) -> bool:
    confirmed = not choice.needs_guardian or choice.confirmed_at is not None
    return confirmed and choice.until_on > clock.today()


def _draft(handover_id: UUID, by: Viewer) -> Handover:
    handover = locked(handover_id)
    party_of(handover, by)
    if handover.sender_id != by.organisation_id or handover.state != State.DRAFT:
        raise Refusal(
            _("Deze overdracht is al getoond. Haal ze eerst terug om iets te veranderen."),
            code="wrong_state",
        )
    return handover


def _check_office(receiver_id: UUID) -> None:
    if not Organisation.objects.filter(
        pk=receiver_id, kind=OrganisationKind.VDAB, is_active=True
    ).exists():
        raise Refusal(_("Kies een VDAB-kantoor uit de lijst."), code="no_office", field="office")


def _known(signals: Collection[str]) -> list[str]:
    return [signal for signal in Signal.values if signal in set(signals)]


def _need_text(text: str, sentence: str, field: str) -> None:
    if not text.strip():
        raise Refusal(sentence, code="empty", field=field)
