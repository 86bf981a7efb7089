from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from ml_core import films, life_films
from ml_core.contracts import ChildRequest, Latent, Picture, Progress
from ml_core.errors import Cancelled, InvalidRequest
from ml_core.images import resize
from ml_core.marks.label import with_label
from ml_core.marks.marking import Marks
from ml_core.marks.metadata import TRAINED_MODEL, find_source_type
from ml_core.marks.watermark import PUBLIC_KEY, Watermark
from ml_core.pipeline import Pipeline

MARKS = Marks(Watermark(PUBLIC_KEY), date(2026, 11, 30), "test", "en")


@pytest.mark.parametrize(
    ("seconds", "size", "said"),
    [
        (1.0, 512, "2 to 30 seconds. Received: 1.0"),
        (31.0, 512, "2 to 30 seconds. Received: 31.0"),
        (float("nan"), 512, "2 to 30 seconds. Received: nan"),
        (7.0, 511, "even number of pixels. Received: 511"),
        (7.0, 2048, "at most 1024 pixels. Received: 2048"),
    ],
)
def test_a_film_that_cannot_be_made_is_refused(seconds: float, size: int, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        life_films.check(seconds=seconds, size=size)


def test_a_cancelled_film_leaves_nothing(tmp_path: Path, pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    life = pipeline.grow_up(*couple, ChildRequest(age_years=0.0, seed=1), (20.0, 24.0))
    steps: list[Progress] = []
    with pytest.raises(Cancelled):
        life_films.save(
            life,
            mp4=tmp_path / "life.mp4",
            webp=tmp_path / "life.webp",
            marks=MARKS,
            on_progress=steps.append,
            is_cancelled=lambda: len(steps) == 2,
        )
    assert not list(tmp_path.iterdir())


SMALL = with_label(resize(astronaut(), life_films.WEBP_SIZE), "en")


class Still:
    """A life in which nothing changes."""

    def pictures(self, number: int, **_listeners: object) -> Iterator[Picture]:
        return repeat(astronaut(), number)


def test_every_picture_of_both_films_is_marked(tmp_path: Path) -> None:
    mp4, webp = tmp_path / "life.mp4", tmp_path / "life.webp"
    life_films.save(Still(), mp4=mp4, webp=webp, marks=MARKS, seconds=2.0)  # type: ignore[arg-type]
    assert find_source_type(mp4.read_bytes()) == find_source_type(webp.read_bytes()) == TRAINED_MODEL
    command = [films.find_ffmpeg(), "-loglevel", "error", "-i", str(mp4), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    frames = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.uint8)
    frames = frames.reshape(-1, life_films.MP4_SIZE, life_films.MP4_SIZE, 3)
    plain = with_label(astronaut(), "en")[-40:, -120:].astype(float)
    for frame in frames[::12]:
        assert MARKS.watermark.find(frame) == (2026, 11)
        assert np.abs(frame[-40:, -120:] - plain).mean() < 12  # the words
    with Image.open(webp) as animation:  # too small and too coarse for the invisible mark to last
        assert np.abs(np.asarray(animation.convert("RGB")).astype(float) - SMALL).mean() < 12


def test_the_ages_that_a_film_shows() -> None:
    ages = life_films.ages_shown(168, 0.0, 25.0)
    assert len(ages) == 168
    assert ages[:13] == [0.0] * 13
    assert ages[-13:] == [25.0] * 13
    assert ages == sorted(ages)
