from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0003_the_name_of_lpips"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortraitPhoto",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("original", models.FileField(max_length=200, upload_to="")),
                ("findings", models.JSONField(blank=True, default=list)),
                ("fault", models.CharField(blank=True, max_length=40)),
                ("num_faces", models.PositiveSmallIntegerField(default=0)),
                ("face_choice", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("cut_outs", models.FileField(blank=True, max_length=200, upload_to="")),
                (
                    "portrait",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="generation.portrait"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("portrait", "position"), name="photo_has_its_own_place")
                ],
            },
        ),
        migrations.AddField(
            model_name="portrait",
            name="adult_confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="family",
            name="is_fine",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "waiting"),
                    ("running", "running"),
                    ("waiting", "waiting for an answer"),
                    ("done", "done"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
    ]
