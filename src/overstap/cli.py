"""The command line: one tree of subcommands; their bodies live in the rooms."""

import argparse
import os
import re
import sys
from importlib import import_module
from typing import Any, NoReturn

from overstap.config.state import MachineRefusal

DESCRIPTION = "Overstap: van school naar werk, met dossier, toestemming en warme overdracht."


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
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, "Gebruik: " if prefix is None else prefix)


def parser() -> Parser:
    """Build the whole tree; importing this costs no Django."""
    top = Parser(prog="overstap", description=DESCRIPTION, epilog="overstap OPDRACHT --help")
    commands = top.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    _add_machine(commands)
    _add_import(commands)
    _add_extract(commands)
    _add_care(commands)
    _add_cohorts(commands)
    _add_simulate(commands)
    return top


type Commands = argparse._SubParsersAction[Parser]


def _add(commands: Commands, name: str, text: str, example: str, **run: object) -> Parser:
    """Add a subcommand; `run` says which function in which room runs it, as which role."""
    made = commands.add_parser(name, help=text, description=text, example=example)
    made.set_defaults(**run)
    return made


def _add_machine(commands: Commands) -> None:
    room = "overstap.config.running"
    text = "Start de demo: databank, verzonnen gegevens, site en taken. Ctrl-C stopt alles."
    demo = _add(commands, "demo", text, "overstap demo --port 8000", room=room, verb="demo")
    demo.set_defaults(role=None)
    demo.add_argument("--port", type=_port, default=8000, help="poort van de site (8000)")
    demo.add_argument("--size", choices=["small", "region"], default="small", help=SIZES)
    demo.add_argument("--reset", action="store_true", help="begin opnieuw: wist de demogegevens")
    demo.add_argument("--no-serve", dest="serve", action="store_false", help="alleen vullen")

    text = "Start de webserver tegen DATABASE_URL (de rol overstap_app)."
    example = "overstap serve --host 0.0.0.0 --port 8000"
    serve = _add(commands, "serve", text, example, room=room, verb="serve", role="app")
    serve.add_argument("--host", default="127.0.0.1", help="adres om op te luisteren (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="poort (8000)")

    text = "Voer taken uit: documenten, herinneringen, verzegelen (de rol overstap_system)."
    _add(commands, "worker", text, "overstap worker", room=room, verb="worker", role="system")

    text = "Breng de tabellen bij (de rol overstap_owner)."
    migrate = _add(commands, "migrate", text, "overstap migrate", room=room, verb="migrate")
    migrate.set_defaults(role="owner")
    migrate.add_argument("--verbose", action="store_true", help="toon elke stap")

    text = "Maak een link voor de eerste platformbeheerder, zolang er geen is (overstap_owner)."
    first = "overstap.config.first_admin"
    example = "overstap first-admin"
    _add(commands, "first-admin", text, example, room=first, verb="first_admin", role="owner")

    text = "Stop de databanken van demo en tests die nog draaien."
    _add(commands, "stop", text, "overstap stop", room=room, verb="stop", role=None)

    text = "Vul een lege databank met verzonnen gegevens (een stap van `overstap demo`)."
    example = "overstap load-demo --size small"
    load = _add(commands, "load-demo", text, example, room=room, verb="load_demo", role="owner")
    load.add_argument("--size", choices=["small", "region"], default="small", help=SIZES)

    text = "Lees berichten over de verzonnen jongeren in (een stap van `overstap demo`)."
    _add(
        commands,
        *("feed-demo", text, "overstap feed-demo"),
        room=room,
        verb="feed_demo",
        role="system",
    )


SIZES = "small: 300 jongeren; region: 9.000 jongeren"


def _add_import(commands: Commands) -> None:
    room = "overstap.exchange.commands"
    text = "Lees berichten of leerlingenlijsten in. Exitcode 1 als er iets geweigerd is."
    example = "overstap import led map/met/antwoorden --organisation 045678"
    imports = commands.add_parser("import", help=text, description=text, example=example)
    kinds = imports.add_subparsers(title="soorten", metavar="SOORT", required=True)

    text = "Lees antwoorden van GeefBewijs (LED): studies en ervaring."
    led = _add(kinds, "led", text, example, room=room, verb="import_led", role="system")
    led.add_argument("folder", metavar="MAP", help="map met XML-antwoorden")
    led.add_argument(
        "--create", action="store_true", help="maak wie nog niet bekend is, met de naam uit de map"
    )

    led.add_argument("--persons", metavar="MAP", help="map met antwoorden van GeefPersoon")
    _add_actor(led)

    text = "Lees antwoorden van GeefHistoriekInschrijving: inschrijvingen en uitkomsten."
    example = "overstap import enrolments map/met/antwoorden --organisation 045678"
    enrolments = _add(
        kinds, "enrolments", text, example, room=room, verb="import_enrolments", role="system"
    )
    enrolments.add_argument("folder", metavar="MAP", help="map met XML-antwoorden")
    _add_actor(enrolments)

    text = "Lees een leerlingenlijst (XLSX, XLS, ODS of CSV)."
    example = "overstap import pupils lijst.xlsx --organisation 045678"
    pupils = _add(kinds, "pupils", text, example, room=room, verb="import_pupils", role="system")
    pupils.add_argument("file", metavar="BESTAND", help="de lijst")
    _add_actor(pupils)


def _add_extract(commands: Commands) -> None:
    text = "Schrijf gegevens zonder namen voor onderzoek; elke keer met een doel en een einddag."
    example = 'overstap extract --purpose "Effect van IBAL" --until 2027-12-31 --out uittreksel'
    run = {"room": "overstap.exchange.registers.commands", "verb": "extract", "role": "system"}
    extract = _add(commands, "extract", text, example, **run)
    extract.add_argument("--purpose", required=True, metavar="DOEL", help="waarvoor het dient")
    extract.add_argument("--until", required=True, metavar="DAG", help="wanneer het gewist wordt")
    extract.add_argument("--out", required=True, metavar="MAP", help="nieuwe map")
    extract.add_argument("--from", dest="from_on", metavar="DAG", help="ingeschreven vanaf")
    extract.add_argument("--to", metavar="DAG", help="ingeschreven tot en met (vandaag)")
    text = "alleen deze leerweg; mag meer dan eens"
    extract.add_argument("--pathway", action="append", default=[], metavar="LEERWEG", help=text)
    extract.add_argument("--organisation", metavar="NAAM", help="voor welke overheid")
    _add_characteristics(extract)


def _add_characteristics(extract: Parser) -> None:
    """A register that the holder of the data brings; it is joined and kept nowhere."""
    group = extract.add_argument_group("kenmerken die het platform niet bijhoudt")
    text = "register (CSV of XLSX): insz en gender, mother_education of language"
    group.add_argument("--characteristics", metavar="BESTAND", help=text)
    text = "welk register dit is; verplicht bij een bestand"
    group.add_argument("--characteristics-source", metavar="TEKST", help=text)
    text = "nog een kolom van het register; mag meer dan eens"
    group.add_argument(
        "--characteristics-column", action="append", default=[], metavar="KOLOM", help=text
    )
    group.add_argument("--set-aside", action="store_true", help="laat foute rijen weg en tel ze")


def _add_actor(command: Parser) -> None:
    """For which organisation, and as whom: rights hold for a command as for a screen."""
    command.add_argument(
        "--organisation",
        required=True,
        metavar="NUMMER",
        help="instellingsnummer of naam van de school of het centrum",
    )
    command.add_argument(
        "--by", metavar="LID", help="lidmaatschap dat inleest (anders: de teamverantwoordelijke)"
    )


def _add_care(commands: Commands) -> None:
    text = "Controleer het logboek (audit) of de instellingen (settings); zonder keuze beide."
    run = {"room": "overstap.config.checking", "verb": "check", "role": "system"}
    check = _add(commands, "check", text, "overstap check audit", **run)
    check.add_argument("what", nargs="?", choices=["audit", "settings"], help="wat te controleren")

    text = "Vergeet een jongere: wis het dossier en de sleutel die het logboek eraan verbindt."
    run = {"room": "overstap.config.care", "verb": "forget", "role": "owner"}
    example = "overstap forget 1b4e28ba-2fa1-41d2-883f-0016d3cca427"
    forget = _add(commands, "forget", text, example, **run)
    forget.add_argument("ref", metavar="REF", help="referentie (uuid) van de jongere")
    forget.add_argument("--yes", action="store_true", help="vraag geen bevestiging")
    forget.add_argument("--force", action="store_true", help="ook als er een overdracht loopt")

    text = "Wis wat zijn bewaartermijn voorbij is."
    run = {"room": "overstap.config.care", "verb": "retention", "role": "owner"}
    retention = _add(commands, "retention", text, "overstap retention --dry-run", **run)
    retention.add_argument("--dry-run", action="store_true", help="toon alleen wat weg zou gaan")

    _add_keys(commands)

    text = "Meet de site."
    bench = commands.add_parser("bench", help=text, description=text, example=BENCH)
    kinds = bench.add_subparsers(title="metingen", metavar="METING", required=True)
    text = "Meet elke pagina: tijd, aantal vragen aan de databank, gewicht."
    _add(kinds, "pages", text, BENCH, room="overstap.config.bench", verb="pages", role=None)
    _add_evidence(kinds)
    _add_speed(kinds)


def _add_keys(commands: Commands) -> None:
    text = "Sleutels: maak nieuwe, vernieuw wat onder vroegere staat, kijk wat er nog rest."
    example = "overstap keys rotate"
    keys = commands.add_parser("keys", help=text, description=text, example=example)
    kinds = keys.add_subparsers(title="wat", metavar="WAT", required=True)
    room = "overstap.config.keys"
    text = "Toon drie nieuwe sleutels, als regels voor het bestand met instellingen."
    _add(kinds, "new", text, "overstap keys new", room=room, verb="new", role=None)
    text = "Zet alles onder de sleutels van nu (rol overstap_owner; stop eerst de site)."
    _add(kinds, "rotate", text, example, room=room, verb="rotate", role="owner")
    text = "Kijk of de databank onder de sleutels van nu staat (rol overstap_owner)."
    _add(kinds, "check", text, "overstap keys check", room=room, verb="check", role="owner")


BENCH = "overstap bench pages"


def _add_cohorts(commands: Commands) -> None:
    text = "Wat deed een programma, tegenover een eerlijke vergelijkingsgroep? Geen databank nodig."
    example = "overstap evaluate studie.toml --out resultaat"
    room = "overstap.cohorts.commands"
    run = _add(commands, "evaluate", text, example, room=room, verb="evaluate", role=None)
    run.add_argument("study", nargs="?", metavar="STUDIE", help="de studie (TOML)")
    run.add_argument("--init", action="store_true", help="schrijf een voorbeeld met uitleg")
    run.add_argument("--out", default="resultaat", metavar="MAP", help="map (resultaat)")
    run.add_argument("--language", choices=["nl", "en"], help="taal van het verslag (nl)")
    run.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="rekenmotor")
    run.add_argument("--master", metavar="ADRES", help="Spark: adres van de cluster")
    run.add_argument("--memory", default="4GB", metavar="GROOTTE", help="geheugen (4GB)")
    run.add_argument("--threads", type=_count, metavar="AANTAL", help="draden van de rekenmotor")
    run.add_argument("--quiet", action="store_true", help="toon geen voortgang")
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
        "--threshold", type=_count, metavar="AANTAL", help="kleinste getoonde aantal (10)"
    )
    quick.add_argument("--trim", action="store_true", help="laat deelnemers zonder gelijke weg")
    quick.add_argument("--set-aside", action="store_true", help="laat foute rijen weg en tel ze")


