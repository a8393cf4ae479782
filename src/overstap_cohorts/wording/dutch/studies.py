"""Why a study is refused: what, where, and what to do. Keys: reasons of StudyRefused.

A study is written by who runs it, so these are in Dutch only.
"""

from overstap_cohorts.wording.dutch.data import DATA_REFUSED

STUDY_REFUSED = DATA_REFUSED | {
    # The text of the study, and the command line.
    "study": "De studie klopt niet:\n- {wrong}",
    "toml": "{wrong}",
    "no-study": "{name} bestaat niet. `evaluate --init` schrijft een voorbeeld.",
    "study-is-folder": "{name} is een map; noem het bestand van de studie (.toml).",
    "encoding": "{name} is geen tekst in UTF-8.",
    "quick-option": ("{options} geldt voor een snelle blik zonder studie; zet het in {study}."),
    "nothing-asked": (
        "Geef een studie ({program} evaluate STUDIE.toml), of minstens --data, --treatment en"
        " --outcome; nu ontbreekt {lacking}. Een voorbeeld van een studie: {program} evaluate"
        " --init"
    ),
    "method": "--method: {unknown} kennen we niet. Toegelaten: {allowed}.",
    "no-instrument-option": "--method iv heeft --instrument KOLOM nodig.",
    "contradictions": "{wrong}",
    "memory-option": "--memory {text}: geef minstens 256MB, zoals 4GB.",
    "measure": "Uitkomst {name} bestaat niet. Toegelaten: {allowed}.",
    "same-name": (
        "{names}: die naam heeft al iets anders in deze studie (een uitkomst, een kenmerk, of een"
        ' kolom van de berekening). Geef een andere naam: {{name = "…", column = "…"}}.'
    ),
    "same-treatment": (
        "De behandelingen {one} en {other} verschillen te weinig van naam. Geef een van beide een"
        " andere naam (name); label zegt wat het verslag toont."
    ),
    "population-values": (
        "[population] {name}: geef values; toegelaten zijn age, circuit, category, in_nec,"
        " problematic_absence, earlier_CODE en kolommen van persons."
    ),
    "population-number": (
        "population: {name} is geen getal, dus least en most kunnen niet. Noem values."
    ),
    "cluster": "cluster = {cluster}: met persons en spells is dat person of school.",
    "window-missing": "[time] first_month en last_month: nodig voor {design}.",
    "window-order": "[time] last_month ligt voor first_month.",
    "window-static": "De langste termijn ({months} maanden) is hoogstens {most}: kort ze in.",
    "window": (
        "Maanden waarin iemand kan starten ({trials}) en de langste termijn ({months}) zijn samen"
        " hoogstens {most}: kort een van beide in."
    ),
    # The machine.
    "engine": "De motor {name} bestaat niet. Toegelaten: {allowed}.",
    "no-spark": (
        "Spark is niet geïnstalleerd. Installeer overstap-cohorts[spark], of neem --engine duckdb."
    ),
    "no-java": "Spark heeft Java 17 nodig, en die is er niet. Neem --engine duckdb.",
    "memory": (
        "Het geheugen volstaat niet. Geef meer (--memory 8GB) of maak schijfruimte vrij in de map"
        " van het resultaat."
    ),
    "disk-full": (
        "De schijf is vol. Maak plaats in de map van het resultaat en begin opnieuw: wat al geteld"
        " is, staat er nog."
    ),
    # The folder of the result.
    "no-folder": "{name} is geen map: neem met --out een map.",
    "folder": (
        "In {name} staat al iets met de naam {there} dat geen resultaat van een studie is. Het zou"
        " verloren gaan: neem met --out een andere map."
    ),
    "busy": (
        "In {name} loopt al een studie. Wacht tot ze klaar is, of neem met --out een andere map."
    ),
    "no-report": "Er is geen map report: laat de studie eerst lopen.",
    "report-missing": "In report ontbreekt: {names}.",
    "report-extra": "In report staat wat er niet hoort: {names}. Haal het weg.",
    "report-file": "report/{name} is geen gewoon bestand.",
    "report-size": "report/{name} is leeg of te groot.",
}
