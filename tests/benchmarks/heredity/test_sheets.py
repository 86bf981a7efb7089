from __future__ import annotations

from pathlib import Path

from PIL import Image

from benchmarks.heredity import sheets
from benchmarks.heredity.families import Siblings
from tests.benchmarks.heredity.made_up import couple, judged, plain, row

AGES = (1.0, 6.0, 10.0, 15.0, 25.0)
JUDGED = judged(*(row(age, "girl") for age in AGES))


def test_overview_has_a_row_a_couple() -> None:
    image = sheets.overview([couple(1), couple(2)], JUDGED)
    assert image.size == (128 * (2 + 2 * len(AGES)), 128 * 2)
    assert image.getpixel((10, 10)) == (90, 90, 90)
    assert image.getpixel((128 * 2 + 10, 140)) == (120, 120, 120)


def test_families_are_saved_by_number_with_their_reconstructions(tmp_path: Path) -> None:
    sisters = Siblings(age_years=6.0, apart=0.8, least=0.5, seconds=1.0, faces=[[plain(50)] * 8] * 2)
    sheets.save_families(tmp_path / "real", [couple(1), couple(3)], JUDGED, [sisters])
    names = sorted(path.name for path in (tmp_path / "real").iterdir())
    assert names == ["couple-01.jpg", "couple-03.jpg", "sisters-6.jpg"]
    with Image.open(tmp_path / "real" / "couple-03.jpg") as family:
        assert family.size == (256 * len(AGES), 256 * 3)
        assert abs(family.getpixel((2 * 256 + 10, 10))[0] - 100) < 3  # type: ignore[index]
    with Image.open(tmp_path / "real" / "sisters-6.jpg") as group:
        assert group.size == (256 * 8, 256 * 2)
