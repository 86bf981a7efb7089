"""What NVIDIA's own graph computed, against our network and against the oracle that the other tests use."""

from __future__ import annotations

import numpy as np
import pytest

from ml_core.contracts import FloatArray
from ml_core.generators.stylegan1.architecture import infer_architecture
from tests.ml_core.generators.stylegan1.networks import CLOSE, FIXTURE, Pair, nchw, pair, tile
from tests.ml_core.generators.stylegan1.oracle import off_by


@pytest.fixture(scope="module")
def published() -> dict[str, FloatArray]:
    with np.load(FIXTURE) as arrays:
        return dict(arrays)


@pytest.fixture(scope="module")
def both(published: dict[str, FloatArray]) -> Pair:
    variables = {name.removeprefix("var:"): array for name, array in published.items() if name.startswith("var:")}
    return pair(infer_architecture(variables), variables=variables)


def test_our_network_computes_nvidia_s_w(both: Pair, published: dict[str, FloatArray]) -> None:
    assert off_by(tile(both.network, both.network.map(published["z"])), published["w"]) <= CLOSE


def test_our_network_draws_nvidia_s_picture_from_z(both: Pair, published: dict[str, FloatArray]) -> None:
    w_plus = both.network.truncate(tile(both.network, both.network.map(published["z"])), psi=0.7, cutoff=8)
    assert off_by(nchw(both.network.synthesise(w_plus)), published["img"]) <= CLOSE


def test_our_network_draws_nvidia_s_picture_from_rows_that_differ(both: Pair, published: dict[str, FloatArray]) -> None:
    assert off_by(nchw(both.network.synthesise(published["wplus"])), published["img_wplus"]) <= CLOSE


def test_the_published_truncation_is_the_default(both: Pair, published: dict[str, FloatArray]) -> None:
    rows = both.network.truncate(published["wplus"])
    np.testing.assert_array_equal(rows, both.network.truncate(published["wplus"], psi=0.7, cutoff=8))
    assert off_by(rows, published["wplus"]) > 0.1


def test_the_oracle_computes_what_nvidia_s_graph_does(both: Pair, published: dict[str, FloatArray]) -> None:
    w = both.oracle.mapping(published["z"])
    assert off_by(both.oracle.broadcast(w, psi=1.0, cutoff=None), published["w"]) <= CLOSE
    assert off_by(both.oracle.synthesis(both.oracle.broadcast(w, psi=0.7, cutoff=8)), published["img"]) <= CLOSE
    assert off_by(both.oracle.synthesis(published["wplus"]), published["img_wplus"]) <= CLOSE
