"""No statistics on names and addresses.

The planner's estimate of a query says how often a value occurs, to whoever may run EXPLAIN; and
the values themselves stand in the statistics, after the person was forgotten too.
"""

from django.db import migrations

COLUMNS = {
    "people_person": ("first_name", "last_name", "sort_key"),
    "people_guardian": ("name",),
    "people_contactpoint": ("value",),
    "people_formercontact": ("value",),
    "people_residence": ("street", "house_number"),
    "access_caseloadrow": ("full_name", "sort_key"),
    "access_linkrequest": ("typed_name",),
}


class Migration(migrations.Migration):
    dependencies = [("access", "0013_who_came_in"), ("people", "0005_birth_dates")]
    operations = [
        migrations.RunSQL(
            [
                f"alter table {table} alter column {column} set statistics 0"
                for table, columns in COLUMNS.items()
                for column in columns
            ],
            migrations.RunSQL.noop,
        )
    ]
