from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from ml_core import encoder, face_embedding, images
from ml_core.alignment import align
from ml_core.contracts import AlignedFace, Latent
from ml_core.encoder import Encoder
from ml_core.errors import WeightsDamaged
from ml_core.perceptual.facenet import FaceNet
from ml_core.pipeline import Pipeline
from ml_core.training import sampling

UNSEEN_CHUNK = 900  # of `sampling.sample_w`, far beyond what the encoder learned from


@pytest.fixture(scope="module")
def taught(pipeline: Pipeline) -> Encoder:
    known = pipeline.statistics
    found = encoder.load(
        pipeline.generator.fingerprint, FaceNet.load(), w_mean=known.w_mean, w_deviation=float(known.w_deviation)
    )
    assert found is not None
    return found


def guessed(pipeline: Pipeline, taught: Encoder, face: AlignedFace) -> Latent:
    w = taught.encode(tf.constant(images.to_unit(face.pixels))[None]).numpy()
    return Latent(w_plus=np.repeat(w, 16, axis=0), generator=pipeline.generator.fingerprint)


def test_drawn_people_whom_it_never_saw_are_the_same_person_to_the_embedding(
    pipeline: Pipeline, taught: Encoder
) -> None:
    distances = []
    for w in sampling.sample_w(pipeline.generator, pipeline.statistics.w_mean, UNSEEN_CHUNK)[:6]:
        drawn = Latent(w_plus=np.repeat(w[None], 16, axis=0), generator=pipeline.generator.fingerprint)
        face = align(pipeline.synthesise(drawn))
        distance = face_embedding.distance_between(face.pixels, pipeline.synthesise(guessed(pipeline, taught, face)))
        assert distance is not None
        distances.append(distance)
    assert np.mean(distances) < 0.5


def test_the_astronaut_s_guess_is_nearer_to_her_than_the_mean_face(
    pipeline: Pipeline, taught: Encoder, astronaut_face: AlignedFace
) -> None:
    mean = np.broadcast_to(pipeline.statistics.w_mean, (16, 512))
    start = pipeline.synthesise(Latent(w_plus=mean, generator=pipeline.generator.fingerprint))
    guess = pipeline.synthesise(guessed(pipeline, taught, astronaut_face))
    to_guess, to_start = (face_embedding.distance_between(astronaut_face.pixels, each) for each in (guess, start))
    assert to_guess is not None
    assert to_start is not None
    assert to_guess < to_start - 0.1


def test_pictures_of_any_size_are_seen_alike(taught: Encoder, astronaut_face: AlignedFace) -> None:
    small, large = (
        taught.encode(tf.constant(images.to_unit(images.resize(astronaut_face.pixels, size)))[None]).numpy()
        for size in (256, 1024)
    )
    assert np.abs(small - large).mean() < 0.05


def test_a_generator_without_one_has_none(pipeline: Pipeline) -> None:
    assert encoder.load("stranger:0123", FaceNet.load(), w_mean=np.zeros(512, np.float32), w_deviation=1.0) is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"<html>"])
def test_a_file_that_is_no_encoder_is_refused_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "encoder.npz"
    path.write_bytes(data)
    with pytest.raises(WeightsDamaged, match=r"can't be read .*python -m ml_core\.training encoder"):
        encoder.load_head(encoder.build_head(512), path)


def test_the_encoder_of_another_width_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "encoder.npz"
    encoder.save_head(encoder.build_head(256), path)
    with pytest.raises(WeightsDamaged, match="can't be read"):
        encoder.load_head(encoder.build_head(512), path)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "encoder.npz"
    head = encoder.build_head(512)
    encoder.save_head(head, path)
    loaded = encoder.build_head(512)
    encoder.load_head(loaded, path)
    for before, after in zip(head.get_weights(), loaded.get_weights(), strict=True):
        assert np.abs(before - after).max() <= 1e-3 * max(1.0, np.abs(before).max())
