"""The server refuses to run as a database role that row-level security does not bind."""

from django.db import connection

from overstap.config.state import MachineRefusal

QUERY = """
select rolsuper, rolbypassrls,
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'm')
                 and n.nspname not like 'pg\\_%%')
from pg_roles r where rolname = current_user
"""


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
