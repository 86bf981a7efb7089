"""Drawn pictures as files, marked as every picture that leaves the site."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from generation import engine
from generation.sharing.pictures.drawing import Face, draw
from generation.sharing.pictures.formats import PictureFormat

QUALITY = 92
# Messengers show no card of more than 300 KB.
MAX_CARD_BYTES = 250_000
CARD_QUALITIES = (92, 86, 80, 72, 60)
# Beside the drawn face are photos.
SOURCES = {PictureFormat.TRIPTYCH: engine.WITH_TRAINED_MODEL}


def make_picture(
    picture_format: PictureFormat, faces: Sequence[Face], *, names: str = "", marks: engine.Marks
) -> bytes:
    """Returns a JPEG file of any format but the film. names: the parents', where each face has its age below; marks:
    with the label, which is drawn in each format's own place.

    Raises ValueError for a number of faces that the format has no place for, and for marks without a label.
    """
    if marks.label is None:
        raise ValueError("Expected marks with a label. Received: none.")
    image = draw(picture_format, faces, names=names, label=marks.label)
    others = marks._replace(label=None, source=SOURCES.get(picture_format, marks.source))
    if picture_format is PictureFormat.CARD:
        return _card(image, others)
    return others.jpeg(np.asarray(image), quality=QUALITY)


def _card(image: Image.Image, marks: engine.Marks) -> bytes:
    """The best quality that is small enough, or the last."""
    data = b""
    for quality in CARD_QUALITIES:
        data = marks.jpeg(np.asarray(image), quality=quality)
        if len(data) <= MAX_CARD_BYTES:
            break
    return data
