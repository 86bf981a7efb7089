"""The places that a weight file can be fetched from besides a package index."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from ml_core.catalogue.contents import Contents

DRIVE_HOSTS = ("drive.google.com", "docs.google.com", "drive.usercontent.google.com")


@dataclass(frozen=True, kw_only=True)
class WebFile:
    """A file behind a plain address. packed: what is known of a bz2 file that holds the weights; None = not packed."""

    url: str
    packed: Contents | None = None

    @property
    def address(self) -> str:
        """What a browser opens."""
        return self.url


@dataclass(frozen=True, kw_only=True)
class DriveFile:
    """A file on Google Drive. base: the server that answers downloads."""

    id: str
    base: str = "https://drive.usercontent.google.com"
    packed: Contents | None = None

    @property
    def address(self) -> str:
        return f"https://drive.google.com/file/d/{self.id}/view"


Source = WebFile | DriveFile


def read_address(text: str) -> Source:
    """The source behind an address as people copy it; a link that shares a file on Drive leads to the file."""
    parts = urlsplit(text)
    if parts.hostname in DRIVE_HOSTS:
        in_path = re.search(r"/d/([\w-]+)", parts.path)
        drive_id = in_path[1] if in_path else next(iter(parse_qs(parts.query).get("id", [])), None)
        if drive_id is not None:
            return DriveFile(id=drive_id)
    return WebFile(url=text, packed=Contents(format="bz2") if parts.path.endswith(".bz2") else None)
