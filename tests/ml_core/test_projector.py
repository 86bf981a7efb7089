from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ml_core import identity
from ml_core.alignment import align
from ml_core.contracts import AlignedFace, Latent, Progress, Projection
from ml_core.errors import Cancelled, InvalidRequest, ProjectionDiverged
from ml_core.pipeline import Pipeline
from ml_core.projector import ProjectorConfig, learning_rate


@pytest.fixture(scope="module")
def watched(pipeline: Pipeline, astronaut_face: AlignedFace) -> tuple[Projection, list[Progress]]:
    steps: list[Progress] = []
    (projection,) = pipeline.project([[astronaut_face]], on_progress=steps.append)
    return projection, steps


@pytest.mark.slow
def test_the_astronaut_is_the_same_person_to_the_embedding(watched: tuple[Projection, list[Progress]]) -> None:
    projection, _ = watched
    assert projection.identity_distance is not None
    assert projection.identity_distance <= 0.42
    assert projection.lpips <= 0.16
    assert projection.reconstruction.shape == (1024, 1024, 3)


@pytest.mark.slow
def test_the_code_kept_draws_the_reconstruction_that_was_judged(
    watched: tuple[Projection, list[Progress]], pipeline: Pipeline, astronaut_face: AlignedFace
) -> None:
    projection, _ = watched
    drawn = pipeline.synthesise(projection.latent)
    assert (drawn == projection.reconstruction).all()
    assert identity.distance_between(drawn, astronaut_face.pixels) == projection.identity_distance


@pytest.mark.slow
def test_every_step_is_told_and_the_picture_sharpens(watched: tuple[Projection, list[Progress]]) -> None:
    _, steps = watched
    assert [step.step for step in steps] == list(range(1, ProjectorConfig().num_steps_of("default") + 1))
    assert all(later.fraction > earlier.fraction for earlier, later in pairwise(steps))
    assert steps[-1].fraction == 1.0
    losses = [step.loss for step in steps if step.loss is not None]
    assert losses[-1] < 0.25 * losses[0]
    assert sum(step.preview is not None for step in steps) >= len(steps) // 3


def test_cancelling_stops_before_the_next_step(pipeline: Pipeline, astronaut_face: AlignedFace) -> None:
    steps: list[Progress] = []
    with pytest.raises(Cancelled):
        pipeline.project(
            [[astronaut_face], [astronaut_face]], on_progress=steps.append, is_cancelled=lambda: len(steps) >= 3
        )
    assert [(step.subject, step.step) for step in steps] == [(0, 1), (1, 1), (0, 2)]


def test_the_rate_rises_is_level_and_falls() -> None:
    config = ProjectorConfig()
    num_steps = config.num_steps_of("default")
    rates = [learning_rate(config, index, num_steps) for index in range(1, num_steps + 1)]
    peak = rates.index(max(rates))
    assert rates[:peak] == sorted(rates[:peak])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert max(rates) == pytest.approx(config.rate)
    assert 0 < rates[-1] < 0.05 * config.rate


def test_a_search_that_leaves_the_finite_numbers_is_an_error_and_no_face(
    pipeline: Pipeline, astronaut_face: AlignedFace
) -> None:
    far = ProjectorConfig(preview_steps=1, full_steps=1, rate=1e30)
    with pytest.raises(ProjectionDiverged):
        Pipeline(pipeline.generator, config=far).project([[astronaut_face]])


@pytest.mark.parametrize(("preview_steps", "full_steps"), [(0, 5), (5, 0), (5, -1)])
def test_a_projection_without_one_of_its_phases_is_refused(preview_steps: int, full_steps: int) -> None:
    with pytest.raises(InvalidRequest, match=f"Received: {preview_steps}, {full_steps}"):
        ProjectorConfig(preview_steps=preview_steps, full_steps=full_steps)


def test_a_person_without_a_photo_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidRequest, match="at least one photo"):
        pipeline.project([[]])


@pytest.mark.slow
def test_further_photos_of_a_person_change_whom_the_code_shows(pipeline: Pipeline, astronaut_face: AlignedFace) -> None:
    mean = np.broadcast_to(pipeline.statistics.w_mean, pipeline.generator.latent_shape)
    other = align(pipeline.synthesise(Latent(w_plus=np.array(mean), generator=pipeline.generator.identity)))
    quick = ProjectorConfig(preview_steps=20, full_steps=3)
    searcher = Pipeline(pipeline.generator, config=quick)
    alone, joined = searcher.project([[astronaut_face], [astronaut_face, other]])
    towards_other = [
        identity.distance_between(projection.reconstruction, other.pixels) for projection in (alone, joined)
    ]
    assert None not in towards_other
    assert towards_other[1] < towards_other[0]  # type: ignore[operator]


@pytest.mark.slow
def test_fine_mode_takes_the_steps_it_is_given(pipeline: Pipeline, astronaut_face: AlignedFace) -> None:
    config = ProjectorConfig(preview_steps=1, full_steps=1, fine_preview_steps=3, fine_full_steps=2)
    steps: list[Progress] = []
    (projection,) = Pipeline(pipeline.generator, config=config).project(
        [[astronaut_face]], mode="fine", on_progress=steps.append
    )
    assert projection.num_steps == len(steps) == 5
