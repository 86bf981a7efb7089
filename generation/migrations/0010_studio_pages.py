from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0009_one_place_for_results"),
    ]

    operations = [
        migrations.CreateModel(
            name="StudioPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.UUIDField()),
                ("number", models.PositiveIntegerField(default=0)),
                ("shown_number", models.PositiveIntegerField(default=0)),
                ("sketch", models.FileField(blank=True, max_length=200, upload_to="")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="studio_pages",
                        to="generation.family",
                    ),
                ),
            ],
            options={
                "verbose_name": "studio page",
                "verbose_name_plural": "studio pages",
                "constraints": [
                    models.UniqueConstraint(fields=("family", "page"), name="studio_page_once_in_its_family")
                ],
            },
        ),
    ]
