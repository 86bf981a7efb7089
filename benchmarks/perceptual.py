"""Whether the perceptual distances rank what people would rank: more blur, noise or compression is farther, and another
person farther than any of the three faces spoilt a little. At 256 px, means over three faces."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import tensorflow as tf
from PIL import Image, ImageFilter
from skimage import data

from ml_core.alignment import align
from ml_core.contracts import Picture
from ml_core.images import load_picture, resize, to_unit
from ml_core.perceptual.encoder_loss import EncoderLoss
from ml_core.perceptual.lpips import LPIPS

SAMPLES = Path(__file__).parents[1] / "generation" / "samples"
SIZE = 256


class Distance(Protocol):
    name: str

    def prepare(self, pictures: Any) -> Any: ...

    def distance(self, features_a: Any, features_b: Any) -> Any: ...


def measure(lpips: LPIPS) -> dict[str, object]:
    photos = [data.astronaut(), *(load_picture(SAMPLES / f"{role}.jpg") for role in ("father", "mother"))]
    faces = [resize(align(np.ascontiguousarray(photo)).pixels, SIZE) for photo in photos]
    return {distance.name: _rank(distance, faces) for distance in (lpips, EncoderLoss.load())}


def _rank(distance: Distance, faces: list[Picture]) -> dict[str, object]:
    return {
        "blur_radius_px": _spoil(distance, faces, _blur, (1, 2, 4, 8)),
        "noise_deviation": _spoil(distance, faces, _noise, (5, 10, 20, 40)),
        "jpeg_quality": _spoil(distance, faces, _jpeg, (90, 50, 20, 5)),
        "brightness_percent": _spoil(distance, faces, _darken, (90, 70, 50)),
        "another_person": _round(np.mean([_between(distance, a, b) for a, b in permutations(faces, 2)])),
    }


def _spoil(
    distance: Distance, faces: list[Picture], spoil: Callable[[Picture, int], Picture], amounts: tuple[int, ...]
) -> dict[int, float]:
    return {
        amount: _round(np.mean([_between(distance, face, spoil(face, amount)) for face in faces])) for amount in amounts
    }


def _between(distance: Distance, a: Picture, b: Picture) -> float:
    features = [distance.prepare(tf.constant(to_unit(picture))[None]) for picture in (a, b)]
    return float(distance.distance(*features)[0])


def _blur(face: Picture, radius: int) -> Picture:
    return np.asarray(Image.fromarray(face).filter(ImageFilter.GaussianBlur(radius)))


def _noise(face: Picture, sigma: int) -> Picture:
    noise = np.random.default_rng(0).normal(0.0, sigma, face.shape)
    return np.clip(np.rint(face + noise), 0, 255).astype(np.uint8)


def _jpeg(face: Picture, quality: int) -> Picture:
    file = io.BytesIO()
    Image.fromarray(face).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def _darken(face: Picture, percent: int) -> Picture:
    return (face * (percent / 100)).astype(np.uint8)


def _round(value: Any) -> float:
    return float(f"{value:.3g}")
