"""Extracts, studies, their reports and what is published."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0002_government"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extract",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=500, verbose_name="doel")),
                ("from_on", models.DateField(verbose_name="van")),
                ("until_on", models.DateField(verbose_name="tot en met")),
                (
                    "pathways",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("fulltime", "Voltijds"),
                                ("parttime", "Deeltijds leren"),
                                ("dual", "Duaal leren"),
                                ("runup", "Aanloopfase"),
                                ("naft", "NAFT"),
                                ("bkl", "Beroepskwalificerend"),
                                ("work", "Werk"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                    ),
                ),
                ("ends_on", models.DateField(verbose_name="wissen op")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "wacht op een beslissing"),
                            ("refused", "geweigerd"),
                            ("approved", "wordt zo gemaakt"),
                            ("making", "wordt gemaakt"),
                            ("ready", "klaar"),
                            ("failed", "niet gelukt"),
                            ("deleted", "gewist"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("folder", models.CharField(blank=True, max_length=1000)),
                ("people", models.IntegerField(default=0)),
                ("spells", models.BigIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="StudyRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titel")),
                ("question", models.CharField(blank=True, max_length=500, verbose_name="vraag")),
                ("programmes", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "wacht op een plaats"),
                            ("running", "wordt berekend"),
                            ("done", "klaar"),
                            ("failed", "niet gelukt"),
                            ("cancelled", "gestopt"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=100)),
                ("percent", models.SmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("facts", models.JSONField(default=dict)),
                ("started_by", models.UUIDField()),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="studies",
                        to="cohorts.extract",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("-started_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("report.html", "Rapport"),
                            ("report.pdf", "Rapport als pdf"),
                            ("estimates.json", "Schattingen als gegevens"),
                            ("balance.csv", "Vergelijkbaarheid van de groepen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("content", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="cohorts.studyrun",
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titel")),
                ("question", models.CharField(blank=True, max_length=500, verbose_name="vraag")),
                (
                    "programmes",
                    models.CharField(blank=True, max_length=200, verbose_name="programma"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "wacht op een collega"),
                            ("published", "gepubliceerd"),
                            ("declined", "niet gepubliceerd"),
                            ("withdrawn", "teruggetrokken"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("proposed_why", models.CharField(max_length=500)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_why", models.CharField(blank=True, max_length=500)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=500)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="cohorts.studyrun",
                    ),
                ),
            ],
            options={
                "ordering": ("-decided_at", "-proposed_at", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("from_on"))), name="extract_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_by__isnull", True),
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="extract_decided_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="studyrun",
            index=models.Index(fields=["organisation", "-started_at"], name="study_recent"),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(fields=("study", "name"), name="one_file_of_a_name"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("proposed", "published"))),
                fields=("study",),
                name="one_running_publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="published_by_another",
            ),
        ),
    ]
