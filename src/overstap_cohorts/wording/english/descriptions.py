"""Figures that only describe: what each is called, and what a reader must not take it for."""

DESCRIPTIONS = {
    "official_rate": (
        "early school leaving among leavers",
        "Official rate: without a qualification / (without + with a qualification), only among"
        " those who left school. A programme that keeps somebody at school longer changes who has"
        " left: this figure is no effect.",
    ),
    "still_enrolled": (
        "still enrolled",
        "Those still enrolled may still leave, with or without a qualification.",
    ),
}
