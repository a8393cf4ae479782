"""What a reader must know of a whole study before its figures."""

_WAITING = (
    "{about}: wie niet startte binnen {months} maanden telt ook voor wie wel startte: gemiddeld"
    " voor {mean:.3f}, hoogstens voor {most:.2f}. "
)
WARNINGS = {
    "immortal-time": (
        "Dit ontwerp (static) vergelijkt wie ooit deelnam met wie nooit deelnam, vanaf de eerste"
        " inschrijving. Dat misleidt: om later te kunnen starten, moest een deelnemer nog op school"
        " zijn. De maanden tot de start tellen mee als deelname, terwijl niemand er in kon"
        " uitvallen (onsterfelijke tijd). Gebruik start-vs-wait voor een eerlijke vergelijking."
    ),
    "nobody-waited": "{about}: niemand bleef {months} maanden zonder te starten.",
    "weights-known": _WAITING
    + "De foutenmarge neemt die gewichten als bekend aan (bootstrap schat ze telkens opnieuw).",
    "weights-estimated": _WAITING + "De foutenmarge telt mee dat die gewichten geschat zijn.",
}
