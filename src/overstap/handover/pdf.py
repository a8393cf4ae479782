"""Puts a handover, or the young person's own copy, on paper: data for typst, and the PDF."""

from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from overstap.dossier.wording import (
    EMPTY_GROUP,
    group_title,
    language_name,
    line_of,
    source_label,
    unknown_of,
)
from overstap.handover.document import (
    EntryView,
    GroupSection,
    HandoverDocument,
    KeptAct,
    KeptFile,
    KeptSection,
    Look,
    Party,
    PersonSection,
    Share,
    SubjectFile,
    TrajectoryPart,
)
from overstap.handover.picture import draw_maps
from overstap.kernel.births import born_in_words, in_words
from overstap.ui.days import day, period
from overstap_paper.typeset import typeset

TEMPLATES = Path(__file__).resolve().parent / "typst"
# Characters of detail up to which an entry stays together on one page.
_WHOLE_ENTRY = 600
_SHORT_CODES = {"nl": "nld", "fr": "fra", "en": "eng", "ar": "ara", "tr": "tur", "uk": "ukr"}


def render(document: HandoverDocument) -> bytes:
    """The handover as PDF/UA-1. Same document, same bytes."""
    with translation.override(document.language):
        data = _shared(document, professional=True) | {
            "head": _("Opgemaakt op %(day)s") % {"day": day(document.made_on)},
            "lead": _lead(document.person, document.title),
            "sender": _party(document.sender),
            "receiver": _party(document.receiver),
            "purpose": document.purpose,
            "footer": _("Vertrouwelijk · alleen voor %(receiver)s · kenmerk %(ref)s")
            % {"receiver": document.receiver.name, "ref": document.ref},
            "notes": _notes(document),
        }
    return typeset(TEMPLATES / "handover.typ", data, made_on=document.made_on)


def render_subject_file(file: SubjectFile) -> bytes:
    """'Mijn dossier' as PDF/UA-1: every group, who received it and who looked, in plain Dutch."""
    with translation.override(file.language):
        data = _shared(file, professional=False) | {
            "head": _("Opgemaakt op %(day)s") % {"day": day(file.made_on)},
            "lead": _lead(file.person, file.title),
            "intro": file.intro
            or _("Dit is alles wat in je dossier staat. Klopt iets niet? Zeg het."),
            "shares": [_share(share) for share in file.shares],
            "looks": _looks(file.looks),
            **_kept(file.kept, file.acts),
            "footer": _("Dit is jouw dossier · bewaar het goed"),
            "notes": [note for note in (file.legal_note, _("Kenmerk: %s") % file.ref) if note],
        }
    return typeset(TEMPLATES / "subject.typ", data, made_on=file.made_on)


def render_kept_file(file: KeptFile) -> bytes:
    """'Alles wat Overstap over jou bewaart' of a colleague or a guardian, as PDF/UA-1."""
    with translation.override(file.language):
        data = {
            "title": _("Alles wat Overstap over jou bewaart"),
            "language": file.language,
            "words": _words(professional=False),
            "head": _("Opgemaakt op %(day)s") % {"day": day(file.made_on)},
            "lead": file.name,
            **_kept(file.kept, file.acts),
            "footer": _("Dit gaat over jou · bewaar het goed"),
            "notes": [_("Kenmerk: %s") % file.ref],
        }
    return typeset(TEMPLATES / "kept.typ", data, made_on=file.made_on)


def _kept(sections: tuple[KeptSection, ...], acts: tuple[KeptAct, ...]) -> dict[str, Any]:
    return {
        "kept": [
            {
                "title": one.heading,
                "rows": [list(row) for row in one.rows],
                "why": [
                    (_("Waarom"), one.ground),
                    (_("Hoelang"), one.term),
                    (_("Wie het leest"), one.seen),
                ],
            }
            for one in sections
        ],
        "acts": [(act.what, str(act.number), act.when) for act in acts],
    }


def _shared(source: HandoverDocument | SubjectFile, *, professional: bool) -> dict[str, Any]:
    return {
        "title": source.title,
        "language": source.language,
        "words": _words(professional=professional),
        "person": _facts(source.person),
        "maps": draw_maps(source.trajectory),
        "parts": [_part(part) for part in source.parts],
        "sections": [_group(group, professional=professional) for group in source.sections],
    }


