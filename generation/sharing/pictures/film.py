"""A film of growing up as phones show it: upright, with the age below the face, counting up."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from generation import engine
from generation.sharing.pictures import colours
from generation.sharing.pictures.drawing import draw_paper, paste_face, paste_label
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import layout_of
from generation.sharing.pictures.text import draw_text

# Every messenger takes so much, and mail does.
MAX_FILM_BYTES = 8_000_000


def make_film(
    mp4: bytes, *, ages_years: tuple[float, float], name: str = "", folder: Path, marks: engine.Marks
) -> bytes:
    """Returns an MP4 file of at most `MAX_FILM_BYTES`. mp4: the film as it is stored; ages_years: its first and last;
    folder: an empty one, for files that aren't whole yet; marks: with the label. Slow: some seven of the processor's
    seconds for one of the film.

    Raises ValueError for marks without a label, engine.ResourceError.
    """
    label = marks.label
    if label is None:
        raise ValueError("Expected marks with a label. Received: none.")
    layout = layout_of(PictureFormat.FILM, 1, has_captions=bool(name.strip()))
    (panel,) = layout.panels
    paper = draw_paper(layout)
    draw_text(paper, name, panel.caption, colours.INK)

    @cache
    def paper_at(years: int) -> Image.Image:
        with_age = paper.copy()
        if layout.counter:
            draw_text(with_age, str(years), layout.counter, colours.ACCENT)
        return with_age

    def draw(picture: engine.Picture, age_years: float) -> engine.Picture:
        image = paper_at(int(age_years)).copy()
        paste_face(image, Image.fromarray(picture), panel.window)
        paste_label(image, layout.label, label)
        return np.asarray(image)

    return engine.redraw_film(
        mp4,
        draw,
        ages_years=ages_years,
        size=PictureFormat.FILM.size,
        max_bytes=MAX_FILM_BYTES,
        folder=folder,
        marks=marks._replace(label=None),
    )
