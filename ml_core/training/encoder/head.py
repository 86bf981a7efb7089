"""First lesson: the codes themselves. Runs on any of Keras' backends.

Legend: N samples, D latent width; codes in deviations of one component from the mean face.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.training import sampling
from ml_core.training.encoder import features

logger = logging.getLogger(__name__)
BATCH = 64
FILES_AT_ONCE = 12  # 15 MB each
RATE, WEIGHT_DECAY = 1e-3, 0.02
WARM_UP = 0.05  # share of all steps; then the rate falls as a cosine
SEED = 20261126


def teach(
    head: Any, codes: FloatArray, *, chunks: range, unseen: range, versions: int, features_dir: Path, epochs: int
) -> tuple[float, float]:
    """Mean square error of a component, on what it learned from and on chunks it never saw. codes [N, D], N 100 times
    the chunks of both ranges, in order.

    1 ms a sample and epoch on two cores.
    """
    import keras

    keras.utils.set_random_seed(SEED)
    per_epoch = versions * len(chunks) * sampling.SAMPLES_PER_CHUNK // BATCH
    num_steps = epochs * per_epoch
    rate = keras.optimizers.schedules.CosineDecay(
        RATE * 0.02,
        int(num_steps * (1 - WARM_UP)),
        alpha=0.0,
        warmup_target=RATE,
        warmup_steps=int(num_steps * WARM_UP),
    )
    head.compile(keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY), loss="mse")
    batches = _batches(codes, chunks, versions, features_dir)
    head.fit(batches, steps_per_epoch=per_epoch, epochs=epochs, verbose=2, shuffle=False)
    error, unseen_error = (_error(head, codes, each, features_dir) for each in (chunks[: len(unseen)], unseen))
    logger.info("mean square error of the code: %.3f where it learned, %.3f on others", error, unseen_error)
    return error, unseen_error


def _batches(codes: FloatArray, chunks: range, versions: int, features_dir: Path) -> Iterator[tuple[Any, FloatArray]]:
    """Yields batches of a few files' samples, shuffled, without end."""
    rng = np.random.default_rng(SEED)
    files = [(chunk, version) for version in range(versions) for chunk in chunks]
    while True:
        order = rng.permutation(len(files))
        for start in range(0, len(files), FILES_AT_ONCE):
            some = [files[index] for index in order[start : start + FILES_AT_ONCE]]
            parts = [features.load(features_dir, chunk, version) for chunk, version in some]
            inputs = [np.concatenate(column) for column in zip(*parts, strict=True)]
            wanted = np.concatenate([_of(codes, chunk) for chunk, _ in some])
            shuffled = rng.permutation(len(wanted))
            for first in range(0, len(wanted) - BATCH + 1, BATCH):
                rows = shuffled[first : first + BATCH]
                yield tuple(part[rows].astype(np.float32) for part in inputs), wanted[rows]


def _error(head: Any, codes: FloatArray, chunks: range, features_dir: Path) -> float:
    """Returns the error on the chunks' first version."""
    errors = []
    for chunk in chunks:
        inputs = [part.astype(np.float32) for part in features.load(features_dir, chunk, 0)]
        errors.append(np.mean(np.square(head.predict(inputs, verbose=0) - _of(codes, chunk))))
    return float(np.mean(errors))


def _of(codes: FloatArray, chunk: int) -> FloatArray:
    size = sampling.SAMPLES_PER_CHUNK
    return codes[chunk * size : (chunk + 1) * size]
