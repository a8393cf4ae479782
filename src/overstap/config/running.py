"""What `overstap migrate`, `serve`, `worker` and `demo` do."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from types import FrameType

import psycopg

from overstap.config.embedded import Cluster, answers, local_cluster
from overstap.config.processes import start, start_overstap, stop_all
from overstap.config.restarting import Kept, keep_database
from overstap.config.state import MachineRefusal, locked

DATABASE = "overstap"
# Added to the note of a demo's database until its messages are read.
UNREAD = " zonder berichten"


def migrate(args: argparse.Namespace) -> int:
    """Bring tables and static files up to date; give the database the key for actors and the
    events that may be recorded."""
    from django.core.management import call_command

    from overstap.config.guard import refuse_strange_migrations

    refuse_strange_migrations()
    call_command("migrate", interactive=False, verbosity=1 if args.verbose else 0)
    rebuild_stored_sql(verbose=args.verbose)
    import_module("overstap.config.keys.renewing").mark_first()
    import_module("overstap.access.actor").install_key()
    import_module("overstap.audit.services").install_events()
    _load_lists()
    collect_static()
    return 0


def _load_lists() -> None:
    """Places, countries and occupations: licensed, in the package, the same for everybody."""
    from django.conf import settings

    # Beside a clone of the demo there may be longer lists, which are not shipped.
    beside = settings.SHARED_FOLDER if settings.DEMO and settings.SHARED_FOLDER.is_dir() else None
    import_module("overstap.reference.services").load_when_changed(shared=beside)


def rebuild_stored_sql(*, verbose: bool = False) -> None:
    """Bring functions, policies, triggers and grants of the database to those of this release."""
    from django.db import connection

    from overstap.config.stored_sql import of_this_release
    from overstap.config.stored_sql.reading import StoredSqlError
    from overstap.config.stored_sql.rebuilding import rebuild

    connection.ensure_connection()
    try:
        rebuilt = rebuild(connection.connection, of_this_release())
    except StoredSqlError as error:
        raise MachineRefusal(
            f"De toegangsregels konden niet gezet worden; er is niets van gewijzigd. {error}"
        ) from error
    if verbose:
        print(f"Toegangsregels: {len(rebuilt.applied)} gezet, {len(rebuilt.dropped)} weggehaald.")


def serve(args: argparse.Namespace) -> int:
    """Become the web server (granian, WSGI, 2 workers of 4 threads)."""
    from overstap.config.guard import (
        refuse_talkative_log,
        refuse_unbound_role,
        refuse_unknown_proxies,
    )

    refuse_unknown_proxies(args.host)
    refuse_unbound_role()
    refuse_talkative_log()
    import_module("overstap.config.intact").refuse_database_that_is_not_intact()
    import_module("overstap.config.keys.renewing").refuse_other_keys()
    collect_static()
    command = _server(args.host, args.port)
    os.execv(command[0], command)  # noqa: S606 (no shell is the point)


def collect_static() -> None:
    """Copy and fingerprint the style sheets and scripts for whitenoise; seconds at most."""
    from django.conf import settings
    from django.core.management import call_command

    # Two servers that start at once share the folder: one writes at a time.
    with locked(settings.STATIC_ROOT.with_name("collecting")):
        call_command("collectstatic", interactive=False, verbosity=0)


def load_demo(args: argparse.Namespace) -> int:
    """Fill an empty database with invented people (a step of `overstap demo`)."""
    import_module("overstap.home.demo").load(size=args.size)
    return 0


def feed_demo(_args: argparse.Namespace) -> int:
    """Import messages about the invented people (beside the served `overstap demo`)."""
    os.nice(10)  # visitors go first
    _signals_become_interrupts()
    try:
        import_module("overstap.home.demo").feed()
    except KeyboardInterrupt:
        return 1
    return 0


def demo(args: argparse.Namespace) -> int:
    """Make, fill and serve the demo; Ctrl-C or SIGTERM stops all that this started."""
    if args.serve and answers(args.port):
        raise MachineRefusal(
            f"Poort {args.port} is al in gebruik: kies een andere, bijvoorbeeld "
            f"`make demo PORT={args.port + 1}`."
        )
    _signals_become_interrupts()
    cluster = local_cluster()
    started = cluster.start()
    try:
        _prepare(cluster, size=args.size, reset=args.reset)
        if args.serve:
            return _serve_demo(cluster, args.port)
        if _unread(cluster):
            _step(cluster, "system", "feed-demo")
            _all_read(cluster)
        return 0
    except KeyboardInterrupt:
        print("\nDe demo stopt. De gegevens blijven bewaard.", flush=True)
        return 0
    finally:
        _ignore_signals()
        if started:
            cluster.stop()


def _prepare(cluster: Cluster, *, size: str, reset: bool) -> None:
    if reset:
        cluster.drop(DATABASE)
        # The heads seal the log of that database: to another one they would be a log cut off.
        (cluster.state / "seals" / "heads.jsonl").unlink(missing_ok=True)
    cluster.bootstrap(DATABASE)
    try:
        _step(cluster, "owner", "migrate")
    except MachineRefusal as refusal:
        raise MachineRefusal(
            f"{refusal} Begin met een nieuwe demo: `make demo RESET=1` (of `overstap demo --reset`)"
            "; de verzonnen gegevens van nu verdwijnen dan."
        ) from refusal
    kept = cluster.note(DATABASE)
    if not kept:
        print(f"De demo wordt gevuld ({size}) …", flush=True)
        _step(cluster, "owner", "load-demo", "--size", size)
        cluster.annotate(DATABASE, size + UNREAD)
    elif kept.removesuffix(UNREAD) != size:
        there = kept.removesuffix(UNREAD)
        print(f"De demo bestaat al in de maat {there}; met --reset begin je opnieuw.", flush=True)


def _unread(cluster: Cluster) -> bool:
    """Whether the messages were never read to the end: reading one twice changes nothing."""
    return cluster.note(DATABASE).endswith(UNREAD)


def _all_read(cluster: Cluster) -> None:
    cluster.annotate(DATABASE, cluster.note(DATABASE).removesuffix(UNREAD))


def _step(cluster: Cluster, role: str, *arguments: str) -> None:
    """Run a subcommand as another database role: a process keeps one role for its whole life."""
    done = subprocess.run(
        [sys.executable, "-m", "overstap.cli", *arguments],
        env=demo_environment(cluster, role),
        check=False,
    )
    if done.returncode:
        raise MachineRefusal(f"De stap `overstap {arguments[0]}` is mislukt; de demo stopt.")


def demo_environment(cluster: Cluster, role: str) -> dict[str, str]:
    """Return the whole environment of a demo process that signs in as `role`."""
    made = os.environ | cluster.environment(DATABASE, role) | {"OVERSTAP_DEMO": "1"}
    # Compiled once and kept, or each of the demo's processes compiles Django anew: 3 seconds.
    made.pop("PYTHONDONTWRITEBYTECODE", None)
    return made


def _serve_demo(cluster: Cluster, port: int) -> int:
    address = f"http://127.0.0.1:{port}"
    environments = {
        role: demo_environment(cluster, role) | {"OVERSTAP_URL": address}
        for role in ("app", "system")
    }
    command = _server("127.0.0.1", port)
    kept = [Kept("webserver", lambda: start(command, environments["app"]))]
    feeding = None
    try:
        while not _shows_pages(port):
            if kept[0].process.poll() is not None:
                return _report_ended()
            time.sleep(0.05)
        print(
            f"\nOverstap staat klaar op {address}/\nKies wie je wil zijn: {address}/demo/\n"
            "Stoppen: Ctrl-C\n",
            flush=True,
        )
        # After the first page: on a small machine each of these takes a core for a while.
        kept.append(Kept("taakverwerker", lambda: start_overstap("worker", environments["system"])))
        if _unread(cluster):
            feeding = start_overstap("feed-demo", environments["system"])
            print("Op de achtergrond worden nog berichten van LED ingelezen …", flush=True)
        while all(one.keep() for one in kept):
            keep_database(cluster)
            if feeding and feeding.poll() is not None:
                with suppress(psycopg.OperationalError):  # it recovers: the next round
                    _report_fed(cluster, feeding.returncode)
                    feeding = None
            time.sleep(0.2)
        return _report_ended()
    finally:
        _ignore_signals()
        children = [one.process for one in kept]
        stop_all([feeding, *children] if feeding else children)


def _shows_pages(port: int) -> bool:
    """Whether a worker of the web server answers: its port is open before it can."""
    if not answers(port):
        return False
    asked = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("GET", "/")
        return asked.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _report_fed(cluster: Cluster, code: int) -> None:
    """The site goes on without its messages; the next start does not try again."""
    _all_read(cluster)
    if code:
        print("Het inlezen van de berichten is mislukt; de site werkt verder.", file=sys.stderr)
    else:
        print("De berichten zijn ingelezen.", flush=True)


def _server(host: str, port: int) -> list[str]:
    options = {
        "interface": "wsgi",
        "host": host,
        "port": port,
        "workers": 2,
        "blocking-threads": 4,
        "workers-kill-timeout": 5,
        # Seconds; the default of granian would be no new one at all.
        "respawn-interval": 1,
        "log-level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    # What a start must refuse stands in `serve`, before this: a child that replaces a dead one does
    # not check anew, or an upgrade would take down the site that still runs.
    flags += ["--respawn-failed-workers", "--no-ws"]
    return [sys.executable, "-m", "granian", *flags, "overstap.config.wsgi:application"]


def _report_ended() -> int:
    print("De webserver of de taakverwerker valt telkens uit; de demo stopt.", file=sys.stderr)
    return 1


def _signals_become_interrupts() -> None:
    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, interrupt)


def _ignore_signals() -> None:
    """A second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def stop(_args: argparse.Namespace) -> int:
    """Stop the clusters of this clone that still run: the demo's and the tests'."""
    for cluster in (local_cluster(), local_cluster(tests=True)):
        if cluster.state.exists() and cluster.stop_all():
            print("De databank van deze map is gestopt.")
    return 0


@contextmanager
def database(role: str) -> Iterator[None]:
    """Point the settings at DATABASE_URL, or else at the demo's cluster, started when needed."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    cluster = local_cluster()
    if not cluster.state.exists() or not cluster.data.exists():
        raise MachineRefusal(
            "DATABASE_URL ontbreekt en hier is nog geen demo: zet DATABASE_URL, of doe eerst "
            "`overstap demo`."
        )
    started = cluster.start()
    try:
        os.environ.update(demo_environment(cluster, role))
        yield
    finally:
        if started:
            cluster.stop()
