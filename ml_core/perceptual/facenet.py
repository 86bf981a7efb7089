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

# What is read besides the embedding, where things still have a place: after five blocks [17, 17, 256] of any picture,
# and after fifteen [8, 8, 896] of a face.
TEXTURE = "InceptionResnetV1/Repeat/block35_5/Relu:0"
FORM = "InceptionResnetV1/Repeat_1/block17_10/Relu:0"
EMBEDDINGS = "embeddings:0"

# Constants above this are handed to the graph from outside: inside, every optimisation pass copies all 94 MB of them,
# which cost seconds of tracing and gigabytes of memory.
LARGE_CONSTANT_BYTES = 1024


class FaceNet:
    """Embeds FFHQ crops. Differentiable; 0.05 s a face on two cores, about 0.12 s with gradient."""

    def __init__(self, graph: Any) -> None:
        """`graph`: the frozen network as a GraphDef, which is changed and kept."""
        self._weights = {}
        for node in graph.node:
            if node.name in BATCH_CONSTANTS:
                value = np.asarray(BATCH_CONSTANTS[node.name], dtype=np.int32)
                node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
            elif node.op == "Const" and len(node.attr["value"].tensor.tensor_content) > LARGE_CONSTANT_BYTES:
                self._weights[f"{node.name}:0"] = tf.constant(tf.make_ndarray(node.attr["value"].tensor))
                node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(0.0))
        self._graph = graph
        self._embed = tf.function(lambda face: self._import(face, [EMBEDDINGS])[0], reduce_retracing=True)
        self._describe = tf.function(lambda face: self._import(face, [EMBEDDINGS, FORM]), reduce_retracing=True)
        self._texture = tf.function(lambda picture: self._import(picture, [TEXTURE])[0], reduce_retracing=True)

    @classmethod
    def load(cls) -> FaceNet:
        """Raises WeightsMissing or WeightsDamaged, see `catalogue.path`."""
        graph = tf.compat.v1.GraphDef()
        graph.ParseFromString(catalogue.path(WEIGHT_FILE).read_bytes())
        return cls(graph)

    def embed(self, pictures: Any) -> Any:
        """FFHQ crops [N, R, R, 3] in [-1, 1], R >= 128 -> [N, 512], unit length."""
        return self._embed(_normalised(face_of(pictures)))

    def describe(self, pictures: Any) -> tuple[Any, Any]:
        """FFHQ crops as `embed`'s -> what `describe_faces` gives of their faces."""
        return self.describe_faces(face_of(pictures))

    def describe_faces(self, faces: Any) -> tuple[Any, Any]:
        """Faces [N, r, r, 3], cut about as `FACE_TOP`, `FACE_LEFT` and `FACE_SIDE` say -> embeddings [N, 512], unit
        length, and inner maps [N, 8, 8, 896], >= 0."""
        embeddings, form = self._describe(_normalised(faces))
        return embeddings, form

    def texture(self, pictures: Any) -> Any:
        """Pictures [N, R, R, 3] in [-1, 1], whole -> inner map [N, 17, 17, 256], >= 0. A third of `embed`'s cost."""
        return self._texture(_normalised(pictures))

    def _import(self, face: Any, wanted: list[str]) -> Any:
        inputs = {"input:0": face, **{name: tf.identity(weight) for name, weight in self._weights.items()}}
        return tf.import_graph_def(self._graph, input_map=inputs, return_elements=wanted, name="")


def face_of(pictures: Any) -> Any:
    """FFHQ crops [N, R, R, 3] -> their faces, cut as `FACE_TOP`, `FACE_LEFT` and `FACE_SIDE` say."""
    size = pictures.shape[1]
    top, left, side = round(FACE_TOP * size), round(FACE_LEFT * size), round(FACE_SIDE * size)
    return pictures[:, top : top + side, left : left + side]


def _normalised(pictures: Any) -> Any:
    picture = tf.image.resize(pictures, [INPUT_SIZE, INPUT_SIZE], method="bilinear", antialias=True)
    mean, variance = tf.nn.moments(picture, axes=[1, 2, 3], keepdims=True)
    return (picture - mean) * tf.math.rsqrt(variance + 1e-8)
