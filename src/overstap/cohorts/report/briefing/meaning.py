"""What each figure means: who counts, what counts, until when."""

from overstap.cohorts.findings import Findings
from overstap.cohorts.report.phrases import outcome_label, outcome_of, phrase_of
from overstap.cohorts.report.voice import Voice


def outcome_meaning(findings: Findings, name: str) -> str:
    """The definition of an outcome, as far as the study says it."""
    study, voice = findings.study, Voice(findings.study.language)
    outcome = outcome_of(study, name)
    months = outcome.months or study.time.months
    measure = (outcome.measure or "").lower()
    known = {
        "vsv": voice(
            "Weg uit het onderwijs zonder kwalificatie binnen {k} maanden na de start. Iedereen"
            " die bij de start nog kon vertrekken telt mee in de noemer, ook wie nog ingeschreven"
            " is.",
            "Out of education without a qualification within {k} months of the start. Everybody"
            " who could still leave at the start is in the denominator, also those still enrolled.",
            k=months,
        ),
        "nec_entry": voice(
            "Werk in het normaal economisch circuit binnen {k} maanden; alleen voor wie daar bij"
            " de start nog niet werkte.",
            "Work in the regular economy within {k} months; only for those not in it at the start.",
            k=months,
        ),
        "nec_s": voice(
            "Na {k} maanden (nog) aan het werk in het normaal economisch circuit; alleen voor wie"
            " er bij de start werkte.",
            "(Still) at work in the regular economy after {k} months; only for those in it at the"
            " start.",
            k=months,
        ),
    }
    for start, words in known.items():
        if measure.startswith(start):
            return words
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
    voice = Voice(findings.study.language)
    study = findings.study
    terms = [(outcome_label(study, o.name), outcome_meaning(findings, o.name))
             for o in study.outcomes]  # fmt: skip
    terms += [
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
                n=study.threshold,
            ),
        ),
    ]
    return tuple(terms)
