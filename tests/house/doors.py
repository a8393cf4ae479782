# ruff: noqa: E501  (SQL reads better whole)
"""Two young people, everything that hangs on them, and every role that may knock."""

import os
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests import world
from tests.access.filled_world import OVERRIDES, value
from tests.conftest import owner

from overstap.access.models import User
from overstap.doors.door import Door

ROLES = (
    "nobody", "young_person", "guardian", "counsellor", "centre_lead", "vdab_counsellor", "vdab_lead",
    "org_admin", "platform_admin", "researcher", "steering",
)  # fmt: skip
# Which record a part of an address names.
RECORDS = {
    "person_id": "people.Person", "handover_id": "handover.Handover", "entry_id": "dossier.Entry",
    "guardian_id": "people.Guardian", "paper_id": "access.PaperAnswer", "member_id": "access.Membership",
    "invitation_id": "access.Invitation", "station_id": "trajectories.Station",
    "enrolment_id": "trajectories.Enrolment", "document_id": "handover.Document",
    "download_id": "handover.Download", "notice_id": "handover.Notice", "follow_up_id": "handover.FollowUp", "run_id": "exchange.ImportRun",
    "message_id": "exchange.WaitingMessage", "item_id": "exchange.SetAside",
    "question_id": "access.LookQuestion", "merge_id": "people.Merge",
    "extract_id": "cohorts.Extract", "study_id": "cohorts.StudyRun", "publication_id": "cohorts.Publication",
    "organisation_id": "organisations.Organisation", "one_id": "people.Person", "other_id": "people.Person",
}  # fmt: skip
# One name in two addresses for two kinds of record.
BY_ADDRESS = {
    ("desk:answer_forget", "request_id"): "access.ForgetRequest",
    ("desk:answer_link", "request_id"): "access.LinkRequest",
}
PLAIN = {"group": "studies", "kind": "study", "number": 1, "key": "amina", "record": 10**9,
         "file": "report.html"}  # fmt: skip


@dataclass
class Side:
    """One young person with a centre, an office and everybody around."""

    records: dict[str, Any] = field(default_factory=dict)
    users: dict[str, UUID] = field(default_factory=dict)


def make(name: str) -> Side:
    side = Side()
    centre, office = (
        world.organisation(f"Centrum {name}"),
        world.organisation(f"VDAB {name}", kind="vdab"),
    )
    platform = world.organisation(f"Platform {name}", kind="platform")
    department = world.organisation(f"Departement {name}", kind="government")
    contact = world.member(centre, is_contact=True)
    receiver = world.member(office, "vdab_counsellor", is_contact=True)
    side.users = {"counsellor": contact.user_id, "vdab_counsellor": receiver.user_id}
    for role in ("centre_lead", "org_admin"):
        side.users[role] = world.member(centre, role).user_id
    side.users["vdab_lead"] = world.member(office, "vdab_lead").user_id
    side.users["platform_admin"] = world.member(platform, "platform_admin").user_id
    for role in ("researcher", "steering"):
        side.users[role] = world.member(department, role).user_id
    today = timezone.localdate()
    person = world.person(birth=today.replace(year=today.year - 16, day=1))
    side.users["young_person"] = world.account_of(person)
    side.users["guardian"] = world.guardian_of(person)
    involvement = world.involve(person, centre)
    entry = world.entry(person, centre, "studies", content={"title": "iets"})
    made: dict[type, Any] = {
        type(row): row for row in (person, centre, contact, involvement, entry, contact.user)
    }
    with owner():
        guardian = apps.get_model("people.Guardian").objects.get(person=person)
        handover = apps.get_model("handover.Handover").objects.create(
            person=person, sender=centre, receiver=office, sender_contact=contact, receiver_contact=receiver,
            state="seen", leaving_on=today, shown_at=timezone.now(), term_ends_on=today,
            sent_at=timezone.now(), seen_at=timezone.now(), legal_basis="x",
            data_until_on=today + timedelta(days=300),
        )  # fmt: skip
        made |= {type(guardian): guardian, type(handover): handover}
        need = apps.get_model("handover.Need")
        made[need] = need.objects.create(
            handover=handover, person=person, sender=centre, decided_by=contact.user_id
        )
        follow_up = apps.get_model("handover.FollowUp")
        made[follow_up] = follow_up.objects.create(
            handover=handover, person=person, receiver=office, months=1, due_on=today
        )
        for label in dict.fromkeys([*RECORDS.values(), *BY_ADDRESS.values()]):
            model = apps.get_model(label)
            if model not in made:
                place = department if model._meta.app_label == "cohorts" else centre
                made[model] = create(model, made | {type(centre): place}, place)
    side.records = {model._meta.label: row for model, row in made.items()}
    return side


