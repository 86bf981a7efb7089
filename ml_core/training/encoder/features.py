"""Inputs of the encoder's head, computed once for each picture: FaceNet itself is not trained.

Legend: N samples a chunk; a version is one way in which chance damaged all of them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ml_core import images
from ml_core.contracts import Picture
from ml_core.encoder import Features, extract_features
from ml_core.perceptual.facenet import FaceNet
from ml_core.training.encoder import pairs
from ml_core.training.encoder.damage import damage
from ml_core.whole_files import whole_file

SEED = 20261126
BATCH = 10


def compute(facenet: FaceNet, *, chunks: range, versions: int, pairs_dir: Path, work_dir: Path) -> None:
    """Computes what isn't there yet; 0.02 s a picture on two cores, 150 kB of disk."""
    work_dir.mkdir(parents=True, exist_ok=True)
    extract = tf.function(lambda pictures: extract_features(facenet, pictures), reduce_retracing=True)
    for version in range(versions):
        for chunk in tqdm(chunks, desc=f"features {version + 1}/{versions}", unit=" hundred"):
            path = _path(work_dir, chunk, version)
            if path.exists():
                continue
            rng = np.random.default_rng([SEED, version, chunk])
            damaged = [damage(picture, rng) for picture in pairs.pictures(pairs_dir, chunk)]
            parts = [
                extract(tf.constant(_unit(damaged[start : start + BATCH]))) for start in range(0, len(damaged), BATCH)
            ]
            arrays = [
                np.concatenate([np.asarray(part, np.float16) for part in column]) for column in zip(*parts, strict=True)
            ]
            with whole_file(path) as file:
                np.savez(file, **dict(zip(Features._fields, arrays, strict=True)))  # type: ignore[arg-type]


def load(work_dir: Path, chunk: int, version: int) -> Features:
    """Loads arrays of float16, N first."""
    with np.load(_path(work_dir, chunk, version), allow_pickle=False) as file:
        return Features(*(file[name] for name in Features._fields))


def _path(work_dir: Path, chunk: int, version: int) -> Path:
    return work_dir / f"{chunk:05d}-{version}.npz"


def _unit(pictures: list[Picture]) -> np.ndarray:
    return np.stack([images.to_unit(picture) for picture in pictures])
