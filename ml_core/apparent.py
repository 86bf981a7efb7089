"""The apparent age and sex of a generated face, estimated by two networks with different training data.

A search that asks one network soon finds faces that only this one takes for the age asked for: grown-ups of 27 that
people call schoolgirls. `ml_core.attributes` and FaceRes err in different ways, so ages meet in their middle, and a sex
counts as seen when both see it. Both are in the loop, so neither judges what comes of it: AgeGenderNet does that
(benchmarks/heredity).
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from ml_core import attributes, images
from ml_core.alignment import detection
from ml_core.attributes import Estimate
from ml_core.calibration import scale, unscale
from ml_core.contracts import Picture
from ml_core.perceptual.faceres import FaceRes


class Estimators:
    """Both networks; about 50 ms a face on two cores besides finding it."""

    def __init__(self, faceres: FaceRes) -> None:
        self._faceres = faceres

    @classmethod
    def load(cls) -> Estimators:
        """Raises WeightsMissing, WeightsDamaged: see `FaceRes.load`."""
        return cls(FaceRes.load())

    def estimate(self, crop: Picture) -> Estimate | None:
        """Estimates the age and sex of the face in an FFHQ crop [R, R, 3], R >= 128; None where no face is found."""
        box = detection.find_face_in_crop(crop)
        return None if box is None else self.estimate_in(crop, box)

    def estimate_in(self, crop: Picture, box: Any) -> Estimate:
        """Estimates the same for the face in that box (dlib.rectangle) of an FFHQ crop [R, R, 3], R >= 128."""
        one = attributes.estimate_in(crop, box)
        _, ages, p_female = self._faceres.describe(tf.constant(images.to_unit(crop))[None])
        return combine(one, Estimate(age_years=float(ages[0]), p_female=float(p_female[0])))


def combine(one: Estimate, other: Estimate) -> Estimate:
    """The age in the middle, by ratio, and the lower one beside it; the sex as the less sure of both has it, 0.5 where
    they contradict."""
    age = unscale((scale(one.age_years) + scale(other.age_years)) / 2.0)
    agree = (one.p_female - 0.5) * (other.p_female - 0.5) > 0.0
    p_female = min(one.p_female, other.p_female, key=lambda p: abs(p - 0.5)) if agree else 0.5
    return Estimate(age_years=age, p_female=p_female, at_least_years=min(one.age_years, other.age_years))
