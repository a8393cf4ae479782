"""Documents of a handover and mails about it."""

import itertools
import json
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from overstap.access.actor import acting_as
from overstap.config.bench.kills.scenes import Scene, events, viewer
from overstap.config.bench.kills.stage import Mailbox, Stage
from overstap.kernel import clock

_numbers = itertools.count(random.SystemRandom().randrange(10**9))


def _asked(kind: str) -> Any:
    def start(_stage: Stage) -> UUID:
        from overstap.handover.models import Handover
        from overstap.handover.services import request_document

        by = viewer("karim")
        with acting_as(by.user_id):
            handover = Handover.objects.filter(receiver_id=by.organisation_id).order_by("id")[0]
            return request_document(handover_id=handover.pk, kind=kind, by=by).pk

    return start


def _state(stage: Stage, document: UUID) -> str:
    return str(stage.one("select state from handover_document where id = %s", document))


def _busy(stage: Stage, document: UUID) -> bool:
    return _state(stage, document) == "queued"


def _faults(stage: Stage, document: UUID) -> list[str]:
    """A whole file once, or none."""
    ((state, content, kind),) = stage.rows(
        "select state, content, kind from handover_document where id = %s", document
    )
    made = events(stage, "document_made", document)
    if state != "ready":
        return [f"{state} with content"] * bool(content) + [f"{state}, yet logged"] * bool(made)
    found = [] if made == 1 else [f"logged {made} times"]
    if kind == "handover_pdf":
        whole = content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
    else:
        whole = isinstance(json.loads(content), dict)
    return found if whole else [*found, "half a file"]


@dataclass
class Mail:
    notice: UUID
    address: str
    handover: UUID
    told: int


def _mailed(stage: Stage) -> Mail:
    """Somebody of whom the term to read runs wants mail, at an address of this scene alone."""
    from overstap.kernel import jobs

    handover, person, sender = stage.rows(
        "select h.id, h.person_id, h.sender_id from handover_handover h"
        " where h.state = 'shown' order by h.id limit 1"
    )[0]
    ends_on, address = clock.today() + timedelta(days=20), f"meting-{next(_numbers)}@voorbeeld.be"
    stage.rewrite("update handover_handover set term_ends_on = %s where id = %s", ends_on, handover)
    stage.rewrite("update people_person set channel = 'email' where id = %s", person)
    stage.rewrite("delete from people_contactpoint where person_id = %s and kind = 'email'", person)
    stage.rewrite(
        "insert into people_contactpoint (id, person_id, kind, value)"
        " values (gen_random_uuid(), %s, 'email', %s)",
        person,
        address,
    )
    mail = Mail(uuid4(), address, handover, events(stage, "term_mailed", handover))
    stage.rewrite(
        "insert into handover_notice (id, handover_id, person_id, sender_id, occasion, way,"
        " term_ends_on, made_at, done_by_name)"
        " values (%s, %s, %s, %s, 'reminder', 'mail', %s, now(), '')",
        *(mail.notice, handover, person, sender, ends_on),
    )
    jobs.defer("handover.mail_notice", notice_id=str(mail.notice))
    return mail


def _way(stage: Stage, mail: Mail) -> str:
    ((way, done_at),) = stage.rows(
        "select way, done_at from handover_notice where id = %s", mail.notice
    )
    return "waits" if way == "mail" and done_at is None else str(way)


def _waits(stage: Stage, mail: Mail) -> bool:
    return _way(stage, mail) == "waits"


def _faults_of_mail(stage: Stage, mail: Mail) -> list[str]:
    """Never twice; noted as gone only when it went."""
    sent, way = Mailbox.counts[mail.address], _way(stage, mail)
    noted = events(stage, "term_mailed", mail.handover) - mail.told
    found = [f"mailed {sent} times"] if sent > 1 else []
    if noted != int(way == "mail"):
        found.append(f"{way}: {noted} times in the log")
    if way == "mail" and not sent:
        found.append("noted as gone, never mailed")
    return found


SCENES = [
    Scene("handover.make_pdf", "PDF", _asked("handover_pdf"), _busy, _faults, _state),
    Scene(
        "exchange.make_handover_jsonld",
        "JSON-LD",
        _asked("handover_jsonld"),
        _busy,
        _faults,
        _state,
    ),
    Scene("handover.mail_notice", "mail", _mailed, _waits, _faults_of_mail, _way),
]
