"""What a study of the site may ask, and a study made of a short form. Pure: no Django."""

import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from overstap.kernel.small_numbers import tells_apart
from overstap.research.characteristics import LABELS
from overstap.research.counts_in_reports import Shown, Thing
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.study.definition import SpellData, Study

PERSONS, SPELLS, FACTS = "persons.parquet", "spells.parquet", "extract.json"
# A study is a page of text; more is not a study.
MOST_CHARACTERS = 64_000
_DATA = f'\n[data]\npersons = "{PERSONS}"\nspells = "{SPELLS}"\n'


class StudyOfSiteRefused(StudyRefused):
    """What the engine would run, and the site does not."""

    words: ClassVar[Mapping[str, str]] = {
        "too-long": "De studie is langer dan 64.000 tekens.",
        "too-deep": "De studie is te diep genest.",
        "flat": "Een uittreksel heeft persons en spells: laat [data] weg, of noem die twee.",
        "person": "person wijst één jongere aan: neem het niet in [[population]] of"
        " [[covariates]].",
    }


def study_of(text: str) -> Study:
    """Read a study that will run over an extract; without `[data]` the extract is meant.

    Raises StudyRefused. Opens no file: what the text calls its files does not matter (on_extract).
    """
    # Its schema takes a third of a second to import, which no other page should wait for.
    from overstap_cohorts.study.reading import not_toml, parse_study

    if len(text) > MOST_CHARACTERS:
        raise StudyOfSiteRefused("too-long")
    try:
        has_data = "data" in tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyRefused("toml", wrong=not_toml(text, error)) from None
    except RecursionError:
        raise StudyOfSiteRefused("too-deep") from None
    study = parse_study(text if has_data else text + _DATA, folder=Path())
    if not isinstance(study.data, SpellData):
        raise StudyOfSiteRefused("flat")
    conditions = [condition.column for condition in study.population]
    if "person" in [*conditions, *(one.column or one.name for one in study.covariates)]:
        # Two studies that differ in one pseudonym would tell about one person.
        raise StudyOfSiteRefused("person")
    return study


def on_extract(study: Study, folder: Path, *, threshold: int) -> Study:
    """Return the study over the files of one extract, whatever files it named itself.

    A threshold under the site's own is raised to it.
    """
    return replace(
        study,
        data=SpellData(folder / PERSONS, folder / SPELLS),
        source=None,
        threshold=max(study.threshold, threshold),
    )


def programmes_of(study: Study) -> str:
    """Names of the programmes that the study asks about, as a list shows them."""
    return ", ".join(treatment.label or treatment.name for treatment in study.treatments)[:200]


@dataclass(frozen=True)
class Asked:
    """What the short form asks. `outcomes` and `covariates` are names of the tables below."""

    title: str
    question: str
    programme: str
    design: str
    first_month: str
    last_month: str
    end_of_data: str
    months: int
    outcomes: Sequence[str]
    covariates: Sequence[str]
    methods: Sequence[str]
    set_aside: bool = False


# Programmes that the form knows: the code in the spells and the name on screen.
PROGRAMMES = {"BRUG": "Brugproject", "IBAL": "IBAL", "ABO": "ABO"}
# Outcomes: the measure, the words, and whether more is better.
OUTCOMES = {
    "vsv": ("vsv", "school verlaten zonder kwalificatie", False),
    "nec": ("nec_entry", "doorstroom naar het normaal economisch circuit", True),
    "certificate": ("certificate", "een kwalificatie behaald", True),
    "work": ("months_in_work", "maanden aan het werk", True),
}
# What an extract knows by itself; a register may have added to it (`covariates_of`).
COVARIATES = {
    "age": "leeftijd",
    "earlier_programmes": "eerdere programma's",
    "in_nec": "al aan het werk (NEC)",
    "months_enrolled": "maanden ingeschreven",
    "circuit": "circuit",
    "language": "taal",
    "residence": "woonplaats",
}


def covariates_of(characteristics: Iterable[str]) -> dict[str, str]:
    """Covariates of an extract with their labels: what it knows, and what a register added."""
    return {name: LABELS.get(name, name) for name in characteristics} | COVARIATES


def study_text(asked: Asked) -> str:
    """A study as TOML, made of the short form; it reads as one that somebody typed."""
    lines = [
        f"title = {_text(asked.title)}",
        f"question = {_text(asked.question)}",
        f"methods = {_list(asked.methods)}",
        *(("set_aside = true",) if asked.set_aside else ()),
        # Above the first table: below it, it would be a field of an outcome.
        *(() if asked.covariates else ("covariates = []",)),
        "",
        "[time]",
        f"design = {_text(asked.design)}",
        *(
            f"{name} = {_text(value)}"
            for name, value in (
                ("first_month", asked.first_month),
                ("last_month", asked.last_month),
                ("end_of_data", asked.end_of_data),
            )
            if value
        ),
        f"months = {asked.months}",
        "",
        "[[treatments]]",
        f"name = {_text(asked.programme)}",
        f"label = {_text(PROGRAMMES.get(asked.programme, asked.programme))}",
        f"codes = {_list([asked.programme])}",
    ]
    return "\n".join([*lines, *_outcomes(asked.outcomes), *_covariates(asked.covariates)]) + "\n"


def _outcomes(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        measure, label, favourable = OUTCOMES[name]
        yield from ("", "[[outcomes]]", f"name = {_text(name)}", f"label = {_text(label)}")
        yield from (f"measure = {_text(measure)}", f"favourable = {str(favourable).lower()}")


def _covariates(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from ("", "[[covariates]]", f"name = {_text(name)}")
        yield from (f"label = {_text(covariates_of([name])[name])}", 'missing = "category"')


def _text(value: str) -> str:
    """A basic string of TOML: as in JSON, and DEL is written as an escape too."""
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]"


def too_near(earlier: Shown, new: Shown, least: int) -> Thing | None:
    """Something that two reports count, with so small a difference that it tells of a few people.

    Whoever reads both subtracts: 412 and 409 tell about three. The same count tells nothing, and
    neither does a count that the earlier report shows already.
    """
    for thing in sorted(new.counts.keys() & earlier.counts.keys()):
        for count in sorted(new.counts[thing] - earlier.counts[thing]):
            if any(tells_apart(count, known, least) for known in earlier.counts[thing]):
                return thing
    return None


def may_be_compared(earlier: Shown, new: Shown, *, same_extract: bool) -> bool:
    """Whether a reader can hold two reports side by side.

    Over one extract always; over two that overlap, where both ask the same of the same programme.
    """
    return same_extract or bool(earlier.asked & new.asked)


def overlap(
    one: tuple[date, date, Collection[str]], other: tuple[date, date, Collection[str]]
) -> bool:
    """Whether extracts can hold the same people: first day, last day, pathways (none: any)."""
    (from_on, until_on, pathways), (other_from, other_until, others) = one, other
    in_time = from_on <= other_until and other_from <= until_on
    return in_time and (not pathways or not others or bool(set(pathways) & set(others)))


def facts_of(run: Mapping[str, object]) -> dict[str, object]:
    """Of run.json what the site keeps and shows: no paths, no times."""
    kept = ("engine", "inputs", "python", "seed", "study", "versions")
    return {name: run[name] for name in kept if name in run}
