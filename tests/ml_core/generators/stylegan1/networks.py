"""Small networks with every variable random, our TensorFlow and the oracle over the same numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.generators.stylegan1.architecture import Architecture, check_variables
from ml_core.generators.stylegan1.network import StyleGAN1
from tests.ml_core.generators.random_stylegan1 import random_variables
from tests.ml_core.generators.stylegan1.oracle import Oracle

FIXTURE = Path(__file__).with_name("stylegan1_256_small.npz")
# What float32 may lose. Measured: 1e-6 against the oracle, 1e-5 against NVIDIA, whose own float32 is in that.
CLOSE = 1e-4


class Pair(NamedTuple):
    network: StyleGAN1
    oracle: Oracle
    variables: dict[str, FloatArray]


def draw_variables(architecture: Architecture, *, seed: int = 0) -> dict[str, FloatArray]:
    """The mapping's are larger by 1 / lrmul, as in training: otherwise no z would reach w."""
    variables = random_variables(architecture, seed=seed)
    return {
        name: (array / architecture.mapping_lrmul).astype(np.float32) if name.startswith("mapping/") else array
        for name, array in variables.items()
    }


def pair(architecture: Architecture, *, variables: dict[str, FloatArray] | None = None, seed: int = 0) -> Pair:
    variables = draw_variables(architecture, seed=seed) if variables is None else variables
    check_variables(architecture, variables)
    return Pair(
        network=StyleGAN1(architecture, variables, fingerprint="random"),
        oracle=Oracle(variables=variables, lrmul=architecture.mapping_lrmul, fused_scale=architecture.fused_scale),
        variables=variables,
    )


def normal(*shape: int, seed: int = 1) -> FloatArray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def draw_rows(architecture: Architecture, *, batch: int = 2, seed: int = 2) -> FloatArray:
    """w_plus [batch, L, D], no row like another."""
    return normal(batch, architecture.num_layers, architecture.style_width, seed=seed)


def tile(network: StyleGAN1, w: Any) -> FloatArray:
    """w [N, D] -> [N, L, D]."""
    return np.repeat(np.asarray(w)[:, None], network.latent_shape[0], axis=1)


def nchw(pictures: Any) -> FloatArray:
    return np.asarray(pictures).transpose(0, 3, 1, 2)
