"""Damage to photos, applied to a good one by known amounts.

Legend: pictures [S, S, 3] uint8; points [68, 2], the landmarks in that picture; S is 512 px, the crop nearly all of it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from ml_core.contracts import Picture
from ml_core.photo_advice.colour import LINEAR

Points = npt.NDArray[np.float64]
Damage = Callable[[Picture, Points], Picture]
LEFT_EYE, RIGHT_EYE, MOUTH = slice(36, 42), slice(42, 48), slice(48, 60)
SKIN_POINT = 30  # the tip of the nose: its colour is the hand's
BLACK, HAIR, MUG, CLOTH = (0, 0, 0), (40, 28, 20), (200, 40, 40), (150, 190, 215)
SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])


def blur(picture: Picture, points: Points, *, sigma_at_256: float) -> Picture:
    sigma = sigma_at_256 * len(picture) / 256
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(sigma)))


def shrink(picture: Picture, points: Points, *, side: int) -> Picture:
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BOX))


def jpeg(picture: Picture, points: Points, *, quality: int) -> Picture:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def noise(picture: Picture, points: Points, *, deviation: float) -> Picture:
    return _to_bytes(picture + np.random.default_rng(0).normal(0.0, deviation, picture.shape))


def expose(picture: Picture, points: Points, *, stops: float) -> Picture:
    return _from_linear(LINEAR[picture] * 2.0**stops)


def light_from_the_right(picture: Picture, points: Points, *, stops: float) -> Picture:
    """Half of the stops more on one side and less on the other, over the width of the nose."""
    nose, width = points[27:31, 0].mean(), points[35, 0] - points[31, 0]
    ramp = np.tanh((np.arange(picture.shape[1]) - nose) / width) / 2
    return _from_linear(LINEAR[picture] * 2.0 ** (stops * ramp)[None, :, None])


def grey(picture: Picture, points: Points) -> Picture:
    return np.asarray(Image.fromarray(picture).convert("L").convert("RGB"))


def sepia(picture: Picture, points: Points) -> Picture:
    return jpeg(_to_bytes(picture @ SEPIA.T), points, quality=75)


def crop_left(picture: Picture, points: Points, *, share: float) -> Picture:
    return np.ascontiguousarray(picture[:, round(share * picture.shape[1]) :])


def glasses(picture: Picture, points: Points, *, thickness: float, is_dark: bool) -> Picture:
    """Rims, bridge and arms; thickness in distances between the eyes."""
    eye, width = _eye_distance(points), max(1, round(thickness * _eye_distance(points)))
    middles = [points[part].mean(axis=0) for part in (LEFT_EYE, RIGHT_EYE)]

    def draw(canvas: ImageDraw.ImageDraw) -> None:
        for x, y in middles:
            box = [x - 0.36 * eye, y - 0.24 * eye, x + 0.36 * eye, y + 0.3 * eye]
            canvas.rounded_rectangle(box, 0.15 * eye, BLACK if is_dark else None, (20, 20, 20), width)
        (left, y_left), (right, y_right) = middles
        for start, end in (
            ((left + 0.36 * eye, y_left - 0.05 * eye), (right - 0.36 * eye, y_right - 0.05 * eye)),
            ((left - 0.36 * eye, y_left), tuple(points[0])),
            ((right + 0.36 * eye, y_right), tuple(points[16])),
        ):
            canvas.line([start, end], fill=(20, 20, 20), width=width)

    return _drawn(picture, draw)


def mask(picture: Picture, points: Points) -> Picture:
    outline = points[[1, 3, 5, 7, 8, 9, 11, 13, 15, 29]]
    return _drawn(picture, lambda canvas: canvas.polygon(_pairs(outline), fill=CLOTH))


def bar(picture: Picture, points: Points) -> Picture:
    """Black, across both eyes."""
    across = points[45] - points[36]
    down = np.array([-across[1], across[0]])
    left, right = points[36] - 0.25 * across, points[45] + 0.25 * across
    outline = np.array([left - 0.2 * down, right - 0.2 * down, right + 0.2 * down, left + 0.2 * down])
    return _drawn(picture, lambda canvas: canvas.polygon(_pairs(outline), fill=BLACK))


def hair(picture: Picture, points: Points) -> Picture:
    """Draws hair over one eye and the cheek below."""
    eye = _eye_distance(points)
    over = np.array([points[17] - [0.6 * eye, eye], points[27] - [0, eye], points[27] - [0.1 * eye, 0]])
    outline = np.concatenate([over, points[[31, 5]], [points[1] - [0.3 * eye, 0]]])
    return _drawn(picture, lambda canvas: canvas.polygon(_pairs(outline), fill=HAIR))


def hand(picture: Picture, points: Points, *, over: slice) -> Picture:
    """Four upright fingers over the mouth, three level ones over an eye, in the nose's colour."""
    eye, (x, y) = _eye_distance(points), points[over].mean(axis=0)
    tone = picture[tuple(np.clip(np.rint(points[SKIN_POINT]).astype(int)[::-1], 0, len(picture) - 1))]
    if over == MOUTH:
        boxes = [(x + (k - 1.5) * 0.4 * eye, y + 0.38 * eye, 0.22 * eye, 1.12 * eye) for k in range(4)]
    else:
        boxes = [(x - 0.4 * eye, y + (k - 1) * 0.34 * eye, 0.85 * eye, 0.18 * eye) for k in range(3)]

    def draw(canvas: ImageDraw.ImageDraw) -> None:
        for shade, (cx, cy, rx, ry) in zip((1.0, 0.94, 0.88, 0.82), boxes, strict=False):
            fill = tuple(int(shade * part) for part in tone)
            canvas.ellipse([cx - rx, cy - ry, cx + rx, cy + ry], fill=fill)

    return _drawn(picture, draw)


