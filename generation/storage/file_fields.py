"""The columns that name private files, read from the models so that a new one is included at once."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField, Model


def file_fields() -> dict[type[Model], list[str]]:
    """Returns the names of the FileFields of each model that has any."""
    fields = {
        model: [field.name for field in model._meta.concrete_fields if isinstance(field, FileField)]
        for model in apps.get_models()
    }
    return {model: names for model, names in fields.items() if names}


def names_in_rows() -> Iterator[str]:
    """Yields every file name stored in a row, including "" and None for empty fields."""
    for model, fields in file_fields().items():
        for row in model._default_manager.values_list(*fields).iterator():
            yield from row
