"""Who takes part, and what is not shown and why."""

from overstap_cohorts.findings import Findings, Participation
from overstap_cohorts.report.briefing.blocks import Block, Points, Section, Table, Text
from overstap_cohorts.report.briefing.choosing import count, method_name, percent
from overstap_cohorts.report.estimates import suppression_note
from overstap_cohorts.report.phrases import (
    covariate_label,
    dose_label,
    level_label,
    outcome_label,
    own_label,
    treatment_label,
)
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden
from overstap_cohorts.wording import no_estimate, row_fault

_LINES = {
    "people": ("Aantal mensen", "Number of people"),
    "share": ("Aandeel dat deelneemt", "Share who take part"),
    "mean_hours": ("Gemiddeld aantal uren", "Mean hours"),
    "gender": ("Geslacht", "Gender"),
    "mother_education": ("Opleiding van de moeder", "Mother's education"),
    "earlier_programmes": ("Eerder programma", "Earlier programme"),
}


def taking_part(findings: Findings) -> Section | None:
    """The table of participants of the HIVA study (2020), a table a programme."""
    study, voice = findings.study, Voice(findings.study.language)
    by_treatment: dict[str, list[Participation]] = {}
    for line in findings.participation:
        by_treatment.setdefault(line.treatment, []).append(line)
    if not by_treatment:
        return None
    blocks: list[Block] = []
    for treatment, lines in by_treatment.items():
        name = treatment_label(study, treatment)
        rows = tuple(
            (_line(findings, line), _value(voice, line, line.treated),
             "–" if line.comparison is None and not is_hidden_line(line)
             else _value(voice, line, line.comparison))
            for line in lines
        )  # fmt: skip
        blocks.append(
            Table(
                voice("Deelnemers aan {x}", "Participants in {x}", x=name),
                (voice("Kenmerk", "Characteristic"), voice("Met {x}", "With {x}", x=name),
                 voice("Vergelijking", "Comparison")),
                rows,
                suppression_note(study),
            )
        )  # fmt: skip
    return Section("deelnemers", voice("Wie neemt deel", "Who takes part"), tuple(blocks))


def is_hidden_line(line: Participation) -> bool:
    """Whether the comparison stood there and was taken out."""
    return line.comparison is None and is_hidden(line.n_comparison)


def _line(findings: Findings, line: Participation) -> str:
    study, voice = findings.study, Voice(findings.study.language)
    named = own_label(study, line.characteristic)
    if not named:
        known = _LINES.get(line.characteristic)
        named = voice(*known) if known else covariate_label(study, line.characteristic)
    return f"{named}: {level_label(voice, line.level)}" if line.level else named


def _value(voice: Voice, line: Participation, value: float | None) -> str:
    if value is None or is_hidden(value):
        return voice.hidden
    if line.unit == "share":
        return percent(voice, value)
    if line.unit == "hours":
        return voice("{x} uur", "{x} hours", x=voice.number(value))
    return count(voice, value)


def not_shown(findings: Findings) -> Section | None:
    study, voice = findings.study, Voice(findings.study.language)
    blocks: list[Block] = []
    if findings.refused:
        rows: dict[tuple[str, str], list[str]] = {}
        for item in findings.refused:
            group = item.subgroup
            if "=" in group:
                name, _, level = group.partition("=")
                group = f"{covariate_label(study, name)}: {level_label(voice, level)}"
            elif group:
                group = dose_label(voice, group)
            what = (
                f"{treatment_label(study, item.treatment)} · {outcome_label(study, item.outcome)}"
            )
            key = (
                what + (f" · {group}" if group else ""),
                no_estimate(item.reason, study.language),
            )
            methods = rows.setdefault(key, [])
            if method_name(voice, item.method) not in methods:
                methods.append(method_name(voice, item.method))
        blocks += [
            Text(voice(
                "Waar een getal zou misleiden, staat een reden.",
                "Where a number would mislead, a reason stands in its place.",
            )),
            Table(
                voice("Schattingen die we niet geven", "Estimates that are not given"),
                (voice("Wat", "What"), voice("Methode", "Method"), voice("Waarom", "Why")),
                tuple((what, ", ".join(methods), why) for (what, why), methods in rows.items()),
            ),
        ]  # fmt: skip
    if findings.set_aside:
        blocks += [
            Text(voice("Op verzoek weggelaten uit de gegevens:",
                       "Left out of the data, on request:")),
            Points(tuple(
                f"{row_fault(item.fault, study.language)}: "
                + (f"<{study.threshold}" if is_hidden(item.count) else voice.number(item.count))
                for item in findings.set_aside
            )),
        ]  # fmt: skip
    if not blocks:
        return None
    title = voice("Wat we niet tonen, en waarom", "What is not shown, and why")
    return Section("niet-getoond", title, tuple(blocks))