def cup(picture: Picture, points: Points) -> Picture:
    """Draws a cup before the mouth."""
    eye, (x, y) = _eye_distance(points), points[MOUTH].mean(axis=0)
    box = [x - 0.45 * eye, y - 0.35 * eye, x + 0.45 * eye, y + eye]
    return _drawn(picture, lambda canvas: canvas.rectangle(box, fill=MUG))


# What is done, and the check that should see it; none for what should pass.
DAMAGES: tuple[tuple[str, str | None, Damage], ...] = (
    *((f"blur {s:g} px of 256", "blurred", partial(blur, sigma_at_256=s)) for s in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)),
    *((f"{side} px wide", "small", partial(shrink, side=side)) for side in (256, 200, 160, 140)),
    *((f"JPEG quality {quality}", None, partial(jpeg, quality=quality)) for quality in (50, 20, 10)),
    *((f"noise {deviation:g}", None, partial(noise, deviation=deviation)) for deviation in (10.0, 25.0)),
    *((f"{-stops:g} stops darker", "dark", partial(expose, stops=stops)) for stops in (-1.0, -2.0, -3.0, -4.0)),
    *((f"{stops:g} stops brighter", "bright", partial(expose, stops=stops)) for stops in (0.5, 1.0, 2.0)),
    *((f"{s:g} stops from a side", "side_light", partial(light_from_the_right, stops=s)) for s in (1.0, 3.0, 4.0)),
    ("grey", "grey", grey),
    ("sepia, JPEG 75", "grey", sepia),
    *((f"{share:.0%} of the width cut off", "cut", partial(crop_left, share=share)) for share in (0.15, 0.25, 0.35)),
    ("black frames", "glasses", partial(glasses, thickness=0.06, is_dark=False)),
    ("thin frames", "glasses", partial(glasses, thickness=0.02, is_dark=False)),
    ("sunglasses", "glasses", partial(glasses, thickness=0.05, is_dark=True)),
    ("mask", "covered", mask),
    ("hand over the mouth", "covered", partial(hand, over=MOUTH)),
    ("hand over an eye", "covered", partial(hand, over=LEFT_EYE)),
    ("hair over an eye and cheek", "covered", hair),
    ("black bar over the eyes", "covered", bar),
    ("cup before the mouth", "covered", cup),
)


def _eye_distance(points: Points) -> float:
    return float(np.hypot(*(points[RIGHT_EYE].mean(axis=0) - points[LEFT_EYE].mean(axis=0))))


def _pairs(outline: Points) -> list[tuple[float, float]]:
    return [(x, y) for x, y in outline.tolist()]


def _drawn(picture: Picture, draw: Callable[[ImageDraw.ImageDraw], Any]) -> Picture:
    """Soft by a pixel, as a lens leaves edges."""
    image = Image.fromarray(picture)
    draw(ImageDraw.Draw(image))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(1.0)))


def _to_bytes(values: npt.NDArray[Any]) -> Picture:
    picture: Picture = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return picture


def _from_linear(light: npt.NDArray[Any]) -> Picture:
    clipped = np.clip(light, 0.0, 1.0)
    return _to_bytes(255 * np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055))
