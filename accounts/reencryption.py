"""Re-encryption of everything in the database that SECRET_KEY encrypts, when that key is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction

from accounts.encryption import encrypt_again

# The secret of an authenticator app, and the seed of recovery codes.
ENCRYPTED_FIELDS = ("secret", "seed")
# How the name of a column of text begins that SECRET_KEY encrypts. Binary ones are under the keys of people.
PREFIX = "encrypted"


def encrypt_all_again() -> int:
    """Encrypts all secrets again and returns their number. Raises UnreadableSecret, and then changes nothing."""
    with transaction.atomic():
        return _encrypt_authenticators_again() + sum(
            _encrypt_columns_again(model, names) for model, names in encrypted_columns()
        )


def encrypted_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Yields the models with columns that SECRET_KEY encrypts, and the names of these."""
    for model in apps.get_models():
        fields = [field for field in model._meta.local_concrete_fields if isinstance(field, models.TextField)]
        names = [field.name for field in fields if field.name.startswith(PREFIX)]
        if names:
            yield model, names


def _encrypt_authenticators_again() -> int:
    authenticators = list(Authenticator.objects.select_for_update())
    for authenticator in authenticators:
        authenticator.data = _encrypt_fields_again(authenticator.data)
        authenticator.save(update_fields=["data"])
    return len([authenticator for authenticator in authenticators if _encrypted_in(authenticator.data)])


def _encrypt_columns_again(model: type[models.Model], names: list[str]) -> int:
    number = 0
    for row in model._default_manager.select_for_update(of=("self",)).order_by("pk"):
        secrets = {name: encrypt_again(getattr(row, name)) for name in names if getattr(row, name)}
        if secrets:
            model._default_manager.filter(pk=row.pk).update(**secrets)
        number += len(secrets)
    return number


def _encrypt_fields_again(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, **{name: encrypt_again(data[name]) for name in _encrypted_in(data)}}


def _encrypted_in(data: dict[str, Any]) -> list[str]:
    return [name for name in ENCRYPTED_FIELDS if name in data]
