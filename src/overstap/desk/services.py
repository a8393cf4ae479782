"""Verbs of the desk: what leaves as a list, questions about the log, answers, requests."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.access.models import ForgetRequest, Involvement, LookQuestion
from overstap.audit.services import record_event, record_look
from overstap.desk.queries.caseload import Line
from overstap.doors.rooms import columns
from overstap.doors.viewer import Viewer
from overstap.exchange.tabular.writing import Value
from overstap.kernel import clock, dutch
from overstap.kernel.births import typed
from overstap.kernel.refusals import Refusal

EXPORT_LIMIT = 5_000


def export_caseload(lines: list[Line], *, kind: str, by: Viewer) -> list[list[Value]]:
    """Rows for a file, heading first. Each young person in it can read that it was made."""
    if len(lines) > EXPORT_LIMIT:
        raise Refusal(
            _("Een lijst heeft hoogstens %s jongeren. Kies eerst een filter.")
            % dutch.number(EXPORT_LIMIT),
            code="too_many",
        )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select rights.log_export(%s, %s::uuid[], %s, %s)",
            [by.organisation_id, [line.person_id for line in lines], by.role, kind],
        )
    return list(_table(lines))


def _table(lines: list[Line]) -> Iterator[list[Value]]:
    yield [
        _("Jongere"),
        _("Geboortedatum"),
        _("Gemeente"),
        _("Leerweg"),
        _("Opleiding"),
        _("Mijn Loopbaan (van 10)"),
        _("Overdracht"),
        _("Volgende stap"),
        _("Tegen"),
        _("Verlaat het centrum op"),
        _("Begeleider"),
        *(str(column.label) for column in columns()),
    ]
    points = {"empty": 0, "half": 1, "full": 2}
    for line in lines:
        yield [
            line.full_name,
            line.birth.exact or typed(line.birth),
            line.place,
            line.pathway,
            line.programme,
            sum(points[part] for part in line.meter),
            line.chip.label,
            line.step.text,
            line.step.on,
            line.leaving_on,
            line.counsellor_name,
            *(column.cell(line.facts.get(column.room, {})).text for column in columns()),
        ]


@transaction.atomic
def ask_about_look(
    *, record: int, person_id: UUID, organisation_id: UUID, text: str, by: Viewer
) -> LookQuestion:
    """The young person asks about one line of the log; the database checks that it is theirs."""
    question = LookQuestion.objects.create(
        record=record,
        person_id=person_id,
        organisation_id=organisation_id,
        text=text,
        asked_by=by.user_id,
    )
    record_event("look_asked", role=by.role, person=person_id, object=question.pk, purpose="own")
    return question


@transaction.atomic
def answer_question(question: LookQuestion, text: str, *, by: Viewer) -> None:
    """The lead answers once; an answer is not changed afterwards."""
    changed = LookQuestion.objects.filter(pk=question.pk, answered_at__isnull=True).update(
        answer=text, answered_by=by.user_id, answered_at=clock.now()
    )
    if not changed:
        raise Refusal(_("Deze vraag is al beantwoord."), code="already_answered")
    record_event(
        "look_answered",
        role=by.role,
        person=question.person_id,
        organisation=by.organisation_id,
        object=question.pk,
        purpose="support",
    )


@transaction.atomic
def ask_to_be_forgotten(*, person_id: UUID, text: str, by: Viewer) -> ForgetRequest:
    """Goes to the organisation that guides now, else the last one that did."""
    if ForgetRequest.objects.filter(person_id=person_id, answered_at__isnull=True).exists():
        raise Refusal(_("Je vroeg dit al. Je krijgt nog een antwoord."), code="already_asked")
    last = (
        Involvement.objects.filter(person_id=person_id, role="guides")
        .order_by("-from_on", "-opened_at")
        .first()
    )
    if last is None:
        raise Refusal(
            _("Er is geen centrum dat je dossier bijhoudt. Vraag het aan je school."),
            code="nobody_guides",
        )
    made = ForgetRequest.objects.create(
        person_id=person_id, organisation_id=last.organisation_id, text=text, asked_by=by.user_id
    )
    record_event("forget_asked", role=by.role, person=person_id, object=made.pk, purpose="own")
    return made


@transaction.atomic
def answer_forget_request(request: ForgetRequest, text: str, *, by: Viewer) -> None:
    """The lead says what happens; the forgetting itself is a command of the administrator."""
    changed = ForgetRequest.objects.filter(pk=request.pk, answered_at__isnull=True).update(
        answer=text, answered_by=by.user_id, answered_at=clock.now()
    )
    if not changed:
        raise Refusal(_("Deze vraag is al beantwoord."), code="already_answered")
    record_event(
        "forget_answered",
        role=by.role,
        person=request.person_id,
        organisation=by.organisation_id,
        object=request.pk,
        purpose="support",
    )


def record_own_copy(person_id: UUID, *, kind: str, by: Viewer) -> None:
    """The young person took the own file along: that stands in the log too."""
    record_look(
        "export_made",
        role=by.role,
        person=person_id,
        organisation=None,
        purpose="own",
        kind=kind,
        count=1,
    )


def record_account_copy(*, kind: str, by: Viewer) -> None:
    """A colleague or guardian took along what is kept of the account: about no young person."""
    record_event(
        "account_copy_made",
        role=by.role,
        organisation=by.organisation_id,
        purpose="own",
        kind=kind,
    )
