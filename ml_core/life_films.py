"""A child's life as two films, rendered once: MP4 to keep, and a small animated WebP for pages and messages."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ml_core import calibration, films, images
from ml_core.contracts import IsCancelled, OnProgress, Picture, ignore_progress, never_cancelled
from ml_core.errors import InvalidRequest
from ml_core.marks.marking import Marks

if TYPE_CHECKING:
    from ml_core.growing_up import Life

SECONDS, MIN_SECONDS, MAX_SECONDS = 7.0, 2.0, 30.0
MP4_SIZE, MAX_MP4_SIZE, WEBP_SIZE = 512, 1024, 256
# Of making films: the child is fitted at a few ages first, and then at all between them.
FIT_SHARE = 0.15
# For so long the first and the last picture stand.
HELD_SECONDS = 0.5
# An animation this long and half as fast as the MP4 stays below 1 MB; of a longer film it shows fewer pictures.
MAX_WEBP_PICTURES = 96


def check(*, seconds: float, size: int) -> None:
    """Raises InvalidRequest: a length or a side that `save` doesn't take."""
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise InvalidRequest(f"A film takes {MIN_SECONDS:g} to {MAX_SECONDS:g} seconds. Received: {seconds!r}")
    films.check_size(size)
    if size > MAX_MP4_SIZE:
        raise InvalidRequest(f"A film's side is at most {MAX_MP4_SIZE} pixels. Received: {size}")


def ages_shown(num_pictures: int, first_years: float, last_years: float) -> list[float]:
    """Returns the age in each picture of a film that `save` wrote. num_pictures: of the MP4, at least two moving."""
    num_held = round(HELD_SECONDS * films.FPS)
    moving = calibration.spread(first_years, last_years, num_pictures - 2 * num_held)
    return [*[first_years] * num_held, *moving, *[last_years] * num_held]


def save(
    life: Life,
    *,
    mp4: Path,
    webp: Path,
    marks: Marks,
    seconds: float = SECONDS,
    size: int = MP4_SIZE,
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never_cancelled,
) -> None:
    """Renders 24 pictures a second, 0.3 s each on two cores. seconds: 2 to 30, all in all; size: of the MP4, even;
    marks: on all pictures of both films.

    Raises:
        InvalidRequest: see `check`.
        FilmFailed, OSError: see `films.write_mp4`.
        Cancelled: asked before every render. No part of a file is left, and no file that was begun.
    """
    check(seconds=seconds, size=size)
    num_held = round(HELD_SECONDS * films.FPS)
    num_pictures = round(seconds * films.FPS) - 2 * num_held
    num_small = min(math.ceil(num_pictures / 2), MAX_WEBP_PICTURES)
    chosen = set(np.linspace(0, num_pictures - 1, num_small).round().astype(int).tolist())
    small: list[Picture] = []

    def rendered() -> Iterator[Picture]:
        pictures = life.pictures(num_pictures, on_progress=on_progress, is_cancelled=is_cancelled)
        for index, picture in enumerate(pictures):
            if index in chosen:
                small.append(images.resize(picture, WEBP_SIZE))
            yield images.resize(picture, size)

    films.write_mp4(marks.on_each(rendered()), mp4, size=size, num_held=num_held, xmp=marks.xmp)
    picture_ms = round(1000 * num_pictures / films.FPS / num_small)
    held_ms = round(1000 * HELD_SECONDS)
    films.write_webp(list(marks.on_each(small)), webp, picture_ms=picture_ms, held_ms=held_ms, xmp=marks.xmp)
