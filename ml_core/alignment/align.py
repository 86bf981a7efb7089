"""A photo to an aligned face, with an error of its own for each thing that can be wrong with it."""

from __future__ import annotations

from typing import Any

from ml_core.alignment import detection, geometry
from ml_core.contracts import AlignedFace, Picture
from ml_core.errors import FaceTooSmall, InputError, NoFaceFound, SeveralFaces

# Side of the crop in the photo's pixels below which the face is a smear at 1024 (a passport photo on a phone has 600).
MIN_CROP_SIDE = 128.0


def align(picture: Picture, *, size: int = 1024) -> AlignedFace:
    """The photo's one face as FFHQ crops it, [size, size, 3] uint8. About a second.

    People in the background, below a quarter of the face's area, don't count.

    Raises:
        NoFaceFound, SeveralFaces, FaceTooSmall: the message says what was seen and what to do.
    """
    boxes = detection.find_faces(picture)
    if len(boxes) != 1:
        raise _not_one_face(picture, boxes)
    landmarks = detection.find_landmarks(picture, boxes[0])
    quad = geometry.crop_quad(landmarks)
    side = geometry.quad_side(quad)
    if side < MIN_CROP_SIDE:
        raise FaceTooSmall(
            f"The face is too small: with hair and chin it is {side:.0f} pixels wide, at least {MIN_CROP_SIDE:.0f} are "
            f"needed, in a photo of {_size(picture)}. Use a closer or larger photo."
        )
    return AlignedFace(pixels=geometry.crop(picture, quad, size=size), landmarks=landmarks)


def _not_one_face(picture: Picture, boxes: list[Any]) -> InputError:
    if not boxes:
        return NoFaceFound(
            f"No face was found in the photo ({_size(picture)}). "
            "Use one from the front, upright, well lit, with the whole face visible."
        )
    sides = ", ".join(f"{box.width()} px" for box in boxes)
    return SeveralFaces(
        f"{len(boxes)} faces were found in the photo ({_size(picture)}), {sides} wide; one was expected. "
        "Use a photo of one person, or crop it to one."
    )


def _size(picture: Picture) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]} pixels"
