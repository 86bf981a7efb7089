"""The style of a face: means and deviations of VGG16's channels over it.

Style transfer describes a picture's light, grain, blotches and contours by these statistics (Huang and Belongie 2017,
"Arbitrary Style Transfer in Real-time", eq. 8). VGG16 is the stand-in that comes with the site, whatever trunk the
search uses, so that figures can be compared.

Legend: N pictures; F = 1536 features, 768 means and 768 deviations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from ml_core import images
from ml_core.contracts import FloatArray, Picture
from ml_core.perceptual.facenet import FACE_LEFT, FACE_SIDE, FACE_TOP
from ml_core.perceptual.vgg16 import VGG16

SIDE = 256
# Of five blocks. The first two answer to colours and edges, which any light changes; in the stand-in, the last one's
# weights have moved far from VGG16's.
BLOCKS = slice(2, 4)
NUM_FEATURES = 2 * (256 + 512)
BATCH = 8


class FaceFeatures:
    """Build one a process with `load`."""

    def __init__(self, trunk: VGG16) -> None:
        self._trunk = trunk
        self._statistics = tf.function(self._channels, reduce_retracing=True)

    @classmethod
    def load(cls) -> FaceFeatures:
        return cls(VGG16.load("hed"))

    def describe(self, pictures: Sequence[Picture]) -> FloatArray:
        """FFHQ crops [256, 256, 3] uint8 -> [N, F]. 0.2 s each on two cores."""
        faces = np.stack([images.to_unit(_face(picture)) for picture in pictures])
        batches = [faces[start : start + BATCH] for start in range(0, len(faces), BATCH)]
        return np.concatenate([np.asarray(self._statistics(tf.constant(batch))) for batch in batches])

    def _channels(self, faces: Any) -> Any:
        """[N, R, R, 3] in [-1, 1] -> [N, F]."""
        found = []
        for maps in self._trunk.features(faces, num_blocks=BLOCKS.stop)[BLOCKS]:
            mean, variance = tf.nn.moments(maps, axes=[1, 2])
            found += [mean, tf.sqrt(variance)]
        return tf.concat(found, axis=-1)


def _face(picture: Picture) -> Picture:
    """Without hair, clothes and background, which vary too much to say anything."""
    top, left, side = (round(share * len(picture)) for share in (FACE_TOP, FACE_LEFT, FACE_SIDE))
    return picture[top : top + side, left : left + side]
