"""Damage that photos have and a generator's pictures don't: camera, light, compression, a crop that is a little off,
glasses, a hand. Sampled at random and quickly, where faces lie in an FFHQ crop.

Legend: pictures [S, S, 3] uint8; shares are of the side S.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from ml_core.contracts import Picture

Damage = Callable[[Picture, np.random.Generator], Picture]
CLEAN_SHARE = 0.15  # nothing befalls these
EYES = ((0.385, 0.475), (0.615, 0.475))
EYE_DISTANCE = EYES[1][0] - EYES[0][0]


def damage(picture: Picture, rng: np.random.Generator) -> Picture:
    """Each of `DAMAGES` befalls its share of pictures, in the order in which a photo meets them."""
    if rng.random() < CLEAN_SHARE:
        return picture
    for apply, share in DAMAGES:
        if rng.random() < share:
            picture = apply(picture, rng)
    return picture


def _glasses(picture: Picture, rng: np.random.Generator) -> Picture:
    side = len(picture)
    image = Image.fromarray(picture)
    lenses = Image.new("RGBA", image.size)
    canvas = ImageDraw.Draw(lenses)
    wide, high = rng.uniform(0.36, 0.5) * EYE_DISTANCE * side, rng.uniform(0.24, 0.4) * EYE_DISTANCE * side
    colour = tuple(int(part) for part in rng.integers(0, 90, 3))
    inside = (20, 20, 25, int(rng.uniform(120, 255))) if rng.random() < 0.25 else None
    rim = max(1, round(rng.uniform(0.004, 0.02) * side))
    shift = rng.normal(0.0, 0.012, 2) * side
    middles = [np.array(eye) * side + shift for eye in EYES]
    for x, y in middles:
        box = [x - wide, y - high, x + wide, y + high]
        canvas.rounded_rectangle(box, rng.uniform(0.3, 0.95) * min(wide, high), inside, (*colour, 255), rim)
    for x in (middles[0][0] + wide, middles[0][0] - wide, middles[1][0] + wide):
        length = (EYE_DISTANCE * side - 2 * wide) if x == middles[0][0] + wide else 0.12 * side
        start = x - length if x < middles[0][0] else x
        canvas.line([start, middles[0][1], start + length, middles[0][1]], (*colour, 255), rim)
    lenses = lenses.filter(ImageFilter.GaussianBlur(0.6))
    image.paste(lenses, mask=lenses)
    return np.asarray(image)


def _hand(picture: Picture, rng: np.random.Generator) -> Picture:
    """Fingers in a tone between the cheek's and any, somewhere on the lower face or at its edge."""
    side = len(picture)
    cheek = picture[int(0.6 * side), int(0.4 * side)].astype(np.float64)
    tone = cheek * rng.uniform(0.6, 1.1) + rng.normal(0.0, 8.0, 3)
    image = Image.fromarray(picture)
    canvas = ImageDraw.Draw(image)
    x, y = rng.uniform(0.2, 0.8) * side, rng.uniform(0.6, 0.9) * side
    for finger in range(rng.integers(2, 5)):
        shade = tuple(int(part) for part in np.clip(tone * (1.0 - 0.06 * finger), 0, 255))
        middle = x + finger * 0.055 * side
        canvas.rounded_rectangle(
            [middle - 0.025 * side, y - 0.12 * side, middle + 0.025 * side, 1.1 * side], 0.022 * side, shade
        )
    return np.asarray(image.filter(ImageFilter.GaussianBlur(0.5)))


def _block(picture: Picture, rng: np.random.Generator) -> Picture:
    """A thing of one colour before any part of the picture."""
    side = len(picture)
    left, top = rng.uniform(-0.1, 0.9, 2) * side
    wide, high = rng.uniform(0.08, 0.3, 2) * side
    image = Image.fromarray(picture)
    colour = tuple(int(part) for part in rng.integers(0, 256, 3))
    ImageDraw.Draw(image).ellipse([left, top, left + wide, top + high], colour)
    return np.asarray(image)


def _misplaced(picture: Picture, rng: np.random.Generator) -> Picture:
    """The landmarks are never quite right: turned, shifted, scaled by a little."""
    side = len(picture)
    angle, scale = rng.normal(0.0, 0.035), np.exp(rng.normal(0.0, 0.04))
    shift = rng.normal(0.0, 0.015, 2) * side
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    centre = side / 2
    offset_x = centre - cos * centre + sin * centre + shift[0]
    offset_y = centre - sin * centre - cos * centre + shift[1]
    margin = side // 4
    padded = np.pad(picture, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    moved = (cos, -sin, offset_x + margin, sin, cos, offset_y + margin)
    image = Image.fromarray(padded).transform(
        (side, side), Image.Transform.AFFINE, moved, resample=Image.Resampling.BILINEAR
    )
    return np.asarray(image)


def _light(picture: Picture, rng: np.random.Generator) -> Picture:
    """Exposure, colour temperature, contrast, and more of it on one side."""
    light = (picture / 255.0) ** np.exp(rng.normal(0.0, 0.25))
    light = light * np.exp(rng.normal(0.0, 0.15)) * np.exp(rng.normal(0.0, 0.06, 3))
    light = (light - 0.45) * np.exp(rng.normal(0.0, 0.15)) + 0.45
    ramp = np.linspace(-1.0, 1.0, len(picture)) * rng.normal(0.0, 0.2)
    return _to_bytes(255.0 * light * np.exp(ramp)[None, :, None])


def _grey(picture: Picture, rng: np.random.Generator) -> Picture:
    return np.asarray(Image.fromarray(picture).convert("L").convert("RGB"))


def _blurred(picture: Picture, rng: np.random.Generator) -> Picture:
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 2.0))))


def _small(picture: Picture, rng: np.random.Generator) -> Picture:
    side = len(picture)
    small = round(side * rng.uniform(0.3, 0.8))
    image = Image.fromarray(picture).resize((small, small), Image.Resampling.BOX)
    return np.asarray(image.resize((side, side), Image.Resampling.BICUBIC))


def _noise(picture: Picture, rng: np.random.Generator) -> Picture:
    return _to_bytes(picture + rng.normal(0.0, rng.uniform(2.0, 16.0), picture.shape))


def _jpeg(picture: Picture, rng: np.random.Generator) -> Picture:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=int(rng.integers(12, 90)))
    return np.asarray(Image.open(buffer))


def _to_bytes(values: npt.NDArray[np.float64]) -> Picture:
    picture: Picture = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return picture


DAMAGES: tuple[tuple[Damage, float], ...] = (
    (_glasses, 0.12),
    (_hand, 0.06),
    (_block, 0.08),
    (_misplaced, 0.7),
    (_light, 0.7),
    (_grey, 0.06),
    (_blurred, 0.3),
    (_small, 0.25),
    (_noise, 0.35),
    (_jpeg, 0.5),
)
