"""dark, bright, side_light: too little light, so much that skin is burnt out, or all of it from one side.

Skin's own colour must not count as bad light. So darkness is looked for where even dark skin is bright in a good photo,
in the face's lightest twentieth: shine, whites of the eyes, teeth.
"""

from __future__ import annotations

import numpy as np

from ml_core.photo_advice.check import Check
from ml_core.photo_advice.colour import lightness, luminance
from ml_core.photo_advice.inspection import VIEW_SIDE, Inspection

LIGHTEST = 0.95
BURNT = 253  # a camera's 255, after JPEG
LEAST_PIXELS = 50
# Light that never counts as none: a thousandth of white, below which a byte says nothing.
FLOOR = 0.001
NOSE_TOP, CHIN = 27, 8


def lightest(inspection: Inspection) -> float | None:
    """L* 0..100 of the face's lightest twentieth."""
    if inspection.hull.sum() < LEAST_PIXELS:
        return None
    return float(np.quantile(lightness(luminance(inspection.view[inspection.hull])), LIGHTEST))


def burnt_share(inspection: Inspection) -> float | None:
    """Share of skin 0..1 in which a colour reached the top."""
    if inspection.skin.sum() < LEAST_PIXELS:
        return None
    return float((inspection.view[inspection.skin].max(axis=-1) >= BURNT).mean())


def side_stops(inspection: Inspection) -> float | None:
    """Returns how often the light doubles from the face's darker half to its lighter one, in photographic stops."""
    x, y = inspection.points[CHIN] - inspection.points[NOSE_TOP]
    down, across = np.mgrid[:VIEW_SIDE, :VIEW_SIDE]
    is_left = (across - inspection.points[NOSE_TOP, 0]) * y < (down - inspection.points[NOSE_TOP, 1]) * x
    halves = [inspection.skin & is_left, inspection.skin & ~is_left]
    if min(half.sum() for half in halves) < LEAST_PIXELS:
        return None
    left, right = (float(np.median(luminance(inspection.view[half]))) + FLOOR for half in halves)
    return abs(float(np.log2(left / right)))


DARK = Check(
    code="dark",
    level="advice",
    unit="CIE lightness L* 0 to 100 of the face's lightest twentieth",
    measure=lightest,
    found="below",
    threshold=45.0,
    sentence="The face is dark: its lightest parts reach L* {value:.0f}, less than {threshold:.0f}. Use a photo with "
    "more light on the face.",
)

BRIGHT = Check(
    code="bright",
    level="advice",
    unit="share of skin 0 to 1 in which red, green or blue is burnt out",
    measure=burnt_share,
    found="above",
    threshold=0.25,
    sentence="The face is overexposed: {value:.0%} of the skin is burnt out, more than {threshold:.0%}. Use a photo "
    "with softer light.",
)

SIDE_LIGHT = Check(
    code="side_light",
    level="advice",
    unit="stops between the face's darker and lighter half",
    measure=side_stops,
    found="above",
    threshold=2.0,
    sentence="The light comes from one side: half of the face has {value:.1f} stops more than the other, more than "
    "{threshold:.1f}. Use a photo with light from the front.",
)
