"""FaceNet (Schroff et al. 2015) as an identity loss: Inception-ResNet-v1 `20180408-102900`, CASIA-WebFace.

The projector and heredity lower distances of this embedding; what they reached is judged by another one, dlib's, so
that the figure stays honest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from ml_core import catalogue

WEIGHT_FILE = "facenet/graph_final.pb"
INPUT_SIZE = 160
# Where the face lies in an FFHQ crop, as shares of its side: rows 46-230 and columns 36-220 of 256.
FACE_TOP, FACE_LEFT, FACE_SIDE = 46 / 256, 36 / 256, 184 / 256
# Constants of the frozen graph that fix the batch at one, and what frees it.
BATCH_CONSTANTS = {
    "InceptionResnetV1/Logits/Flatten/flatten/Reshape/shape/_1__cf__3": [-1, 1792],
    "InceptionResnetV1/Bottleneck/BatchNorm/Shape/_0__cf__2": [-1, 512],
}


class FaceNet:
    """Embeds FFHQ crops. Differentiable; 0.05 s a face on two cores, about 0.12 s with gradient."""

    def __init__(self, function: Any) -> None:
        self._function = function

    @classmethod
    def load(cls) -> FaceNet:
        """Raises WeightsMissing or WeightsDamaged, see `catalogue.path`."""
        graph = tf.compat.v1.GraphDef()
        graph.ParseFromString(catalogue.path(WEIGHT_FILE).read_bytes())
        for node in graph.node:
            if node.name in BATCH_CONSTANTS:
                value = np.asarray(BATCH_CONSTANTS[node.name], dtype=np.int32)
                node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
        wrapped = tf.compat.v1.wrap_function(lambda: tf.import_graph_def(graph, name=""), [])
        return cls(wrapped.prune("input:0", "embeddings:0"))

    def embed(self, pictures: Any) -> Any:
        """FFHQ crops [N, R, R, 3] in [-1, 1], R >= 128 -> [N, 512], unit length."""
        size = pictures.shape[1]
        top, left, side = round(FACE_TOP * size), round(FACE_LEFT * size), round(FACE_SIDE * size)
        face = pictures[:, top : top + side, left : left + side]
        face = tf.image.resize(face, [INPUT_SIZE, INPUT_SIZE], method="bilinear", antialias=True)
        mean, variance = tf.nn.moments(face, axes=[1, 2, 3], keepdims=True)
        return self._function((face - mean) * tf.math.rsqrt(variance + 1e-8))