def _words(*, professional: bool) -> dict[str, Any]:
    return {
        "page": _("Pagina"),
        "of": _("van"),
        "sender": _("Van"),
        "receiver": _("Voor"),
        "purpose": _("Waarvoor"),
        "trajectory": _("Trajectlijn"),
        "route": _("Traject") if professional else _("Je traject"),
        "person": _("Gegevens") if professional else _("Wie je bent"),
        "about": _("Over dit document"),
        "empty": _(EMPTY_GROUP),
        "shares": _("Wie ziet wat"),
        "no_shares": _("Je dossier is met niemand gedeeld."),
        "looks": _("Wie keek"),
        "no_looks": _("Niemand opende je dossier."),
        "acts": _("Wat je zelf deed"),
        "act_head": [_("Wat"), _("Hoe vaak"), _("Wanneer")],
        "look_head": [_("Uur"), _("Wie"), _("Wat en waarom")],
    }


def _lead(person: PersonSection, title: str) -> str:
    place = person.residence.place if person.residence else ""
    born = born_in_words(person.birth) if person.birth else ""
    name = "" if person.full_name in title else person.full_name
    return " · ".join(filter(None, (name, born, place)))


def _party(party: Party) -> dict[str, Any]:
    number = " ".join(filter(None, (party.number_kind, party.number))) if party.number else ""
    reach = " · ".join(filter(None, (party.contact_phone, party.contact_email)))
    return {
        "name": party.name,
        "lines": [x for x in (party.kind, number, party.contact_name, reach) if x],
    }


def _facts(person: PersonSection) -> list[tuple[str, str]]:
    language = _SHORT_CODES.get(person.language, person.language)
    facts = [
        (_("Naam"), person.full_name),
        (_("Geboren"), in_words(person.birth) if person.birth else ""),
        (_("Woont in"), "\n".join(person.residence.lines) if person.residence else ""),
        *(
            (contact.label or _contact_label(contact.kind), contact.value)
            for contact in person.contacts
        ),
        (_("Spreekt liefst"), language_name(language) if language else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _contact_label(kind: str) -> str:
    return {"phone": _("Telefoon"), "email": _("E-mail")}.get(kind, _("Contact"))


def _group(group: GroupSection, *, professional: bool) -> dict[str, Any]:
    return {
        "title": group.title or group_title(group.code, professional=professional),
        "entries": [_entry(entry) for entry in group.entries],
    }


def _entry(entry: EntryView) -> dict[str, Any]:
    title, detail = line_of(entry.kind, entry.content)
    origin = entry.source_label or source_label(entry.source)
    unknown = [_("Niet herkend: %s") % line for line in unknown_of(entry.content)]
    return {
        "title": title,
        "detail": detail,
        "origin": "\n".join(filter(None, (origin, day(entry.recorded_on)))),
        "whole": len(detail) < _WHOLE_ENTRY,
        "remarks": [remark for remark in (entry.remark, *unknown) if remark],
    }


def _part(part: TrajectoryPart) -> dict[str, str]:
    states = {
        "paused": _("onderbroken"),
        "stopped": _("stopgezet"),
        "done": _("afgerond"),
        "planned": _("gepland"),
    }
    details = (part.place, period(part.from_on, part.until_on), states.get(part.state, ""))
    return {"title": part.title, "detail": " · ".join(filter(None, details))}


def _share(share: Share) -> dict[str, Any]:
    groups = ", ".join(group_title(code, professional=False) for code in share.groups)
    when = " · ".join(filter(None, (period(share.from_on, share.until_on), share.state)))
    return {"receiver": share.receiver, "lines": [x for x in (groups, share.purpose, when) if x]}


def _looks(looks: tuple[Look, ...]) -> list[dict[str, Any]]:
    newest_first = sorted(looks, key=lambda look: look.at, reverse=True)
    return [
        {"day": day(on), "rows": [_look(look) for look in group]}
        for on, group in groupby(newest_first, key=lambda look: look.at.date())
    ]


def _look(look: Look) -> dict[str, str]:
    whose = ", ".join(filter(None, (look.role, look.organisation)))
    return {
        "time": f"{look.at.hour}.{look.at.minute:02d} u.",
        "who": look.who,
        "whose": whose,
        "what": look.what,
        "why": look.why,
    }


def _notes(document: HandoverDocument) -> list[str]:
    until = ""
    if document.valid_until:
        until = _("Wat hier staat, mag je gebruiken tot %s. Vernietig het daarna.") % day(
            document.valid_until
        )
    return [note for note in (document.legal_note, until, _("Kenmerk: %s") % document.ref) if note]
