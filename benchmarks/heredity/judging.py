"""What is read off a child's picture, and which children a way is asked for."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity import age_gender_net, skin
from benchmarks.heredity.couples import Couple
from benchmarks.heredity.formulas import Method
from ml_core import face_embedding, images
from ml_core.alignment import detection
from ml_core.apparent import Estimators
from ml_core.attributes import Estimate
from ml_core.contracts import ChildRequest, FloatArray, Picture, Sex
from ml_core.perceptual.faceres import FaceRes
from ml_core.photo_advice import glasses

SIDE = 256
AGES = (1.0, 3.0, 6.0, 10.0, 15.0, 25.0)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """picture [256, 256, 3]. landmarks [68, 2] in it; embedding: dlib's [128]; in_loop: by the estimators that ours
    looks at while it makes a child; judge: by one that nothing lowers; cheeks: CIELAB [3]. None where no face was
    found. num_faces: more than one is somebody who was never asked for. has_glasses: an edge crosses the bridge of the
    nose."""

    picture: Picture
    landmarks: FloatArray | None = None
    embedding: FloatArray | None = None
    in_loop: Estimate | None = None
    judge: Estimate | None = None
    cheeks: FloatArray | None = None
    num_faces: int = 0
    has_glasses: bool = False


def look(picture: Picture) -> Seen:
    """picture [R, R, 3], the generator's own size."""
    small = images.resize(picture, SIDE)
    boxes, num_faces = detection.find_faces(picture), len(detection.find_faces(small))
    if not boxes:
        return Seen(picture=small, num_faces=num_faces)
    landmarks = detection.find_landmarks(picture, boxes[0]) * np.float32(SIDE / len(picture))
    return Seen(
        picture=small,
        landmarks=landmarks,
        embedding=face_embedding.embed(picture),
        in_loop=_in_loop().estimate_in(picture, boxes[0]),
        judge=age_gender_net.estimate(picture, boxes[0]),
        cheeks=skin.colour_in(small, landmarks),
        num_faces=num_faces,
        has_glasses=glasses.are_worn(small, landmarks),
    )


@functools.cache
def _in_loop() -> Estimators:
    return Estimators(FaceRes.load())


def children(method: Method, couples: Sequence[Couple], *, age_years: float, sex: Sex) -> tuple[list[Seen], float]:
    """One of each couple, and the mean seconds that making it took; seeds follow from the couple."""
    seen, seconds = [], 0.0
    for couple in couples:
        request = ChildRequest(age_years=age_years, sex=sex, seed=couple.number)
        started = time.perf_counter()
        child = method.child(couple.mother.latent, couple.father.latent, request)
        seconds += time.perf_counter() - started
        seen.append(look(child.pixels))
    return seen, seconds / len(couples)
