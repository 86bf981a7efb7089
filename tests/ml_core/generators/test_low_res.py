from __future__ import annotations

import numpy as np
import tensorflow as tf

from ml_core.generators.low_res import LowResHead
from ml_core.pipeline import Pipeline

SEEDS = (101, 102, 103, 104)


def test_the_low_res_picture_of_unseen_faces_is_near_the_true_picture(pipeline: Pipeline) -> None:
    generator, ours = pipeline.generator, pipeline.statistics
    head = LowResHead(generator, ours.preview_kernel, ours.preview_bias)
    render = tf.function(lambda w: (head.render(w), tf.nn.avg_pool2d(generator.synthesise(w), 4, 4, "VALID")))
    errors = []
    for seed in SEEDS:
        z = np.random.default_rng(seed).standard_normal((1, 512)).astype(np.float32)
        w = ours.w_mean + 0.8 * (generator.map(tf.constant(z)) - ours.w_mean)
        low_res, true = render(tf.repeat(w[:, None], 16, axis=1))
        assert low_res.shape == (1, 256, 256, 3)
        errors.append(float(tf.reduce_mean(tf.square(low_res - true))))
    decibels = 10 * np.log10(4.0 / np.mean(errors))
    assert decibels > 22.0
