from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import tensorflow as tf

from benchmarks.inversion.descent import Descent, State, adam
from ml_core.contracts import AlignedFace

FACE = AlignedFace(pixels=np.full((1024, 1024, 3), 204, np.uint8), landmarks=np.zeros((68, 2), np.float32))


class Grey:
    """The smallest generator there is: one number for each colour, at 4 px."""

    latent_shape = (1, 3)
    resolution = 4

    def synthesise(self, w_plus: Any) -> Any:
        return tf.tile(w_plus[:, :, None], [1, 4, 4, 1])


PIPELINE: Any = SimpleNamespace(
    generator=Grey(), statistics=SimpleNamespace(w_mean=np.zeros(3, np.float32), w_deviation=np.float32(1.0))
)


class ToColour(Descent):
    name, title, differs, published_steps, rate = "colour", "To a colour", "", 100, 0.05

    def prepare(self, photo: Any) -> Any:
        return tf.reduce_mean(photo, axis=[1, 2])

    def loss(self, picture: Any, code: Any, target: Any) -> Any:
        return tf.reduce_sum(tf.square(tf.reduce_mean(picture, axis=[1, 2]) - target))

    def update(self, state: State, gradient: Any, index: Any) -> State:
        return adam(state, gradient, self.rate, index)


class TooFast(ToColour):
    def update(self, state: State, gradient: Any, index: Any) -> State:
        return state._replace(code=state.code - 1e6 * gradient)


def test_a_search_comes_to_the_photo_and_shows_itself_on_the_way() -> None:
    checkpoints = list(ToColour(PIPELINE).run(FACE))
    assert [checkpoint.steps for checkpoint in checkpoints] == [1, 10, 30, 100]
    assert sorted(checkpoint.seconds for checkpoint in checkpoints) == [
        checkpoint.seconds for checkpoint in checkpoints
    ]
    np.testing.assert_allclose(checkpoints[-1].w_plus, np.full((1, 3), 0.6), atol=0.02)


def test_the_last_step_is_shown_wherever_it_is() -> None:
    assert [checkpoint.steps for checkpoint in ToColour(PIPELINE, num_steps=5).run(FACE)] == [1, 5]


def test_a_search_that_leaves_the_finite_numbers_ends_with_its_last_code() -> None:
    *_, last = TooFast(PIPELINE).run(FACE)
    assert last.steps < 10
    assert np.isfinite(last.w_plus).all()
