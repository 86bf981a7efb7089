"""How far a child's cheeks are from its parents' range of colours, by how light the parents are.

Legend: colours are CIELAB [3]; ITA, the individual typology angle, grades skin by lightness and yellowness (Chardon et
al. 1991).
"""

from __future__ import annotations

import math

import numpy as np
from skimage.color import rgb2lab

from ml_core import images
from ml_core.alignment import detection
from ml_core.contracts import FloatArray, Picture
from ml_core.regions import cheeks

SIDE = 256
# Degrees of ITA from which a tone begins, lightest first.
TONES = (("light", 41.0), ("intermediate", 28.0), ("tan", 10.0), ("brown and dark", -math.inf))


def cheek_colour(picture: Picture) -> FloatArray | None:
    """Mean, or None where no face is found."""
    small = images.resize(picture, SIDE)
    boxes = detection.find_faces(small)
    return colour_in(small, detection.find_landmarks(small, boxes[0])) if boxes else None


def colour_in(picture: Picture, landmarks: FloatArray) -> FloatArray | None:
    """The same of a square picture whose landmarks [68, 2] are known; None where the cheeks lie outside of it."""
    mask = cheeks(landmarks, len(picture))
    return np.asarray(rgb2lab(picture)[mask].mean(axis=0), np.float32) if mask.any() else None


def drift(child: FloatArray, mother: FloatArray, father: FloatArray) -> float:
    """dE (1976) from the nearest colour between the parents'; 0 = in their range."""
    way = father - mother
    share = float(np.clip((child - mother) @ way / max(float(way @ way), 1e-6), 0.0, 1.0))
    return float(np.linalg.norm(child - mother - share * way))


def tone_of(mother: FloatArray, father: FloatArray) -> str:
    """Of a couple, by the mean of both."""
    lightness, _, yellowness = (mother + father) / 2
    angle = math.degrees(math.atan2(lightness - 50.0, max(float(yellowness), 1e-6)))
    return next(tone for tone, least in TONES if angle >= least)
