"""How one source fails. What leaves the catalogue is DownloadFailed, which tells all of them together."""

from __future__ import annotations


class Trouble(Exception):
    """The message follows "ADDRESS: " and says what happened and, where it helps, what to do."""


class Passing(Trouble):
    """May be gone at the next attempt. wait_s: what the server asks for, None = it does not say."""

    def __init__(self, message: str, *, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Final(Trouble):
    """Asking this source again is useless."""
