from __future__ import annotations

import numpy as np
import pytest

from ml_core.contracts import FloatArray
from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.generators.stylegan1.networks import Pair, draw_rows, draw_variables, pair
from tests.ml_core.generators.stylegan1.oracle import Array, leaky_relu, off_by

SMALL = Architecture(channels=(7, 5, 3), latent_width=9, mapping_width=14, style_width=11, mapping_layers=3)


@pytest.fixture(scope="module")
def small() -> Pair:
    return pair(SMALL)


def test_stored_noise_gives_the_same_code_the_same_pixels(small: Pair) -> None:
    rows = draw_rows(SMALL)
    np.testing.assert_array_equal(small.network.synthesise(rows), small.network.synthesise(rows))


def test_a_seed_gives_the_same_pixels_again_and_another_seed_others(small: Pair) -> None:
    rows = draw_rows(SMALL)
    seeded = small.network.synthesise(rows, noise_seed=5)
    np.testing.assert_array_equal(seeded, small.network.synthesise(rows, noise_seed=5))
    assert off_by(small.network.synthesise(rows, noise_seed=6), seeded) > 0.01
    assert off_by(small.network.synthesise(rows), seeded) > 0.01


@pytest.mark.parametrize("seed", [0, -1, 2**32 - 1, 2**63 - 1])
def test_any_whole_number_is_a_seed(small: Pair, seed: int) -> None:
    assert np.isfinite(small.network.synthesise(draw_rows(SMALL), noise_seed=seed)).all()


def test_fresh_noise_differs_between_the_pictures_of_a_batch(small: Pair) -> None:
    rows = np.repeat(draw_rows(SMALL, batch=1), 2, axis=0)
    first, second = np.asarray(small.network.synthesise(rows, noise_seed=5))
    assert off_by(first, second) > 0.01


def test_a_network_that_learnt_no_noise_draws_none() -> None:
    variables = draw_variables(SMALL)
    silent = {name: np.zeros_like(a) if name.endswith("Noise/weight") else a for name, a in variables.items()}
    network = pair(SMALL, variables=silent).network
    rows = draw_rows(SMALL)
    np.testing.assert_array_equal(network.synthesise(rows), network.synthesise(rows, noise_seed=5))


def test_fresh_noise_is_standard_normal() -> None:
    """A last layer that adds its biases -1, 0, 1 to the noise and nothing else: the leaky ReLU's knee cuts each channel
    at another place, so mean and variance can be told from the quantiles although the norm rescales all."""
    biases = np.array([-1.0, 0.0, 1.0], np.float32)
    drawn = _values_of_a_bare_last_layer(biases)
    wanted = _normalised(leaky_relu(np.random.default_rng(3).standard_normal((200_000, 1)) + biases))
    shares = np.linspace(0.05, 0.95, 19)
    np.testing.assert_allclose(np.quantile(drawn, shares, axis=0), np.quantile(wanted, shares, axis=0), atol=0.04)


def _values_of_a_bare_last_layer(biases: FloatArray) -> FloatArray:
    """-> [pixels, 3], before the style."""
    architecture = Architecture(channels=(2, 2, 2, 2, 2, 3), latent_width=4, mapping_width=4, style_width=4)
    last = "synthesis/128x128/Conv1"
    variables = draw_variables(architecture)
    for name in (f"{last}/weight", f"{last}/StyleMod/weight", f"{last}/StyleMod/bias"):
        variables[name] = np.zeros_like(variables[name])
    variables |= {f"{last}/bias": biases, f"{last}/Noise/weight": np.ones(3, np.float32)}
    network = pair(architecture, variables=variables).network
    features = network.features(draw_rows(architecture), num_blocks=5, noise_seed=5)
    return np.asarray(features).reshape(-1, 3)


def _normalised(values: Array) -> Array:
    return (values - values.mean(axis=0)) / values.std(axis=0)
