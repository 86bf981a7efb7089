"""Projects photos into W+: the latents whose pictures are nearest to them in perceptual terms and in identity.

Starts from the encoder's guess and follows the optimisation of StyleGAN2's projector (Karras et al. 2020, appendix D:
Adam, learning-rate ramps) with LPIPS, as the paper of this project has VGG16 drive it, and what else `objective` adds.

A search has two parts. The first holds the rows of the code together: it ends at a natural face, a little less like the
photo, of which children are made (`ml_core.inheritable`). The second goes on from there and lets the rows part, to the
code that is shown.

A step runs on the generator's low-resolution pass (`generators.low_res`), to which the difference to the true output is
added. That difference is measured anew every few steps by one synthesis at full size, without gradients: there the
loss is the true picture's, and of these codes the best is kept. Gradients through the whole network give the same
likeness step for step, at twice the cost and memory.

People are searched for one at a time: two in a batch take as long on a processor, and a third of a gigabyte more.

Legend: L rows of W+, D latent width; V = 256 px, or the generator's resolution if that is less; pictures NHWC float32
in [-1, 1].
"""

from __future__ import annotations

import math
from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from ml_core import images
from ml_core.contracts import FloatArray, Generator, Mode, Picture
from ml_core.encoder import Encoder
from ml_core.errors import InvalidRequest, ProjectionDiverged
from ml_core.generators.low_res import Render, low_resolution
from ml_core.objective import Objective, Target, Weights, shrink
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS

# Side of an aligned face (`alignment.align`), for which the steps are made ready.
ALIGNED_SIZE = 1024


