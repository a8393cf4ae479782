"""How an entry of the file reads: one title, one line of detail, the same everywhere.

Pure: takes the content of an entry as a mapping, asks no models.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from overstap.access.choices import DataGroup, home_label
from overstap.dossier.choices import Kind
from overstap.dossier.wording_lists import (
    LANGUAGES,
    LICENCES,
    PREFERENCES,
    RECEIVED,
    REGIMES,
    SITUATIONS,
    SOURCES,
    YOUNG_KINDS,
)
from overstap.ui.days import day, period

Content = Mapping[str, Any]
EMPTY_GROUP = N_("Nog niets ingevuld.")
_SEPARATOR = " · "
_NOT_A_LEVEL = {"", "NVT", "NBS"}  # LED: not applicable, not available
_SAYS_NOTHING = {"", "niet van toepassing", "niet beschikbaar", "nvt", "nbs"}


class Line(NamedTuple):
    """One entry in words. `detail` may be empty; `title` never is."""

    title: str
    detail: str


def line_of(kind: str, content: Content) -> Line:
    """Title and detail of one entry; an unknown kind shows its values rather than nothing."""
    title, details = _LINES.get(kind, _anything)(content)
    return Line(title.strip() or _("Zonder titel"), _SEPARATOR.join(filter(None, details)))


def unknown_of(content: Content) -> tuple[str, ...]:
    """Elements of a message that were not understood, verbatim: 'path: text' each."""
    return tuple(f"{_text(e, 'path')}: {_text(e, 'text')}" for e in content.get("unknown") or ())


def group_title(code: str, *, professional: bool = True, parent: bool = False) -> str:
    """What a group is called for staff, for the young person or for a parent: one name each."""
    if code not in DataGroup.values:
        return code
    if professional:
        return str(DataGroup(code).label)
    return home_label(code, parent=parent)


_FIRST_LANGUAGES = ("nld", "fra", "eng")


def language_choices() -> list[tuple[str, str]]:
    """Languages to choose from: those of most people first, then by name."""
    names = {code: _(name) for code, name in LANGUAGES.items()}
    rest = sorted(set(names) - set(_FIRST_LANGUAGES), key=lambda code: names[code])
    return [(code, names[code]) for code in (*_FIRST_LANGUAGES, *rest)]


def kind_label(kind: str, *, professional: bool = True) -> str:
    """What an entry is, with a capital: on its button and above its form."""
    if not professional and kind in YOUNG_KINDS:
        return capfirst(_(YOUNG_KINDS[kind]))
    return capfirst(str(Kind(kind).label))


def source_label(source: str) -> str:
    """Where an entry comes from, in Dutch."""
    return _(SOURCES[source]) if source in SOURCES else source


def stated_by(source: str, author_name: str) -> str:
    """Whose statement an entry is: of what a source gave, the source; not of who read it in."""
    return source_label(source) if source in RECEIVED else author_name or source_label(source)


def language_name(code: str) -> str:
    """Dutch name of an ISO 639-3 language; the code itself when it is not in the list."""
    name = LANGUAGES.get(code.strip().lower())
    return _(name) if name else code


def _text(content: Content, key: str) -> str:
    value = content.get(key)
    return "" if value is None or isinstance(value, bool) else " ".join(str(value).split())


def _said(content: Content, key: str) -> str:
    text = _text(content, key)
    return "" if text.lower() in _SAYS_NOTHING else text


def _named(content: Content, key: str, labels: Mapping[str, str]) -> str:
    code = _text(content, key)
    return _(labels[code]) if code in labels else code.replace("_", " ")


def _dates(content: Content) -> str:
    return period(content.get("from_on"), content.get("until_on"))


def _work_situation(c: Content) -> tuple[str, list[str]]:
    return _named(c, "situation", SITUATIONS), [_text(c, "note")]


def _wanted_job(c: Content) -> tuple[str, list[str]]:
    return capfirst(_text(c, "occupation_label")), [
        _named(c, "preference", PREFERENCES),
        _text(c, "region_label"),
        _named(c, "regime", REGIMES),
        _("kan al: %(what)s") % {"what": _text(c, "acquired")} if _text(c, "acquired") else "",
    ]


def _certificate(c: Content) -> tuple[str, list[str]]:
    kind, subject = _said(c, "certificate_type"), _said(c, "subject_name")
    title = _text(c, "title") or " ".join(filter(None, (kind, subject)))
    details = [
        "" if kind.lower() in title.lower() else kind,
        "" if subject.lower() in title.lower() else subject,
        ", ".join(filter(None, (_said(c, "degree"), _said(c, "form")))),
        _said(c, "state"),
        _said(c, "institution_name"),
        day(c.get("issued_on")),
        _level(c),
        _("niet in België: %(country)s") % {"country": _text(c, "country")}
        if _text(c, "country").upper() not in {"", "BEL"}
        else "",
    ]
    return title, details


def _level(c: Content) -> str:
    for key in ("vks_level_profession", "vks_level_education"):
        if (level := _text(c, key)).upper() not in _NOT_A_LEVEL:
            return _("VKS-niveau %(level)s") % {"level": level}
    return ""


def _study(c: Content) -> tuple[str, list[str]]:
    finished = c.get("finished")
    ended = "" if finished is None else _("afgewerkt") if finished else _("niet afgewerkt")
    return _text(c, "title"), [_text(c, "institution_name"), _dates(c), ended]


def _course(c: Content) -> tuple[str, list[str]]:
    return _text(c, "title"), [_text(c, "provider"), _text(c, "year")]


def _attestation(c: Content) -> tuple[str, list[str]]:
    return _text(c, "title"), [_text(c, "provider"), day(c.get("issued_on"))]


def _experience_proof(c: Content) -> tuple[str, list[str]]:
    title = _("Ervaringsbewijs: %(title)s") % {"title": _text(c, "title")}
    return title, [_text(c, "provider"), day(c.get("issued_on"))]


def _office_course(c: Content) -> tuple[str, list[str]]:
    return _text(c, "title"), [_("bureautica-opleiding VDAB"), _text(c, "year")]


def _language(c: Content) -> tuple[str, list[str]]:
    levels = (
        (_("begrijpen"), _text(c, "understanding")),
        (_("spreken"), _text(c, "speaking")),
        (_("schrijven"), _text(c, "writing")),
    )
    known = ", ".join(f"{skill} {level}" for skill, level in levels if level)
    return language_name(_text(c, "language")), [
        _("moedertaal") if c.get("mother_tongue") else "",
        known,
    ]


def _driving_licence(c: Content) -> tuple[str, list[str]]:
    category = _text(c, "category")
    return _("Rijbewijs %(category)s") % {"category": category}, [
        _(LICENCES[category]) if category in LICENCES else ""
    ]


def _label(c: Content) -> tuple[str, list[str]]:
    return _text(c, "label"), []


def _work(c: Content) -> tuple[str, list[str]]:
    return _text(c, "title"), [_text(c, "employer"), _dates(c), _named(c, "regime", REGIMES)]


def _internship(c: Content) -> tuple[str, list[str]]:
    hours = _text(c, "hours")
    return _("Stage: %(title)s") % {"title": _text(c, "title")}, [
        _text(c, "place"),
        _dates(c),
        _("%(hours)s uren") % {"hours": hours} if hours else "",
    ]


def _reference(c: Content) -> tuple[str, list[str]]:
    return _text(c, "name"), [_text(c, "function"), _text(c, "organisation"), _text(c, "contact")]


def _absence(c: Content) -> tuple[str, list[str]]:
    halves = _text(c, "half_days")
    one = halves == "1"
    missed = _("1 halve dag gemist") if one else _("%s halve dagen gemist") % halves
    return (missed if halves else _("Afwezig")), [_dates(c), _paragraphs(c)]


def _note(c: Content) -> tuple[str, list[str]]:
    return _("Notitie"), [_paragraphs(c)]


def _paragraphs(c: Content) -> str:
    """A note keeps its own line ends: they belong to what was written."""
    return str(c.get("text") or "").strip()


def _anything(c: Content) -> tuple[str, list[str]]:
    values = [_text(c, key) for key in sorted(c) if _text(c, key)]
    return (values[0] if values else ""), values[1:]


_LINES: dict[str, Callable[[Content], tuple[str, list[str]]]] = {
    "work_situation": _work_situation,
    "wanted_job": _wanted_job,
    "certificate": _certificate,
    "study": _study,
    "course": _course,
    "attestation": _attestation,
    "experience_proof": _experience_proof,
    "language": _language,
    "driving_licence": _driving_licence,
    "job_competence": _label,
    "personal_competence": _label,
    "office_course": _office_course,
    "extra_competence": _label,
    "interest": _label,
    "work": _work,
    "internship": _internship,
    "reference": _reference,
    "absence": _absence,
    "note": _note,
}
