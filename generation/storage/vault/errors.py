from __future__ import annotations


class DamagedFile(Exception):
    """The file in the storage is not what was stored: changed, truncated, renamed, or never encrypted."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"The private file {name} {what}")
