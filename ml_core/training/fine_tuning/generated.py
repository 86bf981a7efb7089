"""Generated faces, whose codes are known: they tell what the encoder gets wrong on average, and remind it
in its lesson of faces other than the set's.

Legend: N faces, D latent width, V side of a low-resolution picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ml_core import images
from ml_core.contracts import FloatArray, Generator, Picture
from ml_core.encoder import Encoder
from ml_core.training import sampling
from ml_core.training.encoder import pairs

FIRST_CHUNK = 5000  # of `sampling.sample_w`: far beyond what an encoder learns from
NUM_CHUNKS = 4  # of 100 faces: their mean guess is 0.03 deviations off by chance
BATCH = 10


@dataclass(frozen=True, kw_only=True)
class Crops:
    """Pictures of faces and their codes. pixels [N, V, V, 3] uint8; codes [N, D]."""

    pixels: Picture
    codes: FloatArray


def render(generator: Generator, w_mean: FloatArray, *, work_dir: Path) -> Crops:
    """Renders the faces: a minute on two cores, once; the pictures are kept, 79 MB."""
    chunks = range(FIRST_CHUNK, FIRST_CHUNK + NUM_CHUNKS)
    pairs.render(generator, w_mean, chunks=chunks, work_dir=work_dir)
    return Crops(
        pixels=np.concatenate([pairs.pictures(work_dir, chunk) for chunk in chunks]),
        codes=np.concatenate([sampling.sample_w(generator, w_mean, chunk) for chunk in chunks]),
    )


def mean_error(encoder: Encoder, crops: Crops) -> FloatArray:
    """Returns the mean error of the guesses [D]; 0.03 s a face."""
    encode = tf.function(encoder.encode, reduce_retracing=True)
    starts = tqdm(range(0, len(crops.pixels), BATCH), desc="generated faces", unit=" ten")
    guesses = [encode(tf.constant(images.to_unit(crops.pixels[start : start + BATCH]))) for start in starts]
    return np.asarray(np.mean(np.concatenate(guesses) - crops.codes, axis=0), np.float32)
