"""Our synthesis against the OpenVINO runtime's, on the same file, turn by turn. `pip install openvino` first, which
nothing else needs; without it there is no figure."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import tensorflow as tf

from ml_core import catalogue
from ml_core.pipeline import Pipeline

TURNS = 25


def measure(pipeline: Pipeline) -> dict[str, object] | None:
    """seconds: medians of one 1024 px picture each, precision float32 on both sides."""
    if importlib.util.find_spec("openvino") is None:
        return None
    import openvino

    core = openvino.Core()
    files = (catalogue.path(f"mobile-stylegan/SynthesisNetwork.{kind}") for kind in ("xml", "bin"))
    theirs = core.compile_model(core.read_model(*files), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    w = pipeline.statistics.w_mean[None].astype(np.float32)
    w_plus = tf.repeat(tf.constant(w)[:, None], pipeline.generator.latent_shape[0], axis=1)
    synthesise = tf.function(pipeline.generator.synthesise)
    works: list[Callable[[], object]] = [lambda: np.asarray(synthesise(w_plus)), lambda: theirs(w)[0]]
    seconds: list[list[float]] = [[], []]
    for turn in range(TURNS + 1):
        for work, taken in zip(works, seconds, strict=True):
            started = time.perf_counter()
            work()
            if turn:  # the first one traces
                taken.append(time.perf_counter() - started)
    ours, others = (median(taken) for taken in seconds)
    return {
        "openvino": openvino.__version__,
        "ours_seconds": round(ours, 4),
        "openvino_seconds": round(others, 4),
        "ratio": round(ours / others, 3),
    }
