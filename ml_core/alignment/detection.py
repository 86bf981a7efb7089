"""dlib's HOG face detector and landmark predictors.

Boxes and landmarks are in pixels of the picture given. The 68-point model was made for HOG boxes and works worse with
those of other detectors.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

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
# dlib's objects keep scratch memory; the worker and its timers may come from several threads.
_lock = threading.Lock()


@functools.cache
def _detector() -> Any:
    return dlib.get_frontal_face_detector()


@functools.cache
def _predictor(name: str) -> Any:
    return dlib.shape_predictor(str(catalogue.path(name)))


def find_faces(picture: Picture) -> list[Any]:
    """Boxes (dlib.rectangle) of the faces that matter, largest first: no background, no doubtful finds."""
    small, scale = _fit(picture)
    surest, found = 0.0, []
    for upsamples in range(MAX_UPSAMPLES + 1):
        with _lock:
            boxes, scores, _ = _detector().run(small, upsamples, 0.0)
        if boxes and max(scores) > surest:
            surest, found = max(scores), _that_matter(boxes, scores)
        if surest >= DOUBTFUL_SCORE:
            break
    return [_scaled(box, 1.0 / scale) for box in found]


def find_face_in_crop(crop: Picture) -> Any | None:
    """The box (dlib.rectangle) of the face in a drawn FFHQ crop [R, R, 3]; None where none is seen. Where it lies is
    known, so that a doubtful find there is believed: of dark faces, in a brightened copy."""
    found = _in_its_place(find_faces(crop), crop)
    if found is not None:
        return found
    small, scale = _fit(BRIGHTENED[crop])
    with _lock:
        boxes, scores, _ = _detector().run(small, 0, LEAST_SCORE_IN_CROP)
    found = _in_its_place([boxes[index] for index in np.argsort(scores)[::-1]], small)
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
    with _lock:
        _, scores, _ = _detector().run(picture, 0, LEAST_SCORE)
    return float(max(scores, default=LEAST_SCORE))


def _fit(picture: Picture) -> tuple[Picture, float]:
    height, width = picture.shape[:2]
    longer = max(height, width)
    scale = min(max(longer, SMALLEST_SIDE), DETECTION_SIDE) / longer
    if scale == 1.0:
        return picture, scale
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = Image.Resampling.BOX if scale < 1.0 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(picture).resize(size, method)), scale


def _that_matter(boxes: Any, scores: Any) -> list[Any]:
    sure = [box for box, score in zip(boxes, scores, strict=True) if score >= min(DOUBTFUL_SCORE, max(scores))]
    largest = max(box.area() for box in sure)
    return sorted((box for box in sure if box.area() >= BYSTANDER_AREA * largest), key=lambda box: -box.area())


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
