"""What is wrong with rows of the data, and what to do about it."""

PLACES = ", o.a. {places}"
ROW_FAULTS = {
    "empty": "{column} is leeg",
    "not-a-flag": "{column} is geen 0 of 1",
    "no-number": "{column} is geen getal",
    "infinite": "{column} is oneindig",
    "no-day": "{column} is leeg of geen datum",
    "characteristic-empty": "kenmerk {column} is leeg",
    "characteristic-unknown": "kenmerk {column} heeft geen enkele waarde",
    "instrument-empty": "instrument {column} is leeg",
    "instrument-infinite": "instrument {column} is oneindig",
    "instrument-no-day": "instrument {column} is geen datum",
    "person-again": "deze persoon staat er al",
    "no-birth": "geboortemaand (born) is leeg of geen datum",
    "born-late": "geboren na het einde van de gegevens",
    "unknown-person": "deze persoon staat niet in persons",
    "unknown-kind": "kind is geen van enrolment, track, programme, work, absence, certificate",
    "no-start": "deelname zonder begindatum (start_on)",
    "ends-early": "eindigt voor het begint",
    "before-birth": "programma begint voor de geboorte",
    "overlap": "overlapt een vorige inschrijving, of een vorig programma met dezelfde code",
}
ADVICE = {
    "missing": 'zet missing = "category" of "drop"',
    "day": "schrijf 2016-09-01",
}
