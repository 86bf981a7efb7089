"""The encoder that BabyGAN and most others descend from (Puzer/stylegan-encoder, 2019)."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from benchmarks.inversion.descent import Descent, State
from ml_core.objective import shrink
from ml_core.perceptual.encoder_loss import EncoderLoss
from ml_core.pipeline import Pipeline


class Puzer(Descent):
    """Plain gradient descent at a rate of 1 on one layer of VGG16, from w = 0."""

    name = "puzer"
    title = "Puzer's encoder"
    differs = (
        "On another trunk than ImageNet's, and with the built-in generator, its rate of 1 moves nothing (5e-6 of w in "
        "40 steps): there it is 10,000, the largest power of ten that stays finite, and still slow. "
        "Pictures are shrunk by the mean of cells."
    )
    published_steps = 1000
    rate = 1.0
    # The stand-in's block3_conv3 is far smaller. Tried on the sample couple, whom this benchmark leaves out.
    stand_in_rate = 10_000.0

    def __init__(self, pipeline: Pipeline, *, num_steps: int | None = None) -> None:
        super().__init__(pipeline, num_steps=num_steps)
        self._encoder_loss = EncoderLoss.load()
        if not self._encoder_loss.is_exact:
            self.rate = self.stand_in_rate

    def start(self) -> Any:
        return tf.zeros((1, *self.generator.latent_shape))

    def prepare(self, photo: Any) -> Any:
        return self._encoder_loss.prepare(shrink(photo, self.view))

    def loss(self, picture: Any, code: Any, target: Any) -> Any:
        return self._encoder_loss.distance(self.prepare(picture), target)[0]

    def update(self, state: State, gradient: Any, index: Any) -> State:
        return state._replace(code=state.code - self.rate * gradient)
