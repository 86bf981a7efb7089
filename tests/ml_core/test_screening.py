"""The network that looks for nudity. What it says of such pictures is nobody's to try here."""

from __future__ import annotations

import numpy as np
import pytest

from ml_core import catalogue, screening
from ml_core.contracts import Picture
from ml_core.images import load_picture
from tests.ml_core.images.files import TURNED_HEIC

WEIGHTS = "open-nsfw/open_nsfw.onnx"
GREY = np.full((64, 96, 3), 127, dtype=np.uint8)


def nudity(picture: Picture) -> float:
    return screening.nudity(picture, catalogue.path(WEIGHTS))


def test_the_network_is_prepared_for_as_its_authors_did() -> None:
    """Grey has no edges for JPEG to move: what is left is the order of colours and their means."""
    values = screening._prepared(GREY)
    assert values.shape == (224, 224, 3)
    assert np.allclose(values[0, 0], [127 - 104, 127 - 117, 127 - 123])


def test_blue_comes_first() -> None:
    red = np.zeros_like(GREY)
    red[..., 0] = 255
    blue, green, first = screening._prepared(red)[100, 100] + screening.MEAN_BGR
    assert first > 250 > 10 > max(blue, green)


def test_it_is_the_network_that_was_measured() -> None:
    assert nudity(np.zeros((64, 64, 3), dtype=np.uint8)) == pytest.approx(0.067, abs=0.01)


@pytest.mark.parametrize("name", ["father", "mother"])
def test_faces_of_the_sample_couple_are_far_from_it(name: str) -> None:
    assert nudity(load_picture(f"generation/samples/{name}.jpg")) < 0.1


def test_a_picture_of_any_shape_is_judged() -> None:
    rng = np.random.default_rng(0)
    for shape in ((64, 3000, 3), (3000, 64, 3), (64, 64, 3)):
        assert 0 <= nudity(rng.integers(0, 256, shape, dtype=np.uint8)) <= 1
    assert nudity(load_picture(TURNED_HEIC)) < 0.1
