from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0010_studio_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Film",
            fields=[
                (
                    "child",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="film",
                        serialize=False,
                        to="generation.child",
                    ),
                ),
                ("ages_years", models.JSONField()),
                ("mp4", models.FileField(max_length=200, upload_to="")),
                ("webp", models.FileField(max_length=200, upload_to="")),
                ("poster", models.FileField(max_length=200, upload_to="")),
                ("strip", models.FileField(max_length=200, upload_to="")),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={
                "verbose_name": "film",
                "verbose_name_plural": "films",
            },
        ),
        migrations.AddField(
            model_name="job",
            name="film_of",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="film_job",
                to="generation.child",
            ),
        ),
    ]
