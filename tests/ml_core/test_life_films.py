from __future__ import annotations

from pathlib import Path

import pytest

from ml_core import life_films
from ml_core.contracts import ChildRequest, Latent, Progress
from ml_core.errors import Cancelled, InvalidRequest
from ml_core.pipeline import Pipeline


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
            on_progress=steps.append,
            is_cancelled=lambda: len(steps) == 2,
        )
    assert not list(tmp_path.iterdir())
