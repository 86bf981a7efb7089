from __future__ import annotations

import numpy as np
import pytest

from ml_core.alignment import align
from ml_core.photo_advice.inspection import inspect
from ml_core.photo_advice.size import CUT, SMALL
from ml_core.training.photo_advice_damage import crop_left, shrink
from tests.ml_core.photo_advice.faces import Sitter


@pytest.mark.parametrize(("side", "is_small"), [(140, True), (165, False), (400, False)])
def test_a_face_of_few_pixels_is_small(sitter: Sitter, side: int, is_small: bool):
    photo = shrink(sitter.photo, sitter.points, side=side)

    value = SMALL.measure(inspect(photo, align(photo)))

    assert value == pytest.approx(side, rel=0.05)  # the sample photo is nearly all crop
    assert (SMALL.judge(value) is not None) == is_small


def test_the_face_counts_and_not_the_photo(sitter: Sitter):
    small = shrink(sitter.photo, sitter.points, side=140)
    wide = np.pad(small, [(200, 200), (200, 200), (0, 0)], constant_values=90)

    assert SMALL.judge(SMALL.measure(inspect(wide, align(wide)))) is not None


def test_a_head_within_the_photo_is_not_cut(sitter: Sitter):
    assert CUT.judge(CUT.measure(sitter.inspect())) is None


def test_what_lies_beyond_the_photos_edge_is_told_by_its_share(sitter: Sitter):
    photo = crop_left(sitter.photo, sitter.points, share=0.25)

    value = CUT.measure(inspect(photo, align(photo)))

    assert value == pytest.approx(0.25, abs=0.05)
    assert CUT.judge(value) is not None
