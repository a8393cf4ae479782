"""The command line: one tree of subcommands; their bodies live in the rooms."""

import argparse
import os
import sys
from importlib import import_module

from overstap.config.state import MachineRefusal
from overstap_cohorts.cli import (
    Commands,
    Parser,
    add_evaluate,
    add_evidence,
    add_simulate,
    add_speed,
    count,
)
from overstap_cohorts.cli import add as _add

PROGRAM = "overstap"
DESCRIPTION = "Overstap: van school naar werk, met dossier, toestemming en warme overdracht."


def parser() -> Parser:
    """Build the whole tree; importing this costs no Django."""
    top = Parser(prog=PROGRAM, description=DESCRIPTION, epilog="overstap OPDRACHT --help")
    commands = top.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    _add_machine(commands)
    _add_import(commands)
    _add_extract(commands)
    _add_care(commands)
    add_evaluate(commands, PROGRAM)
    add_simulate(commands, PROGRAM)
    return top


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
    run = {"room": "overstap.config.working", "verb": "worker", "role": "system"}
    _add(commands, "worker", text, "overstap worker", **run)

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
    both = ("take", "skip")
    pupils.add_argument(
        "--hidden-rows", choices=both, help="rijen die in het bestand verborgen zijn"
    )
    pupils.add_argument(
        "--struck-rows", dest="struck", choices=both, help="rijen die doorgestreept zijn"
    )
    pupils.add_argument("--sheet", metavar="BLAD", help="welk werkblad (anders het eerste)")
    pupils.add_argument(
        "--encoding", metavar="CODERING", help="letters van een tekstbestand, zoals cp850"
    )
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
    run = {"room": "overstap.config.care", "verb": "run_retention", "role": "owner"}
    retention = _add(commands, "retention", text, "overstap retention --dry-run", **run)
    retention.add_argument("--dry-run", action="store_true", help="toon alleen wat weg zou gaan")

    _add_keys(commands)
    _add_backup(commands)

    text = "Meet de site."
    bench = commands.add_parser("bench", help=text, description=text, example=BENCH)
    kinds = bench.add_subparsers(title="metingen", metavar="METING", required=True)
    text = "Meet elke pagina: tijd, aantal vragen aan de databank, gewicht."
    bench_room = "overstap.config.bench"
    made = _add(kinds, "pages", text, BENCH, room=bench_room, verb="pages", role=None)
    text = "meet de code van nu naast die van een commit, om de beurt"
    made.add_argument("--against", metavar="COMMIT", help=text)
    _add_kills(kinds)
    add_evidence(kinds, PROGRAM)
    add_speed(kinds, PROGRAM)


def _add_backup(commands: Commands) -> None:
    text = "Geef een organisatie haar eigen gegevens mee (CSV), voor ze sluit."
    example = "overstap export --organisation 045678 --out gegevens"
    leaving = {"room": "overstap.config.leaving", "verb": "export", "role": "system"}
    taken = _add(commands, "export", text, example, **leaving)
    taken.add_argument("--out", required=True, metavar="MAP", help="nieuwe map")
    _add_actor(taken)

    run = {"room": "overstap.config.backup", "role": "owner"}
    text = "Maak een reservekopie: databank, zegels en uittreksels (rol overstap_owner)."
    example = "overstap backup --out /var/backups/overstap/2026-11-30"
    made = _add(commands, "backup", text, example, verb="backup", **run)
    made.add_argument("--out", required=True, metavar="MAP", help="nieuwe map")
    text = "Zet een reservekopie terug in een lege databank en kijk ze na (rol overstap_owner)."
    example = "overstap restore /var/backups/overstap/2026-11-30"
    back = _add(commands, "restore", text, example, verb="restore", **run)
    back.add_argument("folder", metavar="MAP", help="map van `overstap backup`")


def _add_keys(commands: Commands) -> None:
    text = "Sleutels: maak nieuwe, vernieuw wat onder vroegere staat, kijk wat er nog rest."
    example = "overstap keys rotate"
    keys = commands.add_parser("keys", help=text, description=text, example=example)
    kinds = keys.add_subparsers(title="wat", metavar="WAT", required=True)
    room = "overstap.config.keys"
    text = "Toon drie nieuwe sleutels, als regels voor het bestand met instellingen."
    fresh = "overstap.config.new_keys"
    _add(kinds, "new", text, "overstap keys new", room=fresh, verb="new", role=None)
    text = "Zet alles onder de sleutels van nu (rol overstap_owner; stop eerst de site)."
    _add(kinds, "rotate", text, example, room=room, verb="rotate", role="owner")
    text = "Kijk of de databank onder de sleutels van nu staat (rol overstap_owner)."
    _add(kinds, "check", text, "overstap keys check", room=room, verb="check", role="owner")


BENCH = "overstap bench pages"


def _add_kills(kinds: Commands) -> None:
    text = "Breek af terwijl er gewerkt wordt (taakverwerker, verbinding, databank) en tel."
    room = "overstap.config.bench.kills"
    example = "overstap bench kills --kills 200"
    made = _add(kinds, "kills", text, example, room=room, verb="kills", role=None)
    made.add_argument("--kills", type=count, default=200, help="hoe vaak (200)")
    made.add_argument("--seconds", type=count, default=4, help="OVERSTAP_TAKEOVER_SECONDS (4)")
    text = "zonder het lange werk en zonder eerst te meten hoelang elk werk duurt"
    made.add_argument("--short", action="store_true", help=text)
    made.add_argument("--seed", type=int, default=1, help="zelfde getal, zelfde momenten (1)")
    made.add_argument("--only", nargs="+", metavar="NAAM", help="alleen deze taferelen")
    made.add_argument("--state", metavar="MAP", help="map van een demo die gebroken mag worden")
    made.add_argument("--out", metavar="BESTAND", help="bestand met de merktekens")


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
