"""The pictures that there are, by what they are for."""

from __future__ import annotations

from enum import Enum


class PictureFormat(Enum):
    """A name for addresses and downloads, and the size in pixels."""

    SQUARE = ("square", 1080, 1080)
    STORY = ("story", 1080, 1920)  # with room above and below for what apps lay over it
    CARD = ("card", 1200, 630)  # what messengers show beside a link
    TRIPTYCH = ("parents-and-child", 1620, 1080)
    SIBLINGS = ("siblings", 1080, 1350)
    AGES = ("growing-up", 1920, 1080)
    FILM = ("growing-up-film", 1080, 1920)

    def __init__(self, slug: str, width: int, height: int) -> None:
        self.slug = slug
        self.width = width
        self.height = height

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def suffix(self) -> str:
        return "mp4" if self is PictureFormat.FILM else "jpg"

    @property
    def download_name(self) -> str:
        """Returns a name for the file with no name or id of anybody in it: file names are shown, and kept."""
        return f"{self.slug}.{self.suffix}"
