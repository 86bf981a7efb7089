"""The set's pictures: which there are, and each as an FFHQ crop or the reason why not."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from ml_core import images
from ml_core.alignment import align, detection, geometry
from ml_core.alignment.align import MIN_CROP_SIDE
from ml_core.contracts import Picture
from ml_core.errors import (
    FaceTooSmall,
    InputError,
    InvalidRequest,
    NoFaceFound,
    NotAPicture,
    PictureTooComplex,
    PictureTooLarge,
    SeveralFaces,
)

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif"}
CROP_SIZE = 512  # an ordinary photo's face: twice what the encoder sees, and enough for the estimators
# How far a crop's corners may lie from those that its own landmarks ask for, as a share of its side. On 100 faces that
# the built-in generator drew it is 0.01 in the middle and 0.06 at most.
MAX_CORNER_SHIFT = 0.15


class WrongCrop(InputError):
    """The face lies elsewhere than FFHQ's crop puts it."""

    code = "wrong_crop"


# What a person is told of each `InputError.code`.
REASONS = {
    NotAPicture.code: "unreadable",
    PictureTooLarge.code: "too many bytes or pixels",
    PictureTooComplex.code: "more scans or parts than a photo has",
    NoFaceFound.code: "no face found",
    SeveralFaces.code: "several faces",
    FaceTooSmall.code: "face too small",
    WrongCrop.code: "not cropped as FFHQ's faces are (--unaligned takes ordinary photos)",
}


def find_files(folder: Path) -> list[Path]:
    """Pictures by their names, in the folder and those in it.

    Raises:
        InvalidRequest: no such folder, or no picture in it.
    """
    if not folder.is_dir():
        raise InvalidRequest(f"There is no folder {folder}. Expected one with pictures of faces.")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise InvalidRequest(
            f"The folder {folder} holds no pictures. Expected files ending in {', '.join(sorted(SUFFIXES))}; folders "
            "inside it are looked through too."
        )
    return files


def by_content(files: list[Path]) -> dict[bytes, Path]:
    """Each content once, under 16 bytes of its hash: so a changed picture is a new one, and a renamed one is known."""
    found: dict[bytes, Path] = {}
    for path in tqdm(files, desc="files", unit=" files"):
        found.setdefault(_key_of(path), path)
    return found


def _key_of(path: Path) -> bytes:
    """Returns a hash of the file's content; of its name if it can't be opened: it will be found unreadable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()
    except OSError:
        return hashlib.blake2b(str(path).encode(), digest_size=16).digest()


def read_crop(path: Path, *, unaligned: bool) -> Picture:
    """The picture's one face as FFHQ crops it, [S, S, 3] uint8. 0.1 s; ordinary photos take several times that.

    Raises:
        InputError: one of those in `REASONS`.
    """
    picture = images.load_picture(path)
    if unaligned:
        return align(picture, size=CROP_SIZE).pixels
    _check_crop(picture)
    return picture


def _check_crop(picture: Picture) -> None:
    height, width = picture.shape[:2]
    if height != width:
        raise WrongCrop(f"Expected a square. Received: {width} x {height} pixels.")
    if width < MIN_CROP_SIDE:
        raise FaceTooSmall(f"At least {MIN_CROP_SIDE:g} pixels a side are needed. Received: {width}.")
    boxes = detection.find_faces(picture)
    if not boxes:
        raise NoFaceFound("No face was found in the crop.")
    if len(boxes) > 1:
        raise SeveralFaces(f"{len(boxes)} faces were found in the crop.")
    shift = corner_shift(picture, boxes[0])
    if shift > MAX_CORNER_SHIFT:
        raise WrongCrop(f"FFHQ's crop of this face has a corner {shift:.0%} of the side away from the picture's.")


def corner_shift(picture: Picture, box: Any) -> float:
    """Returns the distance between the square picture's corners and those of the crop that its landmarks give: the
    largest of the four, as a share of the side."""
    side = len(picture)
    corners = np.array([[0, 0], [0, side], [side, side], [side, 0]])
    quad = geometry.crop_quad(detection.find_landmarks(picture, box))
    return float(np.linalg.norm(quad - corners, axis=1).max() / side)
