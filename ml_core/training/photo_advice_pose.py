"""The mean face behind `ml_core.photo_advice.pose`, and how far the angles solved with it are off.

Legend: N faces, K rigid points; shapes [K, 3] in distances between the eyes' outer corners, centred.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ml_core.photo_advice import pose

Array = npt.NDArray[np.float64]

# Where the points of `pose.RIGID` go in a mirror.
MIRRORED = np.array([pose.RIGID.index(k) for k in (8, 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 42, 39, 36, 54, 48)])
OUTER_LEFT, OUTER_RIGHT = pose.RIGID.index(36), pose.RIGID.index(45)
ROUNDS = 250  # the depth moves by less than .001 after 200
# Landmarks of a second look at the same face differ by a pixel of the view's 256, in which the unit is about 95.
LANDMARK_ERROR = 1 / 95


def fit_mean_face(faces: Array) -> Array:
    """Landmarks [N, K, 2] of many heads, each turned its own way -> one symmetric shape [K, 3], by turns: every head's
    pose from the shape, then the shape that fits all poses best (Tomasi and Kanade's factorisation, 1992, for many
    people taken as one)."""
    centred: Array = faces - faces.mean(axis=1, keepdims=True)
    flat = np.asarray(centred.mean(axis=0))
    shape = _scaled_and_symmetric(np.concatenate([flat, pose.MEAN_FACE[:, 2:] * np.ptp(flat[:, 0])], axis=1))
    for _ in range(ROUNDS):
        normal, right = np.zeros((3, 3)), np.zeros((3, len(shape)))
        for points in centred:
            scale, rotation = pose.fit(points, shape)
            if rotation is not None:
                normal += rotation.T @ rotation
                right += rotation.T @ points.T / scale
        shape = _scaled_and_symmetric(np.linalg.solve(normal, right).T)
    return shape


def errors(faces: Array, *, num_turns: int = 20) -> Array:
    """Solved minus true yaw and pitch [n, 2] in degrees, of known turns up to 40 aside and 25 up or down.

    Each face lends its own build: the mean face, moved as its landmarks depart from it, so that what the solver doesn't
    know of a person counts. What a person's landmarks say of a steady tilt, be it pose or build, can't be told apart
    and doesn't.
    """
    rng = np.random.default_rng(0)
    rows = []
    for points in faces - faces.mean(axis=1, keepdims=True):
        scale, rotation = pose.fit(points, pose.MEAN_FACE)
        assert rotation is not None  # noqa: S101 -- faces that were found have landmarks apart
        build = pose.MEAN_FACE + (points / scale - pose.MEAN_FACE @ rotation.T) @ rotation
        for _ in range(num_turns):
            yaw, pitch = rng.uniform(-40, 40), rng.uniform(-25, 25)
            seen = build @ rotation_of(yaw, pitch).T + rng.normal(0, LANDMARK_ERROR, (len(build), 2))
            solved = pose.solve_pose(seen)
            assert solved is not None  # noqa: S101
            rows.append((solved.yaw - yaw, solved.pitch - pitch))
    return np.array(rows)


def rotation_of(yaw: float, pitch: float) -> Array:
    """First two rows [2, 3] of the rotation that `pose.solve_pose` calls so; degrees."""
    y, p = np.deg2rad((yaw, pitch))
    aside = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    nod = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    return np.asarray((nod @ aside)[:2])


def _scaled_and_symmetric(shape: npt.NDArray[Any]) -> Array:
    mirrored = shape[MIRRORED] * [-1, 1, 1]
    both = (shape + mirrored) / 2
    both -= both.mean(axis=0)
    return np.asarray(both / (both[OUTER_RIGHT, 0] - both[OUTER_LEFT, 0]))
