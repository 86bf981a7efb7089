"""turned, tilted: where the head points, from 16 landmarks and a mean face in three dimensions.

The fit is scaled orthographic (no perspective): from where portraits are taken a head is far enough away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml_core.photo_advice.check import Check
from ml_core.photo_advice.inspection import Inspection

Matrix = npt.NDArray[np.float64]

# Points that don't slide with the view, as those of the cheeks' outline do, nor move much with the face's play.
RIGID = (8, *range(27, 36), 36, 39, 42, 45, 48, 54)
# x to the right, y down, z away from the camera, in distances between the eyes' outer corners. Fitted to the landmarks
# of generated faces, all heads at once (`python -m ml_core.training photo-advice` fits it again).
MEAN_FACE: Matrix = np.array(
    [
        [0.0, 0.937, 0.113],
        [0.0, -0.409, -0.037],
        [0.0, -0.269, -0.133],
        [0.0, -0.131, -0.237],
        [0.0, 0.012, -0.339],
        [-0.173, 0.105, -0.082],
        [-0.09, 0.135, -0.132],
        [0.0, 0.162, -0.166],
        [0.09, 0.135, -0.132],
        [0.173, 0.105, -0.082],
        [-0.5, -0.38, 0.236],
        [-0.212, -0.363, 0.17],
        [0.212, -0.363, 0.17],
        [0.5, -0.38, 0.236],
        [-0.339, 0.353, 0.207],
        [0.339, 0.353, 0.207],
    ]
)
# Below this in pixels the points lie in one spot and no head has been seen.
LEAST_SCALE = 1.0


@dataclass(frozen=True, kw_only=True)
class Pose:
    """Degrees. yaw: positive when the nose points to the picture's left. pitch: positive when it points up. Against the
    crop, in which the eyes are level already."""

    yaw: float
    pitch: float


def solve_pose(points: Matrix, *, mean_face: Matrix = MEAN_FACE) -> Pose | None:
    """Points [16, 2] of `RIGID` (x, y, any unit) -> where the head points, or None when they describe none."""
    _, rotation = fit(points - points.mean(axis=0), mean_face)
    if rotation is None:
        return None
    away = np.cross(rotation[0], rotation[1])  # third row of the rotation: z
    yaw = np.arctan2(rotation[0, 2], np.hypot(rotation[1, 2], away[2]))
    pitch = np.arctan2(rotation[1, 2], away[2])
    return Pose(yaw=float(np.degrees(yaw)), pitch=float(np.degrees(pitch)))


def fit(points: Matrix, shape: Matrix) -> tuple[float, Matrix | None]:
    """Scale and the rotation's first two rows [2, 3] that bring shape [K, 3] nearest points [K, 2], both centred: the
    free linear map by least squares, then the rotation nearest to it."""
    free = np.linalg.lstsq(shape, points, rcond=None)[0].T  # [2, 3]
    left, stretch, right = np.linalg.svd(free, full_matrices=False)
    scale = float(stretch.mean())
    return (scale, left @ right) if stretch[1] > 0 else (scale, None)


def yaw_degrees(inspection: Inspection) -> float | None:
    pose = _pose_of(inspection)
    return None if pose is None else abs(pose.yaw)


def pitch_degrees(inspection: Inspection) -> float | None:
    pose = _pose_of(inspection)
    return None if pose is None else abs(pose.pitch)


def _pose_of(inspection: Inspection) -> Pose | None:
    points = inspection.points[list(RIGID)]
    return solve_pose(points) if np.ptp(points, axis=0).min() > LEAST_SCALE else None


TURNED = Check(
    code="turned",
    level="advice",
    unit="degrees to either side",
    measure=yaw_degrees,
    found="above",
    threshold=25.0,
    sentence="The face is turned aside by {value:.0f} degrees, more than {threshold:.0f}, so that half of it is "
    "hidden. Use a photo from the front.",
)

TILTED = Check(
    code="tilted",
    level="advice",
    unit="degrees up or down",
    measure=pitch_degrees,
    found="above",
    threshold=20.0,
    sentence="The face points up or down by {value:.0f} degrees, more than {threshold:.0f}. Use a photo taken from the "
    "height of the eyes.",
)