def _add_speed(kinds: Commands) -> None:
    text = "Meet studies over miljoenen verzonnen mensen, en schrijf docs/performance.md."
    room = "overstap.cohorts.speed.commands"
    example = "overstap bench cohorts --people 1000000"
    made = _add(kinds, "cohorts", text, example, room=room, verb="cohorts", role=None)
    made.add_argument("--people", type=_count, default=10_000_000, help="mensen (10.000.000)")
    made.add_argument("--rows", type=_count, default=1_000_000, help="rijen naast statsmodels")
    made.add_argument("--memory", default="4GB", metavar="GROOTTE", help="geheugen (4GB)")
    made.add_argument("--folder", metavar="MAP", help="waar de gegevens staan (tijdelijk)")
    made.add_argument(
        "--out", metavar="BESTAND", default="docs/performance.md", help="bestand waarin het komt"
    )


def _add_evidence(kinds: Commands) -> None:
    text = "Toets de methodes op duizenden verzonnen cohorten, en schrijf docs/evidence.md."
    room = "overstap.cohorts.evidence.commands"
    example = "overstap bench evidence --cohorts 100 --out bewijs.md"
    made = _add(kinds, "evidence", text, example, room=room, verb="evidence", role=None)
    made.add_argument("--cohorts", type=_count, default=2000, help="cohorten per rij (2000)")
    made.add_argument("--processes", type=_count, default=2, help="processen tegelijk (2)")
    made.add_argument(
        "--out", metavar="BESTAND", default="docs/evidence.md", help="bestand (docs/evidence.md)"
    )
    made.add_argument(
        "--only",
        metavar="TEKST",
        help="alleen rijen met deze tekst, op het scherm in plaats van in het bestand",
    )


