"""Alles wat Overstap over jou bewaart, to take along: as data, and on paper.

Runs as whom it is about, so row-level security decides what is in it: all that is theirs.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.access.models import Choice, PaperAnswer
from overstap.desk.queries import kept
from overstap.desk.queries.who_looked import log_of
from overstap.doors.viewer import Viewer
from overstap.dossier.queries import FileView, file_of
from overstap.handover.document import (
    Contact,
    EntryView,
    GroupSection,
    KeptAct,
    KeptFile,
    KeptSection,
    Look,
    PersonSection,
    Residence,
    Share,
    SubjectFile,
)
from overstap.kernel import clock
from overstap.kernel.references import new_ref
from overstap.people.models import Person
from overstap.people.services import number_of
from overstap.research.panels import extracts_about_me
from overstap.trajectories.panels import line_of


def everything(viewer: Viewer, person: Person) -> dict[str, Any]:
    """Everything about a young person as data, in words; dates as a computer takes them."""
    data = _as_data(kept.about_person(viewer, person.pk))
    return {
        "about": _("Alles wat Overstap over jou bewaart."),
        "made_at": clock.now(),
        "national_number": number_of(person.pk),
        **data,
        "files": _scans(person.pk),
        "extracts_without_your_name": extracts_about_me(),
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


def of_account(viewer: Viewer) -> dict[str, Any]:
    """What is kept of a colleague, or of a guardian, as data for JSON."""
    return {
        "about": _("Alles wat Overstap over jou bewaart."),
        "made_at": clock.now(),
        **_as_data(kept.about_account(viewer)),
    }


def _as_data(found: kept.Kept) -> dict[str, Any]:
    return {
        "kept": [
            {
                "what": section.heading,
                "ground": section.ground,
                "source": section.source,
                "how_long": section.term,
                "who_sees": section.seen,
                "rows": [
                    {fact.label: fact.on or fact.text for fact in line.facts}
                    for line in section.lines
                ],
            }
            for section in found.sections
        ],
        "nothing_kept": list(found.empty),
        "what_you_did": [
            {"what": act.what, "times": act.number, "when": act.when} for act in found.acts
        ],
    }


def _scans(person_id: UUID) -> list[dict[str, str]]:
    """Signed forms as they were scanned."""
    papers = PaperAnswer.objects.filter(person_id=person_id).order_by("registered_at", "id")
    return [
        {
            "what": _("Formulier dat je tekende"),
            "on": paper.signed_on.isoformat(),
            "media_type": paper.scan_type,
            "base64": b64encode(bytes(paper.scan)).decode(),
        }
        for paper in papers
    ]


def whole_log(viewer: Viewer, person_id: UUID) -> Iterable[Any]:
    """All days of the log, page by page."""
    before = None
    while True:
        page = log_of(viewer, person_id, before)
        yield from page.days
        if page.before is None:
            return
        before = page.before


# Told whole in the first part of the paper copy.
_TOLD = frozenset({"people_contactpoint", "people_residence"})


def kept_file(viewer: Viewer) -> KeptFile:
    """What is kept of a colleague or a guardian, for reading."""
    found = kept.about_account(viewer)
    return KeptFile(new_ref(), clock.today(), viewer.name, *_on_paper(found))


def _on_paper(
    found: kept.Kept, without: frozenset[str] = frozenset()
) -> tuple[tuple[KeptSection, ...], tuple[KeptAct, ...]]:
    sections = tuple(
        KeptSection(
            section.heading,
            f"{section.ground} ({section.source})",
            section.term,
            section.seen,
            tuple(tuple((fact.label, fact.text) for fact in line.facts) for line in section.lines),
        )
        for section in found.sections
        if section.table not in without
    )
    return sections, tuple(KeptAct(act.what, act.number, act.when) for act in found.acts)


def on_paper(viewer: Viewer, person: Person) -> SubjectFile:
    """The same for reading: what `handover.pdf.render_subject_file` puts on paper."""
    file = file_of(person.pk)
    choices = Choice.objects.filter(person_id=person.pk).select_related("organisation")
    sections, acts = _on_paper(kept.about_person(viewer, person.pk), _TOLD)
    return SubjectFile(
        kept=sections,
        acts=acts,
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
