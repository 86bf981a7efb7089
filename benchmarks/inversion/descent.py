"""What the peers' recipes have in common: steps down the gradient of one loss through the whole generator.

Legend: L rows of W+, D latent width, R the generator's resolution, V = 256 px or R if that is less; pictures
[1, size, size, 3] float32 in [-1, 1].
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from benchmarks.inversion.recipe import CHECKPOINTS, Checkpoint, Settings
from ml_core import images
from ml_core.contracts import AlignedFace
from ml_core.generators.low_res import low_resolution
from ml_core.pipeline import Pipeline

ALIGNED_SIZE = 1024


class State(NamedTuple):
    """What is searched for, [1, L, D] unless a recipe says otherwise, and Adam's two moments of it."""

    code: Any
    first: Any
    second: Any


class Descent(ABC):
    """A recipe gives the loss and the update, and may change where the search begins and what a code means."""

    name: str
    title: str
    differs: str
    published_steps: int
    rate: float

    def __init__(self, pipeline: Pipeline, *, num_steps: int | None = None) -> None:
        self.num_steps = num_steps or self.published_steps
        self.generator = pipeline.generator
        self.w_mean = tf.constant(pipeline.statistics.w_mean)
        self.w_deviation = float(pipeline.statistics.w_deviation)
        self.view = low_resolution(self.generator)
        self._prepare = tf.function(self.prepare)
        self._traced_step = tf.function(self._step)

    @abstractmethod
    def prepare(self, photo: Any) -> Any:
        """What is computed once of the photo [1, 1024, 1024, 3]."""

    @abstractmethod
    def loss(self, picture: Any, code: Any, target: Any) -> Any:
        """picture [1, R, R, 3], drawn of the code -> a scalar."""

    @abstractmethod
    def update(self, state: State, gradient: Any, index: Any) -> State:
        """index: of the step, from 1, float32."""

    def start(self) -> Any:
        """The code that the search begins with: the mean face."""
        return tf.broadcast_to(self.w_mean, self.generator.latent_shape)[None]

    def disturbed(self, code: Any, index: Any) -> Any:
        """What is drawn in step `index` in the code's place."""
        return code

    def rows(self, code: Any) -> Any:
        """The code as W+ [1, L, D]."""
        return code

    def settings(self) -> Settings:
        return {"num_steps": self.num_steps, "rate": self.rate}

    def warm_up(self) -> None:
        photo = np.zeros((ALIGNED_SIZE, ALIGNED_SIZE, 3), np.uint8)
        self._traced_step(self._begin(), self._target(photo), tf.constant(1.0))

    def run(self, face: AlignedFace) -> Iterator[Checkpoint]:
        """A search that leaves the finite numbers ends with the last code that it had."""
        started = time.perf_counter()
        state, target = self._begin(), self._target(face.pixels)
        seconds = time.perf_counter() - started
        for index in range(1, self.num_steps + 1):
            started = time.perf_counter()
            after, loss = self._traced_step(state, target, tf.constant(index, tf.float32))
            is_finite = bool(np.isfinite(loss) and np.isfinite(after.code).all())
            seconds += time.perf_counter() - started
            if not is_finite:
                if index - 1 not in CHECKPOINTS:
                    yield self._checkpoint(index - 1, seconds, state)
                return
            state = after
            if index in CHECKPOINTS or index == self.num_steps:
                yield self._checkpoint(index, seconds, state)

    def _checkpoint(self, steps: int, seconds: float, state: State) -> Checkpoint:
        return Checkpoint(steps=steps, seconds=seconds, w_plus=np.asarray(self.rows(state.code)[0]))

    def _begin(self) -> State:
        code = self.start()
        return State(code, tf.zeros_like(code), tf.zeros_like(code))

    def _target(self, photo: Any) -> Any:
        return self._prepare(tf.constant(images.to_unit(photo))[None])

    def _step(self, state: State, target: Any, index: Any) -> tuple[State, Any]:
        with tf.GradientTape() as tape:
            tape.watch(state.code)
            picture = self.generator.synthesise(self.rows(self.disturbed(state.code, index)))
            loss = self.loss(picture, state.code, target)
        return self.update(state, tape.gradient(loss, state.code), index), loss


def adam(state: State, gradient: Any, rate: Any, index: Any) -> State:
    """Kingma & Ba 2015, algorithm 1, with its own defaults: beta 0.9 and 0.999, epsilon 1e-8."""
    first = 0.9 * state.first + 0.1 * gradient
    second = 0.999 * state.second + 0.001 * tf.square(gradient)
    mean, power = first / (1.0 - tf.pow(0.9, index)), second / (1.0 - tf.pow(0.999, index))
    return State(state.code - rate * mean / (tf.sqrt(power) + 1e-8), first, second)
