from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from ml_core.generators.stylegan1.fixture import Fixture, read_fixture
from ml_core.generators.stylegan1.network import StyleGAN1
from tests.ml_core.generators.stylegan1.networks import FIXTURE, nchw
from tests.ml_core.generators.stylegan1.oracle import off_by


@pytest.fixture(scope="module")
def published() -> Fixture:
    return read_fixture(FIXTURE)


@pytest.fixture(scope="module")
def mixed(published: Fixture) -> StyleGAN1:
    return StyleGAN1(published.architecture, published.variables, fingerprint="mixed", precision="mixed")


def test_half_precision_costs_what_the_docstring_says(mixed: StyleGAN1, published: Fixture) -> None:
    """2.8e-3. Less than 1e-3 would mean that nothing is computed in float16."""
    pictures = mixed.synthesise(published.wplus)
    assert pictures.dtype == tf.float32
    assert 1e-3 < off_by(nchw(pictures), published.img_wplus) < 4e-3


def test_the_mapping_keeps_its_precision(mixed: StyleGAN1, published: Fixture) -> None:
    rows = np.repeat(np.asarray(mixed.map(published.z))[:, None], mixed.latent_shape[0], axis=1)
    assert off_by(rows, published.w) <= 1e-5


def test_half_precision_has_gradients(mixed: StyleGAN1, published: Fixture) -> None:
    rows = tf.constant(published.wplus[:1])
    with tf.GradientTape() as tape:
        tape.watch(rows)
        features = mixed.features(rows, num_blocks=2)
        score = tf.reduce_mean(features[:, :8])
    found = np.asarray(tape.gradient(score, rows))
    assert np.isfinite(found).all()
    assert np.linalg.norm(found[0, :6], axis=1).min() > 0
