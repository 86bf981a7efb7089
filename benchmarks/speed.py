"""Seconds of the parts, and their ratio to the anchor: one 1024 px synthesis on the same machine in the same minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from statistics import median

import numpy as np

from ml_core.contracts import AlignedFace, Latent
from ml_core.errors import Cancelled
from ml_core.pipeline import Pipeline

REPEATS = 7


def measure(pipeline: Pipeline) -> dict[str, object]:
    anchor = anchor_seconds(pipeline)
    step, true_step = _step_seconds(pipeline, pipeline.synthesise(_mean(pipeline)))
    return {
        "anchor_seconds": round(anchor, 3),
        "step": {"seconds": round(step, 3), "anchors": round(step / anchor, 2)},
        "step_with_true_output": {"seconds": round(true_step, 3), "anchors": round(true_step / anchor, 2)},
    }


def anchor_seconds(pipeline: Pipeline) -> float:
    mean = _mean(pipeline)
    return timed(lambda: pipeline.synthesise(mean))


def _mean(pipeline: Pipeline) -> Latent:
    w_plus = np.broadcast_to(pipeline.statistics.w_mean, pipeline.generator.latent_shape)
    return Latent(w_plus=np.ascontiguousarray(w_plus), generator=pipeline.generator.fingerprint)


def timed(work: Callable[[], object]) -> float:
    """Median of a few runs."""
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return median(seconds)


def _step_seconds(pipeline: Pipeline, picture: np.ndarray) -> tuple[float, float]:
    """Medians of one person's steps: at low resolution alone, and with the true output."""
    face = AlignedFace(pixels=picture, landmarks=np.zeros((68, 2), np.float32))
    every = pipeline.projector_config.true_every
    num_steps = REPEATS * every
    ends: list[float] = []
    with suppress(Cancelled):
        pipeline.project(
            [[face]],
            on_progress=lambda _: ends.append(time.perf_counter()),
            is_cancelled=lambda: len(ends) > num_steps,
        )
    steps = np.diff(ends)  # from the second step on
    is_true = np.arange(1, len(ends)) % every == 0
    return float(np.median(steps[~is_true])), float(np.median(steps[is_true]))
