"""Samples faces from a generator and notes the age and sex that two networks read off each (`ml_core.apparent`).

Work is kept in chunks, one file each, so that an interrupted run goes on where it stopped. A chunk holds no codes:
they follow from the seed, the chunk's number and the generator.

Legend: N samples a chunk, D latent width.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from tqdm import tqdm

from ml_core import images
from ml_core.apparent import Estimators
from ml_core.contracts import FloatArray, Generator
from ml_core.errors import WeightsRefused
from ml_core.generators.low_res import LowResGenerator
from ml_core.whole_files import whole_file

SEED = 20231124
SAMPLES_PER_CHUNK = 100
TRUNCATION_PSI = 0.9  # keeps the rare broken faces of psi 1 out of the means
MEAN_SAMPLES = 16384
# FFHQ's generators show a face in 99 of 100 pictures.
LEAST_FACES = 0.5


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Sampled faces. w [N, D]; age [N] years; p_female [N] 0..1. Pictures in which the detector missed the face are
    left out; `num_sampled` counts them too."""

    num_sampled: int
    w: FloatArray
    age: FloatArray
    p_female: FloatArray


def mean_and_deviation(generator: Generator) -> tuple[FloatArray, float]:
    """Mean of w [D] over 16,384 samples, and the root mean square deviation of one component from it."""
    z = np.random.default_rng(SEED).standard_normal((MEAN_SAMPLES, generator.z_width)).astype(np.float32)
    w = np.asarray(generator.map(tf.constant(z)))
    mean = w.mean(axis=0)
    return mean, float(np.sqrt(np.mean(np.square(w - mean))))


def sample_w(generator: Generator, w_mean: FloatArray, chunk: int) -> FloatArray:
    """Samples the codes [N, D] of a chunk."""
    rng = np.random.default_rng([SEED, chunk])
    z = rng.standard_normal((SAMPLES_PER_CHUNK, generator.z_width)).astype(np.float32)
    return map_truncated(generator, z, w_mean, psi=TRUNCATION_PSI)


def map_truncated(
    generator: Generator, z: FloatArray, w_mean: FloatArray, *, psi: float | npt.NDArray[np.float32]
) -> FloatArray:
    """z [N, Z] -> w [N, D], at psi of its offset from the mean face; psi a number or [N, 1]."""
    return np.asarray(w_mean + psi * (np.asarray(generator.map(tf.constant(z))) - w_mean), np.float32)


def collect(generator: Generator, w_mean: FloatArray, *, num_samples: int, work_dir: Path) -> Samples:
    """Samples and estimates `num_samples` faces (rounded up to whole chunks); with the built-in generator about 0.2 s
    each on two cores. They are rendered at low resolution if the generator can do that well, as children are while
    they are fitted.

    Raises:
        WeightsRefused: the first chunk shows that this generator draws no faces.
    """
    work_dir.mkdir(parents=True, exist_ok=True)
    num_chunks = -(-num_samples // SAMPLES_PER_CHUNK)
    render = generator.synthesise_low_res if isinstance(generator, LowResGenerator) else generator.synthesise
    traced, estimators = tf.function(render, reduce_retracing=True), Estimators.load()
    parts: list[Samples] = []
    for chunk in tqdm(range(num_chunks), desc="faces", unit=" hundred"):
        w = sample_w(generator, w_mean, chunk)
        path = work_dir / f"both-{chunk:05d}.npy"
        estimates = _cached_estimates(path, w, traced, estimators, generator.latent_shape[0])
        found = ~np.isnan(estimates[:, 0])
        if chunk == 0:
            _refuse_faceless(generator, found)
        parts.append(Samples(num_sampled=len(w), w=w[found], age=estimates[found, 0], p_female=estimates[found, 1]))
    return Samples(
        num_sampled=sum(part.num_sampled for part in parts),
        w=np.concatenate([part.w for part in parts]),
        age=np.concatenate([part.age for part in parts]),
        p_female=np.concatenate([part.p_female for part in parts]),
    )


def _refuse_faceless(generator: Generator, found: npt.NDArray[np.bool_]) -> None:
    if found.mean() < LEAST_FACES:
        raise WeightsRefused(
            f"The generator {generator.fingerprint} draws no faces: one was found in {found.sum()} of its first "
            f"{found.size} pictures. Children can only be made by a generator of faces, cropped as FFHQ's are."
        )


def _cached_estimates(
    path: Path, w: FloatArray, render: Any, estimators: Estimators, num_rows: int
) -> npt.NDArray[np.float32]:
    """[N, 2]: age and p_female, NaN where no face was found."""
    if path.exists():
        return np.asarray(np.load(path))
    rows = [_estimate(render(tf.repeat(row[None, None], num_rows, axis=1))[0], estimators) for row in w]
    estimates = np.asarray(rows, dtype=np.float32)
    with whole_file(path) as file:
        np.save(file, estimates)
    return estimates


def _estimate(picture: Any, estimators: Estimators) -> tuple[float, float]:
    estimate = estimators.estimate(images.from_unit(np.asarray(picture)))
    return (np.nan, np.nan) if estimate is None else (estimate.age_years, estimate.p_female)
