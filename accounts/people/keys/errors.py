from __future__ import annotations


class KeyDestroyed(FileNotFoundError):
    """The person was erased, so nothing that was encrypted for them can be read. Handled like a missing file."""

    def __init__(self) -> None:
        super().__init__("The person was erased and their key destroyed, so nothing encrypted for them can be opened.")


class MasterKeyError(Exception):
    """The message says what is wrong with the site's master key and what to do; it never holds a key."""


class WrongMasterKey(MasterKeyError):
    """People's keys are wrapped by a master key that isn't here."""
