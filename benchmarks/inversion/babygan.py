"""What BabyGAN's notebook asks of its encoder (pbaylies/stylegan-encoder), as far as it can be had here."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import tensorflow as tf

from benchmarks.inversion.descent import Descent, State, adam
from ml_core.objective import shrink
from ml_core.perceptual.encoder_loss import EncoderLoss
from ml_core.pipeline import Pipeline

LAYER_WEIGHT, PIXEL_WEIGHT, STRUCTURE_WEIGHT, LPIPS_WEIGHT, MEAN_WEIGHT = 0.4, 1.5, 200.0, 100.0, 0.5
MEAN_SCALE = 512.0
# A component farther from 0 is drawn anew within (Lipton & Tripathi 2017).
CLIP = 2.0
SEED = 20261125


class _Target(NamedTuple):
    layer: Any
    maps: list[Any]
    pixels: Any  # [1, V, V, 3] in 0..255


class BabyGAN(Descent):
    """Log-cosh of block3_conv3 and of the pixels, MS-SSIM, LPIPS and the distance to the mean face."""

    name = "babygan"
    title = "BabyGAN"
    differs = (
        "From the mean face instead of its ResNet's guess; Adam at 0.02, its encoder's own preset for 100 steps, for "
        "GGT, which TensorFlow 2 lacks; without the discriminator, the face mask, sharpening and the mean over codes."
    )
    published_steps = 100
    rate = 0.02

    def __init__(self, pipeline: Pipeline, *, num_steps: int | None = None) -> None:
        super().__init__(pipeline, num_steps=num_steps)
        self._lpips, self._encoder_loss = pipeline.lpips, EncoderLoss.load()

    def prepare(self, photo: Any) -> _Target:
        small = shrink(photo, self.view)
        return _Target(
            layer=self._encoder_loss.prepare(small),
            maps=self._lpips.prepare(small),
            pixels=(tf.clip_by_value(small, -1.0, 1.0) + 1.0) * 127.5,
        )

    def loss(self, picture: Any, code: Any, target: _Target) -> Any:
        ours = self.prepare(picture)
        structure = tf.image.ssim_multiscale(ours.pixels, target.pixels, max_val=255.0)
        return (
            LAYER_WEIGHT * _log_cosh(ours.layer - target.layer)
            + PIXEL_WEIGHT * _log_cosh(ours.pixels - target.pixels)
            + STRUCTURE_WEIGHT * (1.0 - structure[0])
            + LPIPS_WEIGHT * self._lpips.distance(ours.maps, target.maps)[0]
            + MEAN_WEIGHT * MEAN_SCALE * tf.reduce_mean(tf.abs(code - self.w_mean))
        )

    def update(self, state: State, gradient: Any, index: Any) -> State:
        moved = adam(state, gradient, self.rate, index)
        seed = tf.stack([SEED, tf.cast(index, tf.int32)])
        anew = tf.random.stateless_uniform(moved.code.shape, seed, -CLIP, CLIP)
        return moved._replace(code=tf.where(tf.abs(moved.code) > CLIP, anew, moved.code))


def _log_cosh(difference: Any) -> Any:
    """Mean of log cosh, in a form that doesn't overflow."""
    return tf.reduce_mean(tf.abs(difference) + tf.math.log1p(tf.exp(-2.0 * tf.abs(difference))) - math.log(2.0))
