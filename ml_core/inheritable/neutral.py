"""Takes a photo's traces off a code: the same person in even light, facing the camera, without make-up.

Each trace that differs from what it usually is at that age and sex moves the code by what that trace adds, as measured
over generated faces (`measured`); then the picture is measured again, for the generator doesn't answer quite linearly.

Legend: L rows of W+, D latent width, T traces.
"""

from __future__ import annotations

import numpy as np

from ml_core.alignment import detection
from ml_core.contracts import FloatArray, Picture
from ml_core.inheritable.measured import Measured
from ml_core.inheritable.traces import LOW_ONLY, TRACES, measure

NUM_ROUNDS, GAIN = 3, 0.8
# In deviations. Beyond, the picture is unlike those that were measured, and whole steps would break faces.
MAX_EXCESS = 2.5


def excess(crop: Picture, measured: Measured, *, age_years: float, p_female: float) -> FloatArray | None:
    """Returns [T]: by how many deviations each trace of the face in an FFHQ crop [R, R, 3] differs from the usual; None
    where no face is found."""
    box = detection.find_face_in_crop(crop)
    if box is None:
        return None
    landmarks = detection.find_landmarks(crop, box)
    return excess_in(crop, landmarks, measured, age_years=age_years, p_female=p_female)


def excess_in(
    picture: Picture, landmarks: FloatArray, measured: Measured, *, age_years: float, p_female: float
) -> FloatArray | None:
    """Returns `excess` of a face whose landmarks [68, 2] are known; None if it is too small or lies outside."""
    found = measure(picture, landmarks)
    if found is None:
        return None
    usual = measured.usual_traces(age_years=age_years, p_female=p_female)
    beyond = np.clip((found - usual) / measured.deviations, -MAX_EXCESS, MAX_EXCESS)
    for trace in LOW_ONLY:
        index = TRACES.index(trace)
        beyond[index] = min(0.0, beyond[index])
    return np.asarray(beyond, np.float32)


def step(beyond: FloatArray, measured: Measured) -> FloatArray:
    """[T] -> [D]: what to take off every row."""
    return np.asarray(GAIN * (beyond @ measured.directions), np.float32)
