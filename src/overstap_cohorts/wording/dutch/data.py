"""Why a study is refused for its data. Counts of people are facts, never part of these words."""

_LOOK = "kijk population, [time] en de bestanden na."
_SET_ASIDE = "om zulke rijen weg te laten (het verslag telt ze)."
_WRONG = "De gegevens passen niet bij de studie:\n- {wrong}\n"

DATA_REFUSED = {
    "data": _WRONG + f"Verbeter ze, of zet set_aside = true (--set-aside) {_SET_ASIDE}",
    # Who may not see the rows cannot mend them either.
    "data-apart": _WRONG + f"Zet set_aside = true {_SET_ASIDE}",
    "data-whole": _WRONG + "Verbeter het bestand, of laat dat kenmerk weg.",
    "rows": "{fault}: {count} rij(en){places}",
    "all-rows": "{fault} ({count} rijen)",
    "nobody": f"Er blijft niemand over: {_LOOK}",
    "too-few": f"Er blijven minder dan {{least}} mensen over: {_LOOK}",
    "nobody-starts": "In geen enkele maand kan iemand starten: kijk population en [time] na.",
    "empty-outcome": (
        "Uitkomst {name}: geen enkele rij heeft een waarde. Kijk de kolom en de periode na."
    ),
    "unknown-outcome": (
        "Uitkomst {name}: voor niemand is ze gekend. Kijk de termijn (months) en end_of_data na."
    ),
    "not-binary": (
        "Uitkomst {name} heet ja/nee (binary), maar heeft waarden van {low:g} tot {high:g}."
        " Toegelaten: 0 en 1."
    ),
    "too-many-programmes": (
        "earlier_programmes: er zijn meer dan {most} programma's. Noem er enkele apart:"
        " earlier_BRUG, earlier_IBAL."
    ),
    "too-many-levels": (
        "Kenmerk {name} heeft {levels} verschillende waarden. Maak er klassen van, of rond af"
        " (hoogstens {most})."
    ),
    "too-many-cells": (
        "De kenmerken geven {groups} verschillende groepen, in {months} maanden: te veel om te"
        " tellen. Neem minder kenmerken, of klassen in plaats van losse waarden."
    ),
    "too-many-combinations": (
        "De kenmerken hebben samen te veel combinaties. Neem minder kenmerken, of klassen in plaats"
        " van losse waarden."
    ),
    "too-many-rows": (
        "Deze methode leest elke persoon in elke maand apart: meer dan {most} rijen. Neem aipw met"
        " start-vs-wait (die telt), of minder maanden of mensen."
    ),
    "missing-columns": "{wrong}",
    "table-lacks": "De tabel mist {count} kolom(men): {missing}. Wel aanwezig: {there}.",
    "lacks": "{table} mist {count} kolom(men): {missing}. Wel aanwezig: {there}.",
    "or-a-history": "Of een geschiedenis: {histories}, earlier_CODE.",
    "no-school": "spells mist de kolom school.",
    "no-rows": "{table} is leeg: er staat geen enkele rij in.",
    "keys": (
        "person is in persons {persons} en in spells {spells}: zo komt niemand overeen. Schrijf de"
        " sleutel in beide bestanden op dezelfde manier."
    ),
    "cross-join": (
        "De kolom person wijst niet één persoon aan: {seen} waarde(n) staan meer dan eens in"
        " persons. Samen met spells zou dat {rows} rijen geven in plaats van {alone}. Er is niets"
        " gestart. Kijk na of person in beide bestanden de sleutel is."
    ),
    "unknown-codes": (
        "{count} code(s) van behandelingen komen in spells niet voor: {unknown}. Wel: {known}."
    ),
    "no-known-code": (
        "{count} code(s) van behandelingen komen in spells niet voor: {unknown}. Wel: geen"
        " programma."
    ),
    "instrument-fixed": (
        "instrument = {name}: neem een kolom van persons die vastligt voor tijd nul."
    ),
    "instrument-day": (
        "instrument = {name}: een datum zegt wanneer iemand een aanbod kreeg; dat kan met"
        " start-vs-wait. In static is een instrument een getal (afstand) of een klasse (loting,"
        " aanbod)."
    ),
    "instrument-no-days": (
        "instrument = {name}: met start-vs-wait is het instrument een kolom van persons met de"
        " datum van het aanbod (2016-09-01; leeg: nooit een aanbod), en hier staat er geen enkele."
        " Wat vastligt (loting, afstand) stuurt ook wie later start: daarvoor is design ="
        ' "static" het eerlijke ontwerp.'
    ),
    # Files.
    "file-kind": (
        "{name}: bestanden van een tabel zijn ofwel alle Parquet (.parquet), ofwel alle CSV (.csv)."
    ),
    "missing-file": "{path} bestaat niet, of bevat geen Parquet of CSV.",
    "empty-file": "{path} is leeg (0 bytes).",
    "corrupt-parquet": (
        "Het Parquetbestand {name} is beschadigd of onvolledig: het kan niet gelezen worden. Maak"
        " het opnieuw."
    ),
    "corrupt-stage": (
        "Het Parquetbestand van een tussenstap is beschadigd of onvolledig: het kan niet gelezen"
        " worden. Maak het opnieuw."
    ),
    "csv": (
        "{name} is geen leesbare CSV: het loopt mis. Bewaar als UTF-8, met een kop en op elke regel"
        " evenveel velden."
    ),
    "csv-line": (
        "{name} is geen leesbare CSV: het loopt mis op regel {line}. Bewaar als UTF-8, met een kop"
        " en op elke regel evenveel velden."
    ),
    "csv-coding": (
        "{name} is geen UTF-8: {count} regel(s) hebben tekens in een andere codering{places}."
        " Bewaar het bestand als CSV UTF-8."
    ),
    "csv-uneven": (
        "{name} is geen leesbare CSV: de kop heeft {fields} velden, en {count} regel(s) hebben er"
        " meer of minder{places}."
    ),
    "mixed-types": "{name} mengt soorten waarden:\n- {columns}",
    "mixed-numbers": ("kolom {column}: {count} waarde(n) tussen getallen zijn er geen{places}"),
    "mixed-days": ("kolom {column}: {count} waarde(n) tussen datums zijn er geen{places}"),
}
