"""Fills a database of its own with one young person of whom every table knows something.

Run as a module in a process of its own; prints the ids as JSON. The rows are committed, so that
attacks can come over real connections of the role `app`.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

# isort: off
from tests.conftest import owner  # first: it points Django at the database
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from overstap.exchange.sealing import seal, seal_message
from overstap.people.models import Person
from tests import world

# isort: on

SKIPPED_APPS = {
    "admin",
    "auth",
    "contenttypes",
    "sessions",
    "account",
    "mfa",
    "procrastinate",
    "reference",
}


def value(field: models.Field, made: dict[type, Any]) -> Any:
    """Something valid for a field, pointing at what the world made before."""
    if field.null and not field.is_relation:
        return None
    if field.is_relation:
        return made.get(field.related_model)
    if field.name == "person_id":  # names a person without a foreign key
        return made[Person].pk
    if field.choices:
        return field.flatchoices[0][0]
    kinds: list[tuple[type, Any]] = [
        (models.UUIDField, uuid4()),
        (models.DateTimeField, timezone.now()),
        (models.DateField, date(2026, 1, 5)),
        (models.BooleanField, False),
        (models.JSONField, {}),
        (models.BinaryField, b"geheim"),
        (models.IntegerField, 1),
    ]
    for kind, example in kinds:
        if isinstance(field, kind):
            return example
    if type(field).__name__ == "ArrayField":
        return []
    return "geheim"[: field.max_length or 6]


MESSAGE = seal_message("bericht.xml", b"<bericht/>")
OVERRIDES: dict[str, dict[str, Any]] = {
    "audit_anchor": {"month": date(2020, 1, 1)},
    "exchange_waitingmessage": {"ciphertext": MESSAGE},
    "people_birthcorrection": {"old_precision": "day", "new_precision": "day"},
    "exchange_setaside": {"ciphertext": seal(b'{"content": {"title": "geheim"}}')},
    "handover_notice": {"way": "letter", "done_by_name": ""},
    "handover_followup": {"situation": "", "by_name": ""},
    "handover_document": {"state": "ready", "content": b"geheim", "kind": "handover_pdf"},
}


def fill_the_rest(made: dict[type, Any]) -> list[str]:
    """One row about the person in every table that has none; answers the tables that refused."""
    refused = []
    for model in apps.get_models():
        if model._meta.app_label in SKIPPED_APPS or not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'select count(*) from "{model._meta.db_table}"')
            if cursor.fetchone()[0]:
                continue
        fields = {
            f.name: value(f, made)
            for f in model._meta.concrete_fields
            if not f.primary_key or f.is_relation
        } | OVERRIDES.get(model._meta.db_table, {})
        try:
            with transaction.atomic():
                made[model] = model._default_manager.create(**fields)
        except (IntegrityError, ValueError, TypeError) as problem:
            refused.append(f"{model._meta.db_table}: {problem}")
    return refused


def make() -> dict[str, Any]:
    from overstap.access.models import Choice, LinkRequest
    from overstap.handover.models import Handover
    from overstap.people.models import Guardian, NationalNumber

    ids: dict[str, Any] = {}
    centre, office = world.organisation("Doelwit"), world.organisation("Kantoor", kind="vdab")
    counsellor = world.member(centre)
    victim = world.person("Geheim", "Slachtoffer", date(2008, 3, 14))
    self_account = world.account_of(victim)
    guardian_account = world.guardian_of(victim)
    involvement = world.involve(victim, centre)
    entry = world.entry(
        victim, centre, "medical", content={"text": "geheim"}, source_reference="R1"
    )
    today, now = timezone.localdate(), timezone.now()
    with owner():
        guardian = Guardian.objects.get(person=victim)
        number = NationalNumber.objects.create(
            person=victim, ciphertext=b"x", lookup_hash="a" * 64, kind="insz"
        )
        choice = Choice.objects.create(
            person=victim, organisation=office, topic="medical", from_on=today,
            until_on=today + timedelta(days=100), text_version="1", given_by=self_account,
            given_at=now, needs_guardian=False,
        )  # fmt: skip
        request = LinkRequest.objects.create(
            organisation=centre, typed_name="Geheim Slachtoffer", birth_date=victim.birth_date,
            asked_by=counsellor.user_id,
        )  # fmt: skip
        handover = Handover.objects.create(
            person=victim, sender=centre, receiver=office, sender_contact=counsellor,
            state="shown", leaving_on=today, shown_at=now, term_ends_on=today + timedelta(days=14),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("set local role overstap_definer")
            cursor.execute("insert into rights.link_match values (%s, %s)", [request.pk, victim.pk])
            cursor.execute(
                "select rights.record('look', 'file_opened', '', %s, null, %s, 'guidance', '{}')",
                [victim.pk, centre.pk],
            )
            cursor.execute("set local role overstap_owner")
        entry.content = {"text": "nog geheimer"}
        entry.save()
        made = {
            type(row): row
            for row in (
                victim,
                centre,
                counsellor,
                guardian,
                involvement,
                entry,
                number,
                choice,
                handover,
            )
        } | {type(counsellor.user): counsellor.user}
        ids["refused"] = fill_the_rest(made)
    strangers = {}
    elsewhere = {kind: world.organisation(f"Elders {kind}", kind=kind) for kind in ("cdo", "vdab")}
    for role in ("counsellor", "centre_lead", "org_admin", "platform_admin"):
        strangers[role] = world.member(elsewhere["cdo"], role).user_id
    for role in ("vdab_counsellor", "vdab_lead"):
        strangers[role] = world.member(elsewhere["vdab"], role).user_id
    department = world.organisation("Elders overheid", kind="government")
    for role in ("researcher", "steering"):
        strangers[role] = world.member(department, role).user_id
    other = world.person("Iemand", "Anders", date(2008, 5, 1))
    world.involve(other, elsewhere["cdo"])
    strangers["young_person"] = world.account_of(other)
    strangers["guardian"] = world.guardian_of(other)
    strangers["nobody_special"] = world.user().pk
    return ids | {
        "victim": victim.pk, "centre": centre.pk, "office": office.pk, "choice": choice.pk,
        "entry": entry.pk, "involvement": involvement.pk, "handover": handover.pk,
        "request": request.pk, "guardian": guardian.pk, "membership": counsellor.pk,
        "counsellor": counsellor.user_id, "self_account": self_account,
        "guardian_account": guardian_account, "strangers": strangers, "other": other.pk,
        "other_centre": elsewhere["cdo"].pk, "other_office": elsewhere["vdab"].pk,
    }  # fmt: skip


def _plain(thing: Any) -> str:
    assert isinstance(thing, (UUID, datetime, date)), thing
    return str(thing)


if __name__ == "__main__":
    with transaction.atomic():
        made_ids = make()
    print(json.dumps(made_ids, default=_plain))
