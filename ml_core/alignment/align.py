"""A photo to an aligned face, with an error of its own for each thing that can be wrong with it."""

from __future__ import annotations

from ml_core.alignment import geometry, heads
from ml_core.alignment.heads import Head
from ml_core.contracts import AlignedFace, FaceBox, Picture
from ml_core.errors import FaceTooSmall, InvalidRequest, NoFaceFound, SeveralFaces

# Side of the crop in the photo's pixels below which the face is a smear at 1024 (a passport photo on a phone has 600).
MIN_CROP_SIDE = 128.0


def align(picture: Picture, *, size: int = 1024, which: int | None = None) -> AlignedFace:
    """The photo's one face as FFHQ crops it, [size, size, 3] uint8. Half a second; up to eight where many megapixels
    are searched for a small head (`ml_core.alignment.heads`).

    which: of several faces, counted from the left, from 0, as `SeveralFaces.faces` lists them: the same photo gives the
        same order. None = there must be one. People in the background, below a quarter of the largest face's area,
        don't count.

    Raises:
        NoFaceFound, SeveralFaces, FaceTooSmall: the message says what was seen and what to do.
        InvalidRequest: there is no such face among them.
    """
    found = sorted(heads.find_heads(picture), key=lambda head: (head.box.left(), head.box.top()))
    landmarks = heads.find_landmarks(picture, _pick(picture, found, which))
    if landmarks is None:
        raise NoFaceFound(
            f"A face was found in the photo ({_size(picture)}), but not how it leans. Turn the photo so that the head "
            "is upright, and crop it to head and shoulders."
        )
    quad = geometry.crop_quad(landmarks)
    side = geometry.quad_side(quad)
    if side < MIN_CROP_SIDE:
        raise FaceTooSmall(
            f"The face is too small: with hair and chin it is {side:.0f} pixels wide, at least {MIN_CROP_SIDE:.0f} are "
            f"needed, in a photo of {_size(picture)}. Use a closer or larger photo."
        )
    return AlignedFace(pixels=geometry.crop(picture, quad, size=size), landmarks=landmarks)


def _pick(picture: Picture, found: list[Head], which: int | None) -> Head:
    if not found:
        raise NoFaceFound(
            f"No face was found in the photo ({_size(picture)}). Use one from the front, upright, well lit, with the "
            "whole face visible; where the head is small in it, crop the photo to head and shoulders."
        )
    if which is None and len(found) > 1:
        raise _several(picture, found)
    index = which or 0
    if not 0 <= index < len(found):
        raise InvalidRequest(
            f"which counts the faces from the left and must lie in 0..{len(found) - 1}, for {len(found)} were found in "
            f"the photo ({_size(picture)}). Received: {which}"
        )
    return found[index]


def _several(picture: Picture, found: list[Head]) -> SeveralFaces:
    sides = ", ".join(f"{head.box.width()} px" for head in found)
    return SeveralFaces(
        f"{len(found)} faces were found in the photo ({_size(picture)}), from left to right {sides} wide; one was "
        "expected. Say which, use a photo of one person, or crop it to one.",
        faces=tuple(_face_box(picture, head) for head in found),
    )


def _face_box(picture: Picture, head: Head) -> FaceBox:
    """The detector's box may reach beyond the photo; this is the part inside."""
    box = head.box
    left, top = max(0, box.left()), max(0, box.top())
    right, bottom = min(picture.shape[1], box.right() + 1), min(picture.shape[0], box.bottom() + 1)
    return FaceBox(left=left, top=top, width=right - left, height=bottom - top)


def _size(picture: Picture) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]} pixels"
