from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0011_forms_sent_once")]

    operations = [
        migrations.CreateModel(
            name="KeyMark",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("fingerprint", models.CharField(max_length=16)),
                ("since", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
