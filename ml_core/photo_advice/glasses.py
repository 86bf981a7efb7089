"""glasses: their bridge crosses the nose where bare skin has no edge.

Rims can be taken for lids and shadows, the bridge for little else. Rimless and very thin frames go unseen; a deep frown
is sometimes taken for one.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ml_core.alignment.geometry import Points
from ml_core.contracts import FloatArray, Picture
from ml_core.photo_advice.check import Check
from ml_core.photo_advice.colour import luminance
from ml_core.photo_advice.inspection import LEFT_EYE, RIGHT_EYE, Inspection

# The patch on the nose, in distances between the eyes: so wide, from above the eyes' line to below it.
HALF_WIDTH, ABOVE, BELOW = 0.12, 0.25, 0.35
COLUMNS, ROWS = 16, 48
THIRDS = (slice(0, 6), slice(5, 11), slice(10, 16))
# Of white: keeps the logarithm of black in bounds.
FLOOR = 0.02
LEAST_DISTANCE = 8.0


def bridge_edge(inspection: Inspection) -> float | None:
    """The strongest edge that crosses the whole bridge of the nose, as a change of log luminance a row: 0 bare skin,
    0.5 a black frame."""
    return edge_in(inspection.view, inspection.points)


def edge_in(picture: Picture, points: Points) -> float | None:
    """Measures `bridge_edge` of a face with its landmarks [68, 2] in that picture; None where it is too small."""
    left, right = points[LEFT_EYE].mean(axis=0), points[RIGHT_EYE].mean(axis=0)
    if np.hypot(*(right - left)) < LEAST_DISTANCE:
        return None
    patch = _patch(np.log(luminance(picture) + FLOOR), left, right)
    edges = [_edges(patch[:, columns].mean(axis=1)) for columns in THIRDS]
    return float(np.min(edges, axis=0).max())  # a crease or an eyelid's end is in one third only


def _patch(values: FloatArray, left: Points, right: Points) -> FloatArray:
    """[ROWS, COLUMNS] of the nose between the eyes, upright."""
    across = right - left
    down = np.array([-across[1], across[0]])
    x = np.linspace(-HALF_WIDTH, HALF_WIDTH, COLUMNS)
    y = np.linspace(-ABOVE, BELOW, ROWS)
    grid = (left + right) / 2 + x[None, :, None] * across + y[:, None, None] * down
    smooth = ndimage.gaussian_filter(values, 0.8)
    return np.asarray(ndimage.map_coordinates(smooth, np.moveaxis(grid, -1, 0)[::-1], order=1, mode="nearest"))


def _edges(profile: FloatArray) -> FloatArray:
    """Steepness by row, spread to the rows next to it because a frame needn't be level."""
    steepness = np.abs(np.diff(ndimage.gaussian_filter1d(profile, 0.7)))
    return np.asarray(ndimage.maximum_filter1d(steepness, 3))


CHECK = Check(
    code="glasses",
    level="advice",
    unit="change of log luminance a row (1/80 of the distance between the eyes) across the bridge of the nose",
    measure=bridge_edge,
    found="above",
    threshold=0.11,
    sentence="The person seems to wear glasses: an edge of {value:.2f} crosses the nose, more than {threshold:.2f}. "
    "Glasses are often lost or hide the eyes; a photo without them serves better.",
)


def are_worn(picture: Picture, landmarks: FloatArray) -> bool:
    """Returns True if a face with its landmarks [68, 2] in that picture wears glasses; False where it is too small to
    tell.
    """
    edge = edge_in(picture, landmarks.astype(np.float64))
    return edge is not None and edge > CHECK.threshold
