from __future__ import annotations

import numpy as np
import pytest

from ml_core.contracts import Picture
from ml_core.marks.label import WORDS, Language, with_label


def grey(height: int, width: int, level: int = 128) -> Picture:
    return np.full((height, width, 3), level, np.uint8)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_words_can_be_read_on_any_picture(language: Language, level: int) -> None:
    labelled = with_label(grey(1024, 1024, level), language)
    corner = labelled[950:, 700:]
    assert corner.max() > 240
    assert np.percentile(corner[20:40, -60:-25], 20) < 100  # the plate


@pytest.mark.parametrize("shape", [(1024, 1024), (1920, 1080), (630, 1200), (512, 4096), (128, 128)])
def test_a_label_stays_in_the_lower_corner_and_covers_little(shape: tuple[int, int]) -> None:
    changed = (with_label(grey(*shape)) != 128).any(axis=2)
    rows, columns = np.nonzero(changed)
    shorter = min(shape)
    assert rows.min() > shape[0] - max(0.1 * shorter, 32)
    assert rows.max() < shape[0] - 1
    assert columns.max() < shape[1] - 1
    height = rows.max() - rows.min() + 1
    assert 24 <= height <= max(24, 0.05 * shorter)


def test_a_picture_that_is_labelled_is_left_as_it_was() -> None:
    picture = grey(256, 256)
    with_label(picture)
    assert (picture == 128).all()


def test_the_words_begin_with_ai() -> None:
    assert all(words.startswith("AI") for words in WORDS.values())
