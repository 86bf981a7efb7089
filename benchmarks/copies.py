"""Copies of a picture as they travel between whoever sends it and whoever asks what it is."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image

from ml_core.contracts import Picture

Attack = Callable[[Image.Image], Image.Image]


def jpeg(quality: int) -> Attack:
    return lambda image: _through(image, "JPEG", quality)


def webp(quality: int) -> Attack:
    return lambda image: _through(image, "WEBP", quality)


def half_size(image: Image.Image) -> Image.Image:
    return jpeg(75)(image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS))


def cropped(image: Image.Image) -> Image.Image:
    """Five in a hundred off each side, and three pixels more at one."""
    across, down = round(image.width * 0.05), round(image.height * 0.05)
    return jpeg(85)(image.crop((across + 3, down, image.width - across, image.height - down)))


def screenshot(image: Image.Image) -> Image.Image:
    """A phone's screenshot, which shows the picture smaller between bars, and a wide one much smaller."""
    screen = Image.new("RGB", (1080, 1500), (245, 245, 247))
    scale = min(791 / image.width, 1400 / image.height)
    width, height = round(image.width * scale), round(image.height * scale)
    shown = image.resize((width, height), Image.Resampling.BICUBIC)
    screen.paste(shown, ((1080 - width) // 2, 333 + (791 - height) // 2))
    return jpeg(85)(screen)


ATTACKS: dict[str, Attack] = {
    "JPEG 50": jpeg(50),
    "half size, JPEG 75": half_size,
    "WebP 60": webp(60),
    "5 % cropped, JPEG 85": cropped,
    "screenshot with a border, JPEG 85": screenshot,
}


def after(attack: Attack, picture: Picture) -> Picture:
    return np.asarray(attack(Image.fromarray(picture)))


def _through(image: Image.Image, kind: str, quality: int) -> Image.Image:
    buffer = BytesIO()
    image.save(buffer, kind, quality=quality)
    return Image.open(buffer).convert("RGB")
