"""Figures that only describe: what each is called, and what a reader must not take it for."""

DESCRIPTIONS = {
    "official_rate": (
        "vroegtijdig schoolverlaten onder schoolverlaters",
        "Officieel cijfer: zonder kwalificatie / (zonder + met kwalificatie), enkel onder wie"
        " school verliet. Een programma dat iemand langer op school houdt, verandert wie al"
        " vertrok: dit cijfer is geen effect.",
    ),
    "still_enrolled": (
        "nog ingeschreven",
        "Wie nog ingeschreven is, kan nog vertrekken, met of zonder kwalificatie.",
    ),
}
