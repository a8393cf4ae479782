"""How an outcome is said inside a sentence: known measures have a verb, others are named."""

import re
from dataclasses import dataclass

from overstap_cohorts.report.voice import Voice
from overstap_cohorts.study.definition import UNKNOWN, Outcome, Study


@dataclass(frozen=True)
class Phrase:
    """'verlaten er' … 'de school zonder kwalificatie'; `one` is the verb for a single person."""

    many: str
    one: str
    rest: str
    whether: str  # 'de school verlaten zonder kwalificatie', after 'hoeveel er'


# By the start of a measure's name: (Dutch, English).
_KNOWN: tuple[tuple[tuple[str, ...], Phrase, Phrase], ...] = (
    (
        ("vsv",),
        Phrase("verlaten er", "verlaat er", "de school zonder kwalificatie",
               "de school zonder kwalificatie verlaten"),
        Phrase("leave", "leaves", "school without a qualification",
               "leave school without a qualification"),
    ),
    (
        ("nec_entry",),
        Phrase("beginnen er", "begint er", "aan werk in het normaal economisch circuit",
               "aan werk in het normaal economisch circuit beginnen"),
        Phrase("start", "starts", "work in the regular economy",
               "start work in the regular economy"),
    ),
    (
        ("still_in_nec",),
        Phrase("werken er", "werkt er", "nog in het normaal economisch circuit",
               "nog in het normaal economisch circuit werken"),
        Phrase("still work", "still works", "in the regular economy",
               "still work in the regular economy"),
    ),
    (
        ("lasting_work",),
        Phrase("hebben er", "heeft er", "blijvend werk", "blijvend werk hebben"),
        Phrase("have", "has", "lasting work", "have lasting work"),
    ),
    (
        ("problematic_absence",),
        Phrase("zijn er", "is er", "problematisch afwezig", "problematisch afwezig zijn"),
        Phrase("are", "is", "problematically absent", "are problematically absent"),
    ),
    (
        ("qualified",),
        Phrase("verlaten er", "verlaat er", "de school met een kwalificatie",
               "de school met een kwalificatie verlaten"),
        Phrase("leave", "leaves", "school with a qualification",
               "leave school with a qualification"),
    ),
    (
        ("enrolled",),
        Phrase("zijn er", "is er", "nog ingeschreven", "nog ingeschreven zijn"),
        Phrase("are", "is", "still enrolled", "are still enrolled"),
    ),
    (
        ("certificate",),
        Phrase("behalen er", "behaalt er", "een certificaat", "een certificaat behalen"),
        Phrase("obtain", "obtains", "a certificate", "obtain a certificate"),
    ),
)  # fmt: skip


def outcome_of(study: Study, name: str) -> Outcome:
    return next((o for o in study.outcomes if o.name == name), Outcome(name))


def outcome_label(study: Study, name: str) -> str:
    return outcome_of(study, name).label or name


def before_label(voice: Voice, measure: str, months: int) -> str:
    """What the placebo date looks at, in words."""
    what = {
        "work_before": ("werk", "work"),
        "absence_before": ("problematische afwezigheid", "problematic absence"),
    }[measure]
    return voice(
        "{x} in de {k} maanden vóór de start", "{x} in the {k} months before the start",
        x=voice(*what), k=months,
    )  # fmt: skip


def treatment_label(study: Study, name: str) -> str:
    return next((t.label for t in study.treatments if t.name == name and t.label), name)


# Characteristics that every study over spells may use, and the month of each trial.
_CHARACTERISTICS = {
    "gender": ("geslacht", "gender"),
    "mother_education": ("opleiding van de moeder", "mother's education"),
    "residence": ("woonplaats", "residence"),
    "language": ("thuistaal", "language at home"),
    "age": ("leeftijd", "age"),
    "earlier_programmes": ("eerdere programma's", "earlier programmes"),
    "programme_hours": ("uren in eerdere programma's", "hours in earlier programmes"),
    "problematic_absence": ("problematisch afwezig geweest", "problematic absence before"),
    "in_nec": ("al aan het werk (NEC)", "already at work (NEC)"),
    "months_enrolled": ("maanden ingeschreven", "months enrolled"),
    "circuit": ("circuit", "circuit"),
    "category": ("traject", "track"),
    "school": ("school", "school"),
    "trial": ("startmaand", "month of start"),
}


def own_label(study: Study, name: str) -> str:
    """What the study itself calls a characteristic; empty where it says nothing."""
    return next((c.label for c in study.covariates if c.name == name and c.label), "")


def covariate_label(study: Study, name: str) -> str:
    voice = Voice(study.language)
    if own_label(study, name):
        return own_label(study, name)
    if name in _CHARACTERISTICS:
        return voice(*_CHARACTERISTICS[name])
    if name.startswith("earlier_"):
        return voice("eerder {x}", "earlier {x}", x=name.removeprefix("earlier_"))
    base = name.removesuffix("_unknown")
    if base != name and any(c.name == base for c in study.covariates):
        return voice("{x} onbekend", "{x} unknown", x=covariate_label(study, base))
    return name


def phrase_of(study: Study, name: str) -> Phrase | None:
    """The verb of a known measure; None where only the label is known."""
    outcome = outcome_of(study, name)
    if not outcome.measure:
        return None
    for starts, dutch, english in _KNOWN:
        if outcome.measure.lower().startswith(starts):
            return english if study.language == "en" else dutch
    return None


def in_months(study: Study, name: str) -> bool:
    """Whether a number counts months: by its measure, or because its label says so."""
    outcome = outcome_of(study, name)
    said = f"{outcome.measure or ''} {outcome.label} {outcome.name}".lower()
    return "month" in said or "maand" in said


def level_label(voice: Voice, level: str) -> str:
    """Words for the codes that every study of the platform uses; others stay as they are."""
    known = {
        "m": ("man", "male"), "f": ("vrouw", "female"), "x": ("x", "x"),
        "low": ("laag", "low"), "middle": ("midden", "middle"), "high": ("hoog", "high"),
        "fr": ("Frans", "French"), "nl": ("Nederlands", "Dutch"), "other": ("andere", "other"),
        "missing": ("onbekend", "unknown"), "true": ("ja", "yes"), "false": ("nee", "no"),
        UNKNOWN: ("onbekend", "unknown"), "geen": ("geen", "none"), "ja": ("ja", "yes"),
        "nee": ("nee", "no"), "meer dan 300": ("meer dan 300", "over 300"),
        "36 of meer": ("36 of meer", "36 or more"),
    }  # fmt: skip
    parts = [
        voice(*known[part]) if part in known else _measured(voice, part)
        for part in level.split(" + ")
    ]
    return " + ".join(parts)


def dose_label(voice: Voice, dose: str) -> str:
    """'1 tot 5.2' is '1 tot 5,2 uur'."""
    if dose.endswith(" uur"):
        return voice(dose, dose.removesuffix("uur") + "hours")
    return _measured(voice, dose) + voice(" uur", " hours")


def _measured(voice: Voice, part: str) -> str:
    """A month by its name, and steps of a number with the language's own words and sign."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", part):
        year, month = part.split("-")
        return voice.month(int(year) * 12 + int(month) - 1)
    found = re.fullmatch(r"(?:(tot|boven) |([\d.e+-]+) tot )([\d.e+-]+)", part)
    if not found:
        return part
    word, low, high = found.groups()
    sign = voice(",", ".")
    said = {"tot": voice("tot", "up to"), "boven": voice("boven", "over")}
    first = said[word] if word else f"{low.replace('.', sign)} {voice('tot', 'to')}"
    return f"{first} {high.replace('.', sign)}"
