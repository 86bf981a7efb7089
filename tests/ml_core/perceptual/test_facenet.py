from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from ml_core.contracts import AlignedFace
from ml_core.images import resize, to_unit
from ml_core.perceptual.facenet import FaceNet


@pytest.fixture(scope="module")
def facenet() -> FaceNet:
    return FaceNet.load()


def unit(face: AlignedFace, size: int = 256) -> np.ndarray:
    return to_unit(resize(face.pixels, size))[None]


def test_embeddings_have_unit_length(facenet: FaceNet, astronaut_face: AlignedFace) -> None:
    embedding = facenet.embed(tf.constant(unit(astronaut_face)))
    assert embedding.shape == (1, 512)
    assert float(tf.norm(embedding)) == pytest.approx(1.0, abs=1e-4)


def test_a_batch_gives_what_its_members_give_alone(
    facenet: FaceNet, astronaut_face: AlignedFace, sample_faces: list[AlignedFace]
) -> None:
    pictures = np.concatenate([unit(face) for face in (astronaut_face, *sample_faces)])
    together = facenet.embed(tf.constant(pictures)).numpy()
    alone = np.concatenate([facenet.embed(tf.constant(picture[None])).numpy() for picture in pictures])
    assert np.abs(together - alone).max() < 1e-4


def test_the_same_face_darker_and_smaller_is_nearer_than_another_face(
    facenet: FaceNet, astronaut_face: AlignedFace, sample_faces: list[AlignedFace]
) -> None:
    face = facenet.embed(tf.constant(unit(astronaut_face)))
    again = facenet.embed(tf.constant(0.8 * unit(astronaut_face, 160) - 0.1))
    strangers = [facenet.embed(tf.constant(unit(stranger))) for stranger in sample_faces]
    assert float(tf.norm(face - again)) < 0.4
    assert min(float(tf.norm(face - stranger)) for stranger in strangers) > 0.9


def test_gradients_reach_the_picture(facenet: FaceNet, astronaut_face: AlignedFace) -> None:
    picture = tf.Variable(unit(astronaut_face))
    with tf.GradientTape() as tape:
        value = facenet.embed(picture)[0, 0]
    gradient = tape.gradient(value, picture).numpy()
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() > 0


def test_what_is_described_holds_the_embedding_and_where_things_are(
    facenet: FaceNet, astronaut_face: AlignedFace
) -> None:
    picture = tf.constant(unit(astronaut_face))
    embedding, form = facenet.describe(picture)
    mirrored = facenet.describe(picture[:, :, ::-1])[1]
    assert np.abs(embedding - facenet.embed(picture)).max() < 1e-4
    assert form.shape == (1, 8, 8, 896)
    assert facenet.texture(picture).shape == (1, 17, 17, 256)
    assert np.abs(mirrored - form).mean() > 0.1 * np.abs(form).mean()
