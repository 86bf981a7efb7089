from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def give_each_photo_its_row(apps: Any, schema_editor: Any) -> None:
    portrait, photo = apps.get_model("generation", "Portrait"), apps.get_model("generation", "PortraitPhoto")
    named = portrait.objects.values_list("pk", "original").iterator()
    photo.objects.bulk_create((photo(portrait_id=pk, original=name) for pk, name in named), batch_size=1000)


def name_the_main_photo_again(apps: Any, schema_editor: Any) -> None:
    portrait, photo = apps.get_model("generation", "Portrait"), apps.get_model("generation", "PortraitPhoto")
    main = photo.objects.filter(portrait=OuterRef("pk"), position=0).values("original")
    portrait.objects.filter(photos__position=0).update(original=Subquery(main))


class Migration(migrations.Migration):
    """By itself: PostgreSQL alters no table whose new rows are still to be checked."""

    dependencies = [
        ("generation", "0004_photos_of_a_portrait"),
    ]

    operations = [
        migrations.RunPython(give_each_photo_its_row, name_the_main_photo_again),
    ]
