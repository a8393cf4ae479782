"""Figures that only describe, what this cannot say, the words, and how it was computed."""

from overstap_cohorts.findings import Findings
from overstap_cohorts.report.briefing.blocks import Block, Points, Section, Table, Terms, Text
from overstap_cohorts.report.briefing.choosing import count, error_name, method_name, percent
from overstap_cohorts.report.briefing.meaning import general_terms
from overstap_cohorts.report.phrases import covariate_label, level_label, treatment_label
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden
from overstap_cohorts.wording import description


def describing(findings: Findings) -> Section | None:
    study, voice = findings.study, Voice(findings.study.language)
    if not findings.descriptions:
        return None
    words = {item.name: description(item.name, study.language) for item in findings.descriptions}
    rows = tuple(
        (f"{treatment_label(study, item.treatment)} · {words[item.name][0]}",
         _figure(voice, item.treated), _figure(voice, item.comparison),
         count(voice, item.n_treated), count(voice, item.n_comparison))
        for item in findings.descriptions
    )  # fmt: skip
    blocks: list[Block] = [
        Text(voice(
            "Deze cijfers beschrijven de groepen zoals ze zijn. Ze zeggen niet wat het programma"
            " deed.",
            "These figures describe the groups as they are. They do not say what the programme"
            " did.",
        )),
        *(Text(warning, "warning") for _, warning in words.values()),
        Table(
            voice("Beschrijvende cijfers", "Descriptive figures"),
            (voice("Cijfer", "Figure"), voice("Met", "With"), voice("Vergelijking", "Comparison"),
             voice("Noemer met", "Denominator with"),
             voice("Noemer vergelijking", "Denominator comparison")),
            rows,
        ),
    ]  # fmt: skip
    title = voice("Cijfers die alleen beschrijven", "Figures that only describe")
    return Section("beschrijving", title, tuple(blocks))


def _figure(voice: Voice, value: float) -> str:
    if is_hidden(value):
        return voice.hidden
    return percent(voice, value) if 0 <= value <= 1 else voice.number(value, 1)


def cannot_say(findings: Findings) -> Section:
    study, voice = findings.study, Voice(findings.study.language)
    items = [
        voice(
            "Of iets wat niet gemeten is (motivatie, thuis, de klik met een begeleider) het"
            " verschil maakt. De vergelijking is zo goed als wat vooraf bekend was.",
            "Whether something unmeasured (motivation, home, the bond with a counsellor) makes the"
            " difference. The comparison is as good as what was known beforehand.",
        ),
        voice(
            "Wat het programma doet voor wie er nu niet in terechtkomt, of elders, of in andere"
            " jaren.",
            "What the programme does for those who are not led to it now, elsewhere, or in other"
            " years.",
        ),
        voice(
            "Waarom het werkt of niet, en voor welke ene jongere: de cijfers gaan over groepen.",
            "Why it works or not, and for which one young person: the figures are about groups.",
        ),
    ]
    if study.time.design == "static":
        items.append(
            voice(
                "Wat de wachttijd doet: wie lang genoeg blijft om deel te nemen, verschilt"
                " daardoor al van wie eerder vertrok. Dit ontwerp ziet dat niet; ‘beginnen"
                " tegenover wachten’ wel.",
                "What waiting does: those who stay long enough to take part differ by that alone"
                " from those who left earlier. This design does not see it; ‘start against wait’"
                " does.",
            )
        )
    if "iv" in study.methods:
        items.append(
            voice(
                "Met een instrument: iets over wie hoe dan ook zou deelnemen, of nooit. Het cijfer"
                " gaat over wie door het instrument deelnam.",
                "With an instrument: anything about those who would always take part, or never."
                " The figure is about those who took part because of the instrument.",
            )
        )
    title = voice("Wat dit niet kan zeggen", "What this cannot say")
    return Section("grenzen", title, (Points(tuple(items)),))


