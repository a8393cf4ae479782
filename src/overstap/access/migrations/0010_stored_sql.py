"""What `overstap migrate` last made of the files in `<room>/sql/`, object by object."""

from django.db import migrations

TABLE = """
create table rights.stored_sql (
    kind text not null,
    identity text not null,
    -- Digests of the statement in its file, and of what the database made of it.
    source text not null,
    live text not null,
    primary key (kind, identity)
)
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_research_roles")]
    operations = [migrations.RunSQL(TABLE, migrations.RunSQL.noop)]
