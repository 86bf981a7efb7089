"""Encryption of small secrets in rows: what a copy of the database alone must not give away."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
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
            "site the SECRET_KEY back that it had (var/secret_key, when none was given)."
        ) from error


def _box() -> Fernet:
    key = hashlib.sha256(f"sealed secrets {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
