"""The region of each trait in an aligned picture of a face, given by its 68 landmarks.

Sizes are in parts of the distance between the eyes, so they grow with the face. Hair and ears have no landmarks: hair
is taken to be around the head, its colour above the forehead, ears beside the cheeks.

Legend: S side of the picture in pixels. Landmarks [68, 2] in its pixels, iBUG 300-W's order (Sagonas et al. 2013).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from ml_core.contracts import FloatArray, Trait

Mask = npt.NDArray[np.bool_]

RIGHT_EYE, LEFT_EYE = slice(36, 42), slice(42, 48)
RIGHT_BROW, LEFT_BROW = slice(17, 22), slice(22, 27)
NOSE_RING = (27, 31, 32, 33, 34, 35)
LIPS, INNER_LIPS = slice(48, 60), slice(60, 68)
OUTLINE = (*range(17), *range(26, 16, -1))  # the jaw, and back along the brows
# Beside the head and above the shoulders, in distances between the eyes.
BACKDROP_FROM = 1.6


@dataclass(frozen=True, kw_only=True)
class Regions:
    """traits: a mask [S, S] for each. head: what belongs to the person, hair included. surroundings: the rest."""

    traits: dict[Trait, Mask]
    head: Mask
    surroundings: Mask


def regions(landmarks: FloatArray, side: int) -> Regions:
    """Masks of a face as it looks out of the picture; regions that lie outside of it are empty."""
    canvas = _Canvas(landmarks, side)
    at, unit = canvas.landmarks, canvas.unit
    eyes = canvas.area(at[RIGHT_EYE], 0.13) | canvas.area(at[LEFT_EYE], 0.13)
    brows = (canvas.line(at[RIGHT_BROW], 0.25) | canvas.line(at[LEFT_BROW], 0.25)) & ~eyes
    nose = canvas.area(at[list(NOSE_RING)], 0.1) & ~eyes
    mouth = canvas.area(at[LIPS], 0.1) & ~nose
    jaw = (canvas.area(_below_the_mouth(at, canvas.down * unit), 0.08) | canvas.line(at[5:12], 0.25)) & ~mouth
    shape = (canvas.line(at[:6], 0.3) | canvas.line(at[11:17], 0.3)) & ~jaw
    ears = (canvas.ear(at[0], at[2], -1) | canvas.ear(at[16], at[14], 1)) & ~shape
    skin = canvas.cheeks() & ~nose & ~mouth & ~eyes
    face, up, right = canvas.area(at[list(OUTLINE)], 0.12), canvas.up, canvas.right
    forehead = (up > -0.1) & (up < 1.0) & (np.abs(right) < 0.9)
    around = (np.abs(right) < 1.75) & (up < 2.3) & (up > -1.6)
    hair = around & ~face & ~ears & ~((up < 0.6) & (np.abs(right) < 0.9))
    crown = (up > 1.1) & (up < 1.5) & (np.abs(right) < 0.8)
    head = around | face | ears | jaw
    return Regions(
        traits={
            "eyes": eyes,
            "brows": brows,
            "nose": nose,
            "mouth": mouth,
            "jaw": jaw,
            "face_shape": shape,
            "ears": ears,
            "skin_tone": skin,
            "hair": hair,
            "hair_color": crown,
        },
        head=head,
        surroundings=~head & ~forehead,
    )


def cheeks(landmarks: FloatArray, side: int) -> Mask:
    """[S, S]: where skin is seen, about as `regions` has it, for a twentieth of the cost."""
    return _Canvas(landmarks, side).cheeks()


@dataclass(frozen=True, kw_only=True)
class PortraitParts:
    """Masks [S, S] of where a portrait shows light, make-up and surroundings; left and right as in the picture."""

    left_cheek: Mask
    right_cheek: Mask
    face: Mask
    lips: Mask
    upper_lids: Mask
    backdrop: Mask


def portrait_parts(landmarks: FloatArray, side: int) -> PortraitParts:
    """Parts that lie outside of the picture are empty."""
    canvas = _Canvas(landmarks, side)
    at = canvas.landmarks
    return PortraitParts(
        left_cheek=canvas.left_cheek(),
        right_cheek=canvas.right_cheek(),
        face=canvas.area(at[list(OUTLINE)], 0.0),
        lips=canvas.area(at[LIPS], 0.0) & ~canvas.area(at[INNER_LIPS], 0.0),
        upper_lids=canvas.upper_lid(RIGHT_EYE) | canvas.upper_lid(LEFT_EYE),
        backdrop=(np.abs(canvas.right) > BACKDROP_FROM) & (canvas.up > -0.5),
    )


def _below_the_mouth(at: FloatArray, down: FloatArray) -> FloatArray:
    lips = np.concatenate([at[[54]], at[55:60], at[[48]]]) + np.float32(0.1) * down
    return np.concatenate([at[3:14], lips])


class _Canvas:
    """Draws in the face's own frame: `up` and `right` [S, S] are each pixel's place, from between the brows."""

    def __init__(self, landmarks: FloatArray, side: int) -> None:
        self.landmarks, self._side = landmarks, side
        eyes = landmarks[RIGHT_EYE].mean(axis=0), landmarks[LEFT_EYE].mean(axis=0)
        self.unit = max(float(np.linalg.norm(eyes[1] - eyes[0])), 1.0)
        across = (eyes[1] - eyes[0]) / self.unit
        self._across = across
        self.down = np.array([-across[1], across[0]], np.float32)
        rows, columns = np.mgrid[:side, :side]
        places = (np.stack([columns, rows], axis=-1) - landmarks[17:27].mean(axis=0)) / self.unit
        self.up, self.right = -(places @ self.down), places @ across

    def area(self, points: FloatArray, margin: float) -> Mask:
        """Returns the area enclosed by a ring of points and a margin around it."""
        image, draw = self._blank()
        draw.polygon(_tuples(points), fill=255)
        return np.asarray(np.asarray(image) > 0) | self.line(np.concatenate([points, points[:1]]), 2 * margin)

    def line(self, points: FloatArray, width: float) -> Mask:
        """A line with round ends."""
        image, draw = self._blank()
        radius = width * self.unit / 2
        draw.line(_tuples(points), fill=255, width=max(1, round(2 * radius)))
        for x, y in _tuples(points):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        return np.asarray(np.asarray(image) > 0)

    def ear(self, top: FloatArray, bottom: FloatArray, side: int) -> Mask:
        outwards = np.float32(0.4 * side * self.unit) * self._across
        raised = top - np.float32(0.1 * self.unit) * self.down
        return self.area(np.stack([raised, bottom, bottom + outwards, raised + outwards]), 0.0)

    def cheeks(self) -> Mask:
        return self.left_cheek() | self.right_cheek()

    def left_cheek(self) -> Mask:
        """Returns the cheek on the picture's left."""
        return self._cheek(1, 31, 3, 48, 40)

    def right_cheek(self) -> Mask:
        return self._cheek(15, 35, 13, 54, 47)

    def upper_lid(self, eye: slice) -> Mask:
        """Returns the area from the lashes to where the lid meets the brow's shadow."""
        outer, first, second, inner = self.landmarks[eye][:4]
        raised = np.float32(0.18 * self.unit) * self.down
        return self.area(np.stack([outer, first, second, inner, second - raised, first - raised]), 0.0)

    def _cheek(self, temple: int, nostril: int, jaw: int, lip: int, eye: int) -> Mask:
        """Returns the area between the landmarks of those numbers, away from their edges."""
        at = self.landmarks
        corners = [(temple, nostril, 0.3), (jaw, lip, 0.3), (lip, nostril, 0.4), (nostril, eye, 0.2)]
        return self.area(np.stack([(1 - t) * at[a] + t * at[b] for a, b, t in corners]), 0.0)

    def _blank(self) -> tuple[Image.Image, Any]:
        image = Image.new("L", (self._side, self._side))
        return image, ImageDraw.Draw(image)


def _tuples(points: FloatArray) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in points]
