"""How much a picture looks like nudity or pornography, by Yahoo's Open-NSFW (docs/models/open-nsfw.md).

The preparation is that of its authors, who trained it on JPEGs: squeezed to a square, compressed, and its middle taken
(https://github.com/yahoo/open_nsfw, classify_nsfw.py).
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ml_core import onnx
from ml_core.contracts import FloatArray, Picture

SQUEEZED, SEEN = 256, 224
# Means of the training set, blue, green, red, as Caffe took them.
MEAN_BGR = np.array([104.0, 117.0, 123.0], dtype=np.float32)
# A picture is first reduced by whole factors to no less than so many times its last size.
REDUCING_GAP = 3.0


@functools.cache
def load(weights: Path) -> Any:
    """Returns the network. 0.15 s and 100 MB; afterwards it opens no file and starts no thread. weights: the path of
    `open-nsfw/open_nsfw.onnx`.
    """
    return onnx.load(weights)


def nudity(picture: Picture, weights: Path) -> float:
    """Returns 0..1: how sure the network is. 0.02 s for a small picture."""
    network = load(weights)
    outputs = network.run(None, {network.get_inputs()[0].name: _prepared(picture)[None]})
    return float(outputs[0][0][1])


def _prepared(picture: Picture) -> FloatArray:
    """Returns [224, 224, 3], blue first, about -123 to 151."""
    squeezed = Image.fromarray(picture).resize(
        (SQUEEZED, SQUEEZED), resample=Image.Resampling.BILINEAR, reducing_gap=REDUCING_GAP
    )
    file = io.BytesIO()
    squeezed.save(file, format="JPEG")
    values = np.asarray(Image.open(file).convert("RGB"), dtype=np.float32)
    start = (SQUEEZED - SEEN) // 2
    middle = values[start : start + SEEN, start : start + SEEN]
    return np.asarray(middle[:, :, ::-1] - MEAN_BGR, dtype=np.float32)
