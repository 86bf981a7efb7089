"""Fits the linear read-out of `ml_core.generators.low_res`.

Legend: P places of a feature map, C feature channels; pictures NHWC float32 in [-1, 1].
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from tqdm import tqdm

from ml_core.contracts import FloatArray, Generator
from ml_core.generators.low_res import PIXELS_PER_FEATURE, low_resolution, num_low_res_blocks
from ml_core.objective import shrink
from ml_core.training import sampling
from ml_core.whole_files import whole_file

NUM_SAMPLES, NUM_FITTED = 300, 270  # the others judge the fit
RIDGE = 1e-6  # of the mean diagonal: the features are nearly collinear
SAVE_EVERY = 30


@dataclass(frozen=True, kw_only=True)
class Fit:
    """kernel [C, 12], bias [12]; PSNR in dB on faces that the fit didn't see."""

    kernel: FloatArray
    bias: FloatArray
    decibels: float


def fit_low_res_head(generator: Generator, w_mean: FloatArray, *, work_dir: Path) -> Fit:
    """Ridge regression from a feature vector to its 2 x 2 pixels; about three syntheses a sample. What was summed up is
    kept in `work_dir`."""
    path = work_dir / "preview-head.npz"
    gram, moment, errors, first = _restore(path)
    observe = tf.function(lambda w_plus: _features_and_pixels(generator, w_plus))
    rng = np.random.default_rng(sampling.SEED)
    for index in tqdm(range(NUM_SAMPLES), desc="low-resolution head", initial=first):
        z = rng.standard_normal((1, generator.z_width)).astype(np.float32)
        psi = rng.uniform(0.6, 1.0)
        if index < first:
            continue  # only the random numbers are drawn again
        w = sampling.map_truncated(generator, z, w_mean, psi=psi)
        x, y = observe(tf.repeat(tf.constant(w[:, None], tf.float32), generator.latent_shape[0], axis=1))
        if index < NUM_FITTED:
            gram, moment = gram + _product(x, x), moment + _product(x, y)
        else:
            errors.append(float(tf.reduce_mean(tf.square(x @ _solve(gram, moment) - y))))
        if (index + 1) % SAVE_EVERY == 0:
            _save(path, gram, moment, errors, index + 1)
    weights = _solve(gram, moment)
    return Fit(kernel=weights[:-1], bias=weights[-1], decibels=float(10 * np.log10(4.0 / np.mean(errors))))


def _solve(gram: npt.NDArray[np.float64], moment: npt.NDArray[np.float64]) -> FloatArray:
    ridge = RIDGE * np.trace(gram) / len(gram)
    return np.asarray(np.linalg.solve(gram + ridge * np.eye(len(gram)), moment), np.float32)


def _product(x: Any, y: Any) -> npt.NDArray[np.float64]:
    return np.asarray(tf.transpose(x) @ y, np.float64)


def _features_and_pixels(generator: Generator, w_plus: Any) -> tuple[Any, Any]:
    """[P, C + 1] with a column of ones, and [P, 12]."""
    features = generator.features(w_plus, num_blocks=num_low_res_blocks(generator))
    flat = tf.reshape(features, [-1, features.shape[-1]])
    picture = shrink(generator.synthesise(w_plus), low_resolution(generator))
    pixels = tf.nn.space_to_depth(picture, PIXELS_PER_FEATURE)
    return tf.concat([flat, tf.ones_like(flat[:, :1])], axis=1), tf.reshape(pixels, [-1, pixels.shape[-1]])


def _restore(path: Path) -> tuple[Any, Any, list[float], int]:
    if not path.exists():
        return 0.0, 0.0, [], 0
    with np.load(path) as file:
        return file["gram"], file["moment"], list(file["errors"]), int(file["first"])


def _save(path: Path, gram: Any, moment: Any, errors: list[float], first: int) -> None:
    with whole_file(path) as file:
        np.savez(file, gram=gram, moment=moment, errors=errors, first=first)