def _add_simulate(commands: Commands) -> None:
    text = "Verzin een cohort waarvan de waarheid bekend is, om methodes op te toetsen."
    example = "overstap simulate --population dbso --people 10000 --seed 1 --out map"
    room = "overstap.cohorts.simulation.commands"
    made = _add(commands, "simulate", text, example, room=room, verb="simulate", role=None)
    made.add_argument(
        "--population",
        choices=["dbso", "buso"],
        default="dbso",
        help="dbso: deeltijds onderwijs; buso: buitengewoon onderwijs, OV3 (dbso)",
    )
    made.add_argument(
        "--people", type=_count, metavar="AANTAL", default=10_000, help="aantal jongeren (10000)"
    )
    made.add_argument(
        "--seed", type=int, metavar="GETAL", default=1, help="zelfde getal, zelfde cohort (1)"
    )
    made.add_argument("--out", required=True, metavar="MAP", help="map voor de drie bestanden")
    made.add_argument(
        "--schools", type=_count, metavar="AANTAL", default=50, help="aantal scholen (50)"
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
        "--processes", type=_count, metavar="AANTAL", default=2, help="processen tegelijk (2)"
    )


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("geef een getal vanaf 1")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("een poort is een getal van 1 tot 65535")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand; 0 is well, 1 is refused or incomplete, 2 is a wrong command."""
    args = parser().parse_args(arguments)
    try:
        return _run(args)
    except MachineRefusal as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _run(args: argparse.Namespace) -> int:
    if args.role is None:
        return int(getattr(import_module(args.room), args.verb)(args))
    from overstap.config.running import database

    with database(args.role):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
        import django
        from django.db import Error

        from overstap.config.failures import explain, refuse_other_role

        refuse_other_role(args.role)
        django.setup()
        try:
            return int(getattr(import_module(args.room), args.verb)(args) or 0)
        except Error as error:
            if sentence := explain(error, args.role):
                raise sentence from error
            raise


if __name__ == "__main__":
    sys.exit(main())
