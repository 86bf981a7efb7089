from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_people_and_rights")]

    operations = [
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="accounts.person",
                    ),
                ),
                ("wrapped", models.BinaryField()),
                ("master_key_id", models.CharField(max_length=16)),
            ],
            options={"verbose_name": "key of a person", "verbose_name_plural": "keys of people"},
        ),
        migrations.AddField(
            model_name="person",
            name="sealed_name",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
    ]
