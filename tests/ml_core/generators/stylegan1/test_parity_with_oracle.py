"""Sizes, widths and settings that NVIDIA's fixture doesn't have, against the oracle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.generators.stylegan1.networks import CLOSE, draw_rows, nchw, normal, pair, tile
from tests.ml_core.generators.stylegan1.oracle import off_by

ODD: dict[str, Any] = {"latent_width": 9, "mapping_width": 14, "style_width": 11, "mapping_layers": 3}
SMALL = Architecture(channels=(7, 5, 3), **ODD)


@pytest.mark.parametrize("fused_scale", ["auto", True, False])
@pytest.mark.parametrize(
    "channels",
    [(7, 5), (3, 5, 7), (8, 7, 5, 3), (7, 1, 5, 2, 3), (8, 8, 7, 5, 4, 3)],
    ids=["8px", "16px", "32px", "64px", "128px"],
)
def test_pictures_of_every_size_and_form_agree(channels: tuple[int, ...], fused_scale: Any) -> None:
    architecture = Architecture(channels=channels, fused_scale=fused_scale, **ODD)
    network, oracle, _ = pair(architecture)
    for batch in (1, 3):
        rows = draw_rows(architecture, batch=batch)
        assert off_by(nchw(network.synthesise(rows)), oracle.synthesis(rows)) <= CLOSE


@pytest.mark.parametrize("compiled", [False, True])
def test_a_million_pixels_lose_no_more_than_a_few(compiled: bool) -> None:
    """The norm's means are float32 sums over 1024 x 1024 values."""
    architecture = Architecture(channels=(6, 5, 4, 4, 4, 4, 3, 3, 2), **ODD)
    network, oracle, _ = pair(architecture)
    rows = draw_rows(architecture, batch=1)
    draw = tf.function(network.synthesise) if compiled else network.synthesise
    assert off_by(nchw(draw(rows)), oracle.synthesis(rows)) <= 2e-5


def test_wide_layers_agree() -> None:
    """Sums over 9 x 300 products lose more than short ones do."""
    architecture = Architecture(channels=(300, 300, 200), latent_width=512, mapping_width=512, style_width=512)
    network, oracle, _ = pair(architecture)
    z = normal(2, 512)
    assert off_by(network.map(z), oracle.mapping(z)) <= CLOSE
    rows = draw_rows(architecture)
    assert off_by(nchw(network.synthesise(rows)), oracle.synthesis(rows)) <= CLOSE


@pytest.mark.parametrize("num_layers", [1, 2, 8])
@pytest.mark.parametrize("lrmul", [0.01, 0.3, 1.0])
@pytest.mark.parametrize("batch", [1, 3])
def test_mappings_agree(num_layers: int, lrmul: float, batch: int) -> None:
    widths: dict[str, Any] = {**ODD, "mapping_layers": num_layers, "mapping_lrmul": lrmul}
    network, oracle, _ = pair(Architecture(channels=(3, 2), **widths))
    z = normal(batch, 9)
    assert network.map(z).shape == (batch, 11)
    assert off_by(network.map(z), oracle.mapping(z)) <= CLOSE


@pytest.mark.parametrize("psi", [1.0, 0.5, 0.0, -0.5])
@pytest.mark.parametrize("cutoff", [None, 0, 1, 5, 6, 100])
def test_truncations_agree(psi: float, cutoff: int | None) -> None:
    network, oracle, _ = pair(SMALL)
    w = normal(3, 11)
    rows = network.truncate(tile(network, w), psi=psi, cutoff=cutoff)
    wanted = oracle.broadcast(w, psi=psi, cutoff=cutoff)
    assert off_by(rows, wanted) <= CLOSE
    assert off_by(nchw(network.synthesise(rows)), oracle.synthesis(wanted)) <= CLOSE


@pytest.mark.parametrize(("psi", "cutoff"), [(0.4, 3), (0.4, None), (1.0, 8)])
def test_the_architecture_s_own_truncation_is_the_default(psi: float, cutoff: int | None) -> None:
    network, oracle, _ = pair(Architecture(channels=(7, 5, 3), truncation_psi=psi, truncation_cutoff=cutoff, **ODD))
    w = normal(2, 11)
    assert off_by(network.truncate(tile(network, w)), oracle.broadcast(w, psi=psi, cutoff=cutoff)) <= CLOSE


def test_a_compiled_graph_draws_what_eager_code_does() -> None:
    network, _, _ = pair(Architecture(channels=(7, 5, 3), fused_scale=True, **ODD))

    def draw(z: Any) -> Any:
        w_plus = tf.repeat(network.map(z)[:, None], network.latent_shape[0], axis=1)
        return network.synthesise(network.truncate(w_plus))

    compiled = tf.function(draw, input_signature=[tf.TensorSpec([None, 9], tf.float32)])
    for batch in (1, 3):
        z = normal(batch, 9)
        assert off_by(compiled(z), draw(z)) <= 1e-6


@pytest.mark.parametrize("num_blocks", [0, 1, 2])
def test_features_are_those_that_leave_the_given_block(num_blocks: int) -> None:
    network, oracle, _ = pair(SMALL)
    rows = draw_rows(SMALL, batch=3)
    features = network.features(rows, num_blocks=num_blocks)
    assert features.shape == (3, 4 * 2**num_blocks, 4 * 2**num_blocks, SMALL.channels[num_blocks])
    assert off_by(nchw(features), oracle.features(rows, num_blocks=num_blocks)) <= CLOSE


def test_the_fused_form_is_the_plain_one_with_its_kernel_turned_by_half_a_circle() -> None:
    fused, _, variables = pair(Architecture(channels=(7, 5, 3), fused_scale=True, **ODD))
    turned = {name: array[::-1, ::-1] if "Conv0_up/weight" in name else array for name, array in variables.items()}
    plain = Architecture(channels=(7, 5, 3), fused_scale=False, **ODD)
    rows = draw_rows(plain)
    pictures = fused.synthesise(rows)
    assert off_by(pair(plain, variables=turned).network.synthesise(rows), pictures) <= 1e-5
    assert off_by(pair(plain, variables=variables).network.synthesise(rows), pictures) > 0.1


def test_auto_is_fused_from_128_pixels_on() -> None:
    auto = Architecture(channels=(3,) * 6, **ODD)
    assert [auto.block_resolution(block) for block in range(6) if auto.is_fused(block)] == [128]
    rows = draw_rows(auto, batch=1)
    pictures = {
        form: pair(Architecture(channels=(3,) * 6, fused_scale=form, **ODD)).network.features(rows, num_blocks=5)
        for form in ("auto", True, False)
    }
    assert off_by(pictures[True], pictures["auto"]) > 0.1
    assert off_by(pictures[False], pictures["auto"]) > 0.1
    np.testing.assert_array_equal(
        *(
            pair(Architecture(channels=(3,) * 6, fused_scale=form, **ODD)).network.features(rows, num_blocks=4)
            for form in ("auto", False)
        )
    )
