from __future__ import annotations

import pytest

from ml_core.alignment import align
from ml_core.images import load_picture, resize
from tests.ml_core.conftest import SAMPLES
from tests.ml_core.photo_advice.faces import Sitter


@pytest.fixture(scope="session")
def sitter() -> Sitter:
    photo = resize(load_picture(SAMPLES / "father.jpg"), 512)
    return Sitter(photo=photo, face=align(photo, size=512))
