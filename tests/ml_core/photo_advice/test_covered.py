from __future__ import annotations

import pytest

from ml_core.photo_advice.covered import CHECK
from ml_core.photo_advice.inspection import inspect
from ml_core.training import photo_advice_damage as damage
from tests.ml_core.photo_advice.faces import Sitter, blank


@pytest.mark.parametrize("cover", [damage.mask, damage.hair, damage.bar])
def test_what_hides_a_third_of_the_face_covers_it(sitter: Sitter, cover):
    assert CHECK.judge(CHECK.measure(sitter.inspect_after(cover))) is not None


def test_a_hand_before_the_mouth_covers_the_face(sitter: Sitter):
    assert CHECK.judge(CHECK.measure(sitter.inspect_after(damage.hand, over=damage.MOUTH))) is not None


def test_an_open_face_is_not_covered(sitter: Sitter):
    assert CHECK.judge(CHECK.measure(sitter.inspect())) is None


@pytest.mark.parametrize("stops", [-3.0, 1.0])
def test_bad_light_covers_nothing(sitter: Sitter, stops: float):
    assert CHECK.judge(CHECK.measure(sitter.inspect_after(damage.expose, stops=stops))) is None


def test_without_any_face_the_score_is_the_least():
    face = blank(120)

    assert CHECK.measure(inspect(face.pixels, face)) == -1.0
