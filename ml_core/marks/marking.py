"""All marks at once: a picture as it leaves."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ml_core import images
from ml_core.contracts import Picture
from ml_core.marks import metadata
from ml_core.marks.label import Language, with_label
from ml_core.marks.spread_spectrum import MIN_SIDE
from ml_core.marks.watermark import Watermark


class Marks(NamedTuple):
    """What is marked, and with what. label: None leaves the words out; version: the system's, for the metadata."""

    watermark: Watermark
    month: date
    version: str
    label: Language | None = None

    def on(self, picture: Picture) -> Picture:
        """uint8 [H, W, 3] -> the same, labelled and marked; pictures under 160 pixels a side are labelled alone."""
        labelled = with_label(picture, self.label) if self.label else picture
        if min(picture.shape[:2]) < MIN_SIDE:
            return labelled
        return self.watermark.embed(labelled, month=self.month)

    def png(self, picture: Picture) -> bytes:
        return images.encode_png(self.on(picture), texts=metadata.png_texts(self.version))

    def jpeg(self, picture: Picture, *, quality: int = 92) -> bytes:
        return images.encode_jpeg(self.on(picture), quality=quality, xmp=metadata.xmp_of(self.version))
