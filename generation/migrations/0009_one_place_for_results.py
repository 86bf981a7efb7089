from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0008_name_each_childs_job"),
    ]

    operations = [
        migrations.RemoveField(model_name="job", name="child"),
        migrations.AlterField(
            model_name="child",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="generation.job",
            ),
        ),
    ]
