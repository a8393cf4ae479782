"""What signing a scope needs: a key of the database's own, and which transaction changed what.

A scope is what an actor is (memberships, wards), looked up once a transaction and signed:
`access/sql/signed_scope.sql`.
"""

from django.db import migrations

TABLES = """
set role overstap_definer;
-- Filled by `overstap migrate` after migrating; empty, every policy asks for itself.
create table rights.scope_key (
    only_row boolean primary key default true check (only_row),
    inner_pad bytea not null check (length(inner_pad) = 64),
    outer_pad bytea not null check (length(outer_pad) = 64)
);
-- A row a backend: the last transaction in which it changed what a scope follows from. Asked only within
-- that transaction, so what a crash loses is of no use any more.
create unlogged table rights.scope_change (backend integer primary key, txid xid8 not null);
set role overstap_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0015_birth_precision")]
    operations = [
        migrations.RunSQL(
            TABLES,
            "drop table rights.scope_change; drop table rights.scope_key;",
        )
    ]
