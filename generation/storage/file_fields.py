"""Which columns name private files: read from the models, so that a new one is known here from its first row on."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField, Model


def file_fields() -> dict[type[Model], list[str]]:
    """Model -> its FileFields, of those models that have any."""
    fields = {
        model: [field.name for field in model._meta.concrete_fields if isinstance(field, FileField)]
        for model in apps.get_models()
    }
    return {model: names for model, names in fields.items() if names}


def names_in_rows() -> Iterator[str]:
    """Every file that a row names; "" or None for those that a row could name and doesn't."""
    for model, fields in file_fields().items():
        for row in model._default_manager.values_list(*fields).iterator():
            yield from row
