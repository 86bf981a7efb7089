from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0005_move_the_photos"),
    ]

    operations = [
        # A default, so that the way back finds something for every row before 0005 fills it in.
        migrations.AlterField(
            model_name="portrait",
            name="original",
            field=models.FileField(default="", max_length=200, upload_to=""),
        ),
        migrations.RemoveField(
            model_name="portrait",
            name="original",
        ),
    ]
