"""Finds the heads in a photo, however they are turned and however small they are in it, and their landmarks.

dlib's detector knows faces that lean by up to 40 degrees, and its landmarks are right up to 20. So a photo without a
sure find is looked at in other turns and at finer scales, and a leaning face in a view that was turned with it.

Legend: degrees are clockwise as the picture is seen: by how much a head leans to the picture's right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dlib
import numpy as np
from PIL import Image

from ml_core.alignment import detection, geometry
from ml_core.alignment.detection import DETECTION_SIDE, DOUBTFUL_SCORE, Find
from ml_core.alignment.geometry import Points
from ml_core.contracts import FloatArray, Picture

# Turns in which a photo is looked at beside the upright one: from any head the nearest is at most 23 degrees away, and
# there the detector scores nearly as high as upright.
TURNS = (-45, 45, -90, 90, -135, 135, 180)
# Longer sides at which a photo is looked at, in which turns: cheap looks first. `detection.find_faces` has looked
# upright at the first two.
LOOKS = (
    (DETECTION_SIDE, TURNS),
    (4 * DETECTION_SIDE, (0,)),
    (2 * DETECTION_SIDE, TURNS),
    (8 * DETECTION_SIDE, (0,)),
    (4 * DETECTION_SIDE, (-90, 90)),
)
# Up to here landmarks tell by how much a head leans, within 2 degrees (measured on 25 portraits at all angles); beyond,
# they may be off by as much as the lean itself.
TRUSTED_LEAN = 20.0
# Detectors for leaning faces answer at 15 to 50 degrees: by so much a view is turned that way, and then by less, or it
# would swing to and fro.
TURNS_OF_VIEW = (30.0, 15.0, 10.0, 5.0, 5.0)
SETTLED_LEAN = 10.0
# Landmarks of the untouched photo are kept where the turned view says the same.
SAME_LEAN = 3.0
# Side of a turned view, in sides of the face's box: the head with some room. In pixels: no face is larger than that to
# the detector, nor smaller.
VIEW_SIDES, LARGEST_VIEW, SMALLEST_VIEW = 3.0, 640, 256
# How far a face in a turned view may be from its middle, in sides of the view.
OFF_MIDDLE = 0.2


@dataclass(frozen=True, kw_only=True)
class Head:
    """A head that was found. box: dlib.rectangle in the photo's pixels, level also where the head is not. degrees: of
    the view in which it was found. lean: further, as the detector says: 0, or plus or minus `TYPICAL_LEAN`."""

    box: Any
    degrees: float = 0.0
    lean: int = 0


def find_heads(picture: Picture) -> list[Head]:
    """Returns the heads that matter, largest first. 0.1 to 0.5 s where a face is seen at first sight; where there is
    none, up to 1.5 s, and with many megapixels up to 8."""
    finds = detection.find_faces_scored(picture)
    heads = [Head(box=find.box, lean=find.lean) for find in finds]
    if finds and max(find.score for find in finds) >= DOUBTFUL_SCORE:
        return heads
    return next(filter(None, _look_further(picture)), heads)


def find_landmarks(picture: Picture, head: Head) -> FloatArray | None:
    """Returns the 68 points of a head, [68, 2] in the photo's pixels; None where it leans so that they can't be
    told."""
    first = detection.find_landmarks(picture, head.box) if head.degrees == 0.0 else None
    if first is not None and head.lean == 0 and abs(lean_of(first)) <= TRUSTED_LEAN:
        return first
    found = _find_turned(picture, head)
    if first is None or (found is not None and abs(_apart(lean_of(found), lean_of(first))) > SAME_LEAN):
        return found
    return first if found is not None or abs(lean_of(first)) <= TRUSTED_LEAN else None


def lean_of(landmarks: FloatArray) -> float:
    """Degrees, -180..180."""
    quad = geometry.crop_quad(landmarks)
    x, y = quad[3] - quad[0]
    return float(np.degrees(np.arctan2(y, x)))


def _look_further(picture: Picture) -> Iterator[list[Head]]:
    """Yields what is seen in each further look; a finer scale than the photo's own shows nothing new."""
    longer = max(picture.shape[:2])
    for side, turns in LOOKS:
        if side == DETECTION_SIDE or side // 2 < longer:
            yield from (_look(picture, side, degrees) for degrees in turns)


def _look(picture: Picture, side: int, degrees: float) -> list[Head]:
    """Looks at the photo at a longer side of about `side`, turned against a lean of `degrees`."""
    height, width = picture.shape[:2]
    scale = min(side / max(height, width), 1.0)
    small = detection.resized(picture, scale)
    turned = Image.fromarray(small).rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=(127, 127, 127))
    finds = detection.that_matter(detection.detect(np.asarray(turned), least_score=DOUBTFUL_SCORE))
    middle, turned_middle = np.array([width, height]) / 2, np.array(turned.size) / 2
    heads = []
    for find in finds:
        centre = np.array([find.box.center().x, find.box.center().y])
        at = middle + _turn(degrees) @ (centre - turned_middle) / scale
        heads.append(Head(box=_box_around(at, find.box.width() / scale), degrees=degrees, lean=find.lean))
    return heads


def _find_turned(picture: Picture, head: Head) -> FloatArray | None:
    """Returns the landmarks in a view that is turned with the head, once it is upright there."""
    centre = np.array([head.box.center().x, head.box.center().y], np.float64)
    degrees, side = head.degrees + head.lean * TURNS_OF_VIEW[0], VIEW_SIDES * head.box.width()
    scale = min(1.0, LARGEST_VIEW / side)
    small = detection.resized(picture, scale)  # once, where every view would shrink a large photo
    size = round(np.clip(side, SMALLEST_VIEW, LARGEST_VIEW))
    for turn in TURNS_OF_VIEW[1:]:
        quad = _quad_around(centre * scale, side * scale, degrees)
        view = geometry.crop(small, quad, size=size)
        find = _in_the_middle(detection.detect(view, least_score=0.0), size)
        if find is None:
            return None
        points = detection.find_landmarks(view, find.box)
        lean = find.lean * turn or lean_of(points)
        if find.lean == 0 and abs(lean) <= SETTLED_LEAN:
            axes = np.stack([quad[3] - quad[0], quad[1] - quad[0]])
            return np.asarray((quad[0] + points / size @ axes) / scale, np.float32)
        degrees += lean
    return None


def _in_the_middle(finds: list[Find], size: int) -> Find | None:
    def off(find: Find) -> float:
        return float(np.hypot(find.box.center().x - size / 2, find.box.center().y - size / 2))

    return max((find for find in finds if off(find) <= OFF_MIDDLE * size), key=lambda find: find.score, default=None)


def _apart(one: float, other: float) -> float:
    return (one - other + 180.0) % 360.0 - 180.0


def _turn(degrees: float) -> Points:
    """[2, 2]: from a view that is turned against a lean to the photo."""
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _quad_around(centre: Points, side: float, degrees: float) -> Points:
    corners = np.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, 0.5], [0.5, -0.5]]) * side
    return np.asarray(centre + corners @ _turn(degrees).T)


def _box_around(centre: Points, side: float) -> Any:
    left, top = np.round(centre - side / 2).astype(int)
    return dlib.rectangle(int(left), int(top), int(left) + round(side) - 1, int(top) + round(side) - 1)
