"""Pairs of a code and its picture, of which a generator gives as many as one likes.

A chunk's file holds the pictures alone: the codes follow from its number (`sampling.sample_w`).

Legend: N = 100 samples a chunk, D latent width, L rows of W+, V side of what the projector compares (256 px).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ml_core import images
from ml_core.contracts import FloatArray, Generator, Picture
from ml_core.generators.low_res import low_resolution
from ml_core.objective import shrink
from ml_core.training import sampling
from ml_core.whole_files import whole_file


def render(generator: Generator, w_mean: FloatArray, *, chunks: range, work_dir: Path) -> None:
    """Renders what isn't there yet; with the built-in generator 0.13 s a picture on two cores."""
    work_dir.mkdir(parents=True, exist_ok=True)
    view = low_resolution(generator)
    render_one = tf.function(lambda w: _shrunk(generator, w, view), reduce_retracing=True)
    for chunk in tqdm(chunks, desc="pairs", unit=" hundred"):
        path = _path(work_dir, chunk)
        if path.exists():
            continue
        codes = sampling.sample_w(generator, w_mean, chunk)
        pictures = [images.from_unit(np.asarray(render_one(w[None]))) for w in codes]
        with whole_file(path) as file:
            np.save(file, np.stack(pictures))


def pictures(work_dir: Path, chunk: int) -> Picture:
    """Returns the pictures [N, V, V, 3] of a chunk that was rendered."""
    return np.asarray(np.load(_path(work_dir, chunk)), np.uint8)


def _path(work_dir: Path, chunk: int) -> Path:
    return work_dir / f"{chunk:05d}.npy"


def _shrunk(generator: Generator, w: Any, view: int) -> Any:
    """w [1, D] -> [V, V, 3]."""
    w_plus = tf.repeat(w[:, None], generator.latent_shape[0], axis=1)
    return shrink(generator.synthesise(w_plus), view)[0]
