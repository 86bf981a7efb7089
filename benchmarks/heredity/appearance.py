"""Faults that people see at once in a face: shut eyes, black teeth, grey skin, blotches.

Each is one number, which is compared with the range of faces that the generator makes by itself.

Legend: pictures are uint8 RGB [256, 256, 3]; landmarks [68, 2] in their pixels; colours are CIELAB.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from skimage.color import rgb2lab

from ml_core.contracts import FloatArray, Picture
from ml_core.regions import LEFT_EYE, RIGHT_EYE, Mask, cheeks

INNER_LIPS = slice(60, 68)
# Height over width of the space between the lips: below it, no teeth are seen.
OPEN_MOUTH = 0.12
# Of the pixels between the lips, teeth are the lighter ones.
TEETH_QUANTILE = 0.75
# Pixels: coarser than pores and noise, finer than the shape of a cheek.
BLOTCH_SIZE = 5.0


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """eyes_open: height over width, mean of both. teeth: their lightness less that of the cheeks, NaN while the mouth
    is shut. chroma: of the cheeks. contrast: deviation of the cheeks' lightness from its surroundings."""

    eyes_open: float
    teeth: float
    chroma: float
    contrast: float


NAMES = tuple(field.name for field in fields(Appearance))


def measure(picture: Picture, landmarks: FloatArray) -> FloatArray:
    """The figures of `Appearance` [4], in the order of `NAMES`; NaN where something isn't seen."""
    lab = np.asarray(rgb2lab(picture), np.float32)
    skin = cheeks(landmarks, len(picture))
    lightness = lab[..., 0]
    rough = lightness - gaussian_filter(lightness, BLOTCH_SIZE)
    found = Appearance(
        eyes_open=(_openness(landmarks[RIGHT_EYE]) + _openness(landmarks[LEFT_EYE])) / 2,
        teeth=_teeth(lightness, landmarks) - _mean(lightness, skin),
        chroma=_mean(np.hypot(lab[..., 1], lab[..., 2]), skin),
        contrast=_mean(rough**2, skin) ** 0.5,
    )
    return np.array(astuple(found), np.float32)


def _openness(eye: FloatArray) -> float:
    """Soukupová and Čech 2016, "Real-Time Eye Blink Detection using Facial Landmarks", eq. 1. eye [6, 2]."""
    height = np.linalg.norm(eye[1] - eye[5]) + np.linalg.norm(eye[2] - eye[4])
    return float(height / max(2.0 * float(np.linalg.norm(eye[0] - eye[3])), 1e-6))


def _teeth(lightness: FloatArray, landmarks: FloatArray) -> float:
    lips = landmarks[INNER_LIPS]
    width, height = np.linalg.norm(lips[0] - lips[4]), np.linalg.norm(lips[2] - lips[6])
    inside = _polygon(lips, len(lightness))
    if height < OPEN_MOUTH * width or not inside.any():
        return np.nan
    return float(np.quantile(lightness[inside], TEETH_QUANTILE))


def _polygon(points: FloatArray, side: int) -> Mask:
    image = Image.new("1", (side, side))
    ImageDraw.Draw(image).polygon([(float(x), float(y)) for x, y in points], fill=1)
    return np.asarray(image)


def _mean(values: FloatArray, mask: Mask) -> float:
    return float(values[mask].mean()) if mask.any() else np.nan
