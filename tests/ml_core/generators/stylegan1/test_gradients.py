"""TensorFlow's gradients against central differences of the float64 oracle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from ml_core.contracts import FloatArray
from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.generators.stylegan1.networks import Pair, draw_rows, normal, pair

SMALL = Architecture(
    channels=(7, 5, 4, 3), latent_width=9, mapping_width=14, style_width=11, mapping_layers=3, fused_scale=True
)
STEP = 1e-6  # the oracle's float64 leaves 1e-9 of noise in a quotient, and few leaky ReLUs change sides within it


@pytest.fixture(scope="module", params=[True, False], ids=["fused", "plain"])
def small(request: pytest.FixtureRequest) -> Pair:
    return pair(Architecture(**{**SMALL.to_json(), "channels": SMALL.channels, "fused_scale": request.param}))


def gradient(score: Callable[[Any], Any], at: FloatArray) -> FloatArray:
    point = tf.constant(at)
    with tf.GradientTape() as tape:
        tape.watch(point)
        value = score(point)
    return np.asarray(tape.gradient(value, point))


def slope(score: Callable[[Any], float], at: FloatArray, direction: FloatArray) -> float:
    return (score(at + STEP * direction.astype(np.float64)) - score(at - STEP * direction.astype(np.float64))) / (
        2 * STEP
    )


def agree(found: FloatArray, score: Callable[[Any], float], at: FloatArray) -> None:
    for seed in range(5):
        direction = normal(*at.shape, seed=100 + seed)
        wanted = slope(score, at, direction)
        assert abs(float((found * direction).sum()) - wanted) <= 1e-2 * abs(wanted) + 1e-4 * np.linalg.norm(found)


def test_the_gradient_to_w_plus_is_the_slope(small: Pair) -> None:
    rows, weights = draw_rows(SMALL), normal(2, 3, 32, 32, seed=7)
    found = gradient(
        lambda w_plus: tf.reduce_sum(small.network.synthesise(w_plus) * weights.transpose(0, 2, 3, 1)), rows
    )
    assert np.isfinite(found).all()
    agree(found, lambda w_plus: float((small.oracle.synthesis(w_plus) * weights).sum()), rows)


def test_the_gradient_to_w_is_the_slope(small: Pair) -> None:
    w, weights = normal(2, 11), normal(2, 3, 32, 32, seed=7)

    def score(w: Any) -> Any:
        w_plus = small.network.truncate(tf.repeat(w[:, None], SMALL.num_layers, axis=1), psi=0.7, cutoff=3)
        return tf.reduce_sum(small.network.synthesise(w_plus) * weights.transpose(0, 2, 3, 1))

    found = gradient(score, w)
    assert np.isfinite(found).all()
    agree(
        found,
        lambda w: float((small.oracle.synthesis(small.oracle.broadcast(w, psi=0.7, cutoff=3)) * weights).sum()),
        w,
    )


def test_the_gradient_to_z_is_the_slope(small: Pair) -> None:
    z, weights = normal(2, 9), normal(2, 11, seed=7)
    found = gradient(lambda z: tf.reduce_sum(small.network.map(z) * weights), z)
    agree(found, lambda z: float((small.oracle.mapping(z) * weights).sum()), z)


def test_every_row_of_every_picture_has_an_effect(small: Pair) -> None:
    weights = normal(2, 32, 32, 3, seed=7)
    found = gradient(lambda w_plus: tf.reduce_sum(small.network.synthesise(w_plus) * weights), draw_rows(SMALL))
    sizes = np.linalg.norm(found, axis=2)  # [N, L]
    assert sizes.min() > 1e-3 * sizes.max()
