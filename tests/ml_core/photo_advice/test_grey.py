from __future__ import annotations

import numpy as np
import pytest

from ml_core.contracts import Picture
from ml_core.photo_advice.grey import CHECK
from ml_core.photo_advice.inspection import inspect
from ml_core.training import photo_advice_damage as damage
from tests.ml_core.photo_advice.faces import Sitter, blank


def tint(photo: Picture, points: object) -> Picture:
    grey = photo.mean(axis=2, keepdims=True)
    return np.clip(grey * [0.8, 1.0, 1.15], 0, 255).astype(np.uint8)


def faded(photo: Picture, points: object) -> Picture:
    """Two thirds of its colour: still a colour photo."""
    return (photo * 0.67 + photo.mean(axis=2, keepdims=True) * 0.33).astype(np.uint8)


@pytest.mark.parametrize("colourless", [damage.grey, damage.sepia, tint])
def test_a_photo_without_colours_of_its_own_is_grey(sitter: Sitter, colourless: object):
    assert CHECK.judge(CHECK.measure(sitter.inspect_after(colourless))) is not None  # type: ignore[arg-type]


def test_a_colour_photo_is_not_grey(sitter: Sitter):
    assert CHECK.judge(CHECK.measure(sitter.inspect())) is None


def test_a_faded_photo_is_not_grey(sitter: Sitter):
    assert CHECK.judge(CHECK.measure(sitter.inspect_after(faded))) is None


@pytest.mark.parametrize("stops", [-1.0, -2.0, -4.0])
def test_less_light_does_not_make_a_colour_photo_grey(sitter: Sitter, stops: float):
    assert CHECK.judge(CHECK.measure(sitter.inspect_after(damage.expose, stops=stops))) is None


def test_one_colour_is_no_colour_photo():
    face = blank((220, 120, 90))

    assert CHECK.measure(inspect(face.pixels, face)) == pytest.approx(0.0, abs=1e-3)
