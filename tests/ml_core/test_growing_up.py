from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core import face_embedding
from ml_core.calibration import position_of, scale, spread
from ml_core.contracts import ChildRequest, Latent, Progress
from ml_core.errors import Cancelled, InvalidRequest, WrongGenerator
from ml_core.growing_up import LEAST_PACE, EditPath, Life
from ml_core.heredity import Edit
from ml_core.inheritable.traces import TRACES
from ml_core.pipeline import Pipeline

YOUNGEST = 0.5
AGES = (1.0, 4.0, 24.0)
edits = st.builds(
    Edit,
    path_age_years=st.floats(YOUNGEST, 45.0),
    sex_strength=st.floats(1.0, 4.0),
    skin=st.lists(st.floats(-0.5, 0.5, width=32), min_size=3, max_size=3).map(lambda skin: np.array(skin, np.float32)),
    traces=st.lists(st.floats(-2.5, 2.5, width=32), min_size=len(TRACES), max_size=len(TRACES)).map(
        lambda traces: np.array(traces, np.float32)
    ),
)


@pytest.fixture(scope="module")
def life(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> Life:
    return pipeline.grow_up(*couple, ChildRequest(age_years=0.0, seed=2), AGES)


def numbers(edit: Edit) -> list[float]:
    return [position_of(edit), edit.sex_strength, *map(float, edit.skin), *map(float, edit.traces)]


def found_at(*path_ages: float) -> list[Edit]:
    return [Edit(path_age_years=age) for age in path_ages]


def path_through(found: Sequence[Edit], ages: Sequence[float] = AGES, *, losses: Sequence[float] = ()) -> EditPath:
    return EditPath(ages, found, losses=losses or [0.0] * len(ages), youngest=YOUNGEST)


@given(found=st.tuples(edits, edits, edits))
def test_a_path_goes_through_all_that_was_found_but_never_back(found: tuple[Edit, ...]) -> None:
    path = path_through(found)
    here = [numbers(path.at(age)) for age in AGES]
    assert np.allclose([row[1:] for row in here], [numbers(edit)[1:] for edit in found], atol=1e-6)
    positions = [position_of(edit) for edit in found]
    least = LEAST_PACE * np.array([scale(age) for age in AGES])
    assert (np.diff([row[0] for row in here] - least) > -1e-6).all()
    if (np.diff(positions - least) > 0).all():
        assert np.allclose([row[0] for row in here], positions, atol=1e-6)


@given(found=st.tuples(edits, edits, edits), ages=st.lists(st.floats(1.0, 24.0), min_size=2))
def test_between_two_ages_a_path_never_goes_beyond_either(found: tuple[Edit, ...], ages: list[float]) -> None:
    path = path_through(found)
    for age in ages:
        index = 0 if age <= AGES[1] else 1
        ends = np.array([numbers(path.at(AGES[index])), numbers(path.at(AGES[index + 1]))])
        here = np.array(numbers(path.at(age)))
        assert (ends.min(axis=0) - 1e-5 <= here).all()
        assert (here <= ends.max(axis=0) + 1e-5).all()


def test_of_two_ages_in_the_wrong_order_the_one_that_looks_less_as_asked_gives_way() -> None:
    path = path_through(found_at(6.0, 19.0, 15.0, 25.0), (6.0, 15.0, 20.0, 25.0), losses=[0.0, 0.6, 0.05, 0.0])
    fifteen, twenty = (path.at(age).path_age_years for age in (15.0, 20.0))
    assert fifteen < twenty
    assert abs(twenty - 15.0) < 0.5 < abs(fifteen - 19.0)


def test_a_face_that_was_never_found_says_nothing() -> None:
    path = path_through(found_at(3.0, 20.0, 10.0), (3.0, 6.0, 10.0), losses=[0.0, math.inf, 0.0])
    assert path.at(6.0).path_age_years < path.at(10.0).path_age_years < 10.5


def test_before_the_youngest_mean_the_step_grows_shorter_bit_by_bit() -> None:
    found = [Edit(path_age_years=YOUNGEST, extrapolation=1.6), Edit(path_age_years=10.0)]
    path = [path_through(found, (0.0, 10.0)).at(age) for age in spread(0.0, 10.0, 200)]
    assert (path[0].extrapolation, path[-1].extrapolation) == (pytest.approx(1.6), 1.0)
    assert all(edit.path_age_years >= YOUNGEST - 1e-9 for edit in path)
    steps = np.diff([position_of(edit) for edit in path])
    assert (steps >= -1e-9).all()
    assert steps.max() < 0.03


def test_ages_of_a_film_rise_from_the_first_to_the_last_in_growing_steps() -> None:
    ages = spread(1.0, 25.0, 50)
    assert (ages[0], ages[-1], len(ages)) == (1.0, 25.0, 50)
    steps = np.diff(ages)
    assert (np.diff(steps) > 0).all()


def test_the_strip_shows_one_child_of_one_sex_at_all_ages(life: Life) -> None:
    assert life.ages_years == AGES
    assert len({child.sex for child in life.children}) == 1
    assert all(child.shares == life.children[0].shares for child in life.children)
    assert life.strip(tile=128).shape == (128, 3 * 128, 3)


def test_at_an_age_of_the_strip_the_code_is_that_child_s(life: Life) -> None:
    for age, child in zip(AGES, life.children, strict=True):
        assert np.abs(life.latent_at(age).w_plus - child.latent.w_plus).max() < 1e-5


def test_a_life_is_not_made_up_beyond_its_ages(life: Life) -> None:
    for age in (0.5, 25.0, float("nan")):
        with pytest.raises(InvalidRequest, match="known from 1 to 24 years"):
            life.latent_at(age)


def test_from_picture_to_picture_the_code_moves_in_small_steps(life: Life) -> None:
    codes = [life.latent_at(age).w_plus for age in spread(AGES[0], AGES[-1], 36)]
    steps = [float(np.linalg.norm(after - before)) for before, after in itertools.pairwise(codes)]
    assert max(steps) < 6 * np.mean(steps)
    assert max(steps) < 0.2 * float(np.linalg.norm(codes[-1] - codes[0]))


def test_from_picture_to_picture_the_child_stays_itself(life: Life, pipeline: Pipeline) -> None:
    faces = [face_embedding.embed(pipeline.synthesise(life.latent_at(age))) for age in (5.0, 5.1, 15.0, 15.2)]
    toddler, toddler_later, grown, grown_later = (face for face in faces if face is not None)
    assert face_embedding.distance(toddler, toddler_later) < 0.1
    assert face_embedding.distance(grown, grown_later) < 0.1


def test_pictures_are_drawn_one_by_one_until_it_is_cancelled(life: Life) -> None:
    steps: list[Progress] = []
    pictures = life.pictures(5, on_progress=steps.append, is_cancelled=lambda: len(steps) == 2)
    assert next(pictures).shape == (1024, 1024, 3)
    with pytest.raises(Cancelled):
        list(pictures)
    assert [(step.stage, step.step, step.num_steps, step.fraction) for step in steps] == [
        ("synthesising", 1, 5, 0.2),
        ("synthesising", 2, 5, 0.4),
    ]


def test_growing_up_can_be_cancelled_before_any_drawing(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    with pytest.raises(Cancelled):
        pipeline.grow_up(*couple, ChildRequest(age_years=0.0), AGES, is_cancelled=lambda: True)


def test_a_code_of_another_generator_does_not_grow_up(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    foreign = Latent(w_plus=couple[0].w_plus, generator="another:0123")
    with pytest.raises(WrongGenerator, match="another:0123"):
        pipeline.grow_up(couple[0], foreign, ChildRequest(age_years=0.0))
