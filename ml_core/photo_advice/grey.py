"""grey: a black-and-white, sepia or otherwise tinted photo, whose colours say nothing about the person's."""

from __future__ import annotations

import numpy as np

from ml_core import images
from ml_core.photo_advice.check import Check
from ml_core.photo_advice.colour import lab
from ml_core.photo_advice.inspection import Inspection
from ml_core.photo_advice.light import DARK, lightest

# Small, so that JPEG's coloured blocks average out; in bands of like lightness, because a tint has one colour for each.
SIDE, BANDS = 64, 32


def colour_spread(inspection: Inspection) -> float | None:
    """Root mean square distance of colours (a*, b*) from the mean of those as light as they are: 0 for any tint. None
    in the dark, where a byte has no room for colours."""
    light = lightest(inspection)
    if light is not None and light < DARK.threshold:
        return None
    colours = lab(images.resize(inspection.view, SIDE)).reshape(-1, 3)
    by_lightness = colours[np.argsort(colours[:, 0], kind="stable"), 1:].reshape(BANDS, -1, 2)
    away = by_lightness - by_lightness.mean(axis=1, keepdims=True)
    return float(np.sqrt(np.square(away).sum(axis=-1).mean()))


CHECK = Check(
    code="grey",
    level="advice",
    unit="spread of colours in CIE a*b* among pixels of like lightness",
    measure=colour_spread,
    found="below",
    threshold=3.2,
    sentence="The photo has no colours of its own: they spread by {value:.1f}, less than {threshold:.1f}. Hair, eyes "
    "and skin will be guessed; use a colour photo.",
)
