from __future__ import annotations

import numpy as np
import pytest

from benchmarks.heredity import skin
from generation.families.samples import SAMPLE_COUPLE
from ml_core.images import load_picture

FAIR, DARK = np.array([75.0, 10.0, 15.0], np.float32), np.array([35.0, 12.0, 18.0], np.float32)


def test_colours_between_the_parents_have_not_drifted() -> None:
    for share in (0.0, 0.4, 1.0):
        child = np.asarray((1 - share) * FAIR + share * DARK, np.float32)
        assert skin.drift(child, FAIR, DARK) == pytest.approx(0.0, abs=1e-3)


def test_a_child_lighter_than_both_has_drifted_by_as_much() -> None:
    lighter = np.asarray(FAIR + (FAIR - DARK) / np.linalg.norm(FAIR - DARK) * 6.0, np.float32)
    assert skin.drift(lighter, FAIR, DARK) == pytest.approx(6.0, abs=1e-3)
    assert skin.drift(lighter, FAIR, FAIR) == pytest.approx(6.0, abs=1e-3)


def test_tones_go_by_the_couple() -> None:
    assert skin.tone_of(FAIR, FAIR) == "light"
    assert skin.tone_of(DARK, DARK) == "brown and dark"
    assert skin.tone_of(FAIR, DARK) in {"tan", "intermediate"}


def test_cheeks_of_a_face_have_a_colour_and_a_wall_has_none() -> None:
    colour = skin.cheek_colour(load_picture(SAMPLE_COUPLE[0].path))
    assert colour is not None
    assert 40 < colour[0] < 90
    assert skin.cheek_colour(np.full((256, 256, 3), 120, np.uint8)) is None
