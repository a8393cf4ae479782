"""The server refuses a database role that row-level security does not bind, and a database that
writes statements into its own log; who migrates, a database that another version migrated."""

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from overstap.config.environment import is_loopback
from overstap.config.state import MachineRefusal

QUERY = """
select rolsuper, rolbypassrls,
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'm')
                 and n.nspname not like 'pg\\_%%')
from pg_roles r where rolname = current_user
"""
# Settings of the database's own log that would write statements, and with them names, down; the
# values that write none. roles.sql sets them for our roles.
SILENT = {
    "log_statement": ("none", "ddl"),
    "log_min_error_statement": ("panic", "fatal"),
    "log_error_verbosity": ("terse",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
    # Of modules that a server may load; absent is well.
    "auto_explain.log_min_duration": ("-1",),
    "pgaudit.log": ("none", ""),
}


def refuse_unbound_role() -> None:
    """Raise MachineRefusal if DATABASE_URL signs in as superuser, BYPASSRLS or table owner."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        superuser, bypasses, owns = cursor.fetchone()
    connection.close()
    reasons = {
        "is superuser": superuser,
        "mag row-level security overslaan": bypasses,
        "is eigenaar van tabellen": owns,
    }
    found = [reason for reason, holds in reasons.items() if holds]
    if found:
        raise MachineRefusal(
            f"De databankrol in DATABASE_URL {' en '.join(found)}: de site start alleen met een "
            "rol zoals overstap_app, waarvoor elke toegangsregel geldt."
        )


def refuse_unknown_proxies(host: str) -> None:
    """Raise MachineRefusal if visitors come from outside and nobody said through how many proxies:
    all of them would seem one address, or each of them could name any address as its own."""
    if (settings.PUBLIC or not _is_local(host)) and settings.TRUSTED_PROXIES is None:
        raise MachineRefusal(
            "OVERSTAP_TRUSTED_PROXIES ontbreekt: zet het op het aantal proxy's dat voor deze server"
            " staat (meestal 1; 0 als er geen is), zodat elke bezoeker zijn eigen adres heeft."
            " Zie docs/howto/production.md."
        )
    if settings.PUBLIC and not settings.TRUSTED_PROXIES:
        raise MachineRefusal(
            "Met een publieke naam in OVERSTAP_HOSTS hoort een proxy die TLS afhandelt: zet"
            " OVERSTAP_TRUSTED_PROXIES op 1 of meer. Zie docs/howto/production.md."
        )


def _is_local(host: str) -> bool:
    return host.startswith("/") or is_loopback(host)


def talkative_settings() -> list[str]:
    """Log settings of this session that would write statements down, as `name = value`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, setting from pg_settings where name = any (%s) order by name",
            [list(SILENT)],
        )
        found = cursor.fetchall()
    return [f"{name} = {value}" for name, value in found if value not in SILENT[name]]


def refuse_talkative_log() -> None:
    """Raise MachineRefusal if the database writes statements, and with them names, into its log."""
    found = talkative_settings()
    connection.close()
    if found:
        raise MachineRefusal(
            f"De databank zou namen in haar eigen logboek schrijven ({', '.join(found)}). Voer als "
            "superuser src/overstap/access/sql/superuser/roles.sql opnieuw uit, of zet dit uit "
            "voor de rol."
        )


def refuse_strange_migrations() -> None:
    """Raise MachineRefusal if the database went through migrations that this code does not have,
    or in another order: what comes after them here would fail halfway, or fit by accident."""
    loader = MigrationLoader(connection)
    known = {*loader.disk_migrations}
    known |= {old for made in loader.disk_migrations.values() for old in made.replaces}
    ours = {room.label for room in apps.get_app_configs() if room.name.startswith("overstap.")}
    strange = sorted(
        f"{room} {name}"
        for room, name in loader.applied_migrations
        if room in ours and (room, name) not in known
    )
    wrong = ""
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory:
        wrong = "ze deed de migraties in een andere volgorde"
    if strange:
        wrong = f"ze kent {len(strange)} migratie(s) die hier niet zijn ({', '.join(strange[:3])})"
    if wrong:
        raise MachineRefusal(
            f"De databank {connection.settings_dict['NAME']} is bijgewerkt door een andere versie "
            f"van de broncode: {wrong}. Er is niets gewijzigd. Neem de broncode van die versie, of "
            "een andere databank."
        )
