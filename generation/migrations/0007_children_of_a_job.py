from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0006_one_place_for_photos"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="sources",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="job",
            name="siblings",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="job",
            name="identical",
            field=models.BooleanField(default=False),
        ),
        # The name is needed for the way from a job to its children.
        migrations.AlterField(
            model_name="job",
            name="child",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="generation.child",
            ),
        ),
        migrations.AddField(
            model_name="child",
            name="job",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="generation.job",
            ),
        ),
        migrations.AddField(
            model_name="child",
            name="position",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="child",
            name="shares",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="child",
            name="created_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.UniqueConstraint(fields=("job", "position"), name="child_has_its_place"),
        ),
    ]
