"""Traces of a photo in a portrait, as numbers: pose, expression, light, make-up and surroundings.

None of them is a trait, so none is handed down. Lengths are in distances between the eyes, angles in degrees, colours
in CIELAB; differences of colours are to the cheeks, so that skin itself doesn't count.

Legend: T traces, S side of the picture.
"""

from __future__ import annotations

import numpy as np

from ml_core.contracts import FloatArray, Picture
from ml_core.photo_advice import colour
from ml_core.photo_advice.pose import RIGID, solve_pose
from ml_core.regions import LEFT_EYE, RIGHT_EYE, Mask, PortraitParts, portrait_parts

TRACES = (
    "yaw",
    "pitch",
    "mouth_gap",
    "mouth_width",
    "mouth_corners",
    "eye_opening",
    "side_light",
    "contrast",
    "lip_chroma",
    "lid_shade",
    "backdrop_lightness",
    "backdrop_red",
    "backdrop_yellow",
)
# Closed eyes and squints are traces, wide eyes are not: they are whose they are.
LOW_ONLY = ("eye_opening",)
# Fewer pixels say nothing about a colour.
LEAST_PIXELS, LEAST_BACKDROP = 20, 50
# Quantiles of the face's lightness that shadows and shine lie beyond.
SHADOW, SHINE = 0.1, 0.95


def measure(picture: Picture, landmarks: FloatArray) -> FloatArray | None:
    """[T] of a face with its landmarks [68, 2] in a picture [S, S, 3]; None where the face is too small or lies
    outside of it."""
    parts = portrait_parts(landmarks, len(picture))
    if min(parts.left_cheek.sum(), parts.right_cheek.sum(), parts.lips.sum()) < LEAST_PIXELS:
        return None
    pose = solve_pose(landmarks[list(RIGID)].astype(np.float64))
    if pose is None:
        return None
    lab = colour.lab(picture)
    return np.array([pose.yaw, pose.pitch, *_expression(landmarks), *_colours(lab, parts)], np.float32)


def _expression(at: FloatArray) -> tuple[float, float, float, float]:
    """Gap between the lips, width of the mouth, how far its corners hang, and how wide the eyes are open."""
    left, right = at[RIGHT_EYE].mean(axis=0), at[LEFT_EYE].mean(axis=0)
    unit = max(float(np.linalg.norm(right - left)), 1.0)
    across = (right - left) / unit
    down = np.array([-across[1], across[0]])
    gap = float(np.linalg.norm(at[61:64] - at[[67, 66, 65]], axis=1).mean())
    corners = (at[48] + at[54]) / 2 - (at[51] + at[57]) / 2
    opening = (_opening(at[RIGHT_EYE]) + _opening(at[LEFT_EYE])) / 2
    return gap / unit, float(np.linalg.norm(at[54] - at[48])) / unit, float(corners @ down) / unit, opening


def _opening(eye: FloatArray) -> float:
    """Height over width (Soukupova and Cech 2016, the eye aspect ratio)."""
    heights = np.linalg.norm(eye[1] - eye[5]) + np.linalg.norm(eye[2] - eye[4])
    return float(heights / 2 / max(float(np.linalg.norm(eye[0] - eye[3])), 1e-6))


def _colours(lab: FloatArray, parts: PortraitParts) -> tuple[float, ...]:
    """Light from one side, contrast, chroma of the lips, shade of the lids, and the backdrop's L*, a* and b*."""
    left, right = _mean(lab, parts.left_cheek), _mean(lab, parts.right_cheek)
    skin = _mean(lab, parts.left_cheek | parts.right_cheek)
    lips = _mean(lab, parts.lips)
    shadow, shine = np.quantile(lab[parts.face][:, 0], [SHADOW, SHINE])
    lids = _mean(lab, parts.upper_lids) if parts.upper_lids.any() else skin
    backdrop = _mean(lab, parts.backdrop) if parts.backdrop.sum() > LEAST_BACKDROP else np.zeros(3, np.float32)
    chroma = float(np.hypot(lips[1], lips[2]) - np.hypot(skin[1], skin[2]))
    return float(left[0] - right[0]), float(shine - shadow), chroma, float(lids[0] - skin[0]), *map(float, backdrop)


def _mean(lab: FloatArray, mask: Mask) -> FloatArray:
    return np.asarray(lab[mask].mean(axis=0), np.float32)
