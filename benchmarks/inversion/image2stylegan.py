"""Image2StyleGAN (Abdal, Qin & Wonka 2019, section 4): Adam on four layers of VGG16 and the pixels."""

from __future__ import annotations

from typing import Any, NamedTuple

import tensorflow as tf

from benchmarks.inversion import vgg16_layers
from benchmarks.inversion.descent import Descent, State, adam
from ml_core.objective import shrink
from ml_core.perceptual import trunks
from ml_core.pipeline import Pipeline

# (block, layer), both from 1: conv1_1, conv1_2, conv3_2 and conv4_2.
LAYERS = ((1, 1), (1, 2), (3, 2), (4, 2))


class _Target(NamedTuple):
    maps: list[Any]
    pixels: Any  # [1, R, R, 3]


class Image2StyleGAN(Descent):
    """All weights are 1, as published; means over values take the place of its sums over N."""

    name = "image2stylegan"
    title = "Image2StyleGAN"
    differs = "Pixels count in the trunk's own units, as its layers do: the paper doesn't name the units."
    published_steps = 1000
    rate = 0.01

    def __init__(self, pipeline: Pipeline, *, num_steps: int | None = None) -> None:
        super().__init__(pipeline, num_steps=num_steps)
        self._weights = trunks.read()

    def prepare(self, photo: Any) -> _Target:
        maps = vgg16_layers.activations(self._weights, shrink(photo, self.view), LAYERS)
        return _Target(maps, self._weights.scaling.apply(shrink(photo, self.generator.resolution)))

    def loss(self, picture: Any, code: Any, target: _Target) -> Any:
        ours = self.prepare(picture)
        maps = [_mean_square(a, b) for a, b in zip(ours.maps, target.maps, strict=True)]
        return tf.add_n([*maps, _mean_square(ours.pixels, target.pixels)])

    def update(self, state: State, gradient: Any, index: Any) -> State:
        return adam(state, gradient, self.rate, index)


def _mean_square(a: Any, b: Any) -> Any:
    return tf.reduce_mean(tf.square(a - b))
