"""What was found: the sentences, the intervals as a picture, all methods in a table; curves."""

from collections.abc import Sequence

from overstap_cohorts.findings import Curve, Estimate, Findings
from overstap_cohorts.report import figures
from overstap_cohorts.report.briefing.blocks import (
    Block,
    Figure,
    Finding,
    Section,
    Table,
    Text,
)
from overstap_cohorts.report.briefing.choosing import (
    FOLLOWED,
    count,
    effect,
    estimand_name,
    main_estimates,
    main_method,
    method_name,
    method_word,
    parts,
    percent,
    whole,
)
from overstap_cohorts.report.briefing.meaning import outcome_meaning
from overstap_cohorts.report.phrases import (
    covariate_label,
    dose_label,
    in_months,
    level_label,
    outcome_label,
    treatment_label,
)
from overstap_cohorts.report.sentences import finding_sentence, spans_zero
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden


def found(findings: Findings) -> Section:
    study, voice = findings.study, Voice(findings.study.language)
    main = main_estimates(findings)
    blocks: list[Block] = [
        Finding(
            sentence=finding_sentence(study, e),
            source=_source(voice, e),
            definition=outcome_meaning(findings, e.outcome),
            clear=not spans_zero(e),
        )
        for e in main
    ]
    blocks += _forests(findings, main, "effect", voice("De intervallen", "The intervals"))
    others = whole(findings.estimates)
    if len(others) > len(main):
        blocks.append(
            _table(findings, others, voice("Alle methodes", "All methods"),
                   folded=voice("Hetzelfde met andere methodes", "The same by other methods"))
        )  # fmt: skip
    return Section("gevonden", voice("Wat we vonden", "What was found"), tuple(blocks))


def within(findings: Findings) -> Section | None:
    """Subgroups and doses, with the correction for looking more than once."""
    voice = Voice(findings.study.language)
    chosen = parts(findings.estimates, main_method(findings))
    if not chosen:
        return None
    blocks: list[Block] = [
        Text(voice(
            "Wie in veel groepen kijkt, vindt altijd ergens iets. De kans (p) hieronder is daarom"
            " gecorrigeerd voor het aantal keer dat gekeken is (Holm).",
            "Who looks in many groups always finds something somewhere. The probability (p) below"
            " is therefore corrected for the number of looks (Holm).",
        ))
    ]  # fmt: skip
    title = voice("Groepen en dosis", "Groups and doses")
    blocks += _forests(findings, chosen, "groep", title)
    return Section("groepen", title, tuple(blocks))


def over_time(findings: Findings) -> Section | None:
    voice = Voice(findings.study.language)
    pairs: dict[tuple[str, str], list[Curve]] = {}
    for curve in findings.curves:
        pairs.setdefault((curve.treatment, curve.outcome), []).append(curve)
    blocks: list[Block] = [
        _curve_figure(findings, f"verloop-{i}", curves)
        for i, curves in enumerate(pairs.values(), 1)
        if any(curve.months for curve in curves)
    ]  # fmt: skip
    if not blocks:
        return None
    return Section("verloop", voice("Verloop in de tijd", "Over time"), tuple(blocks))


def _source(voice: Voice, e: Estimate) -> str:
    people = (
        voice("aantallen verborgen", "counts hidden")
        if is_hidden(e.n_treated)
        else voice(
            "{a} tegenover {b}", "{a} against {b}",
            a=count(voice, e.n_treated), b=count(voice, e.n_comparison),
        )
    )  # fmt: skip
    text = f"{method_name(voice, e.method)}, {estimand_name(voice, e.estimand)}; {people}"
    # Whom an instrument led is a part of those who took part: their mean is not known.
    if e.binary and e.estimand != "late" and not is_hidden(e.mean_treated):
        text += voice(
            "; {a} met, naar schatting {b} zonder",
            "; {a} with, an estimated {b} without",
            a=percent(voice, e.mean_treated), b=percent(voice, e.mean_comparison),
        )  # fmt: skip
    return text


def _forests(
    findings: Findings, estimates: Sequence[Estimate], key: str, title: str
) -> list[Block]:
    """Shares and months have axes of their own."""
    voice, blocks = Voice(findings.study.language), list[Block]()
    for binary in (True, False):
        chosen = [e for e in estimates if e.binary == binary]
        if not chosen:
            continue
        unit = _unit(voice, binary, all(in_months(findings.study, e.outcome) for e in chosen))
        scale = 100 if binary else 1
        lines = [
            figures.Interval(
                _label(findings, e), scale * e.estimate, scale * e.ci_low, scale * e.ci_high
            )
            for e in chosen
        ]
        named = f"{title}: {unit}"
        blocks.append(
            Figure(
                key=f"{key}-{'aandeel' if binary else 'maanden'}",
                title=named,
                svg=figures.forest(lines, unit, voice.language),
                description=" ".join(finding_sentence(findings.study, e) for e in chosen),
                definition=voice(
                    "Elke streep is een 95%-interval, de stip de schatting. Een open stip: het"
                    " interval bevat nul, er is geen verschil te zien.",
                    "Each line is a 95% interval, the dot the estimate. A hollow dot: the interval"
                    " holds zero, no difference can be seen.",
                ),
                numbers=_table(findings, chosen, named),
            )
        )
    return blocks


