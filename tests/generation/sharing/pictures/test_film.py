"""The upright film: the age counts up, and phones play it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generation import engine
from generation.sharing.pictures import film as film_module
from generation.sharing.pictures.film import make_film
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import Box, layout_of
from ml_core import films, life_films
from ml_core.contracts import Picture
from ml_core.marks.metadata import TRAINED_MODEL, find_source_type
from tests.generation.pictures import picture
from tests.generation.sharing.pictures.test_layout import label_box

NUM_PICTURES = 3


@pytest.fixture
def film(tmp_path: Path, marks: engine.Marks, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A life from a baby to 20 years in three pictures, none held."""
    monkeypatch.setattr(life_films, "HELD_SECONDS", 0.0)
    source = tmp_path / "stored.mp4"
    films.write_mp4([np.asarray(picture(256, 256))] * NUM_PICTURES, source, size=256)
    folder = tmp_path / "scratch"
    folder.mkdir()
    data = make_film(source.read_bytes(), ages_years=(0.0, 20.0), name="서연", folder=folder, marks=marks)
    path = tmp_path / "drawn.mp4"
    path.write_bytes(data)
    return path


def test_an_upright_film(film: Path, marks: engine.Marks) -> None:
    data = film.read_bytes()
    command = [films.find_ffmpeg(), "-hide_banner", "-i", str(film), "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, check=True).stderr.decode()
    assert re.search(r"Video: h264 \(High\).*yuv420p\(tv, bt709.*1080x1920.* 24 fps", told)
    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat")
    assert find_source_type(data) == TRAINED_MODEL

    shown = list(films.pictures_of(film))
    assert len(shown) == NUM_PICTURES
    assert marks.watermark.find(shown[0]) == (2026, 11)
    layout = layout_of(PictureFormat.FILM, 1, has_captions=True)
    assert layout.counter is not None
    ages = [part(each, layout.counter.box) for each in shown]
    widths = [num_columns(age) for age in ages]
    assert widths[0] > 0
    assert widths[2] > 1.5 * widths[0]  # 0 and 20
    assert difference(ages[0], ages[1]) > 1  # 3 or 4
    label = label_box(layout)
    for each in shown:
        assert np.mean(part(each, label) < 100) > 0.4
        assert difference(each[:250], each[:1]) < 6  # paper, but for the invisible mark
        assert difference(each[-250:], each[:1]) < 6


def test_a_film_fits_however_hard_it_is_to_encode(
    tmp_path: Path, marks: engine.Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life_films, "HELD_SECONDS", 0.0)
    monkeypatch.setattr(film_module, "MAX_FILM_BYTES", 200_000)
    source, noise = tmp_path / "stored.mp4", np.random.default_rng(0)
    grain = [noise.integers(0, 256, (256, 256, 3)).astype(np.uint8) for _number in range(6)]
    films.write_mp4(grain, source, size=256)
    data = make_film(source.read_bytes(), ages_years=(0.0, 20.0), folder=tmp_path, marks=marks)
    assert len(data) <= 200_000
    (tmp_path / "drawn.mp4").write_bytes(data)
    assert len(list(films.pictures_of(tmp_path / "drawn.mp4"))) == 6


def test_a_film_without_a_label_is_refused(tmp_path: Path, marks: engine.Marks) -> None:
    with pytest.raises(ValueError, match="label"):
        make_film(b"", ages_years=(0.0, 20.0), folder=tmp_path, marks=marks._replace(label=None))


def test_no_film_is_the_machines_fault(tmp_path: Path, marks: engine.Marks) -> None:
    with pytest.raises(engine.ResourceError):
        make_film(b"no film", ages_years=(0.0, 20.0), folder=tmp_path, marks=marks)


def part(shown: Picture, box: Box) -> Picture:
    return shown[box.top : box.bottom, box.left : box.right]


def num_columns(shown: Picture) -> int:
    """Of those with ink."""
    light = np.asarray(Image.fromarray(shown).convert("L"))
    return int(np.count_nonzero((light < 150).any(axis=0)))


def difference(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())
