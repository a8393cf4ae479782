"""What was asked, and who was compared with whom."""

from collections.abc import Iterator

from overstap_cohorts.findings import Estimate, Findings
from overstap_cohorts.report.briefing.blocks import Block, Points, Section, Text
from overstap_cohorts.report.briefing.choosing import count, main_estimates, whole
from overstap_cohorts.report.briefing.led import led
from overstap_cohorts.report.phrases import covariate_label, outcome_label, treatment_label
from overstap_cohorts.report.sentences import finding_sentence
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden
from overstap_cohorts.study.definition import SpellData, Study
from overstap_cohorts.wording import no_estimate, warning


def in_short(findings: Findings) -> Section:
    """The findings alone, for who reads no further."""
    voice = Voice(findings.study.language)
    shown = main_estimates(findings)
    sentences = tuple(finding_sentence(findings.study, e) for e in shown)
    blocks: list[Block] = []
    if sentences:
        blocks.append(Points(sentences))
    else:
        blocks.append(
            Text(voice(
                "Er is geen schatting die we kunnen geven. Verder staat waarom.",
                "There is no estimate that can be given. The reasons are below.",
            ))
        )  # fmt: skip
    blocks += [Text(said) for said in _silent(findings)]
    if any(counts_waiting(findings.study, e) for e in shown):
        blocks.append(Text(_waiting(voice), "warning"))
    by_instrument = tuple(_by_instrument(findings, shown))
    if by_instrument:
        led = voice("Volgens het instrument (wie erdoor deelnam):",
                    "By the instrument (those who took part because of it):")  # fmt: skip
        blocks += [Text(led), Points(by_instrument)]
    moved = dict.fromkeys(p.treatment for p in findings.placebos if p.flagged)
    if moved:
        names = voice.listed([treatment_label(findings.study, name) for name in moved])
        blocks.append(Text(_flagged(voice, names), "warning"))
    if sentences:
        blocks.append(Text(_interval(voice), "note"))
    return Section("kort", voice("In het kort", "In short"), tuple(blocks))


def counts_waiting(study: Study, estimate: Estimate) -> bool:
    """Whether the months until a start count as taking part: immortal time, but for an instrument.

    What was fixed before the first enrolment does not depend on who stayed long enough to start.
    """
    by_time = isinstance(study.data, SpellData) and study.time.design == "static"
    return by_time and estimate.method != "iv"


def _waiting(voice: Voice) -> str:
    return voice(
        "Lees die zinnen niet als effect: dit ontwerp (static) telt ook de maanden voor de start"
        " als deelname. Verder staat waarom dat misleidt.",
        "Do not read those sentences as an effect: this design (static) also counts the months"
        " before the start as participation. Below is why that misleads.",
    )


def _by_instrument(findings: Findings, shown: list[Estimate]) -> Iterator[str]:
    """What the instrument says where the study's first method is another one."""
    others = {(e.treatment, e.outcome) for e in shown if e.method != "iv"}
    for one in whole(findings.estimates):
        if one.method == "iv" and (one.treatment, one.outcome) in others:
            yield finding_sentence(findings.study, one)


def _silent(findings: Findings) -> list[str]:
    """Questions without an answer, each with the reason of the method that stands first."""
    study, voice = findings.study, Voice(findings.study.language)
    answered = {(e.treatment, e.outcome) for e in main_estimates(findings)}
    placebos = {outcome.name for outcome in study.outcomes if outcome.placebo}
    said: dict[tuple[str, str], str] = {}
    for item in findings.refused:
        key = (item.treatment, item.outcome)
        if key in answered | said.keys() or item.outcome in placebos or item.subgroup:
            continue
        if item.method == "difference" and len(study.methods) > 1:
            continue
        said[key] = voice(
            "Over ‘{x}’ bij {t} geven we geen cijfer. {why}",
            "No figure is given on ‘{x}’ with {t}. {why}",
            x=outcome_label(study, item.outcome), t=treatment_label(study, item.treatment),
            why=no_estimate(item.reason, study.language),
        )  # fmt: skip
    return list(said.values())


def _flagged(voice: Voice, names: str) -> str:
    return voice(
        "Bij {x} slaat een controle aan: de deelnemers verschilden ook in iets wat het programma"
        " niet kon veroorzaken. Lees die zinnen als een verschil tussen groepen, niet als effect.",
        "For {x} a check goes off: participants also differed in something that the programme"
        " could not cause. Read those sentences as a difference between groups, not as an effect.",
        x=names,
    )


def _interval(voice: Voice) -> str:
    return voice(
        "‘… tot …’ is een interval: bij herhaling van zo'n onderzoek ligt het echte verschil 95"
        " van de 100 keer binnen zulke grenzen, als de groepen verder vergelijkbaar zijn. Dat"
        " laatste kan niemand bewijzen; verder staat hoe ver het gecontroleerd is.",
        "‘… to …’ is an interval: if such a study were repeated, the true difference would lie"
        " within such limits 95 times out of 100, provided that the groups are otherwise"
        " comparable. Nobody can prove the latter; below is how far it was checked.",
    )


