"""Were the groups comparable, and what would overturn the findings."""

from overstap_cohorts.findings import BalanceRow, Findings, Overlap, Sensitivity
from overstap_cohorts.report import figures
from overstap_cohorts.report.briefing.blocks import Block, Figure, Points, Section, Table, Text
from overstap_cohorts.report.briefing.choosing import (
    count,
    decimal,
    main_method,
    method_name,
    percent,
)
from overstap_cohorts.report.estimates import suppression_note
from overstap_cohorts.report.phrases import (
    before_label,
    covariate_label,
    level_label,
    outcome_label,
    treatment_label,
)
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden

_MOST_LINES = 40  # of a Love plot; the table beside it has all


def comparable(findings: Findings) -> Section | None:
    voice = Voice(findings.study.language)
    blocks: list[Block] = []
    for i, treatment in enumerate(findings.study.treatments, 1):
        rows = _rows(findings, treatment.name)
        if rows:
            blocks.append(_love(findings, f"balans-{i}", rows))
        blocks += [
            _overlap(findings, f"overlap-{i}", item)
            for item in findings.overlap
            if item.treatment == treatment.name
        ]
    if not blocks:
        return None
    title = voice("Waren de groepen vergelijkbaar", "Were the groups comparable")
    return Section("vergelijkbaar", title, tuple(blocks))


def _rows(findings: Findings, treatment: str) -> list[BalanceRow]:
    """Of the method that stands first, else of the first that has balance."""
    rows = [row for row in findings.balance if row.treatment == treatment]
    method = main_method(findings)
    if not any(row.method == method for row in rows):
        method = rows[0].method if rows else method
    return [row for row in rows if row.method == method]


def _love(findings: Findings, key: str, rows: list[BalanceRow]) -> Figure:
    study, voice = findings.study, Voice(findings.study.language)
    name = treatment_label(study, rows[0].treatment)
    before, after = voice("vóór weging", "before weighting"), voice("na weging", "after weighting")
    # Months of start are as many as the study has trials; the table has them.
    drawn = [row for row in rows if row.covariate != "trial"] or rows
    shifts = [
        figures.Shift(_row_label(findings, row), row.difference_before, row.difference_after)
        for row in drawn
    ]
    known = [row for row in rows if row.difference_after == row.difference_after]
    apart = [row for row in known if abs(row.difference_after) > 0.1]
    was_apart = [row for row in known if abs(row.difference_before) > 0.1]
    verdict = voice(
        "Vóór weging lagen {a} van de {n} kenmerken van deelnemers en anderen meer dan 0,1 uit"
        " elkaar, erna {b}.",
        "Before weighting, {a} of {n} characteristics of participants and others were more than"
        " 0.1 apart, afterwards {b}.",
        a=len(was_apart), b=len(apart), n=len(known),
    )  # fmt: skip
    title = voice(
        "{x}: kenmerken vóór en na weging", "{x}: characteristics before and after", x=name
    )
    return Figure(
        key=key,
        title=title,
        svg=figures.love(
            shifts[:_MOST_LINES], before, after,
            voice("gestandaardiseerd verschil", "standardised difference"), voice.language,
        ),
        description=verdict,
        definition=verdict + " " + voice(
            "Rondjes: het verschil zoals het was; ruiten: na {m}. Stippellijnen: 0,1.",
            "Circles: the difference as it was; diamonds: after {m}. Dashed lines: 0.1.",
            m=method_name(voice, rows[0].method),
        ) + ("" if len(shifts) == len(rows) else voice(
            " De maanden van start staan alleen in de tabel.",
            " The months of start stand in the table only.",
        )),
        numbers=_balance_table(findings, title, rows),
    )  # fmt: skip


