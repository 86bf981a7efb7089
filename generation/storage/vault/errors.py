from __future__ import annotations


class DamagedFile(Exception):
    """What lies in the storage is not what was stored: changed, cut off, moved to another name, or never sealed."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"The private file {name} {what}")
