"""What SECRET_KEY seals in the database, all of it, when that key is changed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.encryption import encrypt_again
from accounts.mail.models import OutgoingMail

# Of authenticator apps, and of recovery codes.
SEALED_FIELDS = ("secret", "seed")


def encrypt_all_again() -> int:
    """Returns how many secrets there were. Raises UnreadableSecret, and then changes nothing."""
    with transaction.atomic():
        authenticators = list(Authenticator.objects.select_for_update())
        letters = list(OutgoingMail.objects.select_for_update())
        for authenticator in authenticators:
            authenticator.data = _encrypt_fields_again(authenticator.data)
            authenticator.save(update_fields=["data"])
        for letter in letters:
            letter.sealed = encrypt_again(letter.sealed)
            letter.save(update_fields=["sealed"])
        sealed = [authenticator for authenticator in authenticators if _sealed_in(authenticator.data)]
        return len(sealed) + len(letters)


def _encrypt_fields_again(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, **{name: encrypt_again(data[name]) for name in _sealed_in(data)}}


def _sealed_in(data: dict[str, Any]) -> list[str]:
    return [name for name in SEALED_FIELDS if name in data]
