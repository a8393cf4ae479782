# ruff: noqa: E501  (SQL reads better whole)
"""What the database's own catalogue says: tables, who may do what, which rows are about a person."""

from dataclasses import dataclass

from psycopg import Connection

# Tables without row-level security that `app` reads, each with its reason. Closed: a new one fails
# tests/house/test_row_security.py until it stands here.
OPEN_TABLES = {
    "access_user": "read by keyed login name before the actor is known; holds no name",
    "access_keymark": "a fingerprint of the key that hashes stand under",
    "account_emailaddress": "library table, stays empty: no e-mail address is kept for signing in",
    "account_emailconfirmation": "library table, stays empty",
    "auth_group": "library table, stays empty",
    "auth_group_permissions": "library table, stays empty",
    "auth_permission": "names of Django's permissions, no people",
    "config_cache": "rate limits of unknown visitors; keys are hashed",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "django_session": "read by hashed key before the actor is known; content signed and bound to it",
    "home_persona": "demo only: invented people whom a visitor may sign in as",
    "procrastinate_events": "times of jobs",
    "procrastinate_jobs": "job arguments are opaque ids",
    "procrastinate_periodic_defers": "times of periodic jobs",
    "procrastinate_workers": "heartbeats",
    "reference_country": "public list",
    "reference_municipality": "public list",
    "reference_formermunicipality": "public list",
    "reference_occupation": "public list",
    "reference_place": "public list",
    "reference_postcode": "public list",
    "reference_holiday": "public list",
}
# Tables that name a person without a foreign key (the log has none on purpose).
PERSON_COLUMNS = {"person_id", "person", "subject", "kept_id", "merged_id"}


@dataclass(frozen=True)
class Table:
    name: str
    rls: bool
    columns: tuple[str, ...]
    # columns that hold the id of a person
    about: tuple[str, ...]

    @property
    def is_about_people(self) -> bool:
        return bool(self.about)


def tables(connection: Connection) -> list[Table]:
    """Ordinary and partitioned tables of schema public (partitions stand behind their parent)."""
    rows = connection.execute(
        """
        select c.relname, c.relrowsecurity,
               array_agg(a.attname::text order by a.attnum),
               array(select distinct ka.attname::text
                     from pg_constraint k
                     join pg_attribute ka on ka.attrelid = k.conrelid and ka.attnum = any (k.conkey)
                     where k.conrelid = c.oid and k.contype = 'f'
                       and k.confrelid = 'public.people_person'::regclass)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition
        group by c.oid order by c.relname
        """
    ).fetchall()
    found = []
    for name, rls, columns, keys in rows:
        about = {*keys, *(PERSON_COLUMNS & set(columns))} - {"merged_into_id"}
        if name == "people_person":
            about.add("id")
        found.append(Table(name, rls, tuple(columns), tuple(sorted(about))))
    return found


def reachable_from_people(connection: Connection) -> set[str]:
    """Every table that points to a person, directly or through other tables."""
    edges = connection.execute(
        """
        select k.conrelid::regclass::text, k.confrelid::regclass::text
        from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace
        """
    ).fetchall()
    reached = {"people_person"}
    while True:
        more = {child for child, parent in edges if parent in reached} - reached
        if not more:
            return reached
        reached |= more


def may(connection: Connection, table: str, privilege: str, role: str = "overstap_app") -> bool:
    """Whether the role has the privilege on the table or on any of its columns."""
    found = connection.execute(
        "select has_any_column_privilege(%s, %s::regclass, %s)"
        if privilege != "DELETE"
        else "select has_table_privilege(%s, %s::regclass, %s)",
        [role, f"public.{table}", privilege],
    ).fetchone()
    return bool(found and found[0])