def create(model: type[models.Model], made: dict[type, Any], centre: Any) -> Any:
    fields = {
        f.name: value(f, made)
        for f in model._meta.concrete_fields
        if not f.primary_key or f.is_relation
    } | OVERRIDES.get(model._meta.db_table, {})
    for f in model._meta.concrete_fields:
        # Codes and references of two sides differ.
        if isinstance(f, models.CharField) and f.unique and not f.primary_key:
            fields[f.name] = uuid4().hex
    if (
        "organisation_id" in {f.attname for f in model._meta.concrete_fields}
        and "organisation" not in fields
    ):
        fields["organisation_id"] = centre.pk
    return model._default_manager.create(**fields)


@dataclass(frozen=True)
class Address:
    """`door` is that of its view; None where a view has none."""

    name: str
    pattern: str
    parts: list[str]
    door: Door | None


def addresses() -> list[Address]:
    """Every address of the site."""
    found: list[Address] = []

    def walk(patterns: list[Any], prefix: str) -> None:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(
                    entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix
                )
            elif isinstance(entry, URLPattern):
                found.append(
                    Address(
                        f"{prefix}{entry.name}",
                        str(entry.pattern),
                        list(entry.pattern.converters),
                        getattr(entry.callback, "door", None),
                    )
                )

    walk(get_resolver().url_patterns, "")
    return found


def address(name: str, parts: list[str], side: Side) -> str:
    kwargs: dict[str, Any] = {}
    for part in parts:
        label = BY_ADDRESS.get((name, part)) or RECORDS.get(part)
        kwargs[part] = side.records[label].pk if label else PLAIN[part]
    return reverse(name, kwargs=kwargs)


def client(side: Side, role: str) -> Client:
    made = Client(raise_request_exception="OVERSTAP_RAISE" in os.environ)
    if role == "nobody":
        return made
    with owner():
        made.force_login(User.objects.get(pk=side.users[role]))
        session = made.session
        session["second_factor"] = True
        session.save()
    return made


def knock(visitor: Client, url: str) -> str:
    """What a GET answers: open, redirect, sign in, forbidden, not found or error. Where there is
    none to GET: what an empty POST answers, as `post: ...`."""
    answer = _ask(visitor, "get", url)
    return f"post: {_ask(visitor, 'post', url)}" if answer == "no get" else answer


def _ask(visitor: Client, method: str, url: str) -> str:
    before, kept = transaction.savepoint_create(), deepcopy(visitor.cookies)
    with connection.cursor() as cursor:
        cursor.execute("set local role overstap_app")
    try:
        response = getattr(visitor, method)(url)
    finally:
        # Whatever the page did, signing out too, did not happen.
        transaction.savepoint_rollback(before)
        visitor.cookies = kept
    if response.status_code in {301, 302}:
        return "sign in" if "/aanmelden/" in response.headers["Location"] else "redirect"
    return {
        200: "open",
        403: "forbidden",
        404: "not found",
        405: "no get",
        422: "open",
        409: "refused",
    }.get(response.status_code, f"error {response.status_code}")
