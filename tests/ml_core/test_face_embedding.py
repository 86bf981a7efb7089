from __future__ import annotations

import numpy as np
import pytest
import skimage.data
from PIL import Image

from ml_core import face_embedding


def test_the_same_person_is_near_and_the_distance_symmetric():
    picture = skimage.data.astronaut()
    smaller = np.asarray(Image.fromarray(picture).resize((400, 400)))
    a, b = face_embedding.embed(picture), face_embedding.embed(smaller)

    assert a is not None
    assert b is not None
    assert a.shape == (128,)
    assert face_embedding.distance(a, b) == face_embedding.distance(b, a) < 0.2
    assert face_embedding.distance(a, a) == 0
    assert face_embedding.distance_between(picture, smaller) == pytest.approx(face_embedding.distance(a, b))


def test_without_a_face_there_is_no_embedding():
    assert face_embedding.embed(skimage.data.cat()) is None
    assert face_embedding.distance_between(skimage.data.cat(), skimage.data.astronaut()) is None
