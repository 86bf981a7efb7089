"""Knows the two published sets of VGG16's weights by their first filter, so that no file is trusted by its name.

Both were trained on ImageNet, but apart from each other and on colours scaled differently: with the other's scaling a
trunk still gives plausible features, only wrong ones.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.perceptual.trunks import scaling
from ml_core.perceptual.trunks.scaling import InputScaling
from ml_core.perceptual.trunks.weights import Origin

# Filter 0 of the first convolution [3, 3], on the first colour of the trunk's own order: red for torchvision's
# (vgg16-397923af), blue for Simonyan & Zisserman's (Keras' files). Printed in many notebooks, to four digits.
FIRST_FILTERS = {
    Origin.TORCHVISION: ((-0.5537, 0.1427, 0.5290), (-0.5831, 0.3566, 0.7657), (-0.6902, -0.0480, 0.4841)),
    Origin.CAFFE: ((0.4295, 0.3735, -0.0614), (0.2748, 0.0387, -0.3672), (-0.0575, -0.2622, -0.3501)),
}
SCALINGS = {Origin.TORCHVISION: scaling.TORCHVISION, Origin.CAFFE: scaling.CAFFE}
# Half of the last printed digit, and the rounding of a float16 that the numbers may have gone through.
TOLERANCE = 3e-4


def recognise(first_kernel: FloatArray) -> tuple[Origin, InputScaling] | None:
    """first_kernel [3, 3, 3, 64] -> whose it is and how it wants its pictures; None = nobody's we know.

    A file may have its colours the other way round than the weights were trained: that is seen and allowed for.
    """
    for origin, known in FIRST_FILTERS.items():
        usual = SCALINGS[origin]
        if _is_close(first_kernel[:, :, 0, 0], known):
            return origin, usual
        if _is_close(first_kernel[:, :, 2, 0], known):
            return origin, replace(usual, is_bgr=not usual.is_bgr)
    return None


def _is_close(plane: FloatArray, known: tuple[tuple[float, ...], ...]) -> bool:
    return bool(np.allclose(plane, known, rtol=0.0, atol=TOLERANCE))
