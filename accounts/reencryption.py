"""Re-encryption of everything in the database that SECRET_KEY encrypts, when that key is changed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.encryption import encrypt_again
from accounts.mail.models import OutgoingMail

# The secret of an authenticator app, and the seed of recovery codes.
ENCRYPTED_FIELDS = ("secret", "seed")


def encrypt_all_again() -> int:
    """Encrypts all secrets again and returns their number. Raises UnreadableSecret, and then changes nothing."""
    with transaction.atomic():
        authenticators = list(Authenticator.objects.select_for_update())
        emails = list(OutgoingMail.objects.select_for_update())
        for authenticator in authenticators:
            authenticator.data = _encrypt_fields_again(authenticator.data)
            authenticator.save(update_fields=["data"])
        for email in emails:
            email.encrypted = encrypt_again(email.encrypted)
            email.save(update_fields=["encrypted"])
        encrypted = [authenticator for authenticator in authenticators if _encrypted_in(authenticator.data)]
        return len(encrypted) + len(emails)


def _encrypt_fields_again(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, **{name: encrypt_again(data[name]) for name in _encrypted_in(data)}}


def _encrypted_in(data: dict[str, Any]) -> list[str]:
    return [name for name in ENCRYPTED_FIELDS if name in data]
