from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from ml_core import images
from ml_core.contracts import AlignedFace, FloatArray
from ml_core.objective import Objective, Weights, shrink
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS

VIEW = 256
MEAN = np.zeros(512, np.float32)
COUNTED = Weights().counted()


@pytest.fixture(scope="module")
def objective() -> Objective:
    return Objective(LPIPS.load(), FaceNet.load(), Weights(), view=VIEW, w_mean=MEAN, w_deviation=0.5)


def unit(*faces: AlignedFace) -> FloatArray:
    return np.concatenate([shrink(tf.constant(images.to_unit(face.pixels))[None], VIEW).numpy() for face in faces])


def codes(number: int) -> FloatArray:
    return np.zeros((number, 16, 512), np.float32)


def test_a_photo_is_nowhere_from_itself_however_it_is_cut(objective: Objective, astronaut_face: AlignedFace) -> None:
    target = objective.target_of([astronaut_face.pixels])
    for cut in range(objective.num_cuts):
        loss = objective.loss(unit(astronaut_face), codes(1), target, tf.constant(cut), COUNTED)
        assert float(loss[0]) == pytest.approx(0.0, abs=1e-3)


def test_another_face_is_far(
    objective: Objective, astronaut_face: AlignedFace, sample_faces: list[AlignedFace]
) -> None:
    target = objective.target_of([astronaut_face.pixels])
    assert float(objective.loss(unit(sample_faces[0]), codes(1), target, tf.constant(0), COUNTED)[0]) > 1.0


def test_what_befalls_the_background_counts_less_than_what_befalls_the_face(
    objective: Objective, astronaut_face: AlignedFace
) -> None:
    target = objective.target_of([astronaut_face.pixels])
    face, corner = unit(astronaut_face), unit(astronaut_face)
    face[:, 112:144, 112:144] *= -1
    corner[:, :32, :32] *= -1
    losses = [float(objective.loss(each, codes(1), target, tf.constant(0), COUNTED)[0]) for each in (face, corner)]
    assert losses[0] > 3 * losses[1] > 0


def test_codes_far_from_the_mean_face_and_rows_far_from_each_other_cost(
    objective: Objective, astronaut_face: AlignedFace
) -> None:
    target = objective.target_of([astronaut_face.pixels])
    far, spread = codes(1) + 1.0, codes(1)
    spread[:, ::2] = 1.0
    near, *others = (
        float(objective.loss(unit(astronaut_face), each, target, tf.constant(0), COUNTED)[0])
        for each in (codes(1), far, spread)
    )
    assert others[0] == pytest.approx(near + Weights().distance * 4.0, rel=1e-3, abs=1e-6)
    assert others[1] == pytest.approx(near + Weights().spread + Weights().distance, rel=1e-3, abs=1e-6)


def test_who_a_person_is_comes_from_all_photos_and_the_picture_from_the_first(
    objective: Objective, astronaut_face: AlignedFace, sample_faces: list[AlignedFace]
) -> None:
    alone = objective.target_of([astronaut_face.pixels])
    joined = objective.target_of([astronaut_face.pixels, sample_faces[1].pixels])
    assert np.abs(joined.small - alone.small).max() == 0
    assert np.linalg.norm(joined.embeddings[0] - alone.embeddings[0]) > 0.3
    assert np.linalg.norm(joined.embeddings, axis=-1) == pytest.approx(np.ones((5, 1)), abs=1e-4)
