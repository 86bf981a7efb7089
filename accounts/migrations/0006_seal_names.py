"""Names move under their people's keys, which are made here for everybody who is there already."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from accounts.people.keys.keyring import current_master_key
from accounts.people.keys.names import open_name, seal_name
from accounts.people.keys.sealing import new_key
from accounts.people.keys.wrapping import unwrap, wrap


def seal_names(apps: Any, _schema_editor: Any) -> None:
    person_key = apps.get_model("accounts", "PersonKey")
    for person in apps.get_model("accounts", "Person").objects.iterator():
        data_key = new_key()
        key = wrap(person.pk, data_key, by=current_master_key())
        person_key.objects.create(person_id=person.pk, wrapped=key.wrapped, master_key_id=key.master_key_id)
        person.sealed_name = seal_name(person.name, person_id=person.pk, data_key=data_key)
        person.save(update_fields=["sealed_name"])


def open_names(apps: Any, _schema_editor: Any) -> None:
    for person in apps.get_model("accounts", "Person").objects.select_related("key").iterator():
        person.name = open_name(bytes(person.sealed_name), person_id=person.pk, data_key=unwrap(person.key))
        person.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_a_key_for_each_person")]

    operations = [
        # The default is for the way back, where names arrive after the column.
        migrations.AlterField(
            model_name="person",
            name="name",
            field=models.CharField(default="", max_length=60, verbose_name="name"),
        ),
        migrations.RunPython(seal_names, open_names),
        migrations.RemoveField(model_name="person", name="name"),
    ]
