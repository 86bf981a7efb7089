"""Encryption of small secrets in rows: what a copy of the database alone must not give away."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableSecret(Exception):
    """A secret was encrypted under another SECRET_KEY, or is damaged."""


def encrypt(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Raises UnreadableSecret."""
    try:
        return _box().decrypt(encrypted.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecret(
            "A secret in the database was encrypted under another SECRET_KEY than this one, or is damaged. Give the "
            "site the SECRET_KEY back that it had (var/secret_key, when none was given), as SECRET_KEY_OLD."
        ) from error


def encrypt_again(sealed: str) -> str:
    """Returns the secret sealed under the SECRET_KEY in use, whichever one it was sealed under. Raises
    UnreadableSecret."""
    return encrypt(decrypt(sealed))


def _box() -> MultiFernet:
    """Seals under the first key, and opens with any."""
    return MultiFernet([_box_of(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _box_of(secret_key: str) -> Fernet:
    key = hashlib.sha256(f"sealed secrets {secret_key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
