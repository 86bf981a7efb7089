"""Parity with the OpenVINO runtime (reference: `python -m ml_core.training openvino-reference`), and properties."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from ml_core.generators.mobile_stylegan import MobileStyleGAN

REFERENCE = Path(__file__).parent / "openvino.npz"


@pytest.fixture(scope="module")
def generator() -> MobileStyleGAN:
    return MobileStyleGAN.load()


@pytest.fixture(scope="module")
def reference() -> dict[str, np.ndarray]:
    with np.load(REFERENCE) as file:
        return dict(file)


def rows(w: np.ndarray) -> tf.Tensor:
    return tf.repeat(tf.constant(w)[:, None], 16, axis=1)


def test_mapping_agrees_with_openvino(generator, reference):
    w = generator.map(tf.constant(reference["z"])).numpy()

    assert np.abs(w - reference["w"]).max() <= 1e-4


def test_synthesis_agrees_with_openvino_on_every_latent(generator, reference):
    synthesise = tf.function(generator.synthesise)
    stride = int(reference["pixel_stride"])

    for w, expected in zip(reference["w"], reference["samples"], strict=True):
        picture = synthesise(rows(w[None])).numpy()[0]
        assert np.abs(picture[::stride, ::stride] - expected).max() <= 1e-3

    assert len(reference["w"]) >= 4


def test_a_batch_gives_what_its_members_give_alone(generator, reference):
    features = tf.function(lambda w: generator.features(w, num_blocks=4))
    together = features(rows(reference["w"][:2])).numpy()

    for index in range(2):
        alone = features(rows(reference["w"][index : index + 1])).numpy()[0]
        assert np.abs(together[index] - alone).max() <= 1e-3 * np.abs(alone).max()


def test_every_row_of_w_plus_has_an_effect_and_gradients_reach_it(generator, reference):
    w_plus = tf.Variable(rows(reference["w"][:1]))

    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(generator.synthesise(w_plus)))
    gradient = tape.gradient(loss, w_plus).numpy()

    assert np.isfinite(gradient).all()
    assert (np.abs(gradient[0]).max(axis=1) > 0).all()


@pytest.mark.parametrize("spread", [0.0, 0.25])
def test_a_low_res_picture_is_near_the_shrunk_picture_on_tied_rows_and_on_spread_ones(generator, reference, spread):
    noise = np.random.default_rng(1).standard_normal((1, 16, 512)).astype(np.float32)
    render = tf.function(
        lambda w: (generator.synthesise_low_res(w), tf.nn.avg_pool2d(generator.synthesise(w), 4, 4, "VALID"))
    )

    for w in reference["w"][:2]:
        low_res, true = render(rows(w[None]) + spread * noise)
        assert low_res.shape == (1, 256, 256, 3)
        decibels = 10 * np.log10(4.0 / float(tf.reduce_mean(tf.square(low_res - true))))
        assert decibels > 30.0


def test_a_low_res_picture_s_gradient_points_where_the_true_picture_s_does(generator, reference):
    w_plus = rows(reference["w"][:1])
    towards = tf.nn.avg_pool2d(generator.synthesise(rows(reference["w"][1:2])), 4, 4, "VALID")

    def gradient(render):
        with tf.GradientTape() as tape:
            tape.watch(w_plus)
            loss = tf.reduce_mean(tf.square(render(w_plus) - towards))
        return tape.gradient(loss, w_plus).numpy().ravel()

    low_res = gradient(generator.synthesise_low_res)
    true = gradient(lambda w: tf.nn.avg_pool2d(generator.synthesise(w), 4, 4, "VALID"))
    cosine = low_res @ true / np.linalg.norm(low_res) / np.linalg.norm(true)

    assert cosine > 0.95


def test_gradient_agrees_with_finite_differences(generator, reference):
    w_plus = rows(reference["w"][:1])
    direction = np.random.default_rng(0).standard_normal(w_plus.shape).astype(np.float32)
    direction /= np.linalg.norm(direction)

    @tf.function
    def value(point: tf.Tensor) -> tf.Tensor:
        return tf.reduce_sum(tf.cast(generator.features(point, num_blocks=3), tf.float64) ** 2) / 1e4

    with tf.GradientTape() as tape:
        tape.watch(w_plus)
        loss = value(w_plus)
    slope = float(np.sum(tape.gradient(loss, w_plus).numpy() * direction))
    step = 1e-2
    measured = float(value(w_plus + step * direction) - value(w_plus - step * direction)) / (2 * step)

    assert measured == pytest.approx(slope, rel=2e-2)
