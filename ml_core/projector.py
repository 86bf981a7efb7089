"""Projects a photo into W+: the latent whose picture is nearest to it in perceptual terms and in identity.

Follows the optimisation of StyleGAN2's projector (Karras et al. 2020, appendix D: learning-rate ramps) with LPIPS, as
the paper of this project has VGG16 drive it, an identity term, and a penalty on the spread of the rows (e4e, Tov et
al. 2021): the built-in generator knew one tied w in training, and far from it colours and contrast break.

Two phases share one optimiser: many cheap steps on the preview head, then a few through the whole network.

Legend: L rows of W+, D latent width; pictures NHWC float32 in [-1, 1], N = 1.
"""

from __future__ import annotations

import math
from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from ml_core import images
from ml_core.contracts import FloatArray, Generator, Mode, Picture
from ml_core.errors import InvalidRequest, ProjectionDiverged
from ml_core.generators.preview import PreviewHead, preview_resolution
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS

SMALL_RESOLUTION = 64
# Side of an aligned face (`alignment.align`), for which the steps are made ready.
ALIGNED_SIZE = 1024


@dataclass(frozen=True, kw_only=True)
class ProjectorConfig:
    """The reasons stand beside the numbers; what they reach is in benchmarks/."""

    preview_steps: int = 60  # on the preview head
    full_steps: int = 30  # through the whole network, three times as dear
    # In fine mode: as many as a couple's three minutes on two cores hold.
    fine_preview_steps: int = 120
    fine_full_steps: int = 90
    rate: float = 0.05  # Adam's, in units of w, of which one component deviates by 0.44
    warm_up: float = 0.05  # share of all steps in which the rate rises linearly
    cool_down: float = 0.4  # share of all steps in which it falls as a cosine
    loss_resolution: int = 128  # LPIPS at 256 costs four times as much and gains little
    identity_weight: float = 0.1  # x squared distance of two unit vectors, 0..4
    pixel_weight: float = 0.1  # mean square at 64 px: colours, which LPIPS hardly sees
    # In deviations of w. Ten times less gains a twentieth of likeness and costs the children's naturalness.
    spread_weight: float = 0.01  # x mean square distance of the rows from their mean
    distance_weight: float = 0.002  # x mean square distance of the rows' mean from the mean face
    preview_every: int = 3

    def __post_init__(self) -> None:
        steps = (self.preview_steps, self.full_steps, self.fine_preview_steps, self.fine_full_steps)
        if min(steps) < 1:
            raise InvalidRequest(
                "preview_steps and full_steps of both modes must be at least 1: the result is judged on the true "
                f"output. Received: {', '.join(map(str, steps))}"
            )

    def steps_of(self, mode: Mode) -> tuple[int, int]:
        """On the preview head, and through the whole network."""
        if mode == "fine":
            return self.fine_preview_steps, self.fine_full_steps
        return self.preview_steps, self.full_steps

    def num_steps_of(self, mode: Mode) -> int:
        return sum(self.steps_of(mode))


@dataclass(frozen=True, kw_only=True)
class Step:
    """After step `index` (from 1) of `num_steps`; `preview` [V, V, 3] uint8 or None."""

    index: int
    num_steps: int
    loss: float
    preview: Picture | None


class _Target(NamedTuple):
    """What is computed once of a person: LPIPS maps and small picture [1, 64, 64, 3] of the first photo, embedding
    [1, 512] of all (their mean direction)."""

    features: list[Any]
    embedding: Any
    small: Any


class _State(NamedTuple):
    """W+ [1, L, D] and Adam's two moments of it."""

    w_plus: Any
    first: Any
    second: Any


