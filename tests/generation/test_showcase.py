"""The sheets of the first page: as many previews as its sliders have steps, and the marks of whatever is drawn here."""

from __future__ import annotations

import pytest
from django.conf import settings

from generation.showcase import AGES_YEARS, COUPLES
from ml_core import images
from ml_core.marks.metadata import TRAINED_MODEL, find_source_type
from ml_core.marks.watermark import PUBLIC_KEY, Watermark

FOLDER = settings.BASE_DIR / "static" / "img" / "couples"
PREVIEW_SIZE, NUM_STEPS = 256, 5
SHEETS = [f"{slug}-{sex}.webp" for slug in COUPLES for sex in ("girl", "boy")]
MAX_BYTES = 1_500_000


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_a_preview_for_every_step_and_is_marked(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    sheet = images.read_picture(data)
    assert sheet.shape == (NUM_STEPS * PREVIEW_SIZE, len(AGES_YEARS) * PREVIEW_SIZE, 3)
    assert find_source_type(data) == TRAINED_MODEL
    assert Watermark(PUBLIC_KEY).find(sheet)


def test_all_of_them_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MAX_BYTES
