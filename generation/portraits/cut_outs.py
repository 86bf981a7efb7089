"""The faces of one photo side by side, for the question which of them is meant.

One picture holds them all: it is kept only until somebody has chosen, for it may show people nobody asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generation import engine

CUT_OUT_SIDE = 256
CUT_OUT_QUALITY = 88
MAX_PIXELS = CUT_OUT_SIDE**2 * 256  # our own file
# The detector's box ends at brows and chin; people know one another by their hair.
MARGIN = 0.35


def cut_out_faces(picture: engine.Picture, faces: Sequence[engine.FaceBox]) -> bytes:
    """Cuts out faces: [H, W, 3] -> a JPEG of [CUT_OUT_SIDE, CUT_OUT_SIDE * len(faces), 3], in the order given."""
    sheet = np.concatenate([_cut_out(picture, face) for face in faces], axis=1)
    return engine.encode_jpeg(sheet, quality=CUT_OUT_QUALITY)


def pick_cut_out(sheet: bytes, number: int) -> bytes | None:
    """The one at `number`, from 0, as JPEG; None when there are fewer."""
    picture = engine.read_picture(sheet, max_bytes=len(sheet), max_pixels=MAX_PIXELS)
    start = number * CUT_OUT_SIDE
    if start >= picture.shape[1]:
        return None
    return engine.encode_jpeg(picture[:, start : start + CUT_OUT_SIDE], quality=CUT_OUT_QUALITY)


def _cut_out(picture: engine.Picture, face: engine.FaceBox) -> engine.Picture:
    """Cuts out a square that lies within the photo, and is smaller where the photo is."""
    height, width = picture.shape[:2]
    side = min(round(max(face.width, face.height) * (1 + 2 * MARGIN)), height, width)
    left = min(max(face.left + (face.width - side) // 2, 0), width - side)
    top = min(max(face.top + (face.height - side) // 2, 0), height - side)
    return engine.resize(np.ascontiguousarray(picture[top : top + side, left : left + side]), CUT_OUT_SIDE)
