from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ml_core import images
from ml_core.__main__ import main
from ml_core.contracts import Latent
from ml_core.marks.metadata import TRAINED_MODEL, find_source_type
from ml_core.marks.watermark import PUBLIC_KEY, Watermark
from tests.ml_core.cli.test_grow import write_codes


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--ages", "1,three"], "--ages are years"),
        (["--ages", "3,30"], "age_years must lie in [0, 25]"),
        (["--dominances=left,right"], "--dominances are numbers"),
        (["--dominances=0,2"], "dominance must lie in [-1, 1]"),
        (["--dominances=" + ",".join(["0"] * 13)], "up to 12"),
        (["--quality", "0"], "--quality must lie in 1..100"),
        (["--out", "/proc/out"], "/proc can't be written"),
    ],
)
def test_a_request_that_makes_no_sense_is_answered_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    out = tmp_path / "out"
    assert main(["sheet", "gone.jpg", "gone.jpg", "--out", str(out), *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.science
def test_two_codes_become_a_marked_sheet_with_a_row_for_each_dominance(
    tmp_path: Path, couple: tuple[Latent, Latent], capsys: pytest.CaptureFixture[str]
) -> None:
    codes = write_codes(tmp_path, couple)
    out = tmp_path / "out"
    arguments = ["--ages", "2,20", "--dominances=-1,0,1", "--sex", "girl", "--quality", "90", "--json"]
    assert main(["sheet", *codes, "--out", str(out), *arguments]) == 0
    sheets = json.loads(capsys.readouterr().out)["sheets"]
    assert sheets == [str(out / "sheet-girl.webp")]
    data = Path(sheets[0]).read_bytes()
    sheet = images.read_picture(data)
    assert sheet.shape == (3 * 256, 2 * 256, 3)
    assert find_source_type(data) == TRAINED_MODEL
    assert Watermark(PUBLIC_KEY).find(sheet)
    tiles = [tile for row in np.split(sheet, 3, axis=0) for tile in np.split(row, 2, axis=1)]
    differences = [np.abs(tiles[0].astype(float) - tile).mean() for tile in tiles[1:]]
    assert min(differences) > 5
