"""StyleGAN 1 generators of any size with every variable random: they draw no faces, and are made in no time."""

from __future__ import annotations

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.generators.stylegan1.architecture import Architecture, variable_shapes

TINY = Architecture(channels=(5, 4, 3), latent_width=6, mapping_width=8, style_width=7, mapping_layers=3)


def random_variables(architecture: Architecture, *, seed: int = 0) -> dict[str, FloatArray]:
    rng = np.random.default_rng(seed)
    shapes = variable_shapes(architecture)
    variables = {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items() if shape}
    return variables | {name: np.zeros((), np.float32) for name, shape in shapes.items() if not shape}
