"""Pictures of which no face can be made out: grey, blurred, and so small that nothing in them brings it back."""

from __future__ import annotations

import io

from PIL import Image

# So many values a side are left of a picture, and are drawn this large.
KEPT_PIXELS, SIDE_PIXELS = 12, 160


def blur(picture: bytes) -> bytes:
    """Returns a JPEG."""
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
        kept = image.convert("L").resize((KEPT_PIXELS, KEPT_PIXELS), Image.Resampling.BOX)
    out = io.BytesIO()
    kept.resize((SIDE_PIXELS, SIDE_PIXELS), Image.Resampling.BICUBIC).save(out, "JPEG", quality=70)
    return out.getvalue()
