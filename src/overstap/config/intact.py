"""Is this database as this release of the code made it? What a forgotten upgrade, a hand in the
policies, or a restore that lost rights leaves behind, each as one sentence."""

import uuid
from typing import Any

from django.db import ProgrammingError, connection, transaction
from psycopg import errors

from overstap.access.actor import set_actor
from overstap.config.state import MachineRefusal
from overstap.config.stored_sql import of_this_release
from overstap.config.stored_sql.rebuilding import differing

MIGRATE = "Voer `overstap migrate` van deze versie uit"
SUPERUSER = "Voer als superuser {} uit src/overstap/access/sql/superuser/ opnieuw uit"

# Of roles.sql: what one session runs is not shown to another.
SILENT_ROLES = ("overstap_app", "overstap_system")

OPEN_TO_ALL = """
select 'op de databank: ' || lower(g.privilege_type), 'database.sql'
from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) g
where d.datname = current_database() and g.grantee = 0
  and g.privilege_type in ('TEMPORARY', 'CREATE')
union all
select 'op schema public: create', 'database.sql'
from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) g
where n.nspname = 'public' and g.grantee = 0 and g.privilege_type = 'CREATE'
union all
select 'op de tellingen van tabellen', 'database.sql'
where has_function_privilege('public', 'pg_catalog.pg_stat_get_live_tuples(oid)', 'execute')
   or has_column_privilege('public', 'pg_catalog.pg_class', 'reltuples', 'select')
"""
SHOWN_STATEMENTS = """
select r.rolname::text from pg_roles r
where r.rolname = any (%s) and not 'track_activities=off' = any (coalesce(r.rolconfig, '{}'))
order by 1
"""


def unlike_this_release() -> list[str]:
    """What stored SQL of the database differs from the files of this release."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            other, changed = differing(cursor, of_this_release())
    except ProgrammingError as error:
        if not isinstance(error.__cause__, errors.UndefinedTable | errors.InvalidSchemaName):
            raise
        return [f"De databank kent de toegangsregels van deze versie nog niet. {MIGRATE}."]
    if other:
        return [f"De toegangsregels van de databank zijn die van een andere versie. {MIGRATE}."]
    if changed:
        names = ", ".join(f"{kind} {identity}" for kind, identity in changed[:3])
        return [
            f"{len(changed)} toegangsregel(s) van de databank zijn veranderd of weg ({names}). "
            f"{MIGRATE}: dat zet ze terug."
        ]
    return []


def lost_rights() -> list[str]:
    """What a plain restore loses: revokes on database and schema, settings of roles, the key."""
    with connection.cursor() as cursor:
        found = lost_rights_of(cursor)
    if not _key_fits():
        found.append(
            "De sleutel waarmee de site zegt wie iets vraagt, past niet op die van de databank. "
            "Voer `overstap migrate` uit met dezelfde OVERSTAP_ACTOR_KEY als de site."
        )
    return found


def lost_rights_of(cursor: Any) -> list[str]:
    """The same without the key, for any role and connection."""
    cursor.execute(OPEN_TO_ALL)
    found = [
        f"Iedereen heeft een recht te veel {what}. {SUPERUSER.format(file)}."
        for what, file in cursor.fetchall()
    ]
    cursor.execute(SHOWN_STATEMENTS, [list(SILENT_ROLES)])
    found += [
        f"Wat {role} uitvoert is te zien voor andere sessies. {SUPERUSER.format('roles.sql')}."
        for (role,) in cursor.fetchall()
    ]
    return found


def _key_fits() -> bool:
    somebody = uuid.uuid4()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_actor(somebody)
            cursor.execute("select rights.actor_id()")
            return bool(cursor.fetchone()[0] == somebody)
    except ProgrammingError:
        return False


def refuse_database_that_is_not_intact() -> None:
    """Raise MachineRefusal with the first thing that is wrong. Asked once, by the process that
    starts a server or a worker: a child that is replaced while the next release migrates is not."""
    found = unlike_this_release() or lost_rights()
    connection.close()
    if found:
        raise MachineRefusal(found[0])
