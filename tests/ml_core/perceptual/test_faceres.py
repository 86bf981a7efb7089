from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from ml_core.contracts import AlignedFace
from ml_core.errors import WeightsDamaged
from ml_core.images import resize, to_unit
from ml_core.perceptual import facenet, faceres
from ml_core.perceptual.faceres import FaceRes
from ml_core.training.faceres_reference import values_of

# Outputs of TensorFlow.js on the package's own graph: `python -m ml_core.training faceres-reference`.
REFERENCE = Path(__file__).with_name("faceres.npz")
# The weights are the same float16 numbers on both sides, and both compute in float32; 3e-6 was measured.
TOLERANCE = 5e-5


@pytest.fixture(scope="module")
def network() -> FaceRes:
    return FaceRes.load()


def unit(face: AlignedFace, size: int = 256) -> np.ndarray:
    return to_unit(resize(face.pixels, size))[None]


def test_outputs_are_those_of_tensorflow_js(network: FaceRes) -> None:
    with np.load(REFERENCE) as reference:
        outputs = network.outputs(values_of(reference["pictures"]))
        for name, values in zip(("embeddings", "ages", "p_male"), outputs, strict=True):
            assert np.abs(values - reference[name]).max() < TOLERANCE, name


def test_sample_couple_is_seen_as_a_grown_man_and_a_grown_woman(
    network: FaceRes, sample_faces: list[AlignedFace]
) -> None:
    pictures = tf.constant(np.concatenate([unit(face) for face in sample_faces]))
    embeddings, age_years, p_female = network.describe(pictures)
    assert embeddings.shape == (2, 1024)
    assert np.allclose(np.linalg.norm(embeddings, axis=-1), 1.0, atol=1e-4)
    assert ((age_years > 20.0) & (age_years < 45.0)).numpy().all()
    assert p_female[0] < 0.1 < 0.9 < p_female[1]


def test_the_same_face_darker_and_smaller_is_nearer_than_another_face(
    network: FaceRes, astronaut_face: AlignedFace, sample_faces: list[AlignedFace]
) -> None:
    face = network.describe(tf.constant(unit(astronaut_face)))[0]
    again = network.describe(tf.constant(0.8 * unit(astronaut_face, 160) - 0.1))[0]
    strangers = [network.describe(tf.constant(unit(stranger)))[0] for stranger in sample_faces]
    assert float(tf.norm(face - again)) < 0.6
    assert min(float(tf.norm(face - stranger)) for stranger in strangers) > 0.9


def test_a_face_that_was_cut_out_is_described_as_its_picture_is(network: FaceRes, astronaut_face: AlignedFace) -> None:
    picture = tf.constant(unit(astronaut_face))
    top, left, side = (round(share * 256) for share in (facenet.FACE_TOP, facenet.FACE_LEFT, facenet.FACE_SIDE))
    whole = network.describe(picture)
    cut = network.describe_faces(picture[:, top : top + side, left : left + side])
    for a, b in zip(whole, cut, strict=True):
        assert np.abs(a - b).max() < 1e-4


@pytest.mark.parametrize("output", [0, 1, 2], ids=["embedding", "age", "sex"])
def test_gradients_of_every_output_reach_the_picture(
    network: FaceRes, astronaut_face: AlignedFace, output: int
) -> None:
    picture = tf.Variable(unit(astronaut_face))
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(network.describe(picture)[output][0])
    gradient = tape.gradient(value, picture).numpy()
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() > 0


def test_damaged_file_is_refused_with_the_command_that_makes_it_again(tmp_path: Path) -> None:
    path = tmp_path / "faceres.npz"
    path.write_bytes(faceres.WEIGHT_FILE.read_bytes()[:100_000])
    with pytest.raises(WeightsDamaged, match=r"python -m ml_core\.training faceres"):
        faceres.read_weights(path)


def test_file_of_another_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "faceres.npz"
    np.savez(path, **{name: np.zeros(3, np.float16) for name in faceres.weight_shapes()})  # type: ignore[arg-type]
    with pytest.raises(WeightsDamaged, match="must have the shape"):
        faceres.read_weights(path)
