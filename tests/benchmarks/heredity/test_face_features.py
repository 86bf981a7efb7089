from __future__ import annotations

import numpy as np
import pytest

from benchmarks.heredity.face_features import FaceFeatures
from generation.families.samples import SAMPLE_COUPLE
from ml_core.images import load_picture, resize


@pytest.fixture(scope="module")
def features() -> FaceFeatures:
    return FaceFeatures.load()


def test_what_surrounds_the_face_counts_for_nothing(features: FaceFeatures) -> None:
    picture = resize(load_picture(SAMPLE_COUPLE[0].path), 256)
    other = picture.copy()
    other[:40] = other[:, :30] = other[:, -30:] = 0
    found = features.describe([picture, other])
    assert found.shape == (2, 1536)
    assert (found[0] == found[1]).all()


def test_blotches_on_the_face_change_it(features: FaceFeatures) -> None:
    picture = resize(load_picture(SAMPLE_COUPLE[0].path), 256)
    blotched = picture.copy()
    blotched[100:200:10, 80:180:10] = 0
    found = features.describe([picture, blotched])
    assert np.abs(found[0] - found[1]).mean() > 0.05 * np.abs(found[0]).mean()
