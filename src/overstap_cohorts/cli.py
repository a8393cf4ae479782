"""The command line: `overstap-cohorts`, and what `overstap` takes over from it.

Importing this is quick: the body of a subcommand is imported when it runs.
"""

import argparse
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NoReturn

PROGRAM = "overstap-cohorts"
DESCRIPTION = "Wat deed een programma, tegenover een eerlijke vergelijkingsgroep?"


class Parser(argparse.ArgumentParser):
    """Dutch headings, and an example under the help of each subcommand."""

    def __init__(self, *, example: str = "", epilog: str | None = None, **kwargs: Any) -> None:
        super().__init__(
            add_help=False,
            epilog=f"Voorbeeld:\n  {example}" if example else epilog,
            formatter_class=_Formatter,
            **kwargs,
        )
        self._positionals.title = "wat"
        self._optionals.title = "opties"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def error(self, message: str) -> NoReturn:
        """What is wrong in a command, in Dutch too; exit code 2."""
        for english, dutch in _WRONG:
            message = re.sub(english, dutch, message)
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}. Meer uitleg: {self.prog} --help\n")


# What argparse says, and what we say. An own type says its own sentence.
_WRONG = (
    (r"^the following arguments are required: (.*)", r"dit ontbreekt: \1"),
    (r"^unrecognized arguments: (.*)", r"dit is onbekend: \1"),
    (r"invalid choice: (.*) \(choose from (.*)\)", r"\1 kan hier niet; kies uit \2"),
    (r"expected one argument", "hier hoort een waarde achter"),
    (r"^argument ", ""),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Gebruik: " if prefix is None else prefix)


def parser() -> Parser:
    """The whole tree of the engine alone."""
    top = Parser(prog=PROGRAM, description=DESCRIPTION, epilog=f"{PROGRAM} OPDRACHT --help")
    commands = top.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    add_evaluate(commands, PROGRAM)
    add_simulate(commands, PROGRAM)
    text = "Meet de rekenmotor."
    example = f"{PROGRAM} bench evidence --cohorts 100 --out bewijs.md"
    bench = commands.add_parser("bench", help=text, description=text, example=example)
    kinds = bench.add_subparsers(title="metingen", metavar="METING", required=True)
    add_evidence(kinds, PROGRAM)
    add_speed(kinds, PROGRAM)
    return top


type Commands = argparse._SubParsersAction[Parser]


def add(commands: Commands, name: str, text: str, example: str, **run: object) -> Parser:
    """Add a subcommand; `run` says which function in which room runs it, as which role."""
    made = commands.add_parser(name, help=text, description=text, example=example)
    made.set_defaults(**run)
    return made


def add_evaluate(commands: Commands, program: str) -> None:
    text = "Wat deed een programma, tegenover een eerlijke vergelijkingsgroep? Geen databank nodig."
    example = f"{program} evaluate studie.toml --out resultaat"
    room = "overstap_cohorts.commands"
    run = add(commands, "evaluate", text, example, room=room, verb="evaluate", role=None)
    run.add_argument("study", nargs="?", metavar="STUDIE", help="de studie (TOML)")
    run.add_argument("--init", action="store_true", help="schrijf een voorbeeld met uitleg")
    run.add_argument("--out", default="resultaat", metavar="MAP", help="map (resultaat)")
    run.add_argument("--language", choices=["nl", "en"], help="taal van het verslag (nl)")
    run.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="rekenmotor")
    run.add_argument("--master", metavar="ADRES", help="Spark: adres van de cluster")
    run.add_argument("--memory", default="4GB", metavar="GROOTTE", help="geheugen (4GB)")
    run.add_argument("--threads", type=count, metavar="AANTAL", help="draden van de rekenmotor")
    run.add_argument("--quiet", action="store_true", help="toon geen voortgang")
    run.set_defaults(program=program)
    _add_quick_look(run)


