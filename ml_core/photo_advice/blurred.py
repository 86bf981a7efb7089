"""blurred: out of focus, shaken, or enlarged from a small picture."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

from ml_core.photo_advice.check import Check
from ml_core.photo_advice.inspection import Inspection

# The gradient is taken at both scales, in pixels: noise has no say at the first, the face's own shading none at either.
FINE, COARSE = 1.0, 2.0
# Of the face's pixels these have the strongest edges: lids, nostrils, lips, frames.
STRONGEST = 0.02
# More blur than this can't be told from a shadow's soft edge.
MOST_BLUR = 10.0
LEAST_PIXELS = 50


def edge_width(inspection: Inspection) -> float | None:
    """Standard deviation of the Gaussian that the sharpest edges went through, in pixels of the native crop (at most
    256 a side).

    An edge blurred by s shows at scale t a gradient in proportion to 1 / sqrt(s^2 + t^2), so that two scales give s
    whatever the edge's contrast (after Zhuo and Sim, "Defocus map estimation from a single image", 2011).
    """
    native = inspection.native
    grey = native @ np.array([0.299, 0.587, 0.114])
    face = np.asarray(Image.fromarray(inspection.hull).resize((len(native), len(native)), Image.Resampling.NEAREST))
    if face.sum() < LEAST_PIXELS:
        return None
    fine, coarse = (ndimage.gaussian_gradient_magnitude(grey, scale) for scale in (FINE, COARSE))
    edges = face & (coarse >= np.quantile(coarse[face], 1.0 - STRONGEST)) & (coarse > 0)
    if not edges.any():
        return None  # one colour all over
    ratio = float(np.median(fine[edges] / coarse[edges])) ** 2
    if ratio <= 1.0:
        return MOST_BLUR
    return float(np.sqrt(np.clip((COARSE**2 - ratio * FINE**2) / (ratio - 1.0), 0.0, MOST_BLUR**2)))


CHECK = Check(
    code="blurred",
    level="advice",
    unit="pixels of blur, as a Gaussian's standard deviation, in the face's crop at 256 px or its own size if less",
    measure=edge_width,
    found="above",
    threshold=1.8,
    sentence="The face is blurred: its sharpest edges are {value:.1f} pixels soft at 256 pixels, more than "
    "{threshold:.1f}. Use a photo in which the eyes are in focus.",
)