def _unit(voice: Voice, binary: bool, months: bool) -> str:
    if binary:
        return voice("verschil per 100 jongeren", "difference per 100 young people")
    if months:
        return voice("verschil in maanden", "difference in months")
    return voice("verschil in de eenheid van de uitkomst", "difference in the outcome's own unit")


def _label(findings: Findings, e: Estimate) -> str:
    study, voice = findings.study, Voice(findings.study.language)
    label = f"{treatment_label(study, e.treatment)} · {outcome_label(study, e.outcome)}"
    if e.subgroup:
        name, _, level = e.subgroup.partition("=")
        label += f" · {covariate_label(study, name)}: {level_label(voice, level)}"
    return label + (f" · {dose_label(voice, e.dose)}" if e.dose else "")


def _table(
    findings: Findings, estimates: Sequence[Estimate], caption: str, folded: str = ""
) -> Table:
    voice = Voice(findings.study.language)
    looks = any(e.p_adjusted is not None for e in estimates)
    head = [
        voice("Programma en uitkomst", "Programme and outcome"),
        voice("Methode", "Method"),
        voice("Schatting", "Estimate"),
        voice("Interval", "Interval"),
        voice("Met", "With"),
        voice("Vergelijking", "Comparison"),
        voice("Telt als", "Counts as"),
    ] + (["p"] if looks else [])
    rows = []
    for e in estimates:
        between = f"{effect(voice, e, e.ci_low)} {voice('tot', 'to')} {effect(voice, e, e.ci_high)}"
        if e.method == FOLLOWED:
            between += voice(" maanden", " months")
        cells = [
            _label(findings, e), method_word(voice, e.method),
            effect(voice, e, e.estimate), between,
            count(voice, e.n_treated), count(voice, e.n_comparison), count(voice, e.effective_n),
        ]  # fmt: skip
        if looks:
            cells.append("" if e.p_adjusted is None else voice.number(e.p_adjusted, 3))
        rows.append(tuple(cells))
    note = voice(
        "Aandelen: verschil per 100. ‘Telt als’: hoeveel mensen de gewogen vergelijkingsgroep"
        " waard is.",
        "Shares: difference per 100. ‘Counts as’: how many people the weighted comparison group is"
        " worth.",
    )
    return Table(caption, tuple(head), tuple(rows), note, folded)


def _curve_figure(findings: Findings, key: str, curves: Sequence[Curve]) -> Figure:
    study, voice = findings.study, Voice(findings.study.language)
    name = treatment_label(study, curves[0].treatment)
    outcome = outcome_label(study, curves[0].outcome)
    names = {
        "treated": voice("met {x}", "with {x}", x=name),
        "comparison": voice("vergelijking", "comparison"),
    }
    drawn = [
        figures.Steps(names.get(c.group, c.group), c.months, c.share, c.group != "treated")
        for c in curves
    ]
    means = [
        voice(
            "{group}: gemiddeld {x} van de eerste {h} maanden zonder",
            "{group}: on average {x} of the first {h} months without",
            group=names.get(c.group, c.group), x=voice.number(c.restricted_mean, 1), h=c.horizon,
        )
        for c in curves if not is_hidden(c.restricted_mean)
    ]  # fmt: skip
    rows = tuple(
        (f"{names.get(c.group, c.group)}, {month}", voice.percent(share), count(voice, at_risk))
        for c in curves
        for month, share, at_risk in zip(c.months, c.share, c.at_risk, strict=True)
    )
    title = f"{name} · {outcome}"
    return Figure(
        key=key,
        title=title,
        svg=figures.steps(
            drawn, voice("maanden", "months"), voice("% nog niet", "% not yet"), voice.language
        ),
        description="; ".join(means) or title,
        definition=voice(
            "Het deel dat de uitkomst nog niet had, per maand na de start. Maanden waarin te"
            " weinig mensen veranderden, zijn samengenomen. {means}.",
            "The share without the outcome so far, by month since the start. Months in which too"
            " few people changed are joined. {means}.",
            means="; ".join(means),
        ),
        numbers=Table(
            title,
            (voice("Groep, maand", "Group, month"), voice("Nog niet", "Not yet"),
             voice("Nog gevolgd", "Still followed")),
            rows,
        ),
    )  # fmt: skip
