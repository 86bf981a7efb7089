from __future__ import annotations


class KeyDestroyed(FileNotFoundError):
    """The person was erased, so nothing that was encrypted for them can be read. Handled like a missing file."""

    def __init__(self) -> None:
        super().__init__("The person was erased and their key destroyed, so nothing encrypted for them can be opened.")


class MasterKeyError(Exception):
    """The message says what is wrong with the site's master key and what to do; it never holds a key."""


class SiteKeyMissing(MasterKeyError):
    """The site's own key has gone, without which no file opens."""

    def __init__(self) -> None:
        super().__init__(
            "There are people's keys here, but the site's own key is missing: was the database restored without "
            "accounts_sitekey? Restore that table before you start the site, as docs/keeping-keys.md says; without it "
            "no file can be read."
        )


class WrongMasterKey(MasterKeyError):
    """People's keys are wrapped by a master key that isn't here."""