def _balance_table(findings: Findings, title: str, rows: list[BalanceRow]) -> Table:
    study, voice = findings.study, Voice(findings.study.language)
    name = treatment_label(study, rows[0].treatment)
    return Table(
        title,
        (voice("Kenmerk", "Characteristic"), name, voice("Anderen vóór", "Others before"),
         voice("Anderen na", "Others after"), voice("Verschil vóór", "Difference before"),
         voice("Verschil na", "Difference after")),
        tuple(
            (_row_label(findings, row), *(decimal(voice, value) for value in (
                row.mean_treated, row.mean_comparison_before, row.mean_comparison_after,
                row.difference_before, row.difference_after)))
            for row in rows
        ),
        voice("Aandelen van 0 tot 1 voor een klasse, gemiddelden voor een getal. ",
              "Shares from 0 to 1 for a category, means for a number. ")
        + suppression_note(study),
    )  # fmt: skip


def _row_label(findings: Findings, row: BalanceRow) -> str:
    study, voice = findings.study, Voice(findings.study.language)
    name = covariate_label(study, row.covariate)
    return f"{name}: {level_label(voice, row.level)}" if row.level else name


def _overlap(findings: Findings, key: str, item: Overlap) -> Figure:
    study, voice = findings.study, Voice(findings.study.language)
    name = treatment_label(study, item.treatment)
    groups = (voice("met {x}", "with {x}", x=name), voice("vergelijking", "comparison"))
    outside = (
        voice("Minder dan {n} deelnemers lijken op niemand in de vergelijkingsgroep.",
              "Fewer than {n} participants are like nobody in the comparison group.",
              n=study.threshold)
        if is_hidden(item.outside)
        else voice("{n} deelnemers ({p}) lijken op niemand in de vergelijkingsgroep.",
                   "{n} participants ({p}) are like nobody in the comparison group.",
                   n=count(voice, item.outside), p=percent(voice, item.share_outside))
    )  # fmt: skip
    bins = len(item.treated)
    title = voice("{x}: overlap van de groepen", "{x}: overlap of the groups", x=name)
    rows = tuple(
        (f"{voice.number(i / bins, 2)}–{voice.number((i + 1) / bins, 2)}", count(voice, a),
         count(voice, b))
        for i, (a, b) in enumerate(zip(item.treated, item.comparison, strict=True))
    )  # fmt: skip
    return Figure(
        key=key,
        title=title,
        svg=figures.mirror(
            _shares(item.treated), _shares(item.comparison),
            (*groups, voice("geschatte kans om deel te nemen", "estimated probability to take"
                                                               " part"),
             voice("% van wie getoond is", "% of those shown")),
            voice.language,
        ),
        description=outside,
        definition=outside + " " + voice(
            "Boven de lijn de deelnemers, eronder de anderen, naar hun geschatte kans om deel te"
            " nemen. Waar boven iets staat en eronder niets, is niemand om mee te vergelijken. Een"
            " verborgen klasse heeft geen balk.",
            "Above the line the participants, below it the others, by their estimated probability"
            " to take part. Where there is something above and nothing below, nobody is there to"
            " compare with. A hidden class has no bar.",
        ),
        numbers=Table(
            title, (voice("Kans", "Probability"), *groups), rows, suppression_note(study)
        ),
    )  # fmt: skip


def _shares(counts: tuple[int, ...]) -> list[float]:
    total = sum(n for n in counts if not is_hidden(n)) or 1
    return [float("nan") if is_hidden(n) else n / total for n in counts]


def overturning(findings: Findings) -> Section | None:
    voice = Voice(findings.study.language)
    blocks: list[Block] = []
    if findings.sensitivity:
        blocks += [
            Text(voice(
                "Wat niet gemeten is, kan het verschil verklaren. De E-value zegt hoe sterk dat"
                " iets zou moeten zijn; ernaast staat dezelfde maat voor de sterkste kenmerken die"
                " wel gemeten zijn. Een grotere E-value is geen bewijs: ook een niet-gemeten"
                " selectie maakt hem groter.",
                "What was not measured may explain the difference. The E-value says how strong"
                " that something would have to be; beside it stands the same measure for the"
                " strongest characteristics that were measured. A larger E-value is no proof:"
                " unmeasured selection raises it too.",
            )),
            _sensitivity_table(findings, findings.sensitivity),
        ]  # fmt: skip
    blocks += _placebos(findings)
    if not blocks:
        return None
    title = voice("Wat zou dit omverwerpen", "What would overturn this")
    return Section("omverwerpen", title, tuple(blocks))


