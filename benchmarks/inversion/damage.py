"""What photos suffer and generated faces don't. Pictures are aligned faces or portraits, [S, S, 3] uint8."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ml_core.alignment import detection
from ml_core.alignment.geometry import LEFT_EYE, RIGHT_EYE
from ml_core.contracts import Picture

JPEG_QUALITY = 15
BLUR_SHARE = 0.004  # of the side, a hand that shook: 4 px at 1024
NOISE_SIGMA = 20.0  # grey levels, a phone in a dim room
SMALL_SIDE = 200  # a face cut out of a group
SHADOW = 0.35  # of the light is left on the far side
FRAME_RGB = (35, 25, 22)


def spoil(kind: str, portrait: Picture, *, seed: int) -> Picture:
    return KINDS[kind](portrait, seed)


def _jpeg(portrait: Picture, seed: int) -> Picture:
    file = io.BytesIO()
    Image.fromarray(portrait).save(file, "JPEG", quality=JPEG_QUALITY)
    return np.asarray(Image.open(file))


def _blur(portrait: Picture, seed: int) -> Picture:
    blur = ImageFilter.GaussianBlur(BLUR_SHARE * len(portrait))
    return np.asarray(Image.fromarray(portrait).filter(blur))


def _noise(portrait: Picture, seed: int) -> Picture:
    return _clipped(portrait + np.random.default_rng(seed).normal(0.0, NOISE_SIGMA, portrait.shape))


def _light(portrait: Picture, seed: int) -> Picture:
    """From one side, the left or the right."""
    across = np.linspace(SHADOW, 1.0, portrait.shape[1])
    across = across if np.random.default_rng(seed).random() < 0.5 else across[::-1]
    return _clipped(portrait * across[None, :, None])


def _small(portrait: Picture, seed: int) -> Picture:
    image = Image.fromarray(portrait)
    return np.asarray(image.resize((SMALL_SIDE, SMALL_SIDE)).resize(image.size, Image.Resampling.BICUBIC))


def _glasses(portrait: Picture, seed: int) -> Picture:
    """Two dark rings, a bridge and temples, where the landmarks see the eyes; no face, no glasses."""
    boxes = detection.find_faces(portrait)
    if not boxes:
        return portrait
    points = detection.find_landmarks(portrait, boxes[0])
    eyes = [points[LEFT_EYE].mean(axis=0), points[RIGHT_EYE].mean(axis=0)]
    apart = float(np.hypot(*(eyes[1] - eyes[0])))
    radius, thickness = 0.36 * apart, max(2, round(0.06 * apart))
    image = Image.fromarray(portrait)
    pen = ImageDraw.Draw(image)
    for x, y in eyes:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=FRAME_RGB, width=thickness)
    (left_x, left_y), (right_x, right_y) = eyes
    ends = [(left_x + radius, left_y), (right_x - radius, right_y)]
    arms = [
        [(left_x - radius, left_y), (points[0][0], left_y)],
        [(right_x + radius, right_y), (points[16][0], right_y)],
    ]
    for line in [ends, *arms]:
        pen.line([(float(x), float(y)) for x, y in line], fill=FRAME_RGB, width=thickness)
    return np.asarray(image)


def _clipped(values: np.ndarray) -> Picture:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


KINDS = {"glasses": _glasses, "jpeg": _jpeg, "light": _light, "blur": _blur, "noise": _noise, "small": _small}
