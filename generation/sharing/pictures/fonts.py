"""The fonts that names are drawn with, and what each of them can draw."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FOLDER = Path(__file__).with_name("fonts")
# Pillow's wheels bring Raqm, which wants the system's FriBiDi.
CAN_SHAPE = features.check("raqm")
PROBING_PX = 24


class Typeface(Enum):
    """In the order in which they are asked for a character."""

    LATIN_AND_HANGUL = "pretendard.otf"  # Cyrillic, Greek and kana as well
    HAN = "han.otf"
    HEBREW = "hebrew.ttf"
    ARABIC = "arabic.ttf"
    EMOJI = "emoji.ttf"  # in one colour, the text's

    @property
    def is_usable(self) -> bool:
        """False for Arabic where letters can't be joined: it isn't read by anybody in single ones."""
        return CAN_SHAPE or self is not Typeface.ARABIC


@lru_cache(maxsize=64)
def font_of(typeface: Typeface, size_px: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if CAN_SHAPE else ImageFont.Layout.BASIC
    return ImageFont.truetype(FOLDER / typeface.value, size_px, layout_engine=engine)


def typeface_for(character: str, *, is_emoji: bool = False) -> Typeface | None:
    """Returns the first that draws the character, or None. is_emoji: the text asks for it as an emoji."""
    first = [Typeface.EMOJI] if is_emoji else []
    return next((face for face in [*first, *Typeface] if face.is_usable and has_ink(face, character)), None)


@lru_cache(maxsize=4096)
def has_ink(typeface: Typeface, character: str) -> bool:
    """The fonts were subset so that a missing character leaves nothing at all, no box."""
    font = _probe(typeface)
    return font.getmask(character).getbbox() is not None


@lru_cache
def _probe(typeface: Typeface) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / typeface.value, PROBING_PX, layout_engine=ImageFont.Layout.BASIC)
