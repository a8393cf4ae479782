"""All sections, in the order in which somebody who decides would read them."""

from datetime import date

from overstap_cohorts.findings import Findings
from overstap_cohorts.report.briefing.asked import compared, in_short, question
from overstap_cohorts.report.briefing.blocks import Brief, Section
from overstap_cohorts.report.briefing.checked import comparable, overturning
from overstap_cohorts.report.briefing.found import found, over_time, within
from overstap_cohorts.report.briefing.limits import cannot_say, computed, describing, words
from overstap_cohorts.report.briefing.people import not_shown, taking_part
from overstap_cohorts.report.estimates import suppression_note
from overstap_cohorts.report.phrases import treatment_label
from overstap_cohorts.report.voice import Voice


def brief(findings: Findings, made_on: date) -> Brief:
    """The whole report, from findings that are suppressed already."""
    study, voice = findings.study, Voice(findings.study.language)
    sections: list[Section | None] = [
        in_short(findings), question(findings), compared(findings), found(findings),
        over_time(findings), within(findings), not_shown(findings), taking_part(findings),
        comparable(findings), overturning(findings), describing(findings), cannot_say(findings),
        words(findings), computed(findings),
    ]  # fmt: skip
    day = f"{made_on.day} {voice.month(made_on.year * 12 + made_on.month - 1)}"
    names = voice.listed([treatment_label(study, t.name) for t in study.treatments])
    return Brief(
        title=study.title,
        language=study.language,
        lead=voice(
            "Wat {did} {x}, vergeleken met jongeren die vooraf op de deelnemers leken?",
            "What did {x} do, compared with young people who were like the participants"
            " beforehand?",
            x=names,
            did="deden" if len(study.treatments) > 1 else "deed",
        ),
        head=voice("Opgemaakt op {day}", "Made on {day}", day=day),
        footer=suppression_note(study),
        sections=tuple(section for section in sections if section),
    )
