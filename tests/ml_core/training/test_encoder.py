"""The command that teaches an encoder, on a handful of a small generator's pictures: it goes through, and goes on."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest

from ml_core import encoder
from ml_core.contracts import AlignedFace
from ml_core.errors import InvalidRequest
from ml_core.images import resize
from ml_core.training import sampling
from ml_core.training.encoder import command
from ml_core.training.encoder.damage import DAMAGES, damage
from tests.ml_core.generators.small_faces import NAME, bring_small_faces


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.science
def test_an_encoder_is_taught_kept_beside_the_weights_and_nothing_is_drawn_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "SAMPLES_PER_CHUNK", 20)
    models, work = tmp_path / "models", tmp_path / "work"
    models.mkdir()
    fingerprint = bring_small_faces(models).identity
    monkeypatch.setenv("MODELS_DIR", str(models))
    few = ("--generator", NAME, "--num-samples", "120", "--epochs", "2", "--refining-steps", "1", "--work", str(work))
    assert command.run(arguments(*few)) == 0

    taught = encoder.find(fingerprint)
    assert taught is not None
    assert taught.parent == models / "statistics"
    drawn = {path: path.stat().st_mtime_ns for path in work.rglob("*.np?")}
    assert len(drawn) == 6 + 2 * 6

    monkeypatch.setattr("ml_core.images.from_unit", lambda picture: pytest.fail("drawn twice"))
    assert command.run(arguments(*few)) == 0
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*.np?")} == drawn


@pytest.mark.parametrize(
    "wrong",
    [
        ("--num-samples", "500"),
        ("--versions", "0"),
        ("--epochs", "0"),
        ("--refining-steps", "-1"),
    ],
)
def test_too_little_of_anything_is_refused_before_the_work(wrong: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"must be at least 600.*Received: "):
        command.run(arguments(*wrong, "--work", str(tmp_path / "work")))
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("number", range(len(DAMAGES)))
def test_every_damage_changes_the_picture_and_keeps_its_shape(number: int, astronaut_face: AlignedFace) -> None:
    apply, share = DAMAGES[number]
    face = resize(astronaut_face.pixels, 256)
    damaged = apply(face, np.random.default_rng(1))
    assert 0.0 < share < 1.0
    assert (damaged.shape, damaged.dtype) == (face.shape, face.dtype)
    assert (damaged != face).any()


def test_damage_follows_from_its_random_numbers_and_leaves_some_as_they_are(astronaut_face: AlignedFace) -> None:
    face = resize(astronaut_face.pixels, 256)
    first, again = (damage(face, np.random.default_rng(7)) for _ in range(2))
    assert (first == again).all()
    whole = [(damage(face, np.random.default_rng(seed)) == face).all() for seed in range(60)]
    assert 2 <= sum(whole) <= 25
