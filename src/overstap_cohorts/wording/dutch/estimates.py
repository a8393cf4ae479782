"""Why an estimate is not given, in words without counts. Keys: reasons of EstimateRefused."""

NO_ESTIMATE = {
    "small-cells": (
        "Een van de groepen, of het aantal met of zonder deze uitkomst, is te klein om te tonen"
        " zonder iets over enkele mensen te zeggen."
    ),
    "one-value": "De uitkomst is voor iedereen dezelfde: er valt niets te vergelijken.",
    "few-treated": (
        "Er zijn minder dan 30 deelnemers: een schatting zou te veel van toeval afhangen."
    ),
    "few-comparison": "De vergelijkingsgroep telt minder dan 30 mensen.",
    "few-events": (
        "Er zijn minder dan 10 gevallen per kenmerk in het model: te weinig om kenmerken uit "
        "elkaar te houden."
    ),
    "effective-sample": (
        "Na weging blijft van de vergelijkingsgroep minder over dan 10% van het aantal "
        "deelnemers: ze lijkt te weinig op hen."
    ),
    "outside-range": "Meer dan 5% van de deelnemers lijkt op niemand in de vergelijkingsgroep.",
    "separation": (
        "De kenmerken voorspellen deelname of uitkomst volledig: er is geen vergelijkbare groep."
    ),
    "leverage": "Een kenmerk onderscheidt één persoon van alle anderen.",
    "few-clusters": (
        "Er zijn minder dan 12 scholen: een foutenmarge per school is dan niet te vertrouwen."
    ),
    "weak-instrument": "Het instrument stuurt de deelname te weinig (effectieve F onder 10).",
    "many-groups": (
        "Het instrument heeft te veel klassen (meer dan 100). Voeg klassen samen, of neem een "
        "getal."
    ),
    "no-instrument": "De studie noemt geen instrument.",
    "no-match": "Geen enkele deelnemer heeft een vergelijkbare persoon.",
    "outcome-rule": (
        "De regel van dit programma kijkt zelf naar deze uitkomst: het verschil zegt dan iets "
        "over de regel, niet over het effect."
    ),
    "curves-without-weights": (
        "Curven tellen elke maand even zwaar, terwijl dit ontwerp wie later start weglaat en "
        "anderen zwaarder laat wegen. Vraag ze met start-vs-wait."
    ),
    "rows-needed": "Deze methode leest rij per rij; dit ontwerp geeft alleen aantallen.",
    "bootstrap-refused": (
        "Als er telkens andere mensen getrokken worden (bootstrap), valt er in meer dan 1 op 20"
        " trekkingen niets te schatten: de groepen zijn te klein."
    ),
    "bootstrap-rows": (
        "Er zijn te veel rijen om hun foutenmarge door trekken te vinden; bootstrap = 0 rekent "
        "ze uit."
    ),
    "no-variation": "Iedereen, of niemand, neemt deel: er is geen vergelijkingsgroep.",
}