def question(findings: Findings) -> Section:
    study, voice = findings.study, Voice(findings.study.language)
    treatments = voice.listed([treatment_label(study, t.name) for t in study.treatments])
    outcomes = [outcome_label(study, o.name) for o in study.outcomes if not o.placebo]
    blocks: list[Block] = [Text(study.question)] if study.question else []
    blocks += [
        Text(voice("Programma: {x}.", "Programme: {x}.", x=treatments)
             if len(study.treatments) == 1
             else voice("Programma's: {x}.", "Programmes: {x}.", x=treatments)),
        Text(voice("Waarnaar gekeken is:", "What was looked at:")),
        Points(tuple(outcomes)),
    ]  # fmt: skip
    return Section("vraag", voice("Wat is gevraagd", "What was asked"), tuple(blocks))


def compared(findings: Findings) -> Section:
    study, voice = findings.study, Voice(findings.study.language)
    sizes = tuple(dict.fromkeys(_sizes(findings, e) for e in _one_a_treatment(findings)))
    blocks: list[Block] = [Text(_people(findings))]
    if sizes:
        blocks.append(Points(sizes))
    blocks += [Text(_design(study)), Text(_estimand(study))]
    by_instrument = led(findings)
    if by_instrument:
        blocks.append(Text(by_instrument))
    if study.covariates:
        alike = voice.listed([covariate_label(study, c.name) for c in study.covariates])
        blocks.append(
            Text(voice(
                "De groepen zijn gelijk gemaakt op wat vooraf bekend was: {x}.",
                "The groups were made alike in what was known beforehand: {x}.", x=alike,
            ))
        )  # fmt: skip
    blocks += [Text(warning(one, study.language), "warning") for one in findings.warnings]
    return Section("wie", voice("Wie is vergeleken", "Who was compared"), tuple(blocks))


def _one_a_treatment(findings: Findings) -> list[Estimate]:
    largest: dict[str, Estimate] = {}
    for e in main_estimates(findings):
        if e.treatment not in largest or e.n_treated > largest[e.treatment].n_treated:
            largest[e.treatment] = e
    return list(largest.values())


def _sizes(findings: Findings, e: Estimate) -> str:
    study, voice = findings.study, Voice(findings.study.language)
    name = treatment_label(study, e.treatment)
    if is_hidden(e.n_treated):
        return voice(
            "{name}: de aantallen zijn verborgen", "{name}: the counts are hidden", name=name
        )
    if findings.trials:
        return voice(
            "{name}: {a} keer dat iemand begon, tegenover {b} keer (persoon en maand) dat iemand"
            " nog niet begonnen was",
            "{name}: {a} starts, against {b} times (person and month) that somebody had not yet"
            " started",
            name=name, a=count(voice, e.n_treated), b=count(voice, e.n_comparison),
        )  # fmt: skip
    return voice(
        "{name}: {a} deelnemers, tegenover {b} anderen",
        "{name}: {a} participants, against {b} others",
        name=name, a=count(voice, e.n_treated), b=count(voice, e.n_comparison),
    )  # fmt: skip


def _people(findings: Findings) -> str:
    study, voice = findings.study, Voice(findings.study.language)
    people = (
        voice("De gegevens gaan over een verborgen aantal mensen", "The number of people is hidden")
        if is_hidden(findings.people)
        else voice(
            "De gegevens gaan over {n} mensen",
            "The data are about {n} people", n=voice.number(findings.people),
        )
    )  # fmt: skip
    first, last = study.time.first_month, study.time.last_month
    if first is None or last is None:
        return people + "."
    return people + voice(
        ", met een start van {a} tot en met {b}.", ", with starts from {a} up to and including"
        " {b}.",
        a=voice.month(first), b=voice.month(last),
    )  # fmt: skip


def _design(study: Study) -> str:
    voice, months = Voice(study.language), study.time.months
    if study.time.design == "start-vs-wait":
        return voice(
            "Elke maand vergelijken we wie dan begint met wie op dat moment nog niet begonnen is;"
            " wie later toch begint, blijft meetellen als vergelijking. Het cijfer is dus: nu"
            " beginnen tegenover (nog) wachten.",
            "Each month, those who start are compared with those who have not started by then; who"
            " starts later stays in the comparison. The figure is therefore: start now against"
            " wait.",
        )
    if study.time.design == "start-vs-never-within-k":
        return voice(
            "Elke maand vergelijken we wie dan begint met wie binnen {k} maanden niet begint. Wie"
            " toch begint, telt vanaf dan niet meer mee, en wie op hem lijkt telt zwaarder.",
            "Each month, those who start are compared with those who do not start within {k}"
            " months. Who does start leaves the comparison then, and those like them count for"
            " more.",
            k=months,
        )
    return voice(
        "Wie ooit deelnam is vergeleken met wie nooit deelnam.",
        "Those who ever took part were compared with those who never did.",
    )


def _estimand(study: Study) -> str:
    voice = Voice(study.language)
    if study.estimand == "ate":
        return voice(
            "De vraag gaat over de hele groep: wat als iedereen deelnam, tegenover niemand (ATE).",
            "The question is about the whole group: everybody taking part against nobody (ATE).",
        )
    return voice(
        "De vraag gaat over wie deelnam: hoe zou het hun vergaan zijn zonder het programma? Dat"
        " schatten we met anderen die vooraf op hen leken (ATT).",
        "The question is about those who took part: how would they have fared without the"
        " programme? That is estimated from others who were like them beforehand (ATT).",
    )
