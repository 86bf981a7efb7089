"""The words in a picture that say what it is, so that whoever sees a copy of it knows.

"AI" comes first in every language, as the European code of practice on marking (2026) wants of labels, and the plate
keeps the words legible on any picture, as Korea's AI Basic Act (article 31) asks for what passes for real.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ml_core.contracts import Picture

Language = Literal["en", "ko", "both"]
WORDS: dict[Language, str] = {"en": "AI · imagined", "ko": "AI 생성 · 상상", "both": "AI 생성 · imagined"}
# All as parts of the picture's shorter side, or of the plate's height.
HEIGHT, MARGIN = 0.045, 0.02
MIN_HEIGHT_PX = 24
LETTERS, PADDING, ROUNDING = 0.6, 0.5, 0.3
PLATE = (16, 18, 24, 190)
INK = (255, 255, 255, 255)
OVERSAMPLING = 4  # for smooth corners


def with_label(picture: Picture, language: Language = "en") -> Picture:
    """uint8 [H, W, 3] -> the same with the words in the lower right corner, where a portrait has a shoulder."""
    height, width = picture.shape[:2]
    plate = plate_for((width, height), language)
    margin = round(MARGIN * min(height, width))
    image = Image.fromarray(picture)
    image.paste(plate, (width - margin - plate.width, height - margin - plate.height), plate)
    return np.asarray(image)


def plate_for(size: tuple[int, int], language: Language) -> Image.Image:
    """The plate with the words, RGBA, as high as a picture of that width and height wants it."""
    return _plate(max(MIN_HEIGHT_PX, round(HEIGHT * min(size))), language)


@cache
def _plate(height: int, language: Language) -> Image.Image:
    large = height * OVERSAMPLING
    font = ImageFont.truetype(BytesIO(_font_file()), round(LETTERS * large))
    length = font.getlength(WORDS[language])
    plate = Image.new("RGBA", (round(length + 2 * PADDING * large), large))
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((0, 0, plate.width - 1, large - 1), radius=round(ROUNDING * large), fill=PLATE)
    draw.text((PADDING * large, large / 2), WORDS[language], font=font, fill=INK, anchor="lm")
    return plate.resize((round(plate.width / OVERSAMPLING), height), Image.Resampling.LANCZOS)


@cache
def _font_file() -> bytes:
    return (files("ml_core") / "data" / "label.otf").read_bytes()
