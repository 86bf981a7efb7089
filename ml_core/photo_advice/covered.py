"""covered: a mask, a hand, a cup, hair or a black bar before the face.

What lies before a face can be anything, so the face itself is looked for: dlib's detector knows the gradients of a
whole face from the front and scores what it finds. It goes by outlines: what is drawn on skin, or lies outside the
landmarks as a hat does, goes unseen, and so does half of what covers less than a third of the face.
"""

from __future__ import annotations

from ml_core.alignment import detection
from ml_core.photo_advice.check import Check
from ml_core.photo_advice.inspection import Inspection


def front_score(inspection: Inspection) -> float:
    """The detector's score on the upright face at 256 px: -1 nothing, 1 to 4 a whole face."""
    return detection.best_score(inspection.view)


CHECK = Check(
    code="covered",
    level="advice",
    unit="score of dlib's detector on the upright crop, -1 to 4",
    measure=front_score,
    found="below",
    threshold=1.2,
    sentence="Something seems to cover the face: as a whole face it scores {value:.1f}, less than {threshold:.1f}. Use "
    "a photo without a mask, hands or hair before it.",
)
