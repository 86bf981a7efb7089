"""dlib's HOG face detector and landmark predictors.

Boxes and landmarks are in pixels of the picture given. The 68-point model was made for HOG boxes and works worse with
those of other detectors.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import dlib
import numpy as np
from PIL import Image

from ml_core import catalogue
from ml_core.contracts import FloatArray, Picture

# The detector's window is 80 px; photos are brought to this longer side first, and looked at twice as large if need be.
DETECTION_SIDE = 800
# And pictures of small generators, 64 or 128 px, to this one: as large as the window is not large enough.
SMALLEST_SIDE = 256
MAX_UPSAMPLES = 1
# The detector scores a face from the front 0.7 to 3, and its false finds up to 0.4 (measured at 48 sizes of
# scikit-image's astronaut, whose suit has patches). A photo with nothing above this is looked at once more, larger, and
# then only the surest find is believed.
DOUBTFUL_SCORE = 0.5
# Lower scores are of anything at all.
LEAST_SCORE = -1.0
# Less than this of the largest face's area, half its height: someone in the background.
BYSTANDER_AREA = 0.25
# HOG sees edges of light, and a dark face before a dark background has few: dlib's score of such drawings rises by 0.3
# to 0.5 when they are brightened so.
BRIGHTENED = np.round(255.0 * (np.arange(256) / 255.0) ** 0.35).astype(np.uint8)
LEAST_SCORE_IN_CROP = -0.5
# Left, top, right and bottom of 60 drawn faces' boxes, in sides; the least that any shares with it (intersection over
# union) is 0.64.
FACE_IN_CROP, LEAST_SHARED = (0.21, 0.30, 0.79, 0.87), 0.5
# Which way a face leans that each of dlib's five detectors is for: from the front, looking left and right, and from the
# front leaning to the picture's left and right. The last two answer from 15 to 50 degrees.
LEANS = (0, 0, 0, -1, 1)
# dlib's objects keep scratch memory; the worker and its timers may come from several threads.
_lock = threading.Lock()


class Find(NamedTuple):
    """A face that was found. box: dlib.rectangle. lean: -1 to the picture's left, 0 upright, 1 to its right."""

    box: Any
    score: float
    lean: int


@functools.cache
def _detector() -> Any:
    return dlib.get_frontal_face_detector()


@functools.cache
def _predictor(name: str) -> Any:
    return dlib.shape_predictor(str(catalogue.path(name)))


def find_faces(picture: Picture) -> list[Any]:
    """Boxes (dlib.rectangle) of the faces that matter, largest first: no background, no doubtful finds."""
    return [find.box for find in find_faces_scored(picture)]


def find_faces_scored(picture: Picture) -> list[Find]:
    """`find_faces` with what the detector says of each."""
    small, scale = _fit(picture)
    surest, found = 0.0, []
    for upsamples in range(MAX_UPSAMPLES + 1):
        finds = detect(small, upsamples=upsamples, least_score=0.0)
        if finds and finds[0].score > surest:
            surest, found = finds[0].score, that_matter(finds)
        if surest >= DOUBTFUL_SCORE:
            break
    return [find._replace(box=_scaled(find.box, 1.0 / scale)) for find in found]


def detect(picture: Picture, *, least_score: float, upsamples: int = 0) -> list[Find]:
    """Returns all that the detector finds at the picture's own size, surest first."""
    with _lock:
        boxes, scores, which = _detector().run(picture, upsamples, least_score)
    finds = [Find(box, score, LEANS[index]) for box, score, index in zip(boxes, scores, which, strict=True)]
    return sorted(finds, key=lambda find: -find.score)


def that_matter(finds: Sequence[Find]) -> list[Find]:
    """Returns the finds that are sure, and not in the background, largest first."""
    surest = max((find.score for find in finds), default=0.0)
    sure = [find for find in finds if find.score >= min(DOUBTFUL_SCORE, surest)]
    largest = max((find.box.area() for find in sure), default=0)
    return sorted((find for find in sure if find.box.area() >= BYSTANDER_AREA * largest), key=lambda f: -f.box.area())


def find_face_in_crop(crop: Picture) -> Any | None:
    """The box (dlib.rectangle) of the face in a drawn FFHQ crop [R, R, 3]; None where none is seen. Where it lies is
    known, so that a doubtful find there is believed: of dark faces, in a brightened copy."""
    found = _in_its_place(find_faces(crop), crop)
    if found is not None:
        return found
    small, scale = _fit(BRIGHTENED[crop])
    found = _in_its_place([find.box for find in detect(small, least_score=LEAST_SCORE_IN_CROP)], small)
    return None if found is None else _scaled(found, 1.0 / scale)


def _in_its_place(boxes: list[Any], crop: Picture) -> Any | None:
    """Returns the first box that covers what faces of FFHQ crops cover."""
    usual = dlib.rectangle(*(round(share * len(crop)) for share in FACE_IN_CROP))
    for box in boxes:
        shared = box.intersect(usual).area()
        if shared / (box.area() + usual.area() - shared) >= LEAST_SHARED:
            return box
    return None


def best_score(picture: Picture) -> float:
    """Score of the surest find at the picture's own size, however doubtful it is; `LEAST_SCORE` when there is none."""
    return max((find.score for find in detect(picture, least_score=LEAST_SCORE)), default=LEAST_SCORE)


def _fit(picture: Picture) -> tuple[Picture, float]:
    longer = max(picture.shape[:2])
    scale = min(max(longer, SMALLEST_SIDE), DETECTION_SIDE) / longer
    return resized(picture, scale), scale


def resized(picture: Picture, scale: float) -> Picture:
    if scale == 1.0:
        return picture
    height, width = picture.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = Image.Resampling.BOX if scale < 1.0 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(picture).resize(size, method))


def find_landmarks(picture: Picture, box: Any) -> FloatArray:
    """The 68 points of iBUG 300-W, [68, 2] x and y."""
    with _lock:
        shape = _predictor("dlib/shape_predictor_68_face_landmarks.dat")(picture, box)
    return np.array([[point.x, point.y] for point in shape.parts()], dtype=np.float32)


def face_chip(picture: Picture, box: Any, *, size: int, padding: float) -> Picture:
    """dlib's upright square chip [size, size, 3] by the 5-point model."""
    with _lock:
        shape = _predictor("dlib/shape_predictor_5_face_landmarks.dat")(picture, box)
        return np.asarray(dlib.get_face_chip(picture, shape, size=size, padding=padding))


def _scaled(box: Any, factor: float) -> Any:
    return dlib.rectangle(*(round(value * factor) for value in (box.left(), box.top(), box.right(), box.bottom())))
