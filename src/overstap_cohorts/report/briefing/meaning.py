"""What each figure means: who counts, what counts, until when."""

from overstap_cohorts.findings import Findings
from overstap_cohorts.report.phrases import outcome_label, outcome_of, phrase_of
from overstap_cohorts.report.voice import Voice

# What measures.outcomes counts, in words; {k} months after the start.
_MEASURES = {
    "vsv": (
        "Na {k} maanden niet ingeschreven en zonder certificaat. Iedereen telt mee in de noemer,"
        " ook wie nog ingeschreven is.",
        "After {k} months not enrolled and without a certificate. Everybody is in the denominator,"
        " also those still enrolled.",
    ),
    "vsv_by_20": (
        "Voorgoed weg vóór de maand van de twintigste verjaardag, zonder certificaat. Alleen voor"
        " wie bij de start jonger dan 20 was.",
        "Gone for good before the month of the twentieth birthday, without a certificate. Only for"
        " those under 20 at the start.",
    ),
    "enrolled": (
        "Na {k} maanden ingeschreven; een onderbreking van hoogstens 3 maanden telt niet.",
        "Enrolled after {k} months; a break of at most 3 months does not count.",
    ),
    "qualified": (
        "Na {k} maanden niet meer ingeschreven, met een certificaat.",
        "After {k} months no longer enrolled, with a certificate.",
    ),
    "nec_entry": (
        "Werk in het normaal economisch circuit binnen {k} maanden; alleen voor wie daar bij de"
        " start, en de maand ervoor, niet werkte.",
        "Work in the regular economy within {k} months; only for those not in it at the start, nor"
        " in the month before.",
    ),
    "still_in_nec": (
        "Na {k} maanden aan het werk in het normaal economisch circuit; alleen voor wie er bij de"
        " start, of de maand ervoor, werkte.",
        "At work in the regular economy after {k} months; only for those in it at the start, or in"
        " the month before.",
    ),
    "months_in_work": (
        "Het aantal maanden met werk, welk werk ook, in de eerste {k} maanden na de start.",
        "The number of months with any work in the first {k} months after the start.",
    ),
    "lasting_work": (
        "Na {k} maanden aan het werk, en ook in de twee maanden ervoor.",
        "At work after {k} months, and in the two months before that.",
    ),
    "problematic_absence": (
        "Minstens één periode van problematische afwezigheid in de eerste {k} maanden.",
        "At least one period of problematic absence in the first {k} months.",
    ),
    "certificate": (
        "Een eerste certificaat in de eerste {k} maanden; alleen voor wie er nog geen had.",
        "A first certificate in the first {k} months; only for those without one.",
    ),
}


def outcome_meaning(findings: Findings, name: str) -> str:
    """The definition of an outcome, as far as the study says it."""
    study, voice = findings.study, Voice(findings.study.language)
    outcome = outcome_of(study, name)
    months = outcome.months or study.time.months
    measure = (outcome.measure or "").lower()
    known = _MEASURES.get(measure)
    if known:
        return voice(*known, k=months)
    text = voice("‘{label}’", "‘{label}’", label=outcome_label(study, name))
    if outcome.column:
        text += voice(
            ", zoals kolom ‘{c}’ van de gegevens het zegt", ", as column ‘{c}’ of the data says",
            c=outcome.column,
        )  # fmt: skip
    elif outcome.measure:
        text += voice(
            ", gemeten over {k} maanden na de start (maat ‘{m}’)",
            ", measured over {k} months after the start (measure ‘{m}’)",
            k=months, m=outcome.measure,
        )  # fmt: skip
    text += "."
    if not outcome.favourable and phrase_of(study, name) is None:
        text += voice(" Minder is gunstiger.", " Less is more favourable.")
    return text


def general_terms(findings: Findings) -> tuple[tuple[str, str], ...]:
    """Words of the report, each with what it means here."""
    study, voice = findings.study, Voice(findings.study.language)
    outcomes = ((outcome_label(study, o.name), o.name) for o in study.outcomes)
    own = tuple((label, outcome_meaning(findings, name)) for label, name in outcomes)
    return own + statistical_words(voice, study.threshold)


def statistical_words(voice: Voice, threshold: int) -> tuple[tuple[str, str], ...]:
    return (
        (
            voice("Interval (95%)", "Interval (95%)"),
            voice(
                "De grenzen waarbinnen het verschil ligt als alleen het toeval speelt. Wat niemand"
                " gemeten heeft, zit er niet in.",
                "The limits within which the difference lies if only chance is at play. What"
                " nobody measured is not in it.",
            ),
        ),
        (
            voice("Gestandaardiseerd verschil", "Standardised difference"),
            voice(
                "Het verschil tussen twee groepen, gedeeld door de spreiding bij de deelnemers."
                " Onder 0,1 noemt men groepen gelijk op dat kenmerk.",
                "The difference between two groups, divided by the spread among the participants."
                " Under 0.1, groups are called alike in that characteristic.",
            ),
        ),
        (
            voice("Telt als (effectieve omvang)", "Counts as (effective size)"),
            voice(
                "Wegen maakt een groep kleiner: zo veel ongewogen mensen zouden even veel zeggen.",
                "Weighting makes a group smaller: so many unweighted people would tell as much.",
            ),
        ),
        (
            "E-value",
            voice(
                "Hoe sterk iets wat niet gemeten is met deelname én uitkomst samen moet hangen"
                " (als verhouding van kansen) om het gevonden verschil helemaal te verklaren.",
                "How strongly something unmeasured must go with both participation and outcome (as"
                " a ratio of risks) to explain the whole difference.",
            ),
        ),
        (
            voice("Verborgen", "Hidden"),
            voice(
                "Een aantal onder {n}, of een getal waaruit zo'n aantal te berekenen zou zijn.",
                "A count under {n}, or a number from which such a count could be worked out.",
                n=threshold,
            ),
        ),
    )
