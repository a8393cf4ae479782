"""Researchers and steering groups: two roles that read no file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_recovery"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(
                choices=[
                    ("counsellor", "trajectbegeleider"),
                    ("centre_lead", "teamverantwoordelijke"),
                    ("vdab_counsellor", "VDAB-consulent"),
                    ("vdab_lead", "VDAB-teamleider"),
                    ("org_admin", "beheerder van de organisatie"),
                    ("platform_admin", "platformbeheerder"),
                    ("researcher", "onderzoeker"),
                    ("steering", "stuurgroep"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("counsellor", "trajectbegeleider"),
                    ("centre_lead", "teamverantwoordelijke"),
                    ("vdab_counsellor", "VDAB-consulent"),
                    ("vdab_lead", "VDAB-teamleider"),
                    ("org_admin", "beheerder van de organisatie"),
                    ("platform_admin", "platformbeheerder"),
                    ("researcher", "onderzoeker"),
                    ("steering", "stuurgroep"),
                ],
                max_length=20,
                verbose_name="rol",
            ),
        ),
    ]
