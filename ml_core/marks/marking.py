"""All marks at once: a picture or a film as it leaves. Pixels, then metadata, then the signature over both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ml_core import images
from ml_core.contracts import FloatArray, Picture
from ml_core.marks import metadata, spread_spectrum
from ml_core.marks.credentials import Signer
from ml_core.marks.label import Language, with_label
from ml_core.marks.watermark import Watermark


class Marks(NamedTuple):
    """The marks of one maker in one month. version: the system's, for the metadata; label: None leaves the words out;
    signer: None leaves files unsigned; source: what the metadata and the signature state, one of IPTC's terms.

    Pictures under `spread_spectrum.MIN_SIDE` get no invisible mark.
    """

    watermark: Watermark
    month: date
    version: str
    label: Language | None = None
    signer: Signer | None = None
    source: str = metadata.TRAINED_MODEL

    def on(self, picture: Picture) -> Picture:
        """uint8 [H, W, 3] -> the same, labelled and marked."""
        return next(self.on_each([picture]))

    def on_each(self, pictures: Iterable[Picture]) -> Iterator[Picture]:
        """`on` of a film's pictures, all of one size and with one mark."""
        mark: FloatArray | None = None
        for picture in pictures:
            labelled = with_label(picture, self.label) if self.label else picture
            if min(picture.shape[:2]) < spread_spectrum.MIN_SIDE:
                yield labelled
                continue
            if mark is None:
                bits = self.watermark.new_bits(self.month)
                mark = spread_spectrum.mark_for(labelled, bits, self.watermark.pattern)
            yield spread_spectrum.add(labelled, mark)

    @property
    def xmp(self) -> bytes:
        return metadata.xmp_of(self.version, self.source)

    def png(self, picture: Picture) -> bytes:
        return self.signed(images.encode_png(self.on(picture), texts=metadata.png_texts(self.xmp)), "image/png")

    def jpeg(self, picture: Picture, *, quality: int = 92) -> bytes:
        return self.signed(images.encode_jpeg(self.on(picture), quality=quality, xmp=self.xmp), "image/jpeg")

    def signed(self, data: bytes, media_type: str) -> bytes:
        """Signs a file that has all other marks."""
        return self.signer.sign(data, media_type, self.version, self.source) if self.signer else data
