from __future__ import annotations

import numpy as np

from benchmarks.heredity import judging
from generation.families.samples import SAMPLE_COUPLE
from ml_core.images import load_picture, resize
from tests.benchmarks.heredity.made_up import plain

MOTHER = resize(load_picture(SAMPLE_COUPLE[0].path), 512)


def test_everything_is_read_off_a_face() -> None:
    seen = judging.look(MOTHER)
    assert seen.picture.shape == (256, 256, 3)
    assert seen.num_faces == 1
    assert not seen.has_glasses
    for estimate in (seen.in_loop, seen.judge):
        assert estimate is not None
        assert estimate.p_female > 0.5
    assert seen.embedding is not None
    assert seen.cheeks is not None


def test_landmarks_are_those_of_the_small_picture() -> None:
    landmarks = judging.look(MOTHER).landmarks
    assert landmarks is not None
    assert np.ptp(landmarks[:, 0]) < 256
    assert 60 < landmarks[:, 0].mean() < 196


def test_a_wall_has_nothing_of_it() -> None:
    seen = judging.look(plain(120))
    assert (seen.landmarks, seen.embedding, seen.in_loop, seen.judge, seen.num_faces) == (None, None, None, None, 0)
