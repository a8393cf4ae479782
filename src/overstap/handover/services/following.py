"""Follow-up: the office asks, at the configured terms after the handover, how it goes."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.access.queries import term
from overstap.doors.viewer import Viewer
from overstap.handover.choices import Situation, State
from overstap.handover.models import FollowUp
from overstap.handover.moves import RECEIVER
from overstap.handover.permissions import party_of
from overstap.handover.rules import follow_up_from_on
from overstap.handover.services.record import write_step
from overstap.kernel import clock, dutch
from overstap.kernel.refusals import NotAllowed, Refusal

FOLLOWED = frozenset({State.ACCEPTED, State.CONTACTED})


def follow_up(
    *,
    follow_up_id: UUID,
    on: date,
    is_reached: bool,
    situation: str,
    sentence: str,
    by: Viewer,
) -> None:
    """Records how it goes; who was not reached may be tried again. The centre reads that it was
    done, in a step without words; the young person reads all of it."""
    _check(on, is_reached=is_reached, situation=situation, sentence=sentence)
    with transaction.atomic():
        row = FollowUp.objects.select_related("handover").filter(pk=follow_up_id).first()
        if row is None:
            raise Refusal(_("Deze opvolging is er niet (meer)."), code="not_found")
        if party_of(row.handover, by) != RECEIVER:
            raise NotAllowed(_("Deze opvolging is niet aan jou."), code="wrong_party")
        if row.handover.state not in FOLLOWED:
            raise Refusal(
                _("De overdracht is afgerond. Opvolgen kan niet meer."), code="wrong_state"
            )
        _check_day(row, on)
        changed = (
            FollowUp.objects.filter(pk=row.pk)
            .exclude(is_reached=True)
            .update(
                done_on=on,
                is_reached=is_reached,
                situation=situation if is_reached else "",
                sentence=sentence,
                by=by.user_id,
                by_name=by.name,
            )
        )
        if not changed:
            raise Refusal(_("Deze opvolging is al genoteerd."), code="done")
        write_step(row.handover, "follow_up" if is_reached else "follow_up_missed", by=by)


def _check_day(row: FollowUp, on: date) -> None:
    """Not before the handover was sent, and not so early that there is nothing to ask yet."""
    if row.handover.sent_at and on < row.handover.sent_at.astimezone(clock.BRUSSELS).date():
        raise Refusal(
            _("De opvolging kan niet vóór het versturen van de overdracht geweest zijn."),
            code="too_early",
            field="on",
        )
    from_on = follow_up_from_on(row.due_on, term("follow_up_early_days"))
    if on < from_on:
        raise Refusal(
            _("Deze opvolging is voor rond %(due)s. Noteren kan vanaf %(day)s.")
            % {"due": dutch.long_date(row.due_on), "day": dutch.long_date(from_on)},
            code="before_term" if from_on <= clock.today() else "not_yet",
            field="on",
        )


def _check(on: date, *, is_reached: bool, situation: str, sentence: str) -> None:
    if on > clock.today():
        raise Refusal(
            _("Deze datum ligt in de toekomst. Noteer wat al geweest is."),
            code="future",
            field="on",
        )
    if is_reached and situation not in Situation.values:
        raise Refusal(_("Kies wat de jongere nu doet."), code="empty", field="situation")
    if not sentence.strip():
        raise Refusal(_("Schrijf in een zin hoe het gaat."), code="empty", field="sentence")
