"""A photo to an aligned face, with an error of its own for each thing that can be wrong with it."""

from __future__ import annotations

from typing import Any

from ml_core.alignment import detection, geometry
from ml_core.contracts import AlignedFace, FaceBox, Picture
from ml_core.errors import FaceTooSmall, InvalidRequest, NoFaceFound, SeveralFaces

# Side of the crop in the photo's pixels below which the face is a smear at 1024 (a passport photo on a phone has 600).
MIN_CROP_SIDE = 128.0


def align(picture: Picture, *, size: int = 1024, which: int | None = None) -> AlignedFace:
    """The photo's one face as FFHQ crops it, [size, size, 3] uint8. About a second.

    which: of several faces, counted from the left, from 0, as `SeveralFaces.faces` lists them: the same photo gives the
        same order. None = there must be one. People in the background, below a quarter of the largest face's area,
        don't count.

    Raises:
        NoFaceFound, SeveralFaces, FaceTooSmall: the message says what was seen and what to do.
        InvalidRequest: there is no such face among them.
    """
    boxes = sorted(detection.find_faces(picture), key=lambda box: (box.left(), box.top()))
    landmarks = detection.find_landmarks(picture, _pick(picture, boxes, which))
    quad = geometry.crop_quad(landmarks)
    side = geometry.quad_side(quad)
    if side < MIN_CROP_SIDE:
        raise FaceTooSmall(
            f"The face is too small: with hair and chin it is {side:.0f} pixels wide, at least {MIN_CROP_SIDE:.0f} are "
            f"needed, in a photo of {_size(picture)}. Use a closer or larger photo."
        )
    return AlignedFace(pixels=geometry.crop(picture, quad, size=size), landmarks=landmarks)


def _pick(picture: Picture, boxes: list[Any], which: int | None) -> Any:
    if not boxes:
        raise NoFaceFound(
            f"No face was found in the photo ({_size(picture)}). "
            "Use one from the front, upright, well lit, with the whole face visible."
        )
    if which is None and len(boxes) > 1:
        raise _several(picture, boxes)
    index = which or 0
    if not 0 <= index < len(boxes):
        raise InvalidRequest(
            f"which counts the faces from the left and must lie in 0..{len(boxes) - 1}, for {len(boxes)} were found in "
            f"the photo ({_size(picture)}). Received: {which}"
        )
    return boxes[index]


def _several(picture: Picture, boxes: list[Any]) -> SeveralFaces:
    sides = ", ".join(f"{box.width()} px" for box in boxes)
    return SeveralFaces(
        f"{len(boxes)} faces were found in the photo ({_size(picture)}), from left to right {sides} wide; one was "
        "expected. Say which, use a photo of one person, or crop it to one.",
        faces=tuple(_face_box(picture, box) for box in boxes),
    )


def _face_box(picture: Picture, box: Any) -> FaceBox:
    """The detector's box may reach beyond the photo; this is the part inside."""
    left, top = max(0, box.left()), max(0, box.top())
    right, bottom = min(picture.shape[1], box.right() + 1), min(picture.shape[0], box.bottom() + 1)
    return FaceBox(left=left, top=top, width=right - left, height=bottom - top)


def _size(picture: Picture) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]} pixels"
