"""Mijn dossier to take along: everything about one young person, as data and on paper.

Runs as the young person, so row-level security decides what is in it: all that is theirs.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.access.models import Choice, ForgetRequest, Grant, Involvement, LookQuestion
from overstap.access.viewer import Viewer
from overstap.desk.queries.looks import log_of
from overstap.dossier.models import Entry, EntryVersion
from overstap.dossier.queries import FileView, file_of
from overstap.handover.document import (
    Contact,
    EntryView,
    GroupSection,
    Look,
    PersonSection,
    Residence,
    Share,
    SubjectFile,
)
from overstap.handover.models import (
    Document,
    Download,
    FollowUp,
    Handover,
    Meeting,
    Need,
    Notice,
    Step,
)
from overstap.kernel import clock
from overstap.kernel.types import new_ref
from overstap.organisations.models import Organisation
from overstap.people.models import (
    BirthCorrection,
    ContactPoint,
    FormerNumber,
    Guardian,
    NumberChange,
    Person,
)
from overstap.people.models import Residence as Home
from overstap.people.services import number_of
from overstap.trajectories.models import Enrolment, Station
from overstap.trajectories.queries import line_of

# Part of the file -> where its rows stand. The content of a document is fetched by its own link.
TABLES: dict[str, Any] = {
    "contact_points": ContactPoint,
    "residence": Home,
    "former_numbers": FormerNumber,
    "number_changes": NumberChange,
    "birth_corrections": BirthCorrection,
    "guardians": Guardian,
    "entries": Entry,
    "earlier_versions": EntryVersion,
    "enrolments": Enrolment,
    "stations": Station,
    "handovers": Handover,
    "needs": Need,
    "steps": Step,
    "meetings": Meeting,
    "notices": Notice,
    "follow_ups": FollowUp,
    "choices": Choice,
    "involvements": Involvement,
    "rights": Grant,
    "questions": LookQuestion,
    "forget_requests": ForgetRequest,
    "documents": Document,
    "downloads": Download,
}


# Sealed values and their digests tell nobody anything; content is added where it is data.
_NOT_ROWS = frozenset({"content", "ciphertext", "lookup_hash"})


def everything(viewer: Viewer, person: Person) -> dict[str, Any]:
    """Everything as data for JSON: rows as they are, the log in words, organisations by name."""
    parts = {name: _rows(model, person.pk) for name, model in TABLES.items()}
    return {
        "about": _("Alles wat Overstap over jou bewaart."),
        "made_at": clock.now(),
        "person": {
            "id": person.pk,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "birth_date": str(person.birth),
            "language": person.language,
            "national_number": number_of(person.pk),
        },
        **parts,
        "organisations": _names(parts.values()),
        "log": [
            {
                "on": day.on,
                "times": look.times,
                "what": look.sentence,
                "where": look.place,
                "why": look.why,
            }
            for day in whole_log(viewer, person.pk)
            for look in day.looks
        ],
    }


def whole_log(viewer: Viewer, person_id: UUID) -> Iterable[Any]:
    """All days of the log, page by page."""
    before = None
    while True:
        page = log_of(viewer, person_id, before)
        yield from page.days
        if page.before is None:
            return
        before = page.before


def _rows(model: Any, person_id: UUID) -> list[dict[str, Any]]:
    fields = [field.attname for field in model._meta.concrete_fields if field.name not in _NOT_ROWS]
    if model in (Entry, EntryVersion):
        fields.append("content")
    return list(model.objects.filter(person_id=person_id).order_by("pk").values(*fields))


def _names(parts: Iterable[list[dict[str, Any]]]) -> dict[str, str]:
    wanted = {
        row[key]
        for rows in parts
        for row in rows
        for key in ("organisation_id", "sender_id", "receiver_id")
        if row.get(key)
    }
    found = Organisation.objects.filter(pk__in=wanted).order_by("sort_key", "id")
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def on_paper(viewer: Viewer, person: Person) -> SubjectFile:
    """The same for reading: what `handover.pdf.render_subject_file` puts on paper."""
    file = file_of(person.pk)
    choices = Choice.objects.filter(person_id=person.pk).select_related("organisation")
    return SubjectFile(
        ref=new_ref(),
        made_on=clock.today(),
        person=_person(person, file),
        trajectory=tuple(line_of(person.pk)),
        sections=tuple(
            GroupSection(code, tuple(_entry(entry) for entry in entries))
            for code, entries in file.groups.items()
        ),
        shares=tuple(
            Share(
                one.organisation.name,
                (one.topic,),
                from_on=one.from_on,
                until_on=one.until_on,
                state=_state(one),
            )
            for one in choices
        ),
        looks=tuple(
            Look(
                at=max(look.times).astimezone(clock.BRUSSELS),
                who=look.who,
                role="",
                organisation=look.place,
                what=look.sentence,
                why=look.why,
            )
            for day in whole_log(viewer, person.pk)
            for look in day.looks
        ),
    )


def _state(choice: Choice) -> str:
    if choice.withdrawn_at:
        return _("ingetrokken")
    if choice.refused_at:
        return _("geweigerd door een ouder of voogd")
    if choice.needs_guardian and choice.confirmed_at is None:
        return _("wacht op een ouder of voogd")
    return _("loopt")


def _person(person: Person, file: FileView) -> PersonSection:
    home = file.residence
    return PersonSection(
        full_name=person.full_name,
        given_name=person.first_name,
        family_name=person.last_name,
        birth=person.birth,
        residence=Residence(
            street=home.street,
            number=home.house_number,
            postcode=home.postcode,
            place=home.municipality_name,
            nis=home.municipality_nis,
        )
        if home
        else None,
        contacts=tuple(Contact(point.kind, point.value) for point in file.contact_points),
        language=person.language,
    )


def _entry(entry: Any) -> EntryView:
    return EntryView(
        kind=entry.kind,
        content=entry.content,
        source=entry.source,
        recorded_on=entry.changed_at.astimezone(clock.BRUSSELS).date(),
        remark=_("je zei dat dit niet klopt") if entry.contested_at else "",
    )
