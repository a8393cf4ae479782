import django.db.models.deletion
from django.db import migrations, models

TABLES = "reference_municipality, reference_postcode, reference_country, reference_occupation"
# Read-only and the same for everyone: a right to read, and no policies to narrow it.
READERS = "overstap_app, overstap_system, overstap_definer"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Country",
            fields=[
                (
                    "iso3",
                    models.CharField(
                        max_length=3, primary_key=True, serialize=False, verbose_name="landcode"
                    ),
                ),
                ("iso2", models.CharField(max_length=2, unique=True)),
                ("name_nl", models.CharField(max_length=100, verbose_name="naam")),
                ("search_key", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name": "land",
                "verbose_name_plural": "landen",
                "ordering": ("search_key",),
            },
        ),
        migrations.CreateModel(
            name="Occupation",
            fields=[
                ("uri", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=20, verbose_name="ESCO-code")),
                ("isco_group", models.CharField(max_length=4, verbose_name="ISCO-groep")),
                ("label", models.CharField(max_length=200, verbose_name="beroep")),
                ("alt_labels", models.TextField(blank=True, verbose_name="andere namen")),
                ("search_key", models.CharField(max_length=200)),
                ("other_keys", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "beroep",
                "verbose_name_plural": "beroepen",
                "ordering": ("search_key", "code"),
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "nis",
                    models.CharField(
                        max_length=5, primary_key=True, serialize=False, verbose_name="NIS-code"
                    ),
                ),
                ("name_nl", models.CharField(max_length=100, verbose_name="naam")),
                ("name_fr", models.CharField(max_length=100)),
                ("province_nis", models.CharField(blank=True, max_length=5)),
                (
                    "province_nl",
                    models.CharField(blank=True, max_length=60, verbose_name="provincie"),
                ),
                ("region_nis", models.CharField(max_length=5)),
                ("region_nl", models.CharField(max_length=60, verbose_name="gewest")),
                ("search_key", models.CharField(db_index=True, max_length=100)),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="geldig tot")),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="reference.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "gemeente",
                "verbose_name_plural": "gemeenten",
                "ordering": ("search_key", "nis"),
            },
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("postcode", models.CharField(max_length=4, verbose_name="postcode")),
                ("locality", models.CharField(max_length=100, verbose_name="plaats")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postcodes",
                        to="reference.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "postcode",
                "verbose_name_plural": "postcodes",
                "ordering": ("postcode", "municipality_id"),
            },
        ),
        migrations.AddConstraint(
            model_name="municipality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("successor__isnull", True), ("until_on__isnull", True)),
                    models.Q(("successor__isnull", False), ("until_on__isnull", False)),
                    _connector="OR",
                ),
                name="former_municipality_has_successor",
            ),
        ),
        migrations.AddConstraint(
            model_name="postcode",
            constraint=models.UniqueConstraint(
                fields=("postcode", "municipality"), name="postcode_once_per_municipality"
            ),
        ),
        migrations.RunSQL(
            f"GRANT SELECT ON {TABLES} TO {READERS}",
            reverse_sql=f"REVOKE SELECT ON {TABLES} FROM {READERS}",  # noqa: S608 (own constants)
        ),
    ]
