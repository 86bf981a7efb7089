"""Encryption of small values with AES-256-GCM. A changed bit, or a move to another place, is found out."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def encrypt(key: bytes, plain: bytes, *, context: bytes) -> bytes:
    """Encrypts a value. context: what it is and whose; it is not stored, and `decrypt` needs the same."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def decrypt(key: bytes, encrypted: bytes, *, context: bytes) -> bytes:
    """Raises cryptography's InvalidTag."""
    return AESGCM(key).decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], context)


def derive_key(secret: bytes, *more_secrets: bytes, salt: bytes, info: bytes) -> bytes:
    """Derives a key for one use only (RFC 5869), so that no two uses can be played off against each other.

    Raises ValueError for a secret that is not a whole key: salt and info are public, so without it so is the result.
    """
    secrets_in_order = (secret, *more_secrets)
    for given in secrets_in_order:
        if len(given) != KEY_BYTES:
            raise ValueError(f"Expected secrets of {KEY_BYTES} bytes. Received: one of {len(given)} bytes.")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(b"".join(secrets_in_order))