def words(findings: Findings) -> Section:
    voice = Voice(findings.study.language)
    title = voice("Begrippen", "Definitions")
    return Section("begrippen", title, (Terms(general_terms(findings)),))


def computed(findings: Findings) -> Section:
    """Five lines, and one more where a method weighs."""
    study, voice = findings.study, Voice(findings.study.language)
    kinds = dict.fromkeys(e.std_error_kind for e in findings.estimates)
    largest = max(findings.estimates, key=lambda e: e.rows, default=None)
    size = voice("De aantallen cellen en rijen zijn verborgen.", "Cells and rows are hidden.")
    if largest and not is_hidden(largest.rows):
        size = voice(
            "De grootste schatting stond op {rows} rijen in {cells} cellen van gelijke mensen.",
            "The largest estimate stood on {rows} rows in {cells} cells of people alike.",
            rows=voice.number(largest.rows), cells=voice.number(largest.cells),
        )  # fmt: skip
    notes = dict.fromkeys(note for e in findings.estimates for note in e.notes)
    items = [
        voice("Methodes: {x}.", "Methods: {x}.",
              x=voice.listed([method_name(voice, m) for m in study.methods])),
        voice("Foutenmarges: {x}.", "Standard errors: {x}.",
              x=voice.listed([error_name(voice, kind) for kind in kinds]) or "–"),
        voice("Drempels: aantallen onder {n} zijn verborgen; geen schatting onder 30 deelnemers,"
              " onder 10 gevallen per kenmerk, of als meer dan 5% van de deelnemers op niemand"
              " lijkt.",
              "Thresholds: counts under {n} are hidden; no estimate under 30 participants, under"
              " 10 events a column, or if more than 5% of the participants are like nobody.",
              n=study.threshold),
        size,
        voice("Alle getallen staan in estimates.json en balance.csv; run.json zegt met welke"
              " versies en gegevens.",
              "All numbers are in estimates.json and balance.csv; run.json says with which versions"
              " and data."),
    ]  # fmt: skip
    if any(e.method in ("ipw", "cem") for e in findings.estimates):
        items.insert(2, voice(
            "Weging (ipw, cem): de foutenmarge neemt de gewichten als bekend aan. Voor wie deelnam"
            " valt het interval daardoor eerder te ruim uit dan te krap.",
            "Weighting (ipw, cem): the error takes the weights as known. For those who took part"
            " the interval is therefore too wide rather than too narrow.",
        ))  # fmt: skip
    blocks: list[Block] = [Points(tuple(items))]
    if notes:
        said = "; ".join(dict.fromkeys(_note(findings, note) for note in notes))
        blocks.append(Text(voice("Opmerkingen: {x}.", "Remarks: {x}.", x=said), "note"))
    title = voice("Hoe het is berekend", "How it was computed")
    return Section("berekening", title, tuple(blocks))


def _note(findings: Findings, note: str) -> str:
    study, voice = findings.study, Voice(findings.study.language)
    kind, _, what = note.partition(":")
    name, sign, level = what.partition("=")
    if kind != "far-pairs":
        what = covariate_label(study, name) + (f": {level_label(voice, level)}" if sign else "")
    if kind == "merged":
        return voice("zeldzame klassen van {x} zijn samengenomen", "rare classes of {x} are merged",
                     x=what)  # fmt: skip
    if kind == "dropped":
        return voice("{x} volgt uit andere kenmerken en is weggelaten",
                     "{x} follows from other characteristics and is left out", x=what)  # fmt: skip
    if kind == "far-pairs":
        return voice("{x} van de paren (psm) ligt ver uiteen: die schatting houdt een deel van de"
                     " selectie over",
                     "{x} of the pairs (psm) lie far apart: that estimate keeps part of the"
                     " selection", x=what)  # fmt: skip
    if kind == "one-sided":
        return voice("sommige klassen van {x} komen in maar een van de groepen voor: die mensen"
                     " zijn niet vergeleken",
                     "some classes of {x} occur in one group only: those people are not compared",
                     x=what)  # fmt: skip
    return note
