"""FFHQ's crop (NVlabs/ffhq-dataset), from 68 landmarks: pure geometry and resampling.

Legend: points [.., 2] as x, y in pixels; a quad is [4, 2]: top left, bottom left, bottom right, top right.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from ml_core.contracts import FloatArray, Picture

Points = npt.NDArray[np.float64]

LEFT_EYE, RIGHT_EYE = slice(36, 42), slice(42, 48)
MOUTH_LEFT, MOUTH_RIGHT = 48, 54
SUPERSAMPLING = 4


def crop_quad(landmarks: npt.ArrayLike) -> Points:
    """Landmarks [68, 2] -> the square, turned with the face, that FFHQ crops [4, 2]."""
    points = np.asarray(landmarks, dtype=np.float64)
    eye_left, eye_right = points[LEFT_EYE].mean(axis=0), points[RIGHT_EYE].mean(axis=0)
    eye_middle = (eye_left + eye_right) / 2
    eye_to_eye = eye_right - eye_left
    eye_to_mouth = (points[MOUTH_LEFT] + points[MOUTH_RIGHT]) / 2 - eye_middle
    x = eye_to_eye - np.flipud(eye_to_mouth) * [-1, 1]
    x /= np.hypot(*x)
    x *= max(np.hypot(*eye_to_eye) * 2.0, np.hypot(*eye_to_mouth) * 1.8)
    y = np.flipud(x) * [-1, 1]
    centre = eye_middle + eye_to_mouth * 0.1
    return np.stack([centre - x - y, centre - x + y, centre + x + y, centre + x - y])


def quad_side(quad: Points) -> float:
    return float(np.hypot(*(quad[3] - quad[0])))


def crop(picture: Picture, quad: Points, *, size: int) -> Picture:
    """Resamples the quad to [size, size, 3]; where it leaves the picture, reflected pixels blend into a blur."""
    image, quad = _shrink(Image.fromarray(picture), quad.copy(), size=size)
    side = quad_side(quad)
    border = max(int(np.rint(side * 0.1)), 3)
    image, quad = _cut(image, quad, border=border)
    image, quad = _pad(image, quad, border=border, side=side)
    fine = size * SUPERSAMPLING
    image = image.transform(
        (fine, fine), Image.Transform.QUAD, tuple((quad + 0.5).flatten()), Image.Resampling.BILINEAR
    )
    return np.asarray(image.resize((size, size), Image.Resampling.LANCZOS))


def _shrink(image: Image.Image, quad: Points, *, size: int) -> tuple[Image.Image, Points]:
    factor = int(np.floor(quad_side(quad) / size * 0.5))
    if factor <= 1:
        return image, quad
    smaller = tuple(int(np.rint(side / factor)) for side in image.size)
    return image.resize((smaller[0], smaller[1]), Image.Resampling.LANCZOS), quad / factor


def _bounds(quad: Points) -> tuple[int, int, int, int]:
    return (
        int(np.floor(quad[:, 0].min())),
        int(np.floor(quad[:, 1].min())),
        int(np.ceil(quad[:, 0].max())),
        int(np.ceil(quad[:, 1].max())),
    )


def _cut(image: Image.Image, quad: Points, *, border: int) -> tuple[Image.Image, Points]:
    left, top, right, bottom = _bounds(quad)
    box = (
        max(left - border, 0),
        max(top - border, 0),
        min(right + border, image.width),
        min(bottom + border, image.height),
    )
    if box[2] - box[0] >= image.width and box[3] - box[1] >= image.height:
        return image, quad
    return image.crop(box), quad - box[:2]


def _pad(image: Image.Image, quad: Points, *, border: int, side: float) -> tuple[Image.Image, Points]:
    left, top, right, bottom = _bounds(quad)
    wanted = [-left + border, -top + border, right - image.width + border, bottom - image.height + border]
    if max(0, *wanted) <= border - 4:
        return image, quad
    pad = np.maximum(wanted, int(np.rint(side * 0.3)))
    values = np.pad(np.asarray(image), ((pad[1], pad[3]), (pad[0], pad[2]), (0, 0)), mode="reflect")
    depth = _depth_in_padding(values.shape[0], values.shape[1], pad)
    for channel in range(3):  # one by one: the floats of a large portrait would take a gigabyte
        values[..., channel] = _fade_out(values[..., channel], depth, sigma=side * 0.02)
    return Image.fromarray(values), quad + pad[:2]


def _depth_in_padding(height: int, width: int, pad: npt.NDArray[np.int64]) -> FloatArray:
    """[height, width]: 0 at the photo's edge, rising to 1 at the padded picture's, negative inside."""
    y, x = np.ogrid[:height, :width]
    across = 1.0 - np.minimum(np.float32(x) / pad[0], np.float32(width - 1 - x) / pad[2])
    down = 1.0 - np.minimum(np.float32(y) / pad[1], np.float32(height - 1 - y) / pad[3])
    return np.asarray(np.maximum(across, down), dtype=np.float32)


def _fade_out(channel: Picture, depth: FloatArray, *, sigma: float) -> Picture:
    """Blends a blur in towards the edge, then the median of what that gives. One channel [H, W]."""
    values = channel.astype(np.float32)
    values += (_blur(values, sigma=sigma) - values) * np.clip(depth * 3.0 + 1.0, 0.0, 1.0)
    values += (np.median(values) - values) * np.clip(depth, 0.0, 1.0)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _blur(values: FloatArray, *, sigma: float) -> FloatArray:
    """Gaussian [H, W] on cells of a quarter of sigma: within a grey level of the full one, 40 times faster."""
    cell = max(1, int(sigma / 4))
    height, width = values.shape
    whole = np.pad(values, ((0, -height % cell), (0, -width % cell)), mode="symmetric")
    cells = whole.reshape(whole.shape[0] // cell, cell, whole.shape[1] // cell, cell).mean(axis=(1, 3))
    remaining = np.sqrt(sigma**2 - (cell**2 - 1) / 12)  # the mean over a cell is a little blur already
    blurred = Image.fromarray(ndimage.gaussian_filter(cells, remaining / cell))
    full = blurred.resize((whole.shape[1], whole.shape[0]), Image.Resampling.BICUBIC)
    return np.asarray(full)[:height, :width]
