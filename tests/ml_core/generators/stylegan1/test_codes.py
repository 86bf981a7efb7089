"""What a code does and doesn't do to the picture."""

from __future__ import annotations

import numpy as np
import pytest

from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.generators.stylegan1.networks import Pair, draw_rows, normal, pair, tile
from tests.ml_core.generators.stylegan1.oracle import off_by

SMALL = Architecture(channels=(7, 5, 3), latent_width=9, mapping_width=14, style_width=11, mapping_layers=3)


@pytest.fixture(scope="module")
def small() -> Pair:
    return pair(SMALL)


def test_psi_0_gives_everybody_the_mean_face(small: Pair) -> None:
    w_plus = small.network.truncate(tile(small.network, small.network.map(normal(2, 9))), psi=0.0, cutoff=6)
    first, second = np.asarray(small.network.synthesise(w_plus))
    assert off_by(first, second) <= 1e-5


def test_psi_1_changes_no_code(small: Pair) -> None:
    rows = draw_rows(SMALL)
    np.testing.assert_allclose(small.network.truncate(rows, psi=1.0, cutoff=6), rows, atol=1e-6)


def test_the_length_of_z_is_nothing_to_the_mapping(small: Pair) -> None:
    z = normal(2, 9)
    assert off_by(small.network.map(10.0 * z), small.network.map(z)) <= 1e-5


def test_pictures_of_a_batch_do_not_influence_each_other(small: Pair) -> None:
    rows = draw_rows(SMALL, batch=3)
    together = np.asarray(small.network.synthesise(rows))
    alone = np.concatenate([small.network.synthesise(rows[index : index + 1]) for index in range(3)])
    assert off_by(together, alone) <= 1e-6
    others = np.concatenate([rows[:1], 100.0 * rows[1:]])
    assert off_by(small.network.synthesise(others)[:1], together[:1]) <= 1e-6


def test_pictures_follow_their_codes_through_the_batch(small: Pair) -> None:
    rows = draw_rows(SMALL, batch=3)
    pictures = np.asarray(small.network.synthesise(rows))
    assert off_by(small.network.synthesise(rows[::-1].copy()), pictures[::-1]) <= 1e-6
    assert off_by(pictures[1:], pictures[:1]) > 0.1
