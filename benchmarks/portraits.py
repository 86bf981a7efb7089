"""People whom the generator draws, to be cropped as photos are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ml_core.contracts import Latent, Picture
from ml_core.pipeline import Pipeline
from ml_core.training.sampling import TRUNCATION_PSI, map_truncated


def draw_portrait(pipeline: Pipeline, seed: Sequence[int]) -> Picture:
    """[R, R, 3], of the same person for the same seed."""
    generator = pipeline.generator
    z = np.random.default_rng(seed).standard_normal((1, generator.z_width)).astype(np.float32)
    w = map_truncated(generator, z, pipeline.statistics.w_mean, psi=TRUNCATION_PSI)
    w_plus = np.repeat(w, generator.latent_shape[0], axis=0)
    return pipeline.synthesise(Latent(w_plus=w_plus, generator=generator.fingerprint))
