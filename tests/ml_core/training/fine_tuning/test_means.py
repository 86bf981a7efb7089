"""The means that a set of faces of one's own moves, and how far."""

from __future__ import annotations

import numpy as np
import pytest

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.statistics import GeneratorStatistics
from ml_core.training.fine_tuning import means
from ml_core.training.fine_tuning.inspections import Faces
from tests.ml_core.training.fine_tuning.conftest import faces_at


def test_faces_that_stand_at_the_general_means_move_nothing(general: GeneratorStatistics) -> None:
    faces = faces_at(general, number=60, ages=(1, 40), way=np.zeros(512, np.float32), p_female=0.3)
    moved = means.moved_by(faces, general)
    assert np.abs(moved.path_girl - general.path_girl).max() < 1e-5
    assert np.abs(moved.adult_mean - general.adult_mean).max() < 1e-5


def test_grown_women_move_the_ages_and_the_sex_that_the_set_lacks_the_same_way(
    general: GeneratorStatistics, way: FloatArray
) -> None:
    moved = means.moved_by(faces_at(general, number=200, ages=(25, 40), way=way), general)
    baby_girl, baby_boy = moved.path_girl[0] - general.path_girl[0], moved.path_boy[0] - general.path_boy[0]
    grown = moved.adult_mean - general.adult_mean
    for moved_by, share in ((baby_girl, 0.96), (baby_boy, 0.8), (grown, 0.9)):
        assert np.allclose(moved_by, share * way, atol=0.03 * np.abs(way).max())


@pytest.mark.parametrize(("number", "share"), [(50, 0.5), (450, 0.9)])
def test_the_more_faces_the_more_they_count(
    general: GeneratorStatistics, way: FloatArray, number: int, share: float
) -> None:
    moved = means.moved_by(faces_at(general, number=number, ages=(25, 40), way=way, p_female=0.0), general)
    of_girls = moved.path_girl[0] - general.path_girl[0]  # whom the set lacks: they move as the whole set does
    assert np.allclose(of_girls, share * way, atol=1e-4)


def test_children_of_the_set_count_for_children(general: GeneratorStatistics, way: FloatArray) -> None:
    grown_ups = faces_at(general, number=300, ages=(25, 40), way=way)
    children = faces_at(general, number=300, ages=(5, 7), way=-way)
    both = Faces(
        **{name: np.concatenate([getattr(grown_ups, name), getattr(children, name)]) for name in vars(children)}
    )
    moved = means.moved_by(both, general)
    at = {age: int(np.flatnonzero(general.ages == age)[0]) for age in (6, 30)}
    assert (moved.path_girl[at[6]] - general.path_girl[at[6]]) @ way < -0.5 * way @ way
    assert (moved.path_girl[at[30]] - general.path_girl[at[30]]) @ way > 0.5 * way @ way


def test_nothing_else_of_the_generator_changes(general: GeneratorStatistics, way: FloatArray) -> None:
    moved = means.moved_by(faces_at(general, number=60, ages=(1, 40), way=way), general)
    for name in vars(general):
        changed = not np.array_equal(getattr(moved, name), getattr(general, name))
        assert changed == (name in ("path_girl", "path_boy", "adult_mean"))


def test_too_few_faces_and_faces_beyond_the_path_are_not_enough(general: GeneratorStatistics, way: FloatArray) -> None:
    one = faces_at(general, number=1, ages=(30, 30), way=way)
    old = np.full(60, 90.0, np.float32)
    faces = Faces(w=np.repeat(one.w, 60, axis=0), age=old, p_female=np.ones(60, np.float32))
    with pytest.raises(WeightsRefused, match=r"Only 0 faces .* at least 50 that look no older than 85 .* Add pictures"):
        means.within_path(faces, general)