def _add_quick_look(run: Parser) -> None:
    """One line instead of a study: a flat table, a row a person. None: not given."""
    quick = run.add_argument_group("snelle blik zonder studie (platte tabel)")
    quick.add_argument("--data", metavar="BESTAND", help="Parquet of CSV, een rij per persoon")
    quick.add_argument("--key", metavar="KOLOM", help="kolom die de persoon aanwijst")
    quick.add_argument("--treatment", metavar="KOLOM", help="0/1: nam deel (meer: met komma's)")
    quick.add_argument("--outcome", metavar="KOLOM,…", help="uitkomsten: 0/1 of een getal")
    quick.add_argument("--covariates", metavar="KOLOM,…", help="kenmerken vooraf")
    quick.add_argument("--instrument", metavar="KOLOM", help="loting, aanbod, wachtlijst, afstand")
    quick.add_argument("--cluster", metavar="KOLOM", help="school: foutenmarge per school")
    quick.add_argument("--dose", metavar="KOLOM", help="uren van wie deelnam: ook per dosis")
    known = "difference, regression, cem, psm, ipw, aipw, iv (aipw)"
    quick.add_argument("--method", metavar="METHODE,…", help=known)
    whom = "att: bij wie deelnam; ate: bij iedereen (att)"
    quick.add_argument("--estimand", choices=["att", "ate"], help=whom)
    quick.add_argument(
        "--missing",
        choices=["refuse", "category", "drop"],
        help="lege kenmerken: weigeren, eigen klasse, of rij weglaten (refuse)",
    )
    quick.add_argument(
        "--threshold", type=count, metavar="AANTAL", help="kleinste getoonde aantal (10)"
    )
    quick.add_argument("--trim", action="store_true", help="laat deelnemers zonder gelijke weg")
    quick.add_argument("--set-aside", action="store_true", help="laat foute rijen weg en tel ze")


def add_speed(kinds: Commands, program: str) -> None:
    text = "Meet studies over miljoenen verzonnen mensen, en schrijf docs/performance.md."
    room = "overstap_cohorts.speed.commands"
    example = f"{program} bench cohorts --people 1000000"
    made = add(kinds, "cohorts", text, example, room=room, verb="cohorts", role=None)
    made.add_argument("--people", type=count, default=10_000_000, help="mensen (10.000.000)")
    made.add_argument("--rows", type=count, default=1_000_000, help="rijen naast statsmodels")
    made.add_argument("--memory", default="4GB", metavar="GROOTTE", help="geheugen (4GB)")
    made.add_argument("--folder", metavar="MAP", help="waar de gegevens staan (tijdelijk)")
    made.add_argument(
        "--out", metavar="BESTAND", default="docs/performance.md", help="bestand waarin het komt"
    )


def add_evidence(kinds: Commands, program: str) -> None:
    text = "Toets de methodes op duizenden verzonnen cohorten, en schrijf docs/evidence.md."
    room = "overstap_cohorts.evidence.commands"
    example = f"{program} bench evidence --cohorts 100 --out bewijs.md"
    made = add(kinds, "evidence", text, example, room=room, verb="evidence", role=None)
    made.add_argument("--cohorts", type=count, default=2000, help="cohorten per rij (2000)")
    made.add_argument("--processes", type=count, default=2, help="processen tegelijk (2)")
    made.add_argument(
        "--out", metavar="BESTAND", default="docs/evidence.md", help="bestand (docs/evidence.md)"
    )
    made.add_argument(
        "--only",
        metavar="TEKST",
        help="alleen rijen met deze tekst, op het scherm in plaats van in het bestand",
    )


def add_simulate(commands: Commands, program: str) -> None:
    text = "Verzin een cohort waarvan de waarheid bekend is, om methodes op te toetsen."
    example = f"{program} simulate --population dbso --people 10000 --seed 1 --out map"
    room = "overstap_cohorts.simulation.commands"
    made = add(commands, "simulate", text, example, room=room, verb="simulate", role=None)
    made.add_argument(
        "--population",
        choices=["dbso", "buso"],
        default="dbso",
        help="dbso: deeltijds onderwijs; buso: buitengewoon onderwijs, OV3 (dbso)",
    )
    made.add_argument(
        "--people", type=count, metavar="AANTAL", default=10_000, help="aantal jongeren (10000)"
    )
    made.add_argument(
        "--seed", type=int, metavar="GETAL", default=1, help="zelfde getal, zelfde cohort (1)"
    )
    made.add_argument("--out", required=True, metavar="MAP", help="map voor de drie bestanden")
    made.add_argument(
        "--schools", type=count, metavar="AANTAL", default=50, help="aantal scholen (50)"
    )
    made.add_argument(
        "--effects",
        default="usual",
        metavar="NAAM",
        help="usual, none (geen enkel effect), of brug_nec=0.3,abo_nec=0.5",
    )
    made.add_argument(
        "--hidden",
        type=float,
        default=0.0,
        metavar="GETAL",
        help="hoe sterk selectie door wat niemand ziet (0)",
    )
    made.add_argument(
        "--lottery",
        type=float,
        default=0.0,
        metavar="GETAL",
        help="helft krijgt door loting een aanbod van BRUG (kolom offer); hoe sterk dat trekt (0)",
    )
    made.add_argument(
        "--processes", type=count, metavar="AANTAL", default=2, help="processen tegelijk (2)"
    )


def count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("geef een getal vanaf 1")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand; 0 is well, 1 is refused or incomplete, 2 is a wrong command."""
    args = parser().parse_args(arguments)
    return int(getattr(import_module(args.room), args.verb)(args))


if __name__ == "__main__":
    sys.exit(main())
