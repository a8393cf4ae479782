"""An invitation keeps which account came in by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0012_key_mark")]

    operations = [
        migrations.AlterModelOptions(
            name="activationcode",
            options={"base_manager_name": "objects", "ordering": ("-issued_at",)},
        ),
        migrations.AlterModelOptions(
            name="invitation",
            options={"base_manager_name": "objects", "ordering": ("-invited_at",)},
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.UUIDField(null=True),
        ),
    ]
