"""Second lesson: the pictures that the codes give, for not every error of a code shows. Needs TensorFlow.

Legend: N batch, D latent width, V side of a low-resolution picture; pictures NHWC float32 in [-1, 1].
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ml_core import images
from ml_core.contracts import FloatArray
from ml_core.encoder import Features
from ml_core.generators.low_res import Render
from ml_core.objective import shrink
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS
from ml_core.training.encoder import features, pairs

BATCH = 4
RATE = 1e-4
LOSS_RESOLUTION = 64
IDENTITY_WEIGHT, PIXEL_WEIGHT, CODE_WEIGHT = 0.5, 0.3, 0.5
SEED = 20261126


class Batch(NamedTuple):
    """A batch of samples. features: of the pictures as chance damaged them; codes [N, D] that they should get, in
    deviations, each counting by its code_weights [N]; pictures [N, V, V, 3] that the codes should give."""

    features: Features
    codes: Any
    code_weights: Any
    pictures: Any


class ThroughGenerator:
    """Trains the head through the generator. w_mean [D]: the mean code."""

    def __init__(
        self, head: Any, low_res: Render, lpips: LPIPS, facenet: FaceNet, *, w_mean: FloatArray, w_deviation: float
    ) -> None:
        import keras

        self._head, self._low_res, self._lpips, self._facenet = head, low_res, lpips, facenet
        self._w_mean, self._w_deviation = tf.constant(w_mean), w_deviation
        self._optimiser = keras.optimizers.Adam(RATE)
        self._traced = tf.function(self._step, reduce_retracing=True)

    def teach(
        self,
        codes: FloatArray,
        *,
        chunks: range,
        versions: int,
        num_rows: int,
        num_steps: int,
        pairs_dir: Path,
        features_dir: Path,
    ) -> None:
        """Steps of `BATCH` samples, 0.8 s each on two cores. codes [N, D] in deviations, N 100 times the chunks."""
        batches = self._batches(codes, chunks, versions, pairs_dir, features_dir)
        self.follow(batches, num_rows=num_rows, num_steps=num_steps)

    def follow(self, batches: Iterator[Batch], *, num_rows: int, num_steps: int) -> None:
        """Trains as `teach` does, with samples from any source."""
        with tqdm(range(num_steps), desc="through the generator") as bar:
            for index in bar:
                self._optimiser.learning_rate.assign(RATE * 0.5 * (1.0 + math.cos(math.pi * index / num_steps)))
                loss = self._traced(next(batches), num_rows)
                bar.set_postfix(loss=f"{float(loss):.3f}")

    def _batches(
        self, codes: FloatArray, chunks: range, versions: int, pairs_dir: Path, features_dir: Path
    ) -> Iterator[Batch]:
        """Chunk after chunk at random, a few batches of each: reading one costs as much as a step."""
        rng = np.random.default_rng(SEED)
        while True:
            chunk = int(rng.choice(chunks))
            loaded = features.load(features_dir, chunk, int(rng.integers(versions)))
            pictures = pairs.pictures(pairs_dir, chunk)
            order = rng.permutation(len(pictures))
            for start in range(0, 5 * BATCH, BATCH):
                rows = order[start : start + BATCH]
                yield Batch(
                    Features(*(tf.constant(part[rows].astype(np.float32)) for part in loaded)),
                    tf.constant(codes[chunk * len(pictures) + rows]),
                    tf.fill([BATCH], CODE_WEIGHT),
                    tf.constant(np.stack([images.to_unit(pictures[row]) for row in rows])),
                )

    def _step(self, batch: Batch, num_rows: int) -> Any:
        """One step of Adam -> the batch's loss."""
        with tf.GradientTape() as tape:
            codes = self._head(list(batch.features), training=True)
            w = self._w_mean + self._w_deviation * codes
            rendered = self._low_res(tf.repeat(w[:, None], num_rows, axis=1))
            code_errors = tf.reduce_mean(tf.square(codes - batch.codes), axis=1)  # [N]
            loss = self._picture_loss(rendered, batch.pictures) + tf.reduce_mean(batch.code_weights * code_errors)
        weights = self._head.trainable_variables
        self._optimiser.apply(tape.gradient(loss, weights), weights)
        return loss

    def _picture_loss(self, rendered: Any, pictures: Any) -> Any:
        small_rendered, small = (shrink(each, LOSS_RESOLUTION) for each in (rendered, pictures))
        perceptual = self._lpips.distance(self._lpips.prepare(small_rendered), self._lpips.prepare(small))
        apart = self._facenet.embed(rendered) - tf.stop_gradient(self._facenet.embed(pictures))
        return (
            tf.reduce_mean(perceptual)
            + IDENTITY_WEIGHT * tf.reduce_mean(tf.reduce_sum(tf.square(apart), axis=-1))
            + PIXEL_WEIGHT * tf.reduce_mean(tf.square(small_rendered - small))
        )
