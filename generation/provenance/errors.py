from __future__ import annotations


class CredentialsError(Exception):
    """The message says what is wrong with the key that signs pictures, and what to do; it never holds the key."""
