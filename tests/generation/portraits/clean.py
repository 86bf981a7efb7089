from __future__ import annotations

import io

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile


def assert_clean_jpeg(data: bytes) -> Image.Image:
    """Asserts that a JPEG has nothing but pixels: no EXIF, GPS, XMP, colour profile, comment, nothing after the end."""
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        image.load()
    assert isinstance(image, JpegImageFile)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert not image.getexif()
    assert [name for name, _content in image.applist] == ["APP0"]
    assert data.endswith(b"\xff\xd9")
    return image
