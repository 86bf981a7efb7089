"""The projector of StyleGAN2 (Karras et al. 2020, appendix D): one w for all rows, noise on it, LPIPS."""

from __future__ import annotations

import math
from typing import Any

import tensorflow as tf

from benchmarks.inversion.descent import Descent, State, adam
from ml_core.objective import shrink
from ml_core.pipeline import Pipeline

RAMP_UP, RAMP_DOWN = 0.05, 0.25
NOISE, NOISE_ENDS = 0.05, 0.75
SEED = 20261125


class StyleGAN2Projector(Descent):
    """A code is one w, [1, D]."""

    name = "stylegan2"
    title = "StyleGAN2's projector"
    differs = "Noise maps aren't searched for: the built-in generator's are constants."
    published_steps = 1000
    rate = 0.1

    def __init__(self, pipeline: Pipeline, *, num_steps: int | None = None) -> None:
        super().__init__(pipeline, num_steps=num_steps)
        self._lpips = pipeline.lpips
        # The projector's deviation is that of the whole vector, not of one component.
        self._length = self.w_deviation * math.sqrt(self.generator.latent_shape[1])

    def start(self) -> Any:
        return self.w_mean[None]

    def disturbed(self, code: Any, index: Any) -> Any:
        left = tf.maximum(0.0, 1.0 - self._done(index) / NOISE_ENDS)
        seed = tf.stack([SEED, tf.cast(index, tf.int32)])
        return code + NOISE * self._length * tf.square(left) * tf.random.stateless_normal(code.shape, seed)

    def rows(self, code: Any) -> Any:
        return tf.repeat(code[:, None], self.generator.latent_shape[0], axis=1)

    def prepare(self, photo: Any) -> Any:
        return self._lpips.prepare(shrink(photo, self.view))

    def loss(self, picture: Any, code: Any, target: Any) -> Any:
        return self._lpips.distance(self.prepare(picture), target)[0]

    def update(self, state: State, gradient: Any, index: Any) -> State:
        done = self._done(index)
        fall = 0.5 - 0.5 * tf.cos(math.pi * tf.minimum(1.0, (1.0 - done) / RAMP_DOWN))
        return adam(state, gradient, self.rate * fall * tf.minimum(1.0, done / RAMP_UP), index)

    def _done(self, index: Any) -> Any:
        """t: 0 in the first step, and below 1 in the last."""
        return (index - 1.0) / self.num_steps