class Projector:
    """Holds the networks and the traced steps; build one a process. Runs are independent and may be interleaved.

    Everything is compared at V = 256 px, or at the generator's resolution if that is less.
    """

    def __init__(
        self,
        generator: Generator,
        head: PreviewHead,
        lpips: LPIPS,
        facenet: FaceNet,
        *,
        w_mean: FloatArray,
        w_deviation: float,
        config: ProjectorConfig | None = None,
    ) -> None:
        self.config = config or ProjectorConfig()
        self._generator, self._lpips, self._facenet = generator, lpips, facenet
        self._w_mean, self._w_deviation = tf.constant(w_mean), w_deviation
        self._view = preview_resolution(generator)
        self._preview_step = tf.function(partial(self._step, head.render), reduce_retracing=True)
        self._full_step = tf.function(partial(self._step, self._render_full), reduce_retracing=True)
        self._prepare = tf.function(self._prepare_target)  # a trace per size: it counts cells

    def run(self, photos: Sequence[Picture], mode: Mode = "default") -> Steps[Step, None, FloatArray]:
        """Projects one person from the mean face. photos: aligned, [size, size, 3] uint8, size a multiple of V. The
        picture is fitted to the first, for poses and lights differ; who it shows, to all.

        Yields a `Step` after each step; abandoning the iterator cancels. Returns the best W+ [L, D] of the second
        phase, that is, judged on the true output.

        Raises:
            ProjectionDiverged: a step's loss was not a finite number.
        """
        config = self.config
        target = self._target_of(photos)
        state = self._start()
        best_loss, best = np.inf, state.w_plus
        num_preview, num_full = config.steps_of(mode)
        num_steps = num_preview + num_full
        for index in range(1, num_steps + 1):
            is_full = index > num_preview
            step = self._full_step if is_full else self._preview_step
            rate = tf.constant(learning_rate(config, index, num_steps), tf.float32)
            before = state.w_plus
            state, loss_tensor, rendered = step(state, target, rate, tf.constant(index, tf.float32))
            loss = float(loss_tensor)
            if not np.isfinite(loss):
                raise ProjectionDiverged(f"The search for a face's code broke off in step {index}: loss {loss}.")
            if is_full and loss < best_loss:
                best_loss, best = loss, before  # the loss is that of the code the step started from
            shows = index % config.preview_every == 0 or index in (1, num_steps)
            preview = images.from_unit(np.asarray(rendered[0])) if shows else None
            yield Step(index=index, num_steps=num_steps, loss=loss, preview=preview)
        return np.asarray(best[0])

    def warm_up(self) -> None:
        """Traces both kinds of step and `distance`; nothing comes of it."""
        photo = np.zeros((ALIGNED_SIZE, ALIGNED_SIZE, 3), dtype=np.uint8)
        target = self._target_of([photo])
        for step in (self._preview_step, self._full_step):
            step(self._start(), target, tf.constant(0.0), tf.constant(1.0))
        self.distance(photo, photo)

    def distance(self, photo: Picture, reconstruction: Picture) -> float:
        """LPIPS between two square pictures uint8 at V px; their sizes multiples of V."""
        a, b = (
            self._lpips.prepare(_shrink(tf.constant(images.to_unit(picture))[None], self._view))
            for picture in (photo, reconstruction)
        )
        return float(self._lpips.distance(a, b)[0])

    def _start(self) -> _State:
        mean = tf.broadcast_to(self._w_mean, self._generator.latent_shape)[None]
        return _State(mean, tf.zeros_like(mean), tf.zeros_like(mean))

    def _target_of(self, photos: Sequence[Picture]) -> _Target:
        if not photos:
            raise InvalidRequest("A person is projected from at least one photo. Received: none")
        targets: list[_Target] = [self._prepare(tf.constant(images.to_unit(photo))[None]) for photo in photos]
        embedding = tf.math.l2_normalize(tf.add_n([target.embedding for target in targets]), axis=-1)
        return targets[0]._replace(embedding=embedding)

    def _prepare_target(self, photo: Any) -> _Target:
        picture = _shrink(photo, self._view)
        return _Target(
            features=self._lpips.prepare(_shrink(picture, self.config.loss_resolution)),
            embedding=self._facenet.embed(picture),
            small=_shrink(picture, SMALL_RESOLUTION),
        )

    def _render_full(self, w_plus: Any) -> Any:
        return _shrink(self._generator.synthesise(w_plus), self._view)

    def _step(self, render: Any, state: _State, target: _Target, rate: Any, index: Any) -> tuple[_State, Any, Any]:
        with tf.GradientTape() as tape:
            tape.watch(state.w_plus)
            picture = render(state.w_plus)  # [1, V, V, 3]
            loss = self._loss(picture, state.w_plus, target)
        gradient = tape.gradient(loss, state.w_plus)
        return _adam(state, gradient, rate, index), loss, picture

    def _loss(self, picture: Any, w_plus: Any, target: _Target) -> Any:
        config = self.config
        features = self._lpips.prepare(_shrink(picture, config.loss_resolution))
        identity = tf.reduce_sum(tf.square(self._facenet.embed(picture) - target.embedding))
        pixels = tf.reduce_mean(tf.square(_shrink(picture, SMALL_RESOLUTION) - target.small))
        centre = tf.reduce_mean(w_plus, axis=1, keepdims=True)
        spread = tf.reduce_mean(tf.square((w_plus - centre) / self._w_deviation))
        distance = tf.reduce_mean(tf.square((centre - self._w_mean) / self._w_deviation))
        return (
            self._lpips.distance(features, target.features)[0]
            + config.identity_weight * identity
            + config.pixel_weight * pixels
            + config.spread_weight * spread
            + config.distance_weight * distance
        )


def learning_rate(config: ProjectorConfig, index: int, num_steps: int) -> float:
    """Rate of step `index` (from 1): a linear rise, then level, then a fall as a cosine (StyleGAN2's projector)."""
    done = index / num_steps
    rise = min(1.0, done / config.warm_up)
    fall = min(1.0, (1.0 - done) / config.cool_down + 0.1)  # the last steps still move a little
    return config.rate * rise * (0.5 - 0.5 * math.cos(math.pi * fall))


def _adam(state: _State, gradient: Any, rate: Any, index: Any) -> _State:
    """Kingma & Ba 2015, algorithm 1, with beta 0.9 and 0.99 (short runs: a longer memory would never warm up)."""
    first = 0.9 * state.first + 0.1 * gradient
    second = 0.99 * state.second + 0.01 * tf.square(gradient)
    mean, power = first / (1.0 - tf.pow(0.9, index)), second / (1.0 - tf.pow(0.99, index))
    return _State(state.w_plus - rate * mean / (tf.sqrt(power) + 1e-8), first, second)


def _shrink(picture: Any, size: int) -> Any:
    """[N, R, R, 3] -> [N, size, size, 3] by the mean of whole cells; R a multiple of `size`, or not above it."""
    factor = picture.shape[1] // size
    return picture if factor <= 1 else tf.nn.avg_pool2d(picture, factor, factor, padding="VALID")
