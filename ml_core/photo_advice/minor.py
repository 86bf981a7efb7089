"""apparent_child, minor, age_unclear: this site is for adults' faces (docs/decisions/0010).

An estimate of age is off by years and decides about people, so it refuses only where no grown-up was ever estimated,
and elsewhere asks the person who uploads the photo. Of a covered face it says nothing: a small child behind a mask is
estimated at 28 years.
"""

from __future__ import annotations

import dlib
import numpy as np

from ml_core import attributes
from ml_core.photo_advice import covered
from ml_core.photo_advice.check import Check
from ml_core.photo_advice.inspection import Inspection

# Where dlib's detector finds the face in an upright crop, on average over 120: fixed, so that a covered face is
# estimated too. Symmetric, for the mirrored view.
BOX = dlib.rectangle(53, 75, 202, 225)
ADULT_BEYOND_DOUBT, CHILD_BEYOND_DOUBT = 25.0, 6.0


def apparent_age(inspection: Inspection) -> float:
    """Years, mean of the face and its mirror image, which the network judges differently by 3 years."""
    views = (inspection.view, np.ascontiguousarray(inspection.view[:, ::-1]))
    return float(np.mean([attributes.estimate_in(view, BOX).age_years for view in views]))


APPARENT_CHILD = Check(
    code="apparent_child",
    level="refuse",
    unit="years, as estimated",
    measure=apparent_age,
    found="below",
    threshold=CHILD_BEYOND_DOUBT,
    sentence="The person looks like a small child, of about {value:.0f} years. Only adults' photos are taken; use one "
    "of a grown-up.",
)

MINOR = Check(
    code="minor",
    level="ask",
    unit="years, as estimated",
    measure=apparent_age,
    found="below",
    threshold=ADULT_BEYOND_DOUBT,
    sentence="The person may be under 18: the estimate is {value:.0f} years, and below {threshold:.0f} it can't tell. "
    "Go on only if the person shown is an adult.",
)

AGE_UNCLEAR = Check(
    code="age_unclear",
    level="ask",
    unit=covered.CHECK.unit,
    measure=covered.CHECK.measure,
    found=covered.CHECK.found,
    threshold=covered.CHECK.threshold,
    sentence="Too little of the face is open to estimate an age: as a whole face it scores {value:.1f}, less than "
    "{threshold:.1f}. Go on only if the person shown is an adult.",
)
