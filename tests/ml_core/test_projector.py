from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from ml_core import face_embedding
from ml_core.alignment import align
from ml_core.contracts import AlignedFace, Latent, Mode, Progress, Projection
from ml_core.errors import Cancelled, InvalidRequest, ProjectionDiverged
from ml_core.inheritable import likeness
from ml_core.pipeline import Pipeline
from ml_core.projector import ProjectorConfig, Schedule
from tests.ml_core.conftest import searching_otherwise


@pytest.mark.science
def test_the_astronaut_is_the_same_person_to_the_embedding(watched: tuple[Projection, list[Progress]]) -> None:
    projection, _ = watched
    assert projection.identity_distance is not None
    assert projection.identity_distance <= 0.30
    assert projection.lpips <= 0.22
    assert projection.reconstruction.shape == (1024, 1024, 3)


@pytest.mark.science
def test_the_code_kept_draws_the_reconstruction_that_was_judged(
    watched: tuple[Projection, list[Progress]], pipeline: Pipeline, astronaut_face: AlignedFace
) -> None:
    projection, _ = watched
    drawn = pipeline.synthesise(projection.latent)
    assert (drawn == projection.reconstruction).all()
    assert face_embedding.distance_between(drawn, astronaut_face.pixels) == projection.identity_distance


@pytest.mark.science
def test_every_step_is_told_and_the_true_picture_every_few(watched: tuple[Projection, list[Progress]]) -> None:
    projection, steps = watched
    config = ProjectorConfig()
    assert [step.step for step in steps] == list(range(1, projection.num_steps + 1))
    assert projection.num_steps <= config.num_steps + likeness.NUM_STEPS
    assert all(later.fraction > earlier.fraction for earlier, later in pairwise(steps))
    assert steps[-1].fraction == 1.0
    losses = [step.loss for step in steps if step.loss is not None]
    assert len(losses) == projection.num_steps - likeness.NUM_STEPS
    assert losses[-1] < 0.5 * losses[0]
    shown = [step.step for step in steps if step.preview is not None]
    assert shown == list(range(1, len(losses) + 1, config.true_every))


@pytest.mark.science
@pytest.mark.usefixtures("hasty_likeness")
def test_two_people_are_projected_side_by_side_as_if_each_were_alone(
    pipeline: Pipeline, astronaut_face: AlignedFace, sample_faces: list[AlignedFace]
) -> None:
    quick = searching_otherwise(pipeline, ProjectorConfig(num_steps=3))
    steps: list[Progress] = []
    together = quick.project([[astronaut_face], [sample_faces[0]]], on_progress=steps.append)
    (alone,) = quick.project([[sample_faces[0]]])
    assert np.abs(together[1].latent.w_plus - alone.latent.w_plus).mean() < 0.002
    assert [(step.subject, step.step) for step in steps] == [
        (subject, step) for step in range(1, 3 + likeness.NUM_STEPS + 1) for subject in (0, 1)
    ]
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)


def test_cancelling_stops_before_the_next_step(pipeline: Pipeline, astronaut_face: AlignedFace) -> None:
    steps: list[Progress] = []
    with pytest.raises(Cancelled):
        pipeline.project(
            [[astronaut_face], [astronaut_face]], on_progress=steps.append, is_cancelled=lambda: len(steps) >= 3
        )
    assert [(step.subject, step.step) for step in steps] == [(0, 1), (1, 1), (0, 2)]


def test_the_rate_rises_is_level_and_falls() -> None:
    config = ProjectorConfig()
    schedule = Schedule(config, config.num_steps)
    rates = [schedule.rate(index) for index in range(1, config.num_steps + 1)]
    peak = rates.index(max(rates))
    assert rates[:peak] == sorted(rates[:peak])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert max(rates) == pytest.approx(config.rate)
    assert 0 < rates[-1] < 0.05 * config.rate


def test_a_search_that_no_longer_gains_cools_down_and_ends_early() -> None:
    config = ProjectorConfig()
    schedule = Schedule(config, 1000)
    for number, loss in enumerate([1.0, 0.5, 0.3, *[0.299] * 20]):
        schedule.judge(1 + 4 * number, loss)
    assert schedule.num_steps < 60
    assert schedule.rate(schedule.num_steps) < 0.05 * config.rate


def test_a_search_that_still_gains_takes_all_its_steps() -> None:
    schedule = Schedule(ProjectorConfig(), 100)
    for number in range(25):
        schedule.judge(1 + 4 * number, 0.97**number)
    assert schedule.num_steps == 100


def test_a_search_that_leaves_the_finite_numbers_is_an_error_and_no_face(
    pipeline: Pipeline, astronaut_face: AlignedFace
) -> None:
    far = ProjectorConfig(num_steps=3, rate=1e30)
    with pytest.raises(ProjectionDiverged):
        searching_otherwise(pipeline, far).project([[astronaut_face]])


@pytest.mark.parametrize("mode", ["default", "fine"])
@pytest.mark.parametrize("number", [1, 2, 3, 10, 62, 240])
def test_a_search_is_natural_first_and_then_closer_and_no_part_is_empty(number: int, mode: Mode) -> None:
    config = ProjectorConfig(num_steps=number, fine_num_steps=number)
    natural, left = config.parts_of(mode)
    assert min(natural, left) >= 1
    assert natural + left == max(2, number)
    assert natural <= config.natural_num_steps


@pytest.mark.parametrize("name", ["num_steps", "fine_num_steps", "natural_num_steps", "true_every", "patience"])
def test_a_projection_without_steps_is_refused(name: str) -> None:
    with pytest.raises(InvalidRequest, match=r"at least 1\. Received: .*0"):
        replace(ProjectorConfig(), **{name: 0})  # type: ignore[arg-type]


def test_a_person_without_a_photo_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidRequest, match="at least one photo"):
        pipeline.project([[]])


@pytest.mark.science
@pytest.mark.usefixtures("hasty_likeness")
def test_further_photos_of_a_person_change_whom_the_code_shows(pipeline: Pipeline, astronaut_face: AlignedFace) -> None:
    mean = np.broadcast_to(pipeline.statistics.w_mean, pipeline.generator.latent_shape)
    other = align(pipeline.synthesise(Latent(w_plus=np.array(mean), generator=pipeline.generator.fingerprint)))
    searcher = searching_otherwise(pipeline, ProjectorConfig(num_steps=16))
    alone, joined = searcher.project([[astronaut_face], [astronaut_face, other]])
    towards_other = [
        face_embedding.distance_between(projection.reconstruction, other.pixels) for projection in (alone, joined)
    ]
    assert None not in towards_other
    assert towards_other[1] < towards_other[0]  # type: ignore[operator]


@pytest.mark.science
@pytest.mark.usefixtures("hasty_likeness")
def test_fine_mode_takes_the_steps_it_is_given(pipeline: Pipeline, astronaut_face: AlignedFace) -> None:
    config = ProjectorConfig(num_steps=2, fine_num_steps=5)
    steps: list[Progress] = []
    (projection,) = searching_otherwise(pipeline, config).project(
        [[astronaut_face]], mode="fine", on_progress=steps.append
    )
    assert projection.num_steps == len(steps) == 5 + likeness.NUM_STEPS
