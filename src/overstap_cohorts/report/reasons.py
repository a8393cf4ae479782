"""Why an estimate is not given, in words without counts. Keys: reasons of the estimators."""

import re

_SENTENCES: dict[str, tuple[str, str]] = {
    "small-cells": (
        "Een van de groepen, of het aantal met of zonder deze uitkomst, is te klein om te tonen"
        " zonder iets over enkele mensen te zeggen.",
        "One of the groups, or the number with or without this outcome, is too small to show"
        " without telling about a few people.",
    ),
    "one-value": (
        "De uitkomst is voor iedereen dezelfde: er valt niets te vergelijken.",
        "The outcome is the same for everybody: there is nothing to compare.",
    ),
    "empty-outcome": (
        "De uitkomst is voor niemand bekend.",
        "The outcome is not known for anybody.",
    ),
    "few-treated": (
        "Er zijn minder dan 30 deelnemers: een schatting zou te veel van toeval afhangen.",
        "There are fewer than 30 participants: an estimate would depend too much on chance.",
    ),
    "few-comparison": (
        "De vergelijkingsgroep telt minder dan 30 mensen.",
        "The comparison group has fewer than 30 people.",
    ),
    "few-events": (
        "Er zijn minder dan 10 gevallen per kenmerk in het model: te weinig om kenmerken uit"
        " elkaar te houden.",
        "There are fewer than 10 events for each column of the model: too few to tell"
        " characteristics apart.",
    ),
    "effective-sample": (
        "Na weging blijft van de vergelijkingsgroep minder over dan 10% van het aantal deelnemers:"
        " ze lijkt te weinig op hen.",
        "After weighting, the comparison group counts for less than 10% of the participants: it is"
        " too unlike them.",
    ),
    "outside-range": (
        "Meer dan 5% van de deelnemers lijkt op niemand in de vergelijkingsgroep.",
        "More than 5% of the participants are like nobody in the comparison group.",
    ),
    "separation": (
        "De kenmerken voorspellen deelname of uitkomst volledig: er is geen vergelijkbare groep.",
        "The characteristics predict participation or outcome completely: there is no comparable"
        " group.",
    ),
    "leverage": (
        "Een kenmerk onderscheidt één persoon van alle anderen.",
        "One characteristic sets a single person apart from all others.",
    ),
    "few-clusters": (
        "Er zijn minder dan 12 scholen: een foutenmarge per school is dan niet te vertrouwen.",
        "There are fewer than 12 schools: an error clustered by school cannot be trusted then.",
    ),
    "weak-instrument": (
        "Het instrument stuurt de deelname te weinig (effectieve F onder 10).",
        "The instrument moves participation too little (effective F under 10).",
    ),
    "many-groups": (
        "Het instrument heeft te veel klassen (meer dan 100). Voeg klassen samen, of neem een"
        " getal.",
        "The instrument has too many classes (over 100). Merge classes, or take a number.",
    ),
    "no-instrument": (
        "De studie noemt geen instrument.",
        "The study names no instrument.",
    ),
    "no-match": (
        "Geen enkele deelnemer heeft een vergelijkbare persoon.",
        "No participant has a comparable person.",
    ),
    "outcome-rule": (
        "De regel van dit programma kijkt zelf naar deze uitkomst: het verschil zegt dan iets over"
        " de regel, niet over het effect.",
        "The rule of this programme itself looks at this outcome: the difference would tell about"
        " the rule, not about the effect.",
    ),
    "curves-without-weights": (
        "Curven tellen elke maand even zwaar, terwijl dit ontwerp wie later start weglaat en"
        " anderen zwaarder laat wegen. Vraag ze met start-vs-wait.",
        "Curves count every month alike, while this design leaves out who starts later and lets"
        " others weigh more. Ask for them with start-vs-wait.",
    ),
    "rows-needed": (
        "Deze methode leest rij per rij; dit ontwerp geeft alleen aantallen.",
        "This method reads rows; this design only gives counts.",
    ),
    "bootstrap-refused": (
        "Als er telkens andere mensen getrokken worden (bootstrap), valt er in meer dan 1 op 20"
        " trekkingen niets te schatten: de groepen zijn te klein.",
        "When people are drawn anew (bootstrap), more than 1 in 20 draws give no estimate: the"
        " groups are too small.",
    ),
    "bootstrap-rows": (
        "Er zijn te veel rijen om hun foutenmarge door trekken te vinden; bootstrap = 0 rekent ze"
        " uit.",
        "There are too many rows to find their error by drawing; bootstrap = 0 works it out.",
    ),
    "no-variation": (
        "Iedereen, of niemand, neemt deel: er is geen vergelijkingsgroep.",
        "Everybody, or nobody, takes part: there is no comparison group.",
    ),
}  # fmt: skip


def refusal_sentence(reason: str, language: str, otherwise: str = "") -> str:
    """The words for `reason`; an unknown one keeps its own sentence without its numbers."""
    if reason in _SENTENCES:
        return _SENTENCES[reason][language == "en"]
    return re.sub(r"\d+(?:[.,]\d+)*", "…", otherwise) or reason
