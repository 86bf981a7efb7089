"""One good photo of a man who doesn't exist, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml_core.alignment import geometry
from ml_core.contracts import AlignedFace, Picture
from ml_core.photo_advice.inspection import Inspection, inspect


@dataclass(frozen=True, kw_only=True)
class Sitter:
    photo: Picture
    face: AlignedFace

    @property
    def points(self) -> Any:
        return self.face.landmarks.astype(np.float64)

    def inspect(self) -> Inspection:
        return inspect(self.photo, self.face)

    def inspect_after(self, damage: Callable[..., Picture], **amounts: object) -> Inspection:
        """As if the landmarks were found where they were before the damage."""
        photo = damage(self.photo, self.points, **amounts)
        pixels = geometry.crop(photo, geometry.crop_quad(self.face.landmarks), size=256)
        return inspect(photo, AlignedFace(pixels=pixels, landmarks=self.face.landmarks))


def blank(colour: int | tuple[int, int, int]) -> AlignedFace:
    """A face's landmarks on one colour."""
    across, down = np.meshgrid(np.linspace(60, 190, 34), [100, 180])
    landmarks = np.stack([across.ravel(), down.ravel()], axis=1).astype(np.float32)
    return AlignedFace(pixels=np.full((256, 256, 3), colour, np.uint8), landmarks=landmarks)
