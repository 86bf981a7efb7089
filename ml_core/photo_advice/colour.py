"""sRGB to what eyes make of it: CIE luminance and L*a*b* (IEC 61966-2-1, CIE 15, D65)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ml_core.contracts import FloatArray, Picture

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], dtype=np.float32)
WHITE = TO_XYZ.sum(axis=1)
# One entry a byte: 256 powers instead of one a pixel.
_bytes = np.arange(256) / 255.0
LINEAR: FloatArray = np.where(_bytes <= 0.04045, _bytes / 12.92, ((_bytes + 0.055) / 1.055) ** 2.4).astype(np.float32)


def luminance(picture: Picture) -> FloatArray:
    """[..., 3] uint8 -> [...], 0 black to 1 white, proportional to the light."""
    return np.asarray(LINEAR[picture] @ TO_XYZ[1])


def lightness(light: npt.NDArray[np.float32]) -> FloatArray:
    """Luminance 0..1 -> L* 0..100, in steps that look alike."""
    return np.asarray(116.0 * _response(light) - 16.0)


def lab(picture: Picture) -> FloatArray:
    """[..., 3] uint8 -> [..., 3] L*, a*, b*."""
    x, y, z = np.moveaxis(_response(LINEAR[picture] @ TO_XYZ.T / WHITE), -1, 0)
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)


def _response(values: npt.NDArray[np.float32]) -> FloatArray:
    return np.where(values > 0.008856, np.cbrt(values), 7.787 * values + np.float32(16.0 / 116.0)).astype(np.float32)
