"""Verbs of the file. Each is one transaction and leaves one line in the log."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.access.services import update_caseload
from overstap.audit.services import record_event
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.dossier import queries, rules
from overstap.dossier.models import Entry
from overstap.kernel import clock
from overstap.kernel.refusals import NotAllowed, Refusal
from overstap.people.models import ContactPoint, Person, Residence
from overstap.people.rules import may_keep_from_guardians

_WRITTEN_HERE = frozenset({"counsellor", "school"})


@transaction.atomic
def add_entry(
    person_id: UUID,
    content: Mapping[str, Any],
    *,
    data_group: str,
    kind: str,
    by: Viewer,
    hidden_reason: str = "",
) -> Entry:
    """Writes an entry: an own statement of the young person, or the counsellor's.

    `hidden_reason`: a reason keeps a private note from guardians. Raises Refusal.
    """
    if not rules.group_holds(data_group, kind):
        raise KeyError(f"{data_group} holds no {kind}")
    own = by.role == YOUNG_PERSON
    if own:
        _check_own(person_id, data_group, by)
        organisation_id = queries.guiding_organisation(person_id)
    else:
        organisation_id = _writing_organisation(person_id, by)
    entry = Entry(
        person_id=person_id,
        data_group=data_group,
        kind=kind,
        content=rules.check(kind, content),
        source="own" if own else "counsellor",
        organisation_id=organisation_id,
        author=by.user_id,
        author_name=by.name,
        hidden_from_guardians=bool(hidden_reason) and data_group in rules.PRIVATE,
        hidden_reason=hidden_reason if data_group in rules.PRIVATE else "",
    )
    entry.save(force_insert=True)
    _record("entry_added", entry, by)
    refresh_completeness(person_id, by=by)
    return entry


@transaction.atomic
def revise_entry(entry_id: UUID, content: Mapping[str, Any], *, by: Viewer) -> Entry:
    """Changes the content of an own entry; the earlier one stays readable as history."""
    entry = _own_entry(entry_id, by)
    asked = {field.name for field in rules.CONTENT[entry.kind] if field.form != "source"}
    kept = {key: value for key, value in entry.content.items() if key not in asked}
    clean = rules.check(entry.kind, {**kept, **content})
    if clean == entry.content:
        return entry
    entry.content, entry.revised_at = clean, clock.now()
    Entry.objects.filter(pk=entry.pk).update(content=clean, revised_at=entry.revised_at)
    _record("entry_revised", entry, by)
    refresh_completeness(entry.person_id, by=by)
    return entry


@transaction.atomic
def take_back_entry(entry_id: UUID, *, by: Viewer) -> None:
    """Takes back what one wrote: it stands nowhere any more, its history stays."""
    entry = _own_entry(entry_id, by)
    Entry.objects.filter(pk=entry.pk).update(withdrawn_at=clock.now())
    _record("entry_taken_back", entry, by)
    refresh_completeness(entry.person_id, by=by)


@transaction.atomic
def contest(entry_id: UUID, text: str, *, by: Viewer) -> None:
    """ "Dit klopt niet": what is contested does not travel. An empty text takes it back.

    Copies of the same thing in several organisations are contested together. Raises Refusal.
    """
    entry = _visible_entry(entry_id)
    if by.role != YOUNG_PERSON or entry.person_id != by.person_id or entry.source == "own":
        raise NotAllowed(
            _("Alleen de jongere zelf kan zeggen dat iets niet klopt."), code="not_yours"
        )
    text = " ".join(text.split())
    if len(text) > 1000:
        raise Refusal(_("Schrijf hoogstens 1000 tekens."), code="too_long", field="text")
    copies = [entry.pk]
    if entry.source_reference:
        copies = list(
            Entry.objects.filter(
                person_id=entry.person_id,
                source=entry.source,
                source_reference=entry.source_reference,
                withdrawn_at__isnull=True,
            ).values_list("pk", flat=True)
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.contest_entry(id, %s) from unnest(%s::uuid[]) copy(id)", [text, copies]
        )
    name = "entry_contested" if text else "entry_accepted"
    record_event(
        name,
        role=by.role,
        person=entry.person_id,
        object=entry.pk,
        purpose="own",
        group=entry.data_group,
        kind=entry.kind,
    )


@transaction.atomic
def hide_from_guardians(entry_id: UUID, hide: bool, *, by: Viewer, reason: str = "") -> None:
    """Keeps one private note from guardians, or shows it again.

    The young person from 13; the counsellor who guides, with a reason. Raises Refusal.
    """
    entry = _visible_entry(entry_id)
    if entry.data_group not in rules.PRIVATE:
        raise Refusal(_("Dit is geen persoonlijke notitie."), code="not_private")
    if by.role == YOUNG_PERSON:
        born = Person.objects.get(pk=entry.person_id).birth
        if entry.person_id != by.person_id or not may_keep_from_guardians(born, clock.today()):
            raise NotAllowed(_("Dit kan vanaf je 13 jaar."), code="too_young")
    else:
        if by.organisation_id != entry.organisation_id:
            raise NotAllowed(_("Deze notitie is niet van jouw organisatie."), code="not_yours")
        if hide and not reason.strip():
            raise Refusal(
                _("Schrijf waarom ouders deze notitie niet mogen lezen."),
                code="required",
                field="reason",
            )
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.hide_entry(%s, %s, %s)", [entry.pk, hide, reason.strip()[:300]]
        )
    name = "entry_kept_from_guardians" if hide else "entry_opened_to_guardians"
    record_event(
        name,
        role=by.role,
        person=entry.person_id,
        organisation=by.organisation_id,
        object=entry.pk,
        purpose=_purpose(by),
        group=entry.data_group,
        hidden=True,
    )


@transaction.atomic
def record_received(
    person_id: UUID,
    content: Mapping[str, Any],
    *,
    data_group: str,
    kind: str,
    source_reference: str,
    by: Viewer,
    source: str = "led",
    cancelled: bool = False,
) -> str:
    """Writes what a source gave: 'new', 'changed', 'unchanged' or 'withdrawn'.

    `cancelled` withdraws what came before with this reference; the same message twice changes
    nothing. `by` is who imported it: the entry stands under that organisation.
    """
    organisation_id = _writing_organisation(person_id, by)
    entry = Entry.objects.filter(
        person_id=person_id,
        organisation_id=organisation_id,
        source=source,
        source_reference=source_reference,
    ).first()
    if entry is None and cancelled:
        return "unchanged"
    clean = rules.check(kind, content, received=True)
    if entry is None:
        entry = Entry(
            person_id=person_id,
            data_group=data_group,
            kind=kind,
            content=clean,
            source=source,
            source_reference=source_reference,
            organisation_id=organisation_id,
            author=by.user_id,
            author_name=by.name,
        )
        entry.save(force_insert=True)
        outcome = "new"
    else:
        outcome = _renew(entry, clean, by, cancelled=cancelled)
    if outcome == "new":
        _note_received(entry, by)
    if outcome != "unchanged":
        refresh_completeness(person_id, by=by)
    return outcome


def _note_received(entry: Entry, by: Viewer) -> None:
    record_event(
        "entry_received",
        role=by.role,
        person=entry.person_id,
        organisation=entry.organisation_id,
        object=entry.pk,
        group=entry.data_group,
        kind=entry.kind,
        source=entry.source,
    )


def _renew(entry: Entry, clean: dict[str, Any], by: Viewer, *, cancelled: bool) -> str:
    """A newer message of the same source, by the one function that may and that logs it."""
    if cancelled and entry.withdrawn_at is not None:
        return "unchanged"
    if not cancelled and entry.content == clean and entry.withdrawn_at is None:
        return "unchanged"
    with connection.cursor() as cursor:
        cursor.execute(
            "select rights.renew_received(%s, %s::jsonb, %s, %s)",
            [entry.pk, json.dumps(clean), cancelled, by.role],
        )
    return "withdrawn" if cancelled else "changed"


def refresh_completeness(person_id: UUID, *, by: Viewer) -> None:
    """Keeps the five digits of Mijn jongeren: of the writer's organisation, or of all who guide
    when the young person wrote."""
    if by.role != YOUNG_PERSON:
        if by.organisation_id is not None:
            code = rules.digits(queries.file_of(person_id, rules.CAREER).completeness)
            update_caseload(by.organisation_id, person_id, completeness=code)
        return
    rows = list(queries.visible(person_id).filter(data_group__in=rules.CAREER))
    has_contact = ContactPoint.objects.filter(person_id=person_id).exists()
    has_home = Residence.objects.filter(person_id=person_id).exists()
    for organisation_id, wide in queries.guiding_organisations(person_id).items():
        by_group: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for row in rows:
            if row.organisation_id == organisation_id or (wide and row.contested_at is None):
                by_group.setdefault(row.data_group, []).append((row.kind, row.content))
        code = rules.digits(rules.completeness(by_group, has_contact, has_home))
        with connection.cursor() as cursor:
            cursor.execute(
                "select rights.keep_completeness(%s, %s, %s)", [organisation_id, person_id, code]
            )


def _check_own(person_id: UUID, data_group: str, by: Viewer) -> None:
    if by.person_id != person_id:
        raise NotAllowed(_("Dit is niet jouw dossier."), code="not_yours")
    if data_group not in rules.CAREER:
        raise NotAllowed(_("Dit schrijft je begeleider samen met jou."), code="not_yours")


def _writing_organisation(person_id: UUID, by: Viewer) -> UUID:
    if by.organisation_id is None or not by.is_staff or not by.can("edit_file"):
        raise NotAllowed(_("Je kan niet schrijven in dit dossier."), code="not_a_writer")
    if not queries.is_involved(person_id, by.organisation_id):
        raise NotAllowed(_("Jouw organisatie begeleidt deze jongere niet."), code="not_involved")
    return by.organisation_id


def _visible_entry(entry_id: UUID) -> Entry:
    entry = Entry.objects.filter(pk=entry_id, withdrawn_at__isnull=True).first()
    if entry is None:
        raise Refusal(_("Dit staat niet (meer) in het dossier."), code="gone")
    return entry


def _own_entry(entry_id: UUID, by: Viewer) -> Entry:
    """An entry that this viewer may change; otherwise a Refusal that says whose it is."""
    entry = _visible_entry(entry_id)
    if not may_change(entry, by):
        if entry.source == "led":
            raise NotAllowed(
                _("Dit komt uit LED en kan je niet aanpassen. Klopt het niet? Zeg het."),
                code="authentic",
            )
        raise NotAllowed(_("Dit schreef iemand anders."), code="not_yours")
    return entry


def may_change(entry: Entry | queries.EntryView, by: Viewer) -> bool:
    """Own statements by the young person; what staff wrote by staff of that organisation."""
    if by.role == YOUNG_PERSON:
        return entry.source == "own"
    return (
        by.can("edit_file")
        and entry.source in _WRITTEN_HERE
        and entry.organisation_id == by.organisation_id
    )


def _purpose(by: Viewer) -> str:
    return "own" if by.role == YOUNG_PERSON else "guidance"


def _record(name: str, entry: Entry, by: Viewer) -> None:
    detail: dict[str, object] = {"group": entry.data_group, "kind": entry.kind}
    if entry.hidden_from_guardians:
        detail["hidden"] = True
    record_event(
        name,
        role=by.role,
        person=entry.person_id,
        organisation=by.organisation_id,
        object=entry.pk,
        purpose=_purpose(by),
        **detail,
    )
