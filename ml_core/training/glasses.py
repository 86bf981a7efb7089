"""Measures what glasses add to a code, so that they can be taken off: a part of `ml_core.training traits`.

Generated faces are searched for an edge across the nose's bridge (`ml_core.photo_advice.glasses`); a linear regression
of their codes on glasses, age and sex gives what glasses add where these are the same.

Legend: N faces, D latent width.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ml_core import attributes, images
from ml_core.alignment import detection
from ml_core.contracts import FloatArray, Generator, Picture
from ml_core.errors import InvalidRequest
from ml_core.generators.low_res import Render
from ml_core.photo_advice import glasses
from ml_core.statistics import GeneratorStatistics
from ml_core.training import sampling
from ml_core.whole_files import whole_file

BATCH = 10
# Fewer wearers say little about the rest of what glasses may be.
LEAST_WEARERS = 15


def measure(
    generator: Generator, known: GeneratorStatistics, render: Render, *, num_faces: int, work_dir: Path
) -> FloatArray:
    """[D]: the mean code of faces with glasses less that of others of their age and sex. 0.1 s a face on two cores;
    goes on where an interrupted run stopped.

    Raises:
        InvalidRequest: hardly anybody wore some.
    """
    codes, estimates = [], []
    for chunk in tqdm(range(-(-num_faces // sampling.SAMPLES_PER_CHUNK)), desc="glasses", unit=" hundred"):
        w = sampling.sample_w(generator, known.w_mean, chunk)
        codes.append(w)
        estimates.append(_estimates(work_dir / f"glasses-{chunk:04d}.npy", w, render, generator.latent_shape[0]))
    rows = np.concatenate(estimates)
    found = ~np.isnan(rows[:, 0])
    return added_by_glasses(np.concatenate(codes)[found], rows[found])


def added_by_glasses(codes: FloatArray, estimates: FloatArray) -> FloatArray:
    """codes [N, D]; estimates [N, 3]: edge across the bridge, age in years, p_female -> [D].

    Raises:
        InvalidRequest: hardly anybody wore some.
    """
    edge, age, p_female = estimates.T
    wearing = edge > glasses.CHECK.threshold
    if wearing.sum() < LEAST_WEARERS:
        raise InvalidRequest(
            f"Only {wearing.sum()} of {len(estimates)} drawn faces wear glasses; at least {LEAST_WEARERS} are needed. "
            "Draw more with --num-looked-at."
        )
    log_age = np.log1p(age)
    known = np.stack([wearing, np.ones_like(age), log_age, np.square(log_age), p_female, p_female * log_age], axis=1)
    coefficients, *_ = np.linalg.lstsq(known.astype(np.float64), codes.astype(np.float64), rcond=None)
    return np.asarray(coefficients[0], np.float32)


def _estimates(path: Path, w: FloatArray, render: Render, num_rows: int) -> FloatArray:
    if path.exists():
        return np.asarray(np.load(path))
    rows = []
    for start in range(0, len(w), BATCH):
        pictures: Any = render(tf.repeat(tf.constant(w[start : start + BATCH, None]), num_rows, axis=1))
        rows += [_estimate(images.from_unit(picture)) for picture in np.asarray(pictures)]
    estimates = np.asarray(rows, np.float32)
    with whole_file(path) as file:
        np.save(file, estimates)
    return estimates


def _estimate(picture: Picture) -> tuple[float, float, float]:
    boxes = detection.find_faces(picture)
    edge = glasses.edge_in(picture, detection.find_landmarks(picture, boxes[0]).astype(np.float64)) if boxes else None
    if edge is None:
        return np.nan, np.nan, np.nan
    estimate = attributes.estimate_in(picture, boxes[0])
    return edge, estimate.age_years, estimate.p_female
