"""When a number would mislead, a reason stands in its place."""


class Refusal(Exception):
    """An estimate that is not given; `reason` is a key of SENTENCES, `facts` fill its sentence."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(SENTENCES[reason].format_map(_Facts(facts)))
        self.reason = reason
        self.facts = facts


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


SENTENCES = {
    "one-value": "De uitkomst heeft maar één waarde: er valt niets te vergelijken.",
    "few-treated": "Er zijn maar {count} deelnemers; onder {least} geven we geen schatting.",
    "few-comparison": "De vergelijkingsgroep telt {count}; onder {least} geven we geen schatting.",
    "few-events": "Er zijn {events} gevallen voor {columns} kolommen in het model: minder dan"
    " {least} per kolom. Neem minder kenmerken of voeg klassen samen.",
    "effective-sample": "Na weging telt de vergelijkingsgroep maar voor {effective:.0f} personen,"
    " minder dan 10% van de {treated} deelnemers: ze lijkt te weinig op hen.",
    "outside-range": "{share:.1%} van de deelnemers ligt buiten het bereik van de"
    " vergelijkingsgroep (hoogstens 5%). Zet trim = true om hen weg te laten.",
    "separation": "De kenmerken voorspellen deelname of uitkomst volledig (perfecte scheiding):"
    " er is geen vergelijkbare groep.",
    "leverage": "Een kenmerk onderscheidt één persoon van alle anderen ({column}): voeg klassen"
    " samen.",
    "few-clusters": "Er zijn {clusters} scholen; onder 12 is een foutenmarge per school niet te"
    " vertrouwen.",
    "weak-instrument": "Het instrument stuurt de deelname te weinig: de effectieve F is"
    " {f:.1f}, minder dan 10.",
    "many-groups": "Het instrument heeft {groups} verschillende klassen; boven {most} geven we geen"
    " schatting. Voeg klassen samen, of neem een getal (afstand).",
    "no-instrument": "De studie noemt geen instrument: methode iv kan niet.",
    "no-match": "Geen enkele deelnemer heeft een vergelijkbare persoon.",
    "outcome-rule": "De regel van {treatment} kijkt zelf naar {outcome}: het verschil zegt dan"
    " iets over de regel, niet over het effect.",
    "curves-without-weights": "Curven tellen elke maand even zwaar, terwijl dit ontwerp wie later"
    " start weglaat en anderen zwaarder laat wegen. Vraag ze met start-vs-wait.",
    "rows-needed": "Deze methode leest rijen; dit ontwerp geeft alleen aantallen.",
    "bootstrap-refused": "In {share:.0%} van de trekkingen valt niets te schatten: de groepen zijn"
    " te klein om hun foutenmarge door trekken te vinden (bootstrap = 0 rekent ze uit).",
    "bootstrap-rows": "Elke trekking leest {rows} rijen; over {most} duurt dat te lang. Bij zoveel"
    " mensen geeft de formule dezelfde foutenmarge: bootstrap = 0.",
    "no-variation": "De deelname heeft maar één waarde: er is geen vergelijkingsgroep.",
}
