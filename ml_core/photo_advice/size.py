"""small: few pixels. cut: the photo ends where the face doesn't."""

from __future__ import annotations

from ml_core.photo_advice.check import Check
from ml_core.photo_advice.inspection import Inspection


def crop_side(inspection: Inspection) -> float:
    return inspection.side


def share_outside(inspection: Inspection) -> float:
    return inspection.outside


SMALL = Check(
    code="small",
    level="advice",
    unit="pixels of the photo that the crop is wide, hair and chin included",
    measure=crop_side,
    found="below",
    threshold=150.0,
    sentence="The face is small: with hair and chin it is {value:.0f} pixels wide, and below {threshold:.0f} likeness "
    "is lost. Use a closer or larger photo.",
)

CUT = Check(
    code="cut",
    level="advice",
    unit="share of the crop that lies outside the photo, 0 to 1",
    measure=share_outside,
    found="above",
    threshold=0.2,
    sentence="The photo's edge cuts the head off: {value:.0%} of its surroundings are missing, more than "
    "{threshold:.0%}. Use a photo with the whole head in it.",
)
