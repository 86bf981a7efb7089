"""The inspection of a face, on which all checks measure: upright, at one size, with its landmarks and skin.

Legend: V = 256 px, the side of the view; points [68, 2] are x, y in the view's pixels.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from ml_core import images
from ml_core.alignment import geometry
from ml_core.contracts import AlignedFace, Picture

Mask = npt.NDArray[np.bool_]

# The projector compares faces at this size, dlib's embedding at less: what can't be seen here costs no likeness.
VIEW_SIDE = 256
JAW, BROWS = slice(0, 17), slice(17, 27)
LEFT_EYE, RIGHT_EYE, MOUTH = geometry.LEFT_EYE, geometry.RIGHT_EYE, slice(48, 60)


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """A face as the checks measure it. side: of the crop in the photo's own pixels. outside: share of the crop that
    lies beyond the photo's edges. view [V, V, 3] uint8. points [68, 2] float64, all zero where the landmarks describe
    no face."""

    side: float
    outside: float
    view: Picture
    points: geometry.Points

    @functools.cached_property
    def native(self) -> Picture:
        """[S, S, 3], S = V or the crop's side in the photo if that is less: nothing in it was made up by enlarging."""
        side = round(self.side)
        return images.resize(self.view, side) if 0 < side < VIEW_SIDE else self.view

    @functools.cached_property
    def hull(self) -> Mask:
        """[V, V]: from the brows to the jaw."""
        return fill(np.concatenate([self.points[JAW], self.points[BROWS][::-1]]))

    @functools.cached_property
    def skin(self) -> Mask:
        """[V, V]: the hull without its rim, the eyes and the mouth."""
        outline = np.concatenate([self.points[JAW], self.points[BROWS][::-1]])
        mask = fill(_grown(outline, 0.92))
        for part in (LEFT_EYE, RIGHT_EYE, MOUTH):
            mask = mask & ~fill(_grown(self.points[part], 1.6))
        return mask


def inspect(photo: Picture, face: AlignedFace) -> Inspection:
    """Prepares a face for the checks. photo [H, W, 3]: the one that the face was aligned in; with another, `outside`
    would be wrong."""
    view = images.resize(face.pixels, VIEW_SIDE)
    with np.errstate(all="ignore"):  # landmarks that all lie in one point divide by nothing
        quad = geometry.crop_quad(face.landmarks)
        side = geometry.quad_side(quad)
    if not (np.isfinite(quad).all() and side >= 1.0):
        return Inspection(side=0.0, outside=1.0, view=view, points=np.zeros((68, 2)))
    axes = np.stack([quad[3] - quad[0], quad[1] - quad[0]], axis=1)
    points = np.linalg.solve(axes, (face.landmarks - quad[0]).T).T * VIEW_SIDE
    return Inspection(side=side, outside=_outside(photo, quad), view=view, points=points)


def _outside(photo: Picture, quad: geometry.Points) -> float:
    """Returns the share of a grid of 32 x 32 points over the crop that lies beyond the photo."""
    steps = (np.arange(32) + 0.5) / 32
    across, down = np.meshgrid(steps, steps)
    grid = quad[0] + across[..., None] * (quad[3] - quad[0]) + down[..., None] * (quad[1] - quad[0])
    inside = np.all((grid >= 0) & (grid < [photo.shape[1], photo.shape[0]]), axis=-1)
    return float(1.0 - inside.mean())


def fill(points: geometry.Points) -> Mask:
    """The polygon as a mask [V, V]."""
    image = Image.new("1", (VIEW_SIDE, VIEW_SIDE))
    # far beyond the view it makes no difference how far, and Pillow counts in 32 bits
    near = np.clip(points, -4 * VIEW_SIDE, 4 * VIEW_SIDE)
    ImageDraw.Draw(image).polygon([(x, y) for x, y in near.tolist()], fill=1)
    return np.asarray(image)


def _grown(points: geometry.Points, factor: float) -> geometry.Points:
    middle = points.mean(axis=0)
    return np.asarray((points - middle) * factor + middle)
