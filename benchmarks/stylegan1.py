"""What a StyleGAN 1 of the published size costs: bringing its file, loading it, drawing. Its variables are random."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from benchmarks.speed import timed
from ml_core.generators import converted
from ml_core.generators.conversion import convert
from ml_core.generators.stylegan1.network import StyleGAN1
from tests.ml_core.generators.nvidia_files import FFHQ, FFHQ_KWARGS, write_triple
from tests.ml_core.generators.random_stylegan1 import random_variables


def measure(*, anchor_seconds: float) -> dict[str, object]:
    """`anchors`: how many syntheses of the built-in generator it takes."""
    with tempfile.TemporaryDirectory() as name:
        file, folder = Path(name) / "full.pkl", Path(name) / "full"
        write_triple(file, random_variables(FFHQ), FFHQ_KWARGS)
        convert_seconds = _seconds(lambda: convert(file, folder))
        load_seconds = _seconds(lambda: converted.read(folder))
        megabytes = file.stat().st_size / 1e6
        _, architecture, variables = converted.read(folder)
    generator = StyleGAN1(architecture, variables, fingerprint="random")
    w_plus = tf.constant(np.random.default_rng(0).standard_normal((1, *generator.latent_shape)), tf.float32)
    draw, slope = tf.function(generator.synthesise), tf.function(lambda w: _gradient(generator, w))
    draw_seconds = timed(lambda: draw(w_plus).numpy())
    slope_seconds = timed(lambda: slope(w_plus).numpy())
    return {
        "file_mb": round(megabytes),
        "convert_seconds": round(convert_seconds, 2),
        "load_seconds": round(load_seconds, 2),
        "synthesis": {"seconds": round(draw_seconds, 3), "anchors": round(draw_seconds / anchor_seconds, 2)},
        "gradient": {"seconds": round(slope_seconds, 3), "anchors": round(slope_seconds / anchor_seconds, 2)},
    }


def _gradient(generator: StyleGAN1, w_plus: Any) -> Any:
    with tf.GradientTape() as tape:
        tape.watch(w_plus)
        loss = tf.reduce_mean(tf.square(generator.synthesise(w_plus)))
    return tape.gradient(loss, w_plus)


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