def _sensitivity_table(findings: Findings, items: list[Sensitivity]) -> Table:
    study, voice = findings.study, Voice(findings.study.language)
    bounds = any(item.gamma is not None for item in items)
    rows = []
    for item in items:
        strongest = ", ".join(
            f"{covariate_label(study, name)} {decimal(voice, value)}"
            for name, value in item.covariates
        )
        what = f"{treatment_label(study, item.treatment)} · {outcome_label(study, item.outcome)}"
        cells = [
            f"{what} ({item.method})", decimal(voice, item.e_value),
            decimal(voice, item.e_value_limit),
            strongest or voice("niet berekend", "not computed"),
        ]  # fmt: skip
        if bounds:
            cells.append("–" if item.gamma is None else decimal(voice, item.gamma))
        rows.append(tuple(cells))
    head = [
        voice("Bevinding", "Finding"), "E-value",
        voice("E-value van de dichtste grens", "E-value of the nearer limit"),
        voice("Zelfde maat, sterkste gemeten kenmerken", "Same measure, strongest measured"),
    ] + (["Γ (Rosenbaum)"] if bounds else [])  # fmt: skip
    note = voice(
        "Γ: zo ongelijk moet de kans op deelname binnen een paar zijn om de bevinding op te"
        " heffen; alleen voor paren.",
        "Γ: how unequal the odds of taking part must be within a pair to undo the finding; for"
        " matched pairs only.",
    )
    return Table(
        voice("Hoe sterk een verborgen oorzaak moet zijn", "How strong a hidden cause must be"),
        tuple(head), tuple(rows), note if bounds else "",
    )  # fmt: skip


def _wider_interval(voice: Voice, findings: Findings) -> str:
    if not any(item.kind == "date" for item in findings.placebos):
        return ""
    return voice(
        " Wat vóór de start ligt, heeft een breder interval: per programma slaan zulke controles"
        " samen bij toeval in 5 van de 100 studies aan.",
        " What lies before the start has a wider interval: for each programme such checks together"
        " go off by chance in 5 of 100 studies.",
    )


def _placebos(findings: Findings) -> list[Block]:
    study, voice = findings.study, Voice(findings.study.language)
    if not findings.placebos:
        return []
    rows, flagged = [], []
    for item in findings.placebos:
        what = f"{treatment_label(study, item.treatment)} · "
        if item.kind == "date":
            what += before_label(voice, item.outcome, study.time.placebo_months)
        else:
            what += outcome_label(study, item.outcome)
        binary = item.kind == "date" or any(
            e.binary for e in findings.estimates if e.outcome == item.outcome
        )
        scale, digits = (100, 1) if binary else (1, 3)
        unit = voice(" per 100", " per 100") if binary else ""
        values = [voice.number(scale * x, digits) for x in
                  (item.estimate, item.ci_low, item.ci_high)]  # fmt: skip
        moved = voice("verschil: waarschuwing", "difference: warning")
        rows.append(
            (what, values[0] + unit, f"{values[1]} {voice('tot', 'to')} {values[2]}{unit}",
             moved if item.flagged else voice("geen verschil te zien", "no difference seen"))
        )  # fmt: skip
        if item.flagged:
            flagged.append(what)
    table = Table(
        voice("Wat het programma niet veroorzaakt kan hebben",
              "What the programme cannot have caused"),
        (voice("Placebo", "Placebo"), voice("Schatting", "Estimate"), voice("Interval", "Interval"),
         voice("Oordeel", "Verdict")),
        tuple(rows),
        voice("Een verschil hier betekent dat de groepen nog ongelijk zijn in iets wat niet"
              " gemeten is.",
              "A difference here means that the groups still differ in something unmeasured.")
        + _wider_interval(voice, findings),
    )  # fmt: skip
    if not flagged:
        return [table]
    warning = voice(
        "Deze controle slaat aan: wie deelnam verschilde ook in iets wat het programma niet kon"
        " veroorzaken. Lees de bevindingen hierboven niet als effect.",
        "This check goes off: those who took part also differed in something that the programme"
        " could not cause. Do not read the findings above as effects.",
    )
    return [Text(warning, "warning"), Points(tuple(flagged)), table]
