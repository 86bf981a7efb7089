from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from PIL import Image

from generation import engine
from ml_core.marks.label import with_label
from tests.generation.pictures import picture
from tests.ml_core.marks.signers import new_signer


@pytest.fixture
def marks() -> engine.Marks:
    return engine.Marks(engine.Watermark(bytes(32)), date(2026, 11, 30), "9.9", "both", new_signer()[0])


@pytest.fixture
def child() -> Image.Image:
    """As a child is stored: with the label in its lower right corner."""
    return Image.fromarray(with_label(np.asarray(picture(1024, 1024)), "both"))
