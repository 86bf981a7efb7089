from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generation", "0011_films")]

    operations = [
        migrations.AddField(
            model_name="siteidentity",
            name="files_are_sealed",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