@dataclass(frozen=True, kw_only=True)
class ProjectorConfig:
    """The settings of a search. The reasons stand beside the numbers; the results are in benchmarks/."""

    num_steps: int = 56  # at most, with the cool-down: as many as a couple's 40 seconds on two cores hold
    fine_num_steps: int = 240  # in fine mode: as many as a couple's three minutes on two cores hold
    natural_num_steps: int = 20  # of these, in the first part, but at most two fifths; more hardly bring it nearer
    rate: float = 0.08  # Adam's, in units of w, of which one component deviates by 0.44
    warm_up_steps: int = 4  # in which the rate rises linearly
    cool_down: float = 0.4  # share of all steps so far, in which it falls as a cosine
    true_every: int = 4  # steps from one true output to the next
    # The cool-down begins early when all but this share of the loss has been left after so many true outputs.
    patience: int = 5
    least_gain: float = 0.02
    weights: Weights = field(default_factory=Weights)
    # Of the first part. A hundred times the penalty on the rows' spread costs a tenth of the likeness that the search
    # reaches, and more weight on the person buys half of it back.
    natural_weights: Weights = field(default_factory=lambda: Weights(spread=3.0, identity=1.0, form=3.0))

    def __post_init__(self) -> None:
        names = ("num_steps", "fine_num_steps", "natural_num_steps", "true_every", "patience")
        values = [getattr(self, name) for name in names]
        if min(values) < 1:
            raise InvalidRequest(f"{', '.join(names)} must be at least 1. Received: {', '.join(map(str, values))}")

    def parts_of(self, mode: Mode) -> tuple[int, int]:
        """Steps of the search's two parts, at most; one each at least."""
        num_steps = self.fine_num_steps if mode == "fine" else self.num_steps
        num_natural = min(self.natural_num_steps, max(1, 2 * num_steps // 5))
        return num_natural, max(1, num_steps - num_natural)


@dataclass(frozen=True, kw_only=True)
class Step:
    """The state after step `index` (from 1) of `num_steps`, which may shrink on the way; `loss` of the projector's
    objective, or None; `preview` [V, V, 3] uint8, the true output, or None."""

    index: int
    num_steps: int
    loss: float | None = None
    preview: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """w_plus [L, D]: what is shown; natural [L, D]: what the search's first part ended at."""

    w_plus: FloatArray
    natural: FloatArray
    num_steps: int


class _State(NamedTuple):
    """W+ [1, L, D] and Adam's two moments of it; `correction` [1, V, V, 3]: true output less the
    low-resolution one."""

    w_plus: Any
    first: Any
    second: Any
    correction: Any


class Projector:
    """Holds the networks and the traced steps; build one a process. Runs are independent and may be interleaved."""

    def __init__(
        self,
        generator: Generator,
        low_res: Render,
        encoder: Encoder | None,
        lpips: LPIPS,
        facenet: FaceNet,
        *,
        w_mean: FloatArray,
        w_deviation: float,
        config: ProjectorConfig | None = None,
    ) -> None:
        """encoder None: searches start from the mean face."""
        self.config = config or ProjectorConfig()
        self._generator, self._low_res, self._lpips = generator, low_res, lpips
        self._view = low_resolution(generator)
        self._w_mean = tf.constant(w_mean)
        self._objective = Objective(
            lpips, facenet, self.config.weights, view=self._view, w_mean=w_mean, w_deviation=w_deviation
        )
        self._traced_step = tf.function(self._step, reduce_retracing=True)
        self._traced_true = tf.function(lambda w: shrink(generator.synthesise(w), self._view), reduce_retracing=True)
        self._encode = None if encoder is None else tf.function(encoder.encode)  # a trace per size

    def run(self, photos: Sequence[Picture], mode: Mode = "default", *, num_after: int = 0) -> Steps[Step, None, Found]:
        """Projects one person. photos: aligned, [size, size, 3] uint8, size a multiple of V; see `Objective.target_of`.
        num_after: steps that the caller takes afterwards, so that `Step.num_steps` counts them too.

        Yields a `Step` after each step; abandoning the iterator cancels. Returns the best code whose true output was
        judged. Ends by itself when it no longer pays.

        Raises:
            InvalidRequest: no photos.
            ProjectionDiverged: a step's loss was not a finite number.
        """
        target = self._objective.target_of(photos)
        config = self.config
        num_natural, left = config.parts_of(mode)
        first = Schedule(config, num_natural, may_end_early=False)
        begin = self._start(photos)
        natural, _ = yield from self._descend(begin, target, first, config.natural_weights, num_after=left + num_after)
        second = Schedule(config, left)
        onwards = natural._replace(first=tf.zeros_like(natural.first), second=tf.zeros_like(natural.second))
        found, num_done = yield from self._descend(
            onwards, target, second, config.weights, num_before=num_natural, num_after=num_after
        )
        return Found(
            w_plus=np.asarray(found.w_plus[0]), natural=np.asarray(natural.w_plus[0]), num_steps=num_natural + num_done
        )

    def _descend(
        self,
        state: _State,
        target: Target,
        schedule: Schedule,
        weights: Weights,
        *,
        num_before: int = 0,
        num_after: int = 0,
    ) -> Steps[Step, None, tuple[_State, int]]:
        """The best state whose true output was judged, and the number of steps. num_before, num_after: of the search's
        other part."""
        counted = weights.counted()
        best_loss, best = np.inf, state
        index = 0
        while index < schedule.num_steps:
            is_true = index % self.config.true_every == 0
            index += 1
            true = self._traced_true(state.w_plus) if is_true else None
            before = state
            state, loss = self._advance(state, target, index, rate=schedule.rate(index), true=true, counted=counted)
            if is_true:
                # The loss is that of the code the step started from.
                best_loss, best = min((best_loss, best), (loss, before), key=lambda pair: pair[0])
                schedule.judge(index, best_loss)
            preview = None if true is None else images.from_unit(np.asarray(true[0]))
            yield Step(
                index=num_before + index,
                num_steps=num_before + schedule.num_steps + num_after,
                loss=loss,
                preview=preview,
            )
        _, loss = self._advance(state, target, index, rate=0.0, true=self._traced_true(state.w_plus), counted=counted)
        return (state if loss < best_loss else best), index

    def guess(self, photos: Sequence[Picture]) -> FloatArray:
        """The encoder's code [L, D], the mean over a person's photos; without an encoder, the mean face."""
        if self._encode is None:
            w = self._w_mean[None]
        else:
            w = tf.add_n([self._encode(tf.constant(images.to_unit(photo))[None]) for photo in photos]) / len(photos)
        return np.repeat(np.asarray(w), self._generator.latent_shape[0], axis=0)

    def warm_up(self) -> None:
        """Traces everything that a couple runs; nothing comes of it."""
        photos = [np.zeros((ALIGNED_SIZE, ALIGNED_SIZE, 3), dtype=np.uint8)]
        state = self._start(photos)
        target, true = self._objective.target_of(photos), self._traced_true(state.w_plus)
        self._advance(state, target, 1, rate=0.0, true=true, counted=self.config.weights.counted())
        self.distance(photos[0], photos[0])

    def distance(self, photo: Picture, reconstruction: Picture) -> float:
        """LPIPS between two square pictures uint8 at V px; their sizes multiples of V."""
        a, b = (
            self._lpips.prepare(shrink(tf.constant(images.to_unit(picture))[None], self._view))
            for picture in (photo, reconstruction)
        )
        return float(self._lpips.distance(a, b)[0])

    def _start(self, photos: Sequence[Picture]) -> _State:
        w_plus = tf.constant(self.guess(photos)[None])
        return _State(w_plus, tf.zeros_like(w_plus), tf.zeros_like(w_plus), tf.zeros([1, self._view, self._view, 3]))

    def _advance(
        self, state: _State, target: Target, index: int, *, rate: float, true: Any, counted: Any
    ) -> tuple[_State, float]:
        """Returns the state after step `index`, and the loss before it: with `true` that of the true output, in
        FaceNet's own cut."""
        cut = index % self._objective.num_cuts if true is None else 0
        shown = state.correction if true is None else true  # of the same shape; which of them is told beside
        state, loss_tensor = self._traced_step(
            state,
            target,
            tf.constant(rate, tf.float32),
            tf.constant(index, tf.float32),
            tf.constant(cut),
            shown,
            tf.constant(true is not None),
            counted,
        )
        loss = float(loss_tensor)
        if not np.isfinite(loss):
            raise ProjectionDiverged(f"The search for a face's code broke off in step {index}: loss {loss}.")
        return state, loss

    def _step(
        self, state: _State, target: Target, rate: Any, index: Any, cut: Any, true: Any, is_true: Any, counted: Any
    ) -> tuple[_State, Any]:
        with tf.GradientTape() as tape:
            tape.watch(state.w_plus)
            low_res = self._low_res(state.w_plus)
            correction = tf.where(is_true, tf.stop_gradient(true - low_res), state.correction)
            loss = self._objective.loss(low_res + correction, state.w_plus, target, cut, counted)[0]
        gradient = tape.gradient(loss, state.w_plus)
        return _adam(state._replace(correction=correction), gradient, rate, index), loss


class Schedule:
    """The schedule of the learning rate, and of the search's end."""

    def __init__(self, config: ProjectorConfig, num_steps: int, *, may_end_early: bool = True) -> None:
        self._config, self._may_end_early = config, may_end_early
        self.num_steps = num_steps
        self._cool_from = num_steps - round(config.cool_down * num_steps)
        self._losses: list[float] = []

    def rate(self, index: int) -> float:
        """Returns the rate of step `index` (from 1): a linear rise, then level, then a fall as a cosine (StyleGAN2's
        projector)."""
        rise = min(1.0, index / self._config.warm_up_steps)
        # The last steps still move a little.
        left = (self.num_steps - index) / max(1, self.num_steps - self._cool_from)
        return self._config.rate * rise * (0.5 - 0.5 * math.cos(math.pi * min(1.0, left + 0.1)))

    def judge(self, index: int, loss: float) -> None:
        """loss: the least so far. Cools down from step `index` on when it hardly falls."""
        self._losses.append(loss)
        patience, least_gain = self._config.patience, self._config.least_gain
        if not self._may_end_early or index >= self._cool_from or len(self._losses) <= patience:
            return
        if loss > (1.0 - least_gain) * self._losses[-1 - patience]:
            share = self._config.cool_down
            self._cool_from, self.num_steps = index, min(self.num_steps, index + round(share / (1 - share) * index))


def _adam(state: _State, gradient: Any, rate: Any, index: Any) -> _State:
    """Kingma & Ba 2015, algorithm 1, with beta 0.9 and 0.99 (short runs: a longer memory would never warm up)."""
    first = 0.9 * state.first + 0.1 * gradient
    second = 0.99 * state.second + 0.01 * tf.square(gradient)
    mean, power = first / (1.0 - tf.pow(0.9, index)), second / (1.0 - tf.pow(0.99, index))
    w_plus = state.w_plus - rate * mean / (tf.sqrt(power) + 1e-8)
    return state._replace(w_plus=w_plus, first=first, second=second)
