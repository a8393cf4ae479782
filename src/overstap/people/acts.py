"""What acts about people share: functions of the database, its no as a sentence, the log."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from overstap.audit.services import record_event
from overstap.kernel.acting import Acting
from overstap.kernel.declared import tables
from overstap.kernel.refusals import NotAllowed, Refusal

_SENTENCES = {
    "merged_has_account": (
        "De jongere gebruikt het dossier dat je wil laten verdwijnen al met een eigen account. "
        "Hou dat dossier, en voeg het andere erin samen."
    ),
    "number_of_another": (
        "Een andere jongere in jullie lijst heeft of had dit nummer. Is het dezelfde jongere, "
        "voeg de twee dossiers dan samen."
    ),
    "other_number": "Dit is niet het nummer dat je collega invulde. Kijk het na op de kaart.",
    "second_person": "Wie de verbetering voorstelde, bevestigt ze niet. Vraag het een collega.",
    "already": "Dit is al beantwoord. Herlaad de pagina.",
    "merged_before": "Een van de twee is al samengevoegd.",
    "guardian_after_18": "De rechten van een ouder of voogd eindigen op de 18de verjaardag.",
    "not_yours": "Dit kan je niet doen voor deze jongere.",
}


@contextmanager
def as_refusal() -> Iterator[None]:
    """Turns a no of the database into a sentence; the transaction around it stays usable."""
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        code = str(error).splitlines()[0].strip()
        sentences = {**_SENTENCES, **_waiting()}
        known = code if code in sentences else "not_yours"
        # Only the last depends on who asks alone: with the others something else helps.
        kind = NotAllowed if known == "not_yours" else Refusal
        raise kind(_(sentences[known]), code=known) from None


def _waiting() -> dict[str, str]:
    """Why a merge waits, in the words of the table that it waits for (`waits` of its model)."""
    return {w.waits.code: str(w.waits.words) for _model, w in tables() if w.waits}


def call(function: str, *arguments: object) -> object:
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"select rights.{function}({marks})", arguments)  # type: ignore[arg-type]
        return cursor.fetchone()[0]


def record(name: str, person_id: UUID, by: Acting, **detail: object) -> None:
    record_event(
        name,
        role=by.role,
        person=person_id,
        organisation=by.organisation_id,
        purpose="own" if by.person_id == person_id else "guidance",
        **detail,  # type: ignore[arg-type]
    )


def one_at_a_time(*what: object) -> None:
    """Who makes the same thing at the same moment waits here until the first is done, and then
    finds it. Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [_lock(what)])


def beside_no_list(organisation_id: UUID) -> None:
    """Nobody is added by hand while a list of the organisation adds people. Raises Refusal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_xact_lock_shared(hashtextextended(%s, 0))",
            [_lock(("people of", organisation_id))],
        )
        if not cursor.fetchone()[0]:
            raise Refusal(
                _("Er wordt net een leerlingenlijst toegepast. Probeer het straks opnieuw."),
                code="list_running",
            )


def _lock(what: Sequence[object]) -> str:
    return "\x1f".join(str(part) for part in what)
