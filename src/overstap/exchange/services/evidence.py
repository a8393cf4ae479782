"""Evidence of the LED into the file of a person, and evidence that waits for a decision."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overstap.audit.services import record_event
from overstap.doors.viewer import Viewer
from overstap.dossier.services import record_received
from overstap.exchange.choices import SetAsideState
from overstap.exchange.led.certificates import (
    CANCELLED,
    Certificate,
    content_of,
    details_of,
    placement_of,
)
from overstap.exchange.led.messages import LedAnswer
from overstap.exchange.models import ImportRun, SetAside
from overstap.exchange.queries import find_by_number
from overstap.exchange.sealing import hash_of, seal, unseal
from overstap.exchange.services.ordering import Moment, moment_of, take_if_newer
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal


def receive_evidence(
    run: ImportRun, person_id: UUID, answer: LedAnswer, *, by: Viewer
) -> Counter[str]:
    """Writes what was issued to the number asked; sets the rest aside. Counts, no names."""
    counts = Counter[str]()
    told_at = answer.context.sent_at
    for certificate in answer.of_asked:
        counts[_record(run.organisation_id, person_id, _packed(certificate, told_at), by)] += 1
    for certificate in answer.of_others:
        counts["set_aside"] += _set_aside(run, person_id, certificate, told_at)
    return counts


def _packed(certificate: Certificate, told_at: datetime | None) -> dict[str, Any]:
    """What the file keeps of a certificate, ready for JSON, with when it became so."""
    data_group, kind = placement_of(certificate)
    reference = certificate.reference or hash_of(repr(certificate))
    return {
        "data_group": data_group,
        "kind": kind,
        "reference": reference[:100],
        "status": certificate.status_code,
        "changed": [certificate.status_changed_date, certificate.status_changed_time],
        "told": told_at.isoformat() if told_at else None,
        "content": {**content_of(certificate), "details": details_of(certificate)},
    }


def _moment(packed: dict[str, Any]) -> Moment:
    told = packed.get("told")
    return moment_of(
        *packed.get("changed", ("", "")), told_at=datetime.fromisoformat(told) if told else None
    )


def _record(organisation_id: UUID, person_id: UUID, packed: dict[str, Any], by: Viewer) -> str:
    """new, changed, withdrawn, unchanged, or older than what was read before."""
    if not take_if_newer(
        organisation_id,
        person_id,
        kind="led",
        reference=packed["reference"],
        moment=_moment(packed),
    ):
        return "older"
    return record_received(
        person_id,
        packed["content"],
        data_group=packed["data_group"],
        kind=packed["kind"],
        source_reference=packed["reference"],
        cancelled=packed["status"] == CANCELLED,
        by=by,
    )


def _set_aside(
    run: ImportRun, person_id: UUID, certificate: Certificate, told_at: datetime | None
) -> int:
    packed = _packed(certificate, told_at)
    if certificate.issued_to_insz == "":
        packed["content"]["unknown"].append({"path": "PersoonUitgereikt/INSZ", "text": "(leeg)"})
    one, made = SetAside.objects.get_or_create(
        organisation_id=run.organisation_id,
        asked_person_id=person_id,
        reference_hash=hash_of(packed["reference"]),
        defaults={
            "run": run,
            "number_hash": hash_of(certificate.issued_to_insz)
            if certificate.issued_to_insz
            else "",
            "ciphertext": seal(json.dumps(packed).encode()),
        },
    )
    if not made and one.ciphertext and _moment(contents(one)).is_before(_moment(packed)):
        # It still waits for somebody: who decides must see how it stands now.
        one.ciphertext = seal(json.dumps(packed).encode())
        one.save(update_fields=["ciphertext"])
    return int(made)


def contents(one: SetAside) -> dict[str, Any]:
    """What a set-aside certificate says, for the person who decides; {} once decided."""
    return json.loads(unseal(one.ciphertext)) if one.ciphertext else {}


def attach(*, by: Viewer, one: SetAside, number: str, also: Sequence[SetAside] = ()) -> UUID:
    """Attaches to somebody of the own caseload whose number is on the certificate, typed anew.

    `also`: more of them, decided at once; they stand on the same number or nothing is attached.
    """
    typed = hash_of("".join(c for c in number if c.isdigit()))
    found = find_by_number(one.organisation_id, [typed]) if typed == one.number_hash else {}
    person_id = found.get(typed)
    if person_id is None:
        raise Refusal(
            _(
                "Dit nummer staat niet op dit bewijs, of is niet van een jongere van je eigen "
                "organisatie. Kijk het nummer na op de identiteitskaart."
            ),
            code="not_this_number",
            field="number",
        )
    if any(other.number_hash != one.number_hash for other in also):
        raise Refusal(
            _("Niet alle bewijzen die je aanvinkte, staan op dit nummer. Vink die uit."),
            code="other_number",
        )
    with transaction.atomic():
        for each in (one, *also):
            _record(each.organisation_id, person_id, contents(_open(each)), by)
            _decide(by, each, SetAsideState.ATTACHED, attached_to_id=person_id)
            record_event(
                "evidence_attached",
                role=by.role,
                person=person_id,
                organisation=each.organisation_id,
                object=each.pk,
            )
    return person_id


def discard(*, by: Viewer, one: SetAside, reason: str, also: Sequence[SetAside] = ()) -> None:
    """Puts it away with a reason, and `also` more; the same evidence again does not come back."""
    if len(reason.strip()) < 5:
        raise Refusal(
            _("Schrijf in een korte zin waarom je dit bewijs weglegt."),
            code="no_reason",
            field="reason",
        )
    with transaction.atomic():
        for each in (one, *also):
            _decide(by, _open(each), SetAsideState.DISCARDED, reason=reason.strip()[:300])
            record_event(
                "evidence_discarded",
                role=by.role,
                person=each.asked_person_id,
                organisation=each.organisation_id,
                object=each.pk,
            )


def _open(one: SetAside) -> SetAside:
    if one.state != SetAsideState.OPEN:
        raise Refusal(_("Hierover is al beslist. Herlaad de pagina."), code="wrong_state")
    return one


def _decide(by: Viewer, one: SetAside, state: str, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(one, name, value)
    one.state, one.decided_by, one.decided_at, one.ciphertext = state, by.user_id, clock.now(), None
    one.save()
